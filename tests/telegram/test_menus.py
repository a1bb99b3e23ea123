"""What stands beside the input line: told once, and seen by those it is for."""

from typing import Any

import pytest
from telegram.error import BadRequest, TelegramError

from bot.platforms.telegram import Connection
from sandbox.telegram import Standin
from tests.telegram.conftest import LI, ZHAO

ZH, EN = [("new", "申请"), ("my", "我的")], [("new", "apply"), ("my", "mine")]
WRITES = {"setmycommands", "setmydescription", "setmyshortdescription", "setchatmenubutton"}


async def told(line: Connection) -> None:
    menu = line.menu
    for language, commands in (("", ZH), ("zh", ZH), ("en", EN)):
        await menu.shelve("private", commands, language)
        await menu.describe(f"助手{language}", "短", language)
    await menu.shelve("group", ZH[:1])
    await menu.shelve("group_admin", [*ZH[:1], ("bind", "绑定")])
    await menu.open_beside_input()


def writes(standin: Standin) -> list[str]:
    return [call.method for call in standin.calls if call.method in WRITES]


async def test_a_second_start_tells_nothing_again(standin: Standin, line: Connection) -> None:
    await told(line)
    assert set(writes(standin)) == WRITES
    before = len(writes(standin))
    await told(line)
    assert len(writes(standin)) == before

    await line.menu.shelve("private", EN, "zh")
    assert len(writes(standin)) == before + 1


async def test_each_client_reads_its_own_language(standin: Standin, line: Connection) -> None:
    await told(line)
    phones = standin.phones
    phones.enter("2001", "Chen", language_code="en-GB")
    phones.enter("2002", "Дима", language_code="ru")
    assert [phones.commands(who)[0][1] for who in (LI, "2001", "2002")] == [
        "申请",
        "apply",
        "申请",
    ]
    assert phones.greeting("2001") == "助手en"
    assert phones.greeting("2002") == "助手"


async def test_a_group_sees_only_what_works_there(standin: Standin, line: Connection) -> None:
    await told(line)
    group = standin.phones.create_group("安保群", [LI, ZHAO], administrators=[ZHAO])
    assert [name for name, _ in standin.phones.commands(LI, group)] == ["new"]
    assert [name for name, _ in standin.phones.commands(ZHAO, group)] == ["new", "bind"]


async def test_a_list_of_ones_own_goes_before_what_everybody_sees(
    standin: Standin, line: Connection
) -> None:
    await told(line)
    with pytest.raises(TelegramError):  # he never spoke to the bot
        await line.menu.hang(LI, EN)
    await standin.phones.start(LI)
    await line.menu.hang(LI, EN)
    assert standin.phones.commands(LI) == tuple(EN)
    assert standin.phones.commands(ZHAO) == tuple(ZH)
    await line.menu.take_down(LI)
    assert standin.phones.commands(LI) == tuple(ZH)


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 99}}),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat_administrators", "chat_id": int(LI)}},
        ),
        ("setMyCommands", {"commands": [], "language_code": "zh-hans"}),
        ("setMyCommands", {"commands": [{"command": "New", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "a-b", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "new", "description": ""}]}),
        ("setMyDescription", {"description": "长" * 513}),
        ("setMyShortDescription", {"short_description": "长" * 121}),
        ("setChatMenuButton", {"menu_button": {"type": "hamburger"}}),
    ],
)
async def test_the_stand_in_refuses(
    method: str, parameters: dict[str, Any], standin: Standin, line: Connection
) -> None:
    await standin.phones.start(LI)
    with pytest.raises(BadRequest):
        await line.calls(method, parameters)

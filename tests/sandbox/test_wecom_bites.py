"""The stand-in refuses, cuts, drops and forgets where the real WeCom does."""

import asyncio
import io
from typing import Any

import aiohttp
import pytest
from starlette.responses import Response

from sandbox.wecom import Client, NothingThere, rules
from sandbox.wecom.callbacks import SECONDS
from sandbox.wecom.codes import Refused
from sandbox.wecom.corp import Violation
from tests.sandbox.corp import AGENT, Office, Seconds, card, opened

URL = "https://h5.example.edu/r/1"
NOTICE = {
    "card_type": "text_notice",
    "main_title": {"title": "摄像头离线"},
    "card_action": {"type": 1, "url": URL},
}
VOTE = {
    "card_type": "vote_interaction",
    "main_title": {"title": "表决"},
    "checkbox": {
        "question_key": "q",
        "mode": 1,
        "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
    },
    "submit_button": {"text": "提交", "key": "submit"},
    "task_id": "vote-1",
}
PICK = {
    "card_type": "multiple_interaction",
    "main_title": {"title": "选点位"},
    "select_list": [{"question_key": "cam", "option_list": [{"id": "1", "text": "一"}]}],
    "submit_button": {"text": "提交", "key": "submit"},
    "task_id": "pick-1",
}


def _options(number: int) -> list[dict[str, str]]:
    return [{"id": str(i), "text": "项"} for i in range(number)]


def _buttons(number: int) -> list[dict[str, str]]:
    return [{"text": "同意", "key": str(i)} for i in range(number)]


CARDS_REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "unknown type": (card("t", card_type="button"), 40058),
    "no title": (card("t", main_title={}), 41016),
    "no task id": (card(""), 40058),
    "a colon in the task id": (card("req:1"), 40058),
    "a dot in the task id": (card("req.1"), 40058),
    "a task id of 129": (card("x" * 129), 40058),
    "seven buttons": (card("t", button_list=_buttons(7)), 40058),
    "no button": (card("t", button_list=[]), 40058),
    "the same key twice": (card("t", button_list=_buttons(1) * 2), 40058),
    "a key of 1025 bytes": (
        card("t", button_list=[{"text": "同意", "key": "x" * 1025}]),
        40058,
    ),
    "style 5": (card("t", button_list=[{"text": "同意", "key": "k", "style": 5}]), 40058),
    "a link without address": (card("t", button_list=[{"text": "看", "type": 1}]), 40058),
    "seven lines": (card("t", horizontal_content_list=[{"keyname": "地点"}] * 7), 40058),
    "four jumps": (card("t", jump_list=[{"title": "看"}] * 4), 40058),
    "eleven choices": (
        card("t", button_selection={"question_key": "q", "option_list": _options(11)}),
        40058,
    ),
    "four menu entries": (
        {**NOTICE, "task_id": "t", "action_menu": {"action_list": _buttons(4)}},
        40058,
    ),
    "a menu without task id": ({**NOTICE, "action_menu": {"action_list": _buttons(1)}}, 40058),
    "a notice without action": ({**NOTICE, "card_action": None}, 42045),
    "a notice that says nothing": ({**NOTICE, "main_title": {}}, 41016),
    "a vote without submit": ({**VOTE, "submit_button": {}}, 40058),
    "a vote with 21 options": (
        {**VOTE, "checkbox": {"question_key": "q", "option_list": _options(21)}},
        40058,
    ),
    "four lists": ({**PICK, "select_list": PICK["select_list"] * 4}, 40058),  # type: ignore[operator]  # a JSON list
    "an empty list": ({**PICK, "select_list": [{"question_key": "q"}]}, 40058),
}


@pytest.mark.parametrize("what", CARDS_REFUSED)
def test_a_card_is_refused_with(what: str) -> None:
    body, code = CARDS_REFUSED[what]
    message = {"msgtype": "template_card", "template_card": body}
    with pytest.raises(Refused) as no:
        rules.app_message(message, callback=True, complain=_never_bent)
    assert no.value.code == code


def _never_bent(rule: str, detail: str) -> None:
    raise AssertionError(f"{rule}: {detail}")


async def test_a_refused_card_is_on_no_screen() -> None:
    async with opened() as office:
        body, code = CARDS_REFUSED["seven buttons"]
        assert (await office.send("template_card", body))["errcode"] == code
        assert office.phone.bubbles("wenruogu") == ()


@pytest.mark.parametrize("body", [card("t"), NOTICE, VOTE, PICK], ids=lambda b: b["card_type"])
async def test_a_card_within_the_limits_arrives(body: dict[str, Any]) -> None:
    async with opened() as office:
        sent = await office.send("template_card", body)
        assert sent["errcode"] == 0
        assert ("response_code" in sent) == (body is not NOTICE)
        assert len(office.phone.bubbles("wenruogu")) == 1
        assert office.corp.violations == []


CONTENT_REFUSED: dict[str, tuple[str, dict[str, Any], int]] = {
    "an empty text": ("text", {"content": ""}, 44004),
    "a long markdown": ("markdown", {"content": "字" * 683}, 45002),
    "a text card without title": ("textcard", {"description": "d", "url": URL}, 41016),
    "a text card without address": ("textcard", {"title": "t", "description": "d"}, 40058),
    "a text card's long address": (
        "textcard",
        {"title": "t", "description": "d", "url": "https://h/" + "x" * 2048},
        40058,
    ),
    "an unknown file": ("file", {"media_id": "nothing"}, 40007),
    "an unknown kind": ("poem", {"content": "t"}, 40008),
}


@pytest.mark.parametrize("what", CONTENT_REFUSED)
async def test_a_message_is_refused_with(what: str) -> None:
    kind, content, code = CONTENT_REFUSED[what]
    async with opened() as office:
        assert (await office.send(kind, content))["errcode"] == code


async def test_a_text_over_2048_bytes_is_cut_and_written_down() -> None:
    async with opened() as office:
        assert (await office.send("text", {"content": "字" * 700}))["errcode"] == 0
        (bubble,) = office.phone.bubbles("wenruogu")
        assert bubble.text == "字" * 682  # 2046 bytes: no half characters
        assert office.corp.violations == [Violation("text.bytes", "2100 > 2048, cut")]


async def test_soft_limits_cut_words_and_are_written_down() -> None:
    long = {"main_title": {"title": "题" * 37}, "sub_title_text": "字" * 161}
    async with opened() as office:
        await office.send("template_card", card("t", **long))
        (bubble,) = office.phone.bubbles("wenruogu")
        assert bubble.title == "题" * 35 + "…"
        rules = [v.rule for v in office.corp.violations]
        assert rules == ["main_title.title", "sub_title_text"]


async def test_without_a_callback_address_only_telling_cards_go() -> None:
    async with opened(connected=False) as office:
        assert (await office.send("template_card", card("t")))["errcode"] == 40058
        assert (await office.send("template_card", NOTICE))["errcode"] == 0


async def test_a_task_id_is_used_once_for_ever() -> None:
    async with opened() as office:
        assert (await office.send("template_card", card("t")))["errcode"] == 0
        office.later(days=400)
        office.kept = ""
        assert (await office.send("template_card", card("t")))["errcode"] == 40058
        assert len(office.phone.bubbles("wenruogu")) == 1


async def test_unknown_recipients_are_named_in_lower_case() -> None:
    async with opened() as office:
        sent = await office.send("text", {"content": "好"}, to="WenRuoGu|Nobody")
        assert (sent["errcode"], sent["invaliduser"]) == (0, "nobody")
        assert len(office.phone.bubbles("wenruogu")) == 1
        assert (await office.send("text", {"content": "好"}, to="nobody"))["errcode"] == 81013
        office.corp.members["wenruogu"].visible = False
        assert (await office.send("text", {"content": "好"}))["errcode"] == 81013


async def test_the_31st_message_of_a_minute_vanishes_without_an_error() -> None:
    async with opened() as office:
        answers = [await office.send("text", {"content": str(i)}) for i in range(31)]
        assert {answer["errcode"] for answer in answers} == {0}
        assert len(office.phone.bubbles("wenruogu")) == 30
        assert [who for who, _ in office.corp.dropped] == ["wenruogu"]
        _pass(office, 61)
        await office.send("text", {"content": "又来"})
        assert office.phone.bubbles("wenruogu")[-1].text == "又来"


def _pass(office: Office, seconds: float) -> None:
    clock = office.corp.rate._seconds
    assert isinstance(clock, Seconds)
    clock.at += seconds


async def test_duplicates_are_suppressed_only_when_asked() -> None:
    async with opened() as office:
        for _ in range(2):
            await office.send("text", {"content": "好"})
        assert len(office.phone.bubbles("wenruogu")) == 2
        for _ in range(2):
            await office.send("text", {"content": "早"}, enable_duplicate_check=1)
        assert len(office.phone.bubbles("wenruogu")) == 3


async def test_an_agent_of_another_app_is_refused() -> None:
    async with opened() as office:
        body = {"touser": "wenruogu", "msgtype": "text", "text": {"content": "好"}}
        assert (await office.call("message/send", {**body, "agentid": 1000003}))[
            "errcode"
        ] == 301002
        assert (await office.call("message/send", body))["errcode"] == 40056


# Tokens


async def test_a_token_stays_the_same_until_it_ends() -> None:
    async with opened() as office:
        first = await office.token()
        office.later(seconds=7199)
        assert await office.token() == first
        office.later(seconds=1)
        ended = await office.call("message/send", {}, token=first)
        assert ended["errcode"] == 42001
        assert await office.token() != first
        assert (await office.call("message/send", {}, token=first))["errcode"] == 42001


async def test_a_revoked_token_a_missing_one_and_a_wrong_secret() -> None:
    async with opened() as office:
        token = await office.token()
        office.corp.revoke(AGENT)
        assert (await office.call("message/send", {}, token=token))["errcode"] == 40014
        assert (await office.call("message/send", {}, token=""))["errcode"] == 41001
        wrong = await office.get("gettoken", corpid="wwdemo", corpsecret="other")
        assert wrong["errcode"] == 40001
        assert (await office.get("gettoken", corpid="x", corpsecret="y"))["errcode"] == 40013


# Updating cards


def _update(code: str, users: tuple[str, ...] = ("wenruogu",), **what: Any) -> dict[str, Any]:
    what = what or {"button": {"replace_name": "已同意"}}
    return {"userids": list(users), "agentid": AGENT, "response_code": code, **what}


async def test_a_response_code_works_once_and_greys_the_buttons() -> None:
    async with opened() as office:
        sent = await office.send("template_card", card("t"))
        code = sent["response_code"]
        assert (await office.call("message/update_template_card", _update(code)))[
            "errcode"
        ] == 0
        (bubble,) = office.phone.bubbles("wenruogu")
        assert [(k.label, k.dead) for row in bubble.keys for k in row] == [("已同意", True)]
        again = await office.call("message/update_template_card", _update(code))
        assert again["errcode"] != 0


async def test_a_response_code_ends_after_72_hours() -> None:
    async with opened() as office:
        code = (await office.send("template_card", card("t")))["response_code"]
        office.later(hours=72)
        office.kept = ""
        late = await office.call("message/update_template_card", _update(code))
        assert late["errcode"] != 0


async def test_an_update_names_whose_cards_change() -> None:
    async with opened() as office:
        sent = await office.send("template_card", card("t"), to="wenruogu|muxingye")
        whole = card("", replace_text="已由温若谷同意", main_title={"title": "已同意"})
        update = _update(sent["response_code"], ("wenruogu", "nobody"), template_card=whole)
        answer = await office.call("message/update_template_card", update)
        assert (answer["errcode"], answer["invaliduser"]) == (0, ["nobody"])
        assert office.phone.bubbles("wenruogu")[0].title == "已同意"
        assert office.phone.bubbles("wenruogu")[0].keys[0][0].dead
        assert not office.phone.bubbles("muxingye")[0].keys[0][0].dead


async def test_every_tap_brings_a_fresh_code_that_updates_everybody() -> None:
    async with opened() as office:
        await office.send("template_card", card("t"), to="wenruogu|muxingye")
        bubble = office.phone.bubbles("wenruogu")[0]
        for _ in range(2):
            assert await office.phone.tap("wenruogu", bubble.id, "key:ap") is not None
        first, second = (packet["ResponseCode"] for packet in office.heard)
        assert first != second
        update = _update(second, (), atall=1, button={"replace_name": "已同意"})
        assert (await office.call("message/update_template_card", update))["errcode"] == 0
        assert all(office.phone.bubbles(u)[0].keys[0][0].dead for u in ("wenruogu", "muxingye"))
        with pytest.raises(NothingThere):
            await office.phone.tap("wenruogu", bubble.id, "key:ap")


# Callbacks


async def test_a_tap_tells_the_app_who_tapped_what() -> None:
    async with opened() as office:
        await office.send("template_card", card("task-1"))
        bubble = office.phone.bubbles("wenruogu")[0]
        await office.phone.tap("wenruogu", bubble.id, "key:rj")
        (packet,) = office.heard
        assert packet["Event"] == "template_card_event"
        assert (packet["FromUserName"], packet["EventKey"]) == ("wenruogu", "rj")
        assert (packet["TaskId"], packet["CardType"]) == ("task-1", "button_interaction")


async def test_choices_travel_with_the_submit_button() -> None:
    async with opened() as office:
        await office.send("template_card", VOTE)
        bubble = office.phone.bubbles("wenruogu")[0]
        for option in ("a", "b"):
            await office.phone.tap("wenruogu", bubble.id, f"pick:q:{option}")
        assert office.heard == []
        await office.phone.tap("wenruogu", bubble.id, "key:submit")
        item = office.heard[0]["SelectedItems"]["SelectedItem"]
        assert (item["QuestionKey"], item["OptionIds"]["OptionId"]) == ("q", ["a", "b"])


async def test_an_app_that_does_not_answer_is_told_three_more_times() -> None:
    async with opened(patience=5) as office:
        office.hears = _never
        await office.phone.say("wenruogu", "调阅")
        await office.wecom.callbacks.settled()
        assert office.wecom.callbacks.attempts == [500, 500, 500, 500]
        assert len({packet["MsgId"] for packet in office.heard}) == 1


async def _never(_: dict[str, Any]) -> Response:
    return Response(status_code=500)


async def test_a_slow_app_is_cut_off_and_told_again() -> None:
    assert SECONDS == 5
    async with opened() as office:
        office.wecom.callbacks.seconds = 0.3
        woken = asyncio.Event()

        async def hears(_: dict[str, Any]) -> None:
            if len(office.heard) == 1:
                await woken.wait()

        office.hears = hears
        await office.phone.say("wenruogu", "调阅")
        office.wecom.callbacks.seconds = SECONDS
        await office.wecom.callbacks.settled()
        woken.set()
        assert office.wecom.callbacks.attempts[0] == 0
        assert office.wecom.callbacks.attempts[-1] == 200


async def test_callbacks_can_come_twice_late_or_never() -> None:
    async with opened() as office:
        faults = office.corp.faults
        faults.repeat = 1
        await office.phone.say("wenruogu", "一")
        faults.hold = 1
        await office.phone.say("wenruogu", "二")
        await office.phone.say("wenruogu", "三")
        faults.lose = 1
        await office.phone.say("wenruogu", "四")
        assert [packet["Content"] for packet in office.heard] == ["一", "一", "三", "二"]


async def test_a_passive_reply_changes_only_the_tappers_card() -> None:
    async with opened() as office:

        async def hears(_: dict[str, Any]) -> Any:
            return office.reply(
                "<xml><MsgType>update_button</MsgType>"
                "<Button><ReplaceName>已同意</ReplaceName></Button></xml>"
            )

        office.hears = hears
        await office.send("template_card", card("t"), to="wenruogu|muxingye")
        bubble = office.phone.bubbles("wenruogu")[0]
        await office.phone.tap("wenruogu", bubble.id, "key:ap")
        assert office.phone.bubbles("wenruogu")[0].keys[0][0].label == "已同意"
        assert not office.phone.bubbles("muxingye")[0].keys[0][0].dead


async def test_saving_the_callback_address_demands_the_echo() -> None:
    async with opened() as office:
        with pytest.raises(ValueError, match="verification"):
            await office.wecom.connect(AGENT, f"{office.wecom.base_url}/cgi-bin/gettoken")


async def test_pictures_reach_the_app_and_other_files_do_not() -> None:
    async with opened() as office:
        await office.phone.send_file("wenruogu", "伤.png", "image/png", b"pixels")
        await office.phone.send_file("wenruogu", "函.pdf", "application/pdf", b"paper")
        (packet,) = office.heard
        assert packet["MsgType"] == "image"
        url = f"{office.wecom.base_url}/cgi-bin/media/get"
        query = {"access_token": await office.token(), "media_id": packet["MediaId"]}
        async with office.http.get(url, params=query) as response:
            assert await response.read() == b"pixels"
        office.later(days=3)
        gone = await office.get(
            "media/get", access_token=await office.token(), media_id=packet["MediaId"]
        )
        assert gone["errcode"] == 40007
        assert len(office.phone.bubbles("wenruogu")) == 2


# Plain WeChat


async def test_plain_wechat_shows_no_cards_and_no_markdown() -> None:
    async with opened() as office:
        await office.send("template_card", card("t"), to="peiyunqi")
        await office.send("markdown", {"content": "**好**"}, to="peiyunqi")
        await office.robot("text", {"content": "离线"})
        assert office.phone.bubbles("peiyunqi") == ()
        assert office.phone.bubbles("安防群", "peiyunqi") == ()
        textcard = {"title": "等您审批", "description": "餐厅", "url": URL, "btntxt": "去审批"}
        await office.send("textcard", textcard, to="peiyunqi")
        (bubble,) = office.phone.bubbles("peiyunqi")
        assert (bubble.url, bubble.keys[0][0].label) == (URL, "去审批")
        office.corp.members["peiyunqi"].client = Client.CARDS
        assert len(office.phone.bubbles("peiyunqi")) == 3


async def test_links_in_a_text_can_be_opened() -> None:
    async with opened() as office:
        await office.send("text", {"content": f'请看 <a href="{URL}">这里</a>'})
        (bubble,) = office.phone.bubbles("wenruogu")
        assert bubble.text == "请看 这里"
        assert (bubble.keys[0][0].label, bubble.keys[0][0].url) == ("这里", URL)


# Groups


async def test_a_robot_speaks_twenty_times_a_minute() -> None:
    async with opened() as office:
        codes = [(await office.robot("text", {"content": "x"}))["errcode"] for _ in range(21)]
        assert codes == [0] * 20 + [45009]
        assert len(office.phone.bubbles("安防群", "wenruogu")) == 20


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {"content": "字" * 683}, 40058),
        ("markdown", {"content": "字" * 1366}, 40058),
        ("template_card", card("t"), 40058),
        ("template_card", NOTICE, 0),
        ("textcard", {"title": "t"}, 40008),
    ],
)
async def test_a_robot_carries(kind: str, content: dict[str, Any], code: int) -> None:
    async with opened() as office:
        assert (await office.robot(kind, content))["errcode"] == code


async def test_a_robot_without_its_key_is_unknown() -> None:
    async with opened() as office:
        assert (await office.robot("text", {"content": "x"}, key="guess"))["errcode"] == 93000


async def test_an_appchat_carries_no_cards() -> None:
    async with opened() as office:
        made = {"name": "值班", "userlist": ["wenruogu", "muxingye"], "chatid": "duty"}
        assert (await office.call("appchat/create", made))["chatid"] == "duty"
        text = {"chatid": "duty", "msgtype": "text", "text": {"content": "好"}}
        assert (await office.call("appchat/send", text))["errcode"] == 0
        told = {"chatid": "duty", "msgtype": "template_card", "template_card": NOTICE}
        assert (await office.call("appchat/send", told))["errcode"] == 40008
        assert [b.text for b in office.phone.bubbles("duty", "wenruogu")] == ["好"]


# Files


@pytest.mark.parametrize(
    ("kind", "name", "size", "code"),
    [
        ("image", "a.png", 100, 0),
        ("image", "a.gif", 100, 40004),
        ("image", "a.png", 5, 40006),
        ("image", "a.png", 10 * 1024 * 1024 + 1, 40006),
        ("file", "登记表.xlsx", 100, 0),
        ("poster", "a.png", 100, 40004),
    ],
)
async def test_an_upload_is_measured(kind: str, name: str, size: int, code: int) -> None:
    async with opened() as office:
        # Quoted names would be shown with their percent signs, as by the real WeCom.
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", io.BytesIO(b"x" * size), filename=name)
        url = f"{office.wecom.base_url}/cgi-bin/media/upload"
        query = {"access_token": await office.token(), "type": kind}
        async with office.http.post(url, params=query, data=form) as response:
            answer = await response.json()
        assert answer["errcode"] == code
        if code == 0:
            sent = await office.send("file" if kind == "file" else kind, answer)
            assert sent["errcode"] == 0
            assert office.phone.bubbles("wenruogu")[0].text == name


# Login


async def test_a_login_code_names_whoever_holds_the_phone_once() -> None:
    async with opened() as office:
        code = await _login(office, {"as": "peiyunqi"})
        token = await office.token()
        who = await office.get("auth/getuserinfo", access_token=token, code=code)
        assert (who["errcode"], who["userid"]) == (0, "peiyunqi")
        again = await office.get("auth/getuserinfo", access_token=token, code=code)
        assert again["errcode"] == 40029
        late = await _login(office, {"as": "peiyunqi"})
        office.later(minutes=5)
        ended = await office.get("auth/getuserinfo", access_token=token, code=late)
        assert ended["errcode"] == 40029


async def test_an_outsider_gets_an_openid_and_no_error() -> None:
    async with opened() as office:
        code = await _login(office, {"as": "jiazhang"})
        token = await office.token()
        who = await office.get("auth/getuserinfo", access_token=token, code=code)
        assert (who["errcode"], "userid" in who, "openid" in who) == (0, False, True)


async def _login(office: Office, who: dict[str, str]) -> str:
    query = {
        "appid": "wwdemo",
        "redirect_uri": "http://127.0.0.1:9/h5/in?case=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc",
        "agentid": str(AGENT),
        **who,
    }
    url = f"{office.wecom.base_url}/connect/oauth2/authorize"
    async with office.http.get(url, params=query, allow_redirects=False) as response:
        assert response.status == 302
        target = response.headers["Location"]
    assert target.startswith("http://127.0.0.1:9/h5/in?case=1&code=")
    assert target.endswith("&state=abc")
    return target.split("code=")[1].split("&")[0]


# Planned faults


async def test_an_errcode_delay_or_cut_line_can_be_ordered() -> None:
    async with opened() as office:
        plan = office.corp.faults.plan
        plan("message/send", errcode=60020)
        refused = await office.send("text", {"content": "好"})
        assert refused["errcode"] == 60020
        assert "from ip" in refused["errmsg"]
        plan("message/send", drop=True)
        with pytest.raises(aiohttp.ClientError):
            await office.send("text", {"content": "丢"})
        assert office.phone.bubbles("wenruogu") == ()
        plan("message/send", lose_answer=True)
        with pytest.raises(aiohttp.ClientError):
            await office.send("text", {"content": "到了"})
        assert [b.text for b in office.phone.bubbles("wenruogu")] == ["到了"]
        plan("message/send", status=502)
        with pytest.raises(AssertionError):
            await office.send("text", {"content": "好"})
        assert (await office.send("text", {"content": "好"}))["errcode"] == 0

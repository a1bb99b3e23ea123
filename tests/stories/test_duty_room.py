"""The duty room: one officer takes it, one entry stands in the book, in the school's columns."""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path

import openpyxl

from bot.approvals.policy import named
from bot.approvals.request import State
from bot.exporting.pdf import usable_fonts
from bot.registers.books import printed
from bot.taps import Tap, Verb
from sandbox.exchange import Toast
from sandbox.stories.duty_room import carries_out, records
from sandbox.town import SEALING_KEY, Town
from storage import books
from storage.books import Entry
from tests.stories.cases import (
    approved,
    journal_kinds,
    local,
    phone,
    press,
    received,
    the_request,
)

APPOINTMENT, VIEWING = 2, 5  # the numbers of these tasks in the first case of a school
FULL_NAMES = ("乔木", "值班员甲", "值班员乙", "牧星野", "雷默言")

SETTINGS = f"""
[database]
url = "{{url}}"
[security]
keys = ["{SEALING_KEY}"]
[schools.taishan]
pack = "k12_ta_2024"
"""


async def entries(here: Town) -> list[Entry]:
    school, now = here.platforms.school.id, here.clock.now()
    first, last = now - timedelta(days=9), now + timedelta(days=9)
    return await here.product.store.read(
        lambda work: books.entries(work, school, "retrieval", first, last)
    )


async def test_the_group_reads_no_full_name(taishan: Town) -> None:
    await received(taishan)
    officer = taishan.stage["值班员甲"]
    await records(officer)
    phones = taishan.platforms.telegram.phones
    group = taishan.stage.groups["duty"].chat
    said = [b.title + b.text for b in phones.bubbles(group) if not b.author]
    assert said
    for words in said:
        assert not [name for name in FULL_NAMES if name in words]
        assert "G1-03-17" not in words


async def test_two_officers_take_it_at_once(taishan: Town) -> None:
    await approved(taishan)
    officers = [taishan.stage["值班员甲"], phone(taishan, "值班员乙", groups=("duty",))]
    payload = Tap(Verb.TAKE, APPOINTMENT).packed()
    toasts: list[Toast | None] = await asyncio.gather(
        *(press(officer, payload, "duty") for officer in officers)
    )
    said = [toast for toast in toasts if toast]
    # Who has it is led into his private chat; a tap answered so carries no words.
    assert sorted(bool(toast.url) for toast in said) == [False, True]
    assert ["正在办理" in toast.text for toast in said if not toast.url] == [True]
    assert (await journal_kinds(taishan)).count("task.taken") == 1


async def test_an_officer_only_on_wecom_has_a_card_of_his_own(taishan: Town) -> None:
    await approved(taishan)
    officer = phone(taishan, "值班员丙")
    await carries_out(officer, taishan.stage["乔木"])
    await taishan.stage["值班员甲"].sees("已办理")
    assert (await the_request(taishan)).state is State.CLOSED


async def test_without_its_group_every_officer_is_asked_himself(taishan: Town) -> None:
    """Somebody threw the bot out of the duty group."""
    admin, group = phone(taishan, "监控管理员甲"), taishan.stage.groups["duty"].chat
    await taishan.platforms.telegram.phones.remove_bot(admin.phone.address, group)
    await approved(taishan)
    await admin.sees("值班群")
    await carries_out(phone(taishan, "值班员乙"), taishan.stage["乔木"])
    assert len(await entries(taishan)) == 1


async def test_only_officers_take_it(taishan: Town) -> None:
    await approved(taishan)
    chief = taishan.stage["雷默言"]  # is in the group, and is no officer
    toast = await press(chief, Tap(Verb.TAKE, APPOINTMENT).packed(), "duty")
    assert toast is not None
    assert "值班" in toast.text


async def test_it_is_entered_once_with_the_columns_of_the_school(taishan: Town) -> None:
    await received(taishan)
    officer = taishan.stage["值班员甲"]
    await records(officer)
    await press(officer, Tap(Verb.OUTCOME, VIEWING).packed())
    book = named("k12_ta_2024").books["retrieval"]
    today = local(taishan).date()
    page = printed(
        book,
        await entries(taishan),
        zone=taishan.settings.schools["taishan"].zone,
        first=today,
        last=today,
    )
    (row,) = page.rows
    told = dict(zip((column.title for column in page.columns), row, strict=True))
    assert "餐厅" in "".join(told.values())
    assert page.columns == book.columns


async def test_footage_that_is_gone_is_entered_too(taishan: Town) -> None:
    await received(taishan)
    await records(taishan.stage["值班员甲"], "录像不可用")
    (entry,) = await entries(taishan)
    assert "不可用" in entry.data["result"]


async def test_the_command_line_writes_the_book(taishan: Town, tmp_path: Path) -> None:
    await received(taishan)
    officer = taishan.stage["值班员甲"]
    await records(officer)
    config, paper = tmp_path / "diaoyue.toml", tmp_path / "book.xlsx"
    url = taishan.settings.database.url
    config.write_text(SETTINGS.format(url=url))
    today = str(local(taishan).date())
    span = ["--from", today, "--to", today, "--format", "xlsx", "-o", str(paper)]
    await diaoyue("book", "retrieval", "--school", "taishan", *span, "--config", str(config))
    sheet = openpyxl.load_workbook(paper).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert {column.title for column in named("k12_ta_2024").books["retrieval"].columns} <= {
        *cells
    }
    assert any("乔木" in cell for cell in cells)


async def test_the_command_line_prints_the_form_and_finds_the_edited_row(
    taishan: Town, tmp_path: Path
) -> None:
    await received(taishan)
    await records(taishan.stage["值班员甲"])
    number = (await the_request(taishan)).number
    config, paper = tmp_path / "diaoyue.toml", tmp_path / "form.pdf"
    url = taishan.settings.database.url
    config.write_text(SETTINGS.format(url=url))
    where = ["--school", "taishan", "--config", str(config)]
    if usable_fonts():
        await diaoyue("form", number, *where, "-o", str(paper))
        assert paper.read_bytes().startswith(b"%PDF")
    await diaoyue("journal", "verify", *where)

    # Whoever has no key can still put words of his own there.
    by_hand = """UPDATE entries SET data = '{"places":"操场"}' WHERE book = 'retrieval'"""
    await taishan.product.store.transact(lambda work: work.conn.exec_driver_sql(by_hand))
    said = await diaoyue("journal", "verify", "--json", *where, ends=1)
    (found,) = json.loads(said)
    assert (found["good"], found["book"], found["serial"]) == (False, "retrieval", 1)
    assert found["why"] == "changed"
    said = await diaoyue("journal", "verify", *where, ends=1)
    assert "retrieval" in said


async def diaoyue(*arguments: str, ends: int = 0) -> str:
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await done.communicate()
    assert done.returncode == ends, arguments
    return said.decode()

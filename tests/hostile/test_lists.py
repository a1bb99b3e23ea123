"""Lists to import, made by somebody who means harm: every mistake told, nothing taken, no crash."""

import io
import tracemalloc
import zipfile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cameras import importing as cameras
from bot.people import calendar_sheet, sheets, workbooks
from bot.people import importing as people
from bot.registers import accesses
from tests.examples import examples

CHINA = ZoneInfo("Asia/Shanghai")
ROLES = {"homeroom_teacher", "vice_principal"}
HEADER = ",".join(people.COLUMNS)
SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["id", "name"], ["T1", "乔木"], ["T2", "舒望"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook()


def with_part(name: str, content: str | bytes) -> bytes:
    """The same workbook with one of its parts as somebody else wants it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bent,
    ):
        for part in packed.infolist():
            if part.filename != name:
                bent.writestr(part.filename, packed.read(part))
        bent.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, before: str = "") -> str:
    return f'{before}<worksheet xmlns="{_SPACE}"><sheetData>{rows}</sheetData></worksheet>'


def cell(at: str, row: object) -> str:
    return f'<row r="{row}"><c r="{at}" t="inlineStr"><is><t>id</t></is></c></row>'


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
FAR = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 300))
BOMBS = {
    "no sheet": with_part("xl/workbook.xml", "<workbook/>"),
    "half a sheet": with_part(SHEET, "<worksheet"),
    "a sheet of bytes": with_part(SHEET, bytes(range(256))),
    "a row nobody reaches": with_part(SHEET, sheet(cell("A1", 10**14))),
    "a row at the end": with_part(SHEET, sheet(cell("A1", 1_048_576))),
    "a column at the end": with_part(SHEET, sheet(FAR)),
    "no number": with_part(SHEET, sheet(cell("??", "x"))),
    "words that are not there": with_part(SHEET, sheet('<row><c t="s"><v>9</v></c></row>')),
    "a number without end": with_part(SHEET, sheet(f"<row><c><v>{'9' * 5000}</v></c></row>")),
    "laughs": with_part(SHARED, f"<!DOCTYPE x [{LAUGHS}]><sst>&l9;</sst>"),
    "a file of ours": with_part(
        SHEET, sheet("&f;", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>')
    ),
    "a declaration in other letters": with_part(SHEET, "<!DOCTYPE x []><a/>".encode("utf-16")),
    "forty million spaces": with_part(SHEET, sheet(f"<row>{' ' * 40_000_000}</row>")),
    "words without end": with_part(SHARED, "<si><t>aaaaaaaaaa</t></si>" * 1_600_000),
    "half of it": GOOD[: len(GOOD) // 2],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_made_to_hurt_is_refused_in_little_room(name: str) -> None:
    data = BOMBS[name]
    tracemalloc.start()
    try:
        persons, mistakes = people.people("people.xlsx", data, roles=ROLES)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert persons == ()
    assert [m.key for m in mistakes] == ["importing.unreadable"]
    assert most < 2 * workbooks.MOST_BYTES


def test_the_workbook_they_were_made_from_is_a_list() -> None:
    persons, mistakes = people.people("people.xlsx", GOOD, roles=ROLES)
    assert ([p.name for p in persons], mistakes) == (["乔木", "舒望"], ())


def read_as_every_list(data: bytes) -> None:
    """Whatever it is: a list, or what is wrong with it; never a bit of both."""
    persons, wrong = people.people("x", data, roles=ROLES)
    assert bool(persons) != bool(wrong)
    listed, wrong = cameras.cameras("x", data)
    assert bool(listed.cameras) != bool(wrong)
    for taken, mistakes in (
        calendar_sheet.almanac(data, flags=(), zone=CHINA),
        accesses.accesses(data, CHINA),
    ):
        assert not mistakes or taken == type(taken)()


BYTES = st.binary(max_size=200)
LINES = st.text(st.sampled_from('T12,;"\n\r\t\0@=乔木\u202e\u200b年-:\ud7ff'), max_size=120)


@given(st.one_of(BYTES, LINES.map(lambda t: t.encode("utf-8", "surrogatepass"))))
@settings(deadline=None, max_examples=examples(150))
def test_any_bytes_are_a_list_or_told_what_is_wrong(data: bytes) -> None:
    columns = (people.COLUMNS, cameras.COLUMNS, calendar_sheet.COLUMNS, accesses.COLUMNS)
    read_as_every_list(data)
    for header in columns:
        read_as_every_list(",".join(header).encode() + b"\n" + data)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=9))
@settings(deadline=None, max_examples=examples(100))
def test_a_bent_workbook_is_a_list_or_told_what_is_wrong(bent: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in bent:
        data[at] = value
    persons, mistakes = people.people("x", bytes(data), roles=ROLES)
    assert bool(persons) != bool(mistakes)


@pytest.mark.parametrize("rows", [workbooks.MOST_ROWS + 1])
def test_a_list_longer_than_any_school_is_refused(rows: int) -> None:
    _, (only,) = people.people("x.csv", HEADER.encode() + b"\nT1,x" * rows, roles=ROLES)
    assert only.key == "importing.unreadable"


@pytest.mark.parametrize(
    "name",
    [
        "温若谷\u200b",
        "温\u200b若谷",
        "\u202e谷若温",
        "温若谷\u2066 保卫科长\u2069",
        "温若\ufeff谷",
        "温若谷\u3164",
        "温若谷\u0000x",
        "温若谷\n已同意",
        "温\u00ad若谷",
        "温\U000e0041若谷",
    ],
)
@pytest.mark.parametrize("column", ["name", "unit"])
def test_nobody_is_listed_under_a_name_that_only_looks_like_anothers(
    name: str, column: str
) -> None:
    row = {"id": "T2", "name": "舒望", column: name if column == "name" else f"{name}组"}
    quoted = ",".join(f'"{row.get(one, "")}"' for one in people.COLUMNS)
    listed = f"{HEADER}\nT1,温若谷,,vice_principal,,,,,\n{quoted}\n"
    persons, mistakes = people.people("x.csv", listed.encode(), roles=ROLES)
    assert persons == ()
    assert mistakes[0].key == "importing.unseen"
    assert (mistakes[0].values["row"], mistakes[0].values["column"]) == (3, column)


def listed_beside(first: str, second: str) -> tuple[list[str], list[str]]:
    rows = f'{HEADER}\nT1,"{first}",,vice_principal,,,,,\nT2,"{second}",,,,,,,\n'
    persons, mistakes = people.people("x.csv", rows.encode(), roles=ROLES)
    return [p.name for p in persons], [f"{m.key}/{m.values['first']}" for m in mistakes]


@pytest.mark.parametrize(
    ("approver", "other"),
    [
        ("温若谷", "温 若谷"),
        ("温若谷", "温\u3000若谷"),
        ("金立", "\u2fa6立"),  # a radical
        ("金立", "\uf90a立"),  # and a letter kept for old encodings
        ("Anna", "\u0410nna"),
        ("Anna", "Ａｎｎａ"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
    ],
)
def test_a_name_drawn_like_another_is_told_with_its_row(approver: str, other: str) -> None:
    assert listed_beside(approver, other) == ([], ["importing.lookalike/2"])


@pytest.mark.parametrize(
    "other",
    ["温若谷", "温若固", "Anna", "温若谷（外教）", "王末", "王未", "\u0410\u043d\u043d\u0430"],
)
def test_namesakes_and_neighbours_are_people(other: str) -> None:
    assert listed_beside("温若谷", other) == (["温若谷", other], [])


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "O’Neil (外教)", "𠮷田", "温若谷"])
def test_rare_names_are_names(name: str) -> None:
    listed = f"{HEADER}\nT1,{name},,,,,,,\n"
    persons, mistakes = people.people("x.csv", listed.encode(), roles=ROLES)
    assert ([p.name for p in persons], mistakes) == ([name], ())


@pytest.mark.parametrize("header", [HEADER, ",".join(cameras.COLUMNS)])
def test_a_header_alone_does_not_empty_a_school(header: str) -> None:
    for taken in (
        people.people("x", header.encode(), roles=ROLES),
        cameras.cameras("x", header.encode()),
    ):
        assert taken[1]
    only = people.people("x.csv", f"{HEADER}\n\n,,\n".encode(), roles=ROLES)
    assert [m.key for m in only[1]] == ["importing.empty"]


def test_a_cell_as_long_as_a_book_is_told_its_length() -> None:
    listed = f"{HEADER}\nT1,{'温' * (sheets.LONGEST + 1)},,,,,,,\n"
    _, mistakes = people.people("x.csv", listed.encode(), roles=ROLES)
    assert [m.key for m in mistakes] == ["importing.too_long"]

"""What stands in each column, and the files a book becomes."""

import csv as plain
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.approvals import policy
from bot.approvals.pack import Book, Column
from bot.conversation.form import Label
from bot.exporting import csv, xlsx
from bot.registers.books import printed
from bot.registers.columns import SOURCES, cell
from bot.registers.wording import moment, span

CHINA = ZoneInfo("Asia/Shanghai")
ENTRY = {
    "number": "调阅〔2026〕0001",
    "retrieved_at": "2026-03-02T08:20:00+00:00",
    "persons": ["乔木", "舒望"],
    "unit": "高一级部",
    "approvers": ["牧星野", "裴云旗"],
    "copied": False,
    "zones": ["餐厅", "操场"],
    "span": {"from": "2026-03-02T15:00:00+08:00", "to": "2026-03-02T16:00:00+08:00"},
    "reason": "校园欺凌",
    "purpose": "核实推搡经过",
    "destination": "",
    "backup": "加密硬盘 3 号",
    "result": "已查到",
    "remarks": "",
    "duty_officer": "值班员一",
}


@dataclass(frozen=True)
class Entered:
    serial: int
    data: dict[str, Any]


@pytest.mark.parametrize(
    "source, changed, expected",
    [
        ("serial", {}, "1"),
        ("retrieved_at", {}, "2026年3月2日 16:20"),
        ("persons", {}, "乔木\n舒望"),
        ("persons_and_unit", {}, "乔木、舒望\n高一级部"),
        ("persons_and_unit", {"unit": ""}, "乔木、舒望"),
        ("unit", {}, "高一级部"),
        ("approvers", {}, "牧星野\n裴云旗"),
        ("copied", {}, "否"),
        ("copied", {"copied": True}, "是"),
        ("copied", {"copied": True, "medium": "U盘"}, "是\nU盘"),
        ("zone", {}, "餐厅、操场"),
        ("zone", {"zones": ["教学楼一、二楼", "操场"]}, "教学楼一、二楼；操场"),
        ("span", {}, "2026年3月2日 15:00–16:00"),
        ("span", {"span": None}, ""),
        ("purpose", {}, "校园欺凌：核实推搡经过"),
        ("purpose", {"purpose": ""}, "校园欺凌"),
        ("purpose", {"purpose": "疑似校园欺凌"}, "疑似校园欺凌"),
        (
            "zone_span_reason",
            {},
            "餐厅、操场\n2026年3月2日 15:00–16:00\n校园欺凌：核实推搡经过",
        ),
        ("destination", {"destination": "派出所"}, "派出所"),
        ("backup", {}, "加密硬盘 3 号"),
        ("remarks", {"destination": "派出所"}, "调阅〔2026〕0001\n已查到\n去向：派出所"),
        ("duty_officer", {}, "值班员一"),
        ("date", {}, "2026年3月2日"),
        ("in_out", {"in": "2026-03-02T08:00:00+00:00"}, "16:00"),
        (
            "in_out",
            {"in": "2026-03-02T16:00:00+08:00", "out": "2026-03-02T16:25:00+08:00"},
            "16:00–16:25",
        ),
    ],
)
def test_a_cell_reads_as_the_office_writes_it(source, changed, expected):
    assert cell(source, ENTRY | changed, 1, CHINA) == expected


def test_an_entry_that_lacks_everything_leaves_cells_empty():
    for source in set(SOURCES) - {"serial", "copied"}:
        assert not cell(source, {}, 1, CHINA)


def test_every_source_a_pack_may_name_can_be_printed():
    assert set(policy.COLUMN_SOURCES) == set(SOURCES)


@pytest.mark.parametrize(
    "end, expected",
    [
        (datetime(2026, 12, 31, 23, 50, tzinfo=CHINA), "2026年12月31日 22:30–23:50"),
        (datetime(2027, 1, 1, 0, 10, tzinfo=CHINA), "2026年12月31日 22:30–2027年1月1日 00:10"),
    ],
)
def test_a_span_says_no_more_than_it_must(end, expected):
    assert span(datetime(2026, 12, 31, 22, 30, tzinfo=CHINA), end) == expected
    assert moment(end).endswith(expected[-5:])


# ------------------------------------------------------------------ files


def retrieval():
    return policy.named("k12_ta_2024").books["retrieval"]


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_annex_3_as_a_spreadsheet():
    entries = [Entered(1, ENTRY), Entered(2, ENTRY | {"remarks": "=HYPERLINK(1)"})]
    days = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    sheet = opened(xlsx.book(retrieval(), entries, zone=CHINA, school="岱麓外国语学校", **days))
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "泰山外国语学校调取监控登记表"
    about = [cell for cell in rows[1] if cell]
    assert about == ["岱麓外国语学校", "2026年3月1日至2026年3月31日"]
    assert rows[2] == [
        "序号",
        "调取时间",
        "调取人、部门（单位）",
        "批准人",
        "是否拷贝",
        "查看区域、时段及事由",
        "备注",
        "值班员",
    ]
    assert rows[3][:2] == ["1", "2026年3月2日 16:20"]
    assert len(rows) == 5


def test_it_prints_as_a_form():
    sheet = opened(xlsx.book(retrieval(), [Entered(1, ENTRY)]))
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert page.fitToWidth in (None, 1)  # one page across is the default and not written
    assert int(page.fitToHeight) == 0
    assert sheet.print_title_rows == "$1:$2"
    assert "A1:H1" in {str(merged) for merged in sheet.merged_cells.ranges}
    first = sheet["A3"]
    assert (first.font.name, first.alignment.horizontal) == ("仿宋", "center")
    assert first.border.left.style == first.border.bottom.style == "thin"
    assert sheet["F3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height >= 3 * 17


def test_text_is_never_a_formula():
    bad = ENTRY | {
        "purpose": "=1+1",
        "reason": "",
        "zones": [],
        "span": None,
        "unit": "http://x",
    }
    book = Book(
        id="b",
        title=Label("簿"),
        columns=tuple(
            Column(title=t, source=t, width=10) for t in ("purpose", "unit", "zone_span_reason")
        ),
    )
    sheet = opened(xlsx.book(book, [Entered(1, bad)]))
    assert [c.data_type for c in sheet[3]] == ["s", "s", "s"]
    assert sheet["B3"].hyperlink is None
    text = csv.book(book, [Entered(1, bad)]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,http://x,'=1+1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cells_start_harmlessly(start):
    book = Book(
        id="b", title=Label("簿"), columns=(Column(title="x", source="backup", width=9),)
    )
    written = csv.written(printed(book, [])).decode("utf-8-sig")
    assert written == "x\r\n"
    entry = Entered(1, {"destination": start + "1", "backup": "y" + start})
    book = Book(
        id="b", title=Label("簿"), columns=(Column(title="x", source="persons", width=9),)
    )
    data = csv.book(book, [Entered(1, entry.data | {"persons": [start + "1"]})])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(plain.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'" + start + "1"]


def test_a_book_without_entries_is_a_form_to_write_on():
    sheet = opened(xlsx.book(retrieval(), []))
    assert sheet.max_row == 2 + xlsx.EMPTY_ROWS
    assert {c.border.left.style for c in sheet[4]} == {"thin"}


def test_a_title_of_any_kind_is_a_sheet():
    for title in ("甲" * 40, "a/b:c?", "[]", "'"):
        book = Book(
            id="b", title=Label(title), columns=(Column(title="x", source="unit", width=5),)
        )
        assert opened(xlsx.book(book, [Entered(1, ENTRY)])).max_row == 3

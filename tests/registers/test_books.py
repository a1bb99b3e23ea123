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
from bot.registers.correcting import AlreadyCorrected, NothingToCorrect, Place, corrected
from bot.registers.fields import KINDS
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
    year: int = 2026
    corrects: Place | None = None
    corrected_by: Place | None = None


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


def test_remarks_do_not_repeat_what_has_a_column():
    told = ENTRY | {"destination": "派出所"}
    beside = ["destination", "remarks"]
    assert cell("remarks", told, 1, CHINA, beside) == "调阅〔2026〕0001\n已查到"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ""),
        (
            {"how": "已销毁", "at": "2026-03-09T09:00:00+00:00", "witness": ["钱会计"]},
            "已销毁\n2026年3月9日\n见证：钱会计",
        ),
    ],
)
def test_what_became_of_a_copy(told, expected):
    assert cell("disposal", {"tasks": {"disposal": told}}, 1, CHINA) == expected


def test_an_entry_that_lacks_everything_leaves_cells_empty():
    kinds = {f"{kind}:key" for kind in KINDS}
    for source in set(SOURCES) - {"serial", "copied"} | kinds:
        assert not cell(source, {}, 1, CHINA)


def test_every_source_a_pack_may_name_can_be_printed():
    assert set(policy.COLUMN_SOURCES) == set(SOURCES)
    assert set(policy.COLUMN_KINDS) == set(KINDS)


FIELDS = {
    "copy": {
        "medium": "U盘",
        "files": [{"id": 3, "name": "03.mp4"}, {"id": 4, "name": "04.mp4"}],
    },
    "due": "2026-04-02",
    "at": "2026-03-02T08:20:00+00:00",
    "window": {"from": "2026-03-02T15:00:00+08:00", "to": "2026-03-02T16:00:00+08:00"},
    "attendees": ["值班员甲", {"id": "b", "name": "值班员乙"}],
    "returned": False,
    "count": 3,
    "days": 12.5,
    "zones": ["教学楼一、二楼", "操场"],
    "odd": {"x": 1},
}


@pytest.mark.parametrize(
    "source, expected",
    [
        ("text:copy.medium", "U盘"),
        ("text:copy.maker", ""),
        ("text:due.year", ""),
        ("lines:copy.files", "03.mp4\n04.mp4"),
        ("day:due", "2026年4月2日"),
        ("day:at", "2026年3月2日"),
        ("moment:at", "2026年3月2日 16:20"),
        ("clock:at", "16:20"),
        ("span:window", "2026年3月2日 15:00–16:00"),
        ("people:attendees", "值班员甲\n值班员乙"),
        ("list:attendees", "值班员甲、值班员乙"),
        ("yes_no:returned", "否"),
        ("number:count", "3"),
        ("number:days", "12.5"),
        ("cameras:zones", "教学楼一、二楼；操场"),
        ("moment:nothing", ""),
        ("moment:copy.medium", "U盘"),  # an odd word is printed, not lost
        ("yes_no:count", "3"),
        ("text:odd", "{'x': 1}"),
    ],
)
def test_a_pack_prints_any_field_of_an_entry(source, expected):
    assert cell(source, FIELDS, 1, CHINA) == expected


def test_a_column_finds_what_a_task_or_the_form_was_told():
    entry = {
        "number": "调阅〔2026〕0001",
        "medium": "",
        "form": {"basis": "公安机关取证", "due": "2026-03-01", "number": "x"},
        "tasks": {
            "copy": {"medium": "U盘", "due": "2026-04-02", "at": "2026-03-02T09:00:00+00:00"},
            "disposal": {"due": "2026-05-02", "at": "2026-03-09T09:00:00+00:00"},
        },
    }
    told = {
        "text:basis": "公安机关取证",
        "day:due": "2026年5月2日",  # the later word counts
        "day:tasks.copy.due": "2026年4月2日",
        "text:number": "调阅〔2026〕0001",
        "text:medium": "",  # the entry itself says so
        "moment:tasks.copy.at": "2026年3月2日 17:00",
    }
    assert {source: cell(source, entry, 1, CHINA) for source in told} == told


# ------------------------------------------------------------------ corrections


def test_an_entry_and_the_one_in_its_stead_name_each_other():
    put = {
        "cells": {"duty_officer": "值班员乙"},
        "correction": {"reason": "值班员写错", "by": "值班员甲"},
    }
    entries = [
        Entered(1, ENTRY, corrected_by=Place(2026, 3)),
        Entered(2, ENTRY, corrected_by=Place(2027, 1)),
        Entered(3, ENTRY | put, corrects=Place(2026, 1)),
    ]
    rows = printed(retrieval(), entries).rows
    assert [row[-1] for row in rows] == ["值班员一", "值班员一", "值班员乙"]
    assert [row[-2].splitlines()[-1] for row in rows] == [
        "已由第3号更正",
        "已由2027年第1号更正",
        "更正第1号：值班员写错（值班员甲）",
    ]


def test_a_form_without_numbers_says_them_with_the_correction():
    room = policy.named("k12_ta_2024").books["room_entry"]
    (row,) = printed(room, [Entered(4, {"remarks": ""}, corrected_by=Place(2026, 5))]).rows
    assert row[-1] == "本条为第4号\n已由第5号更正"


def test_what_is_corrected_is_what_is_read():
    entry = Entered(1, ENTRY)
    told = {"by": "值班员甲", "reason": " 值班员写错 "}
    data = corrected(retrieval(), entry, {"duty_officer": "值班员乙 "}, CHINA, **told)
    assert data["cells"] == {"duty_officer": "值班员乙"}
    assert data["correction"] == {"reason": "值班员写错", "by": "值班员甲"}
    again = corrected(retrieval(), Entered(2, data), {"copied": "是"}, CHINA, **told)
    assert again["cells"] == {"duty_officer": "值班员乙", "copied": "是"}
    with pytest.raises(NothingToCorrect):
        corrected(
            retrieval(), entry, {"duty_officer": "值班员一", "serial": "9"}, CHINA, **told
        )
    done = Entered(1, ENTRY, corrected_by=Place(2026, 3))
    with pytest.raises(AlreadyCorrected):
        corrected(retrieval(), done, {"copied": "是"}, CHINA, **told)


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


def test_a_month_without_entries_says_so():
    days = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    sheet = opened(xlsx.book(retrieval(), [], **days))
    assert sheet.max_row == 4
    assert sheet["A4"].value == "本期无登记"


def test_every_page_is_numbered_and_signed():
    sheet = opened(xlsx.book(retrieval(), [Entered(1, ENTRY)]))
    footer = sheet.oddFooter
    assert footer.left.text == "第 &P 页  共 &N 页"
    assert footer.right.text.startswith("保卫科长（签字）：＿")
    assert footer.right.text.endswith("日")


def test_a_title_of_any_kind_is_a_sheet():
    for title in ("甲" * 40, "a/b:c?", "[]", "'"):
        book = Book(
            id="b", title=Label(title), columns=(Column(title="x", source="unit", width=5),)
        )
        assert opened(xlsx.book(book, [Entered(1, ENTRY)])).max_row == 3

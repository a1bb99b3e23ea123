"""Registers as PDF: what the office files."""

from datetime import date
from pathlib import Path

import pytest

from bot.approvals import policy
from bot.exporting import pdf
from tests.exporting.reading import fonts, readable, size, words
from tests.registers.test_books import CHINA, ENTRY, Entered, retrieval

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
SCHOOL = "岱麓外国语学校"
NAMES = {
    "retrieval",
    "room_entry",
    "faults",
    "inspections",
    "handover",
    "training",
    "copies",
    "filings",
}


def made(entries: list[Entered]) -> bytes:
    return pdf.book(retrieval(), entries, zone=CHINA, school=SCHOOL, **MARCH)


@pytest.mark.parametrize("pack", policy.SHIPPED)
def test_both_packs_define_every_book(pack: str) -> None:
    books = {name: policy.named(pack).books[name] for name in NAMES}
    assert all(book.signatures and book.article for book in books.values())
    for book in books.values():
        assert "备注" in [column.title for column in book.columns]


@readable
@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("pack", policy.SHIPPED)
def test_every_book_prints_its_columns(pack: str, name: str, tmp_path: Path) -> None:
    book = policy.named(pack).books[name]
    (page,) = words(pdf.book(book, [Entered(1, ENTRY)], zone=CHINA, **MARCH), tmp_path)
    assert book.title.zh in page
    letters = sorted("".join(column.title for column in book.columns).replace(" ", ""))
    assert not [letter for letter in letters if letter not in page]
    assert all(f"{who}（签字）" in page for who in book.signatures)
    assert "第1页共1页" in page


@readable
def test_annex_3_is_a_page_to_sign_and_file(tmp_path: Path) -> None:
    entries = [Entered(n, ENTRY) for n in range(1, 31)]
    paper = made(entries)
    pages = words(paper, tmp_path)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
        assert "查看区域、时段及事由" in page
        assert "保卫科长（签字）" in page
    assert "泰山外国语学校调取监控登记表" in pages[0]
    assert SCHOOL in pages[0]
    assert "2026年3月1日至2026年3月31日" in pages[0]
    assert sum(page.count("核实推搡经过") for page in pages) == 30  # no row falls apart
    assert set(fonts(paper, tmp_path)) == {"yes"}
    assert "841.89 x 595.276" in size(paper, tmp_path)
    assert paper == made(entries)


@readable
def test_a_month_without_entries_says_so(tmp_path: Path) -> None:
    assert "本期无登记" in words(made([]), tmp_path)[0]
    blank = words(pdf.book(retrieval(), []), tmp_path)[0]
    assert "本期无登记" not in blank


@readable
def test_what_somebody_wrote_is_no_markup_and_stays_in_its_cell(tmp_path: Path) -> None:
    odd = "#let x = 1 $y$ *粗* _斜_ @a <b> [c] \\n //"
    checksum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    (page,) = words(made([Entered(1, ENTRY | {"purpose": odd, "remarks": checksum})]), tmp_path)
    assert odd.replace(" ", "") in page
    assert checksum in page
    broken = {"a": ["9f86\u200bd081\u200b884c\u200b7d", "短"]}
    assert pdf.breakable({"a": [checksum[:14], "短"]}) == broken


def test_without_chinese_letters_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "usable_fonts", lambda: ())
    with pytest.raises(pdf.NoChineseFont):
        made([])

"""The last four of an identity number, checksums, and letters that are too old."""

import pytest

from bot.conversation.form import FieldKind
from bot.conversation.formats import FORMATS, formatted
from bot.conversation.turns import Typed, begin, turn
from tests.conversation.saying import IN_FORMAT
from tests.conversation.school import after, one, refused, world

SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
APART = " ".join(SUM[n : n + 2] for n in range(0, 64, 2))

TAKEN = [
    ("last_four", "1234", "1234"),
    ("last_four", "0017、002x", "0017、002X"),
    ("last_four", "００１７，１２３４ 5678", "0017、1234、5678"),
    ("sha256", SUM, SUM),
    ("sha256", SUM.upper(), SUM),
    ("sha256", APART, SUM),
    ("sha256", f"{SUM}  食堂东门.mp4", SUM),
    ("sha256", f"{SUM} a.mp4\n{'ab' * 32} *b.mp4", f"{SUM}\n{'ab' * 32}"),
]
REFUSED = [
    ("last_four", "44010119990101001X", "完整号码不登记、不保存"),
    ("last_four", "0017、440101199901010012", "完整号码不登记、不保存"),
    ("last_four", "DEMO-P1", "完整号码不登记、不保存"),
    ("last_four", "10017", "完整号码不登记、不保存"),
    ("last_four", "739", "后四位"),
    ("last_four", "00X7", "后四位"),
    ("last_four", "١٢٣٤", "后四位"),
    ("last_four", "、", "后四位"),
    ("sha256", SUM[:-1], "64 位十六进制"),
    ("sha256", SUM + "0", "64 位十六进制"),
    ("sha256", f"{SUM}\n食堂东门.mp4", "64 位十六进制"),
    ("sha256", "没有", "64 位十六进制"),
]


@pytest.mark.parametrize(("format_", "typed", "kept"), TAKEN)
def test_it_is_kept_in_one_way(format_, typed, kept):
    form = one(FieldKind.TEXT, format=format_)
    here = world()
    assert after(form, begin(form, here), here, Typed(typed)).answers == {"it": kept}
    assert formatted(format_, kept) == kept


@pytest.mark.parametrize(("format_", "typed", "says"), REFUSED)
def test_it_is_asked_again_and_never_repeated(format_, typed, says):
    form = one(FieldKind.TEXT, format=format_)
    here = world()
    draft = begin(form, here)
    said = refused(turn(form, draft, Typed(typed), here))
    assert says in said
    assert typed not in said


def test_own_words_have_no_form_and_stay_as_they_are():
    form, here = one(FieldKind.TEXT), world()
    words = "蓝色书包，内有课本 x"
    assert after(form, begin(form, here), here, Typed(words)).answers == {"it": words}


def test_every_format_has_an_example_here():
    assert set(FORMATS) == set(IN_FORMAT) == {name for name, *_ in TAKEN}


@pytest.mark.parametrize("kind", [FieldKind.DAY, FieldKind.MOMENT])
def test_a_letter_of_a_month_ago_is_not_accepted(kind):
    form = one(kind, past=True, max_age=30)
    here = world()
    clock = " 10:00" if kind is FieldKind.MOMENT else ""
    draft = begin(form, here)
    assert "超过 30 天" in refused(turn(form, draft, Typed(f"2月8日{clock}"), here))
    assert after(form, draft, here, Typed(f"2月9日{clock}")).answers

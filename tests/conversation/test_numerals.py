"""What keyboards send made plain: width, dashes, and numbers in either script."""

import pytest

from bot.conversation.numerals import arabic, clean, plain, quoted, whole_number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＡＢ　１２", "ab 12"),
        ("  a \n\t b ", "a b"),
        ("3——4", "3-4"),
        ("3～4", "3-4"),
        ("3 -- 4", "3 - 4"),
        ("3-4", "3-4"),
        ("3−4〜5", "3-4-5"),
    ],
)
def test_one_width_one_case_one_dash(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("二〇二六年十一月二十日下午三点零五", "2026年11月20日下午3点05"),
        ("十", "10"),
        ("十二", "12"),
        ("三十", "30"),
        ("九十九", "99"),
        ("两点", "2点"),
        ("周五三点", "周5 3点"),  # the day's numeral is not the hour's
        ("星期二", "星期2 "),
        ("礼拜六十点", "礼拜6 10点"),
        ("周日三点", "周日3点"),
        ("15:00一刻钟", "15:00 1刻钟"),  # two numbers stay two
        ("十5", "10 5"),
        ("十5点", "10 5点"),
        ("5十", "5 10"),
        ("楼5十", "楼5 10"),
        ("餐厅", "餐厅"),
        # No numbers below a hundred: left as they stand.
        ("三四十", "三四十"),
        ("十三四", "十三四"),
        ("十十", "十十"),
    ],
)
def test_chinese_numbers_are_read(typed: str, read: str) -> None:
    assert arabic(typed) == read


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("三十", 30),
        ("１２", 12),
        (" 7 ", 7),
        ("—5", -5),
        ("0", 0),
        ("123456789", 123456789),
        ("1234567890", None),  # no count of anything
        ("5人", None),
        ("第5", None),
        ("五点半", None),
        ("", None),
    ],
)
def test_a_whole_number_in_either_script(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


def test_what_was_typed_is_shown_again_in_one_short_line() -> None:
    assert quoted("  昨天 \n下午 ") == "昨天 下午"
    assert quoted("长" * 24) == "长" * 24
    assert quoted("长" * 25) == "长" * 23 + "…"


def test_control_characters_of_pasted_pages_are_left_out() -> None:
    assert clean(" 手机\u200b丢了\r\n\x07在餐厅\ufeff ") == "手机丢了\n在餐厅"
    assert clean("一\ud800二") == "一二"

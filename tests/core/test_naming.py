"""How a name is written, and how it is shown where not everybody should read it."""

import pytest

from bot.people.naming import masked, plain


@pytest.mark.parametrize(
    "name, said, shown",
    [
        ("李雷", "李雷", "李**"),
        (" 乔木（演示） ", "乔木", "乔**"),
        ("乔木 （演示）", "乔木", "乔**"),
        ("（演示）乔木", "（演示）乔木", "（**"),
        ("（演示）", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_in_full_and_for_a_group(name, said, shown):
    assert (plain(name), masked(name)) == (said, shown)

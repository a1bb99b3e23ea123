"""Each line a story tells has its English, for visitors of the page who read no Chinese."""

import ast
import re
from pathlib import Path

import pytest

from sandbox import stories
from sandbox.stories.english import headings

# A button is quoted as it stands on the phones, which are Chinese.
CHINESE, QUOTED = re.compile("[一-鿿]"), {"已报修", "再次申请"}


def told() -> list[str]:
    """Every heading, as it is written in the stories; none is glued together."""
    return [
        ast.literal_eval(node.args[0])
        for file in Path(stories.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".heading")
    ]


def test_every_line_of_a_story_has_its_english_and_no_other_is_kept() -> None:
    assert len(told()) > 100
    assert set(told()) == set(headings())


@pytest.mark.parametrize("line", headings().values())
def test_it_is_english(line: str) -> None:
    left = line
    for button in QUOTED:
        left = left.replace(button, "")
    assert left
    assert not CHINESE.search(left)

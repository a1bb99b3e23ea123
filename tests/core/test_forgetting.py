"""Somebody struck out of what was written, wherever he stands in it, and nobody else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from bot.people.forgetting import STRUCK, Whom
from bot.people.person import PersonId

QIAO = Whom(names=("乔木", "G1-03-17"), id=PersonId("T1"))
STRANGER = Whom(names=("乔木",))


class Word(StrEnum):
    HIS = "乔木"


@dataclass(frozen=True)
class Note:
    of: str
    parts: tuple[str, ...]


WRITTEN: list[tuple[Any, Any]] = [
    ("乔木来过，乔木又走了（G1-03-17）", f"{STRUCK}来过，{STRUCK}又走了（{STRUCK}）"),
    ("舒望来过", "舒望来过"),
    ({"id": "T1", "name": "乔老师", "at": "8:00"}, {"id": "", "name": STRUCK, "at": "8:00"}),
    ({"id": "T2", "name": "舒望"}, {"id": "T2", "name": "舒望"}),
    ({"viewers": [{"id": "T1", "name": "乔木"}]}, {"viewers": [{"id": "", "name": STRUCK}]}),
    (["乔木", 3, None], [STRUCK, 3, None]),
    (("乔木", "舒望"), (STRUCK, "舒望")),
    (Note("乔木", ("G1-03-17", "x")), Note(STRUCK, (STRUCK, "x"))),
    (Word.HIS, Word.HIS),  # a word of the program is nobody's text
    (Note, Note),
    (7, 7),
]


@pytest.mark.parametrize(("written", "left"), WRITTEN)
def test_he_is_struck_and_the_shape_stays(written: Any, left: Any) -> None:
    found = QIAO.struck_from(written)
    assert (found, type(found)) == (left, type(left))
    assert QIAO.stands_in(written) is (written != left)


def test_who_is_on_no_list_is_known_by_his_name_alone() -> None:
    unknown = {"id": "", "name": "乔老师"}
    assert STRANGER.struck_from(unknown) == unknown
    assert STRANGER.struck_from({"id": "", "name": "乔木"}) == {"id": "", "name": STRUCK}

"""A sentence as it is read: one width, digits for numerals, and what of it was understood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.conversation.lexicon import prepared
from bot.conversation.numerals import LONGEST_TEXT

At = tuple[int, int]  # where a word stands: from, to

GAP = "\x00"  # in the place of what was understood: no word reaches across it
# 高一三班 is class 3 of grade 1, not 高13班; and 高一十三班 is class 13.
_GRADE = re.compile(r"([高初])([一二三四])(?=[零一二三四五六七八九十\d])")
_STOREY = re.compile(r"(\d)层")
_FLOOR = re.compile(r"(?<!\d)([1-9])楼")

_DENIED = re.compile(
    r"(?:不是|不算|没有|没|未|并非|不存在|排除|不涉及|不属于|不用|不需要|不要|无需|不必"
    r"|(?<![特分区级性个])别(?![人的处班校])|\b(?:not|no|without|don't need))"
    r"(?:发生|出现|任何|有人|人|什么|再|去|在|了|\s|\b(?:a|an|any|the)\b)*$"
)
_UNRELATED = re.compile(r"无关|没有?关系")
_ASKED = re.compile(
    r"(?:是不是|有没有|是否|会不会|能不能|能否|可否|可不可以|要不要|或者?|还是|\bwhether)"
    r"(?:发生|出现|有|人|在|了|学生|被|\s)*$"
)
_WHETHER = re.compile(r"[了过]?[吗么]")


@dataclass(frozen=True, slots=True)
class Said:
    """What is read of what was typed, gaps included: each word stands where it stood."""

    text: str

    @classmethod
    def of(cls, written: str) -> "Said":
        """No more than a form takes is read."""
        return cls(spelled(written[:LONGEST_TEXT].replace(GAP, " ")))

    def without(self, places: Iterable[At]) -> "Said":
        """The same, with these taken out: they are understood."""
        text = self.text
        for start, end in places:
            text = text[:start] + GAP * (end - start) + text[end:]
        return Said(text)

    def denied(self, at: At) -> bool:
        """不是打架, 没有丢, 与学生无关."""
        start, end = at
        before = self.text[max(0, start - 12) : start]
        return bool(_DENIED.search(before) or _UNRELATED.match(self.text, end))

    def wondered(self, at: At) -> bool:
        """有没有打架, 打架了吗: nobody says that it was so."""
        start, end = at
        before = self.text[max(0, start - 12) : start]
        return bool(_ASKED.search(before) or _WHETHER.match(self.text, end))


def spelled(text: str) -> str:
    """One spelling for what is said and for the names it is compared with."""
    return _STOREY.sub(r"\1楼", prepared(_GRADE.sub(r"\1\2 ", text)))


def written(name: str) -> str:
    """教学楼4楼 as a school writes it: 教学楼四楼."""
    return _FLOOR.sub(lambda found: f"{'一二三四五六七八九'[int(found[1]) - 1]}楼", name)


def inside_word(text: str, at: int) -> bool:
    """Whether letters or digits of the Latin alphabet run on across this place."""
    if not 0 < at < len(text):
        return False
    before, here = text[at - 1], text[at]
    return before.isascii() and here.isascii() and before.isalnum() and here.isalnum()

"""The wish to look, and what somebody wants to see: 想看看是谁拿走了书包."""

import re
from collections.abc import Iterator

from bot.conversation.numerals import plain

_HOW = re.compile(
    r"怎么(?:看|查|调|申请|才)|如何|怎样|在哪(?:里|儿)?(?:看|查)|谁能看|能不能看|多久|几天|多少天|什么时候"
)
_LOOK = re.compile(
    r"(?:想|要|申请|需要|希望|麻烦|帮忙?|请|能否|能不能)[^,。;!?，；！？]{0,8}(?:看|查|调|了解|核实)"
    r"|(?:看|查|调)(?:看|阅|取|一?下|一查|出)?[^,。;!?，；！？]{0,16}(?:监控|录像|视频|回放|摄像头)"
    r"|(?:看看|看一?下|查一?下|查一?查)"
    r"|\b(?:see|check|look at|view|watch|review)\b"
)
_FOOTAGE = re.compile(r"监控|录像|视频|回放")
_SEE = re.compile(
    r"(?:我?(?:想|要|需要|希望|麻烦|请|帮忙|申请)[^,。;!?，；！？]{0,4}?)?"
    r"(?:看看|看一看|看一?下|查一?下|查一查|查看|查查|查清|核实|确认|了解|看清|(?<=想)看|(?<=想)查)(?:一下)?"
    r"(?P<what>[^,。;!?，；！？\n]+)"
)


def wants_to_look(text: str) -> bool:
    said = plain(text)
    return bool(_LOOK.search(said)) and not _HOW.search(said)


def seen_in(text: str) -> Iterator[str]:
    """Each clause that says what is to be seen, without the wish itself. Who wants to see the
    footage has not said yet what in it."""
    for found in _SEE.finditer(text):
        if not _FOOTAGE.search(found["what"]):
            yield found["what"].strip()


_EMPTY_WORDS = re.compile(
    r"监控|录像|视频|回放|画面|情况|经过|[1一]下|当时|那段|这段|时间|时候|老师|您好|你好|谢谢|麻烦|帮忙?"
    r"|可以|申请|需要|能不能|能否|调取|调阅|[1一]份|门口|这边|那边|[的了看查请调想要我吗呢啊下]"
)
_SAYS = 5  # characters


def says_something(text: str) -> bool:
    """Whether more is left than the wish itself, once time and place are taken out."""
    left = _EMPTY_WORDS.sub("", text)
    return sum(c.isalpha() for c in left) >= _SAYS

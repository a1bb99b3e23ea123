"""No token and no personal number reaches a log line, whichever way it tries."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

BOT_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_-"
CASES = [
    (f"GET https://api.telegram.org/bot{BOT_TOKEN}/getUpdates", BOT_TOKEN),
    ("https://qyapi.example/cgi-bin/user?access_token=abc-DEF_1&x=1", "abc-DEF_1"),
    ("gettoken?corpid=ww1&corpsecret=s3cr3t-corp", "s3cr3t-corp"),
    ("https://qyapi.example/webhook/send?key=11111111-aaaa", "11111111-aaaa"),
    ("Authorization: Bearer abcdef.ghijkl-123", "abcdef.ghijkl-123"),
    ("postgresql://diaoyue:pa55word@db/diaoyue", "pa55word"),
    ("call 13912345678 please", "13912345678"),
    ("身份证110101199003077758。", "110101199003077758"),
    ("id 11010119900307775X", "11010119900307775X"),
]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log as it would stand on stderr; loggers are put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    before = (root.handlers[:], root.level)
    logs.set_up(stream=stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("text, secret", CASES)
def test_every_kind_of_secret_is_masked(text: str, secret: str, lines: io.StringIO) -> None:
    logging.getLogger("any.library").warning("said: %s", text)
    structlog.get_logger("ours").warning("event", url=text, nested={"list": [text]})
    try:
        raise ValueError(text)
    except ValueError:
        structlog.get_logger("ours").exception("broken")
        logging.getLogger("any.library").exception("broken")
    written = lines.getvalue()
    assert written.count("\n") == 4
    assert secret not in written
    assert "Traceback" in written


def test_a_line_is_json_in_utc_with_its_context(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(update="tg/7"):
        structlog.get_logger("ours").info("filed", number="调阅〔2026〕0001", token="abc")
    line = json.loads(lines.getvalue())
    assert line["event"] == "filed"
    assert line["update"] == "tg/7"
    assert line["timestamp"].endswith("Z")
    assert line["number"] == "调阅〔2026〕0001"
    assert line["token"] == "[masked]"


@pytest.mark.parametrize("text", ["申请 20260302 已批准", "camera 1234567890123", "13 910 1"])
def test_ordinary_numbers_stay(text: str) -> None:
    assert logs.masked(text) == text


def test_chatty_libraries_are_quiet(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST")
    logging.getLogger("aiohttp.access").info("GET /")
    assert lines.getvalue() == ""

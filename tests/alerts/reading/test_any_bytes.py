"""Whatever is posted: signals a database can keep, or a reason; nothing else, and soon."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.reading import READERS, Read, Unreadable, read
from bot.config import AlertSource
from tests.alerts.reading import test_devices_own as own
from tests.alerts.reading import test_monitors as monitors
from tests.alerts.reading.saying import NOW
from tests.examples import examples

SOURCES = sorted(READERS)
MIMES = st.sampled_from(
    [
        "",
        "application/json",
        "text/xml",
        "multipart/form-data; boundary=x",
        "multipart/mixed",
        "application/x-www-form-urlencoded",
    ]
)
EXAMPLES: list[bytes] = [
    *(
        json.dumps(one, ensure_ascii=False).encode()
        for one in (
            monitors.webhook(monitors.alert()),
            monitors.kuma(),
            monitors.zabbix(),
            {"device": "X", "phase": "open", "at": 1772436000},
            own.pushed(own.event()),
        )
    ),
    *(one.encode() for one in (own.xml(), own.onvif(own.STORAGE), "device=X\nCode=VideoLoss")),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["firing", "open", "1", "\ud800", "\x00", "2026-03-02T07:20:00Z", "9" * 500]
    )
)
NAMES = st.sampled_from(
    [
        "alerts",
        "status",
        "labels",
        "annotations",
        "heartbeat",
        "monitor",
        "msg",
        "event_id",
        "value",
        "host",
        "params",
        "events",
        "eventType",
        "srcIndex",
        "eventState",
        "ipAddress",
        "dateTime",
        "device",
        "phase",
        "at",
        "trouble",
        "id",
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


def keepable(said: Read | Unreadable) -> bool:
    """Text a database takes, keys of a bearable length, moments that were."""
    if isinstance(said, Unreadable):
        return bool(said.why)
    for one in said.signals:
        words = (one.key, one.device, one.channel, one.text, *one.also)
        assert all(w.encode().decode() == w and "\x00" not in w for w in words)
        assert all(len(w) <= 200 for w in words)
        assert one.key
        assert NOW - timedelta(days=400) <= one.occurred_at <= NOW
    return True


def test_every_source_of_the_settings_has_a_reader() -> None:
    assert sorted(AlertSource) == SOURCES


@given(st.sampled_from(SOURCES), MIMES, st.binary(max_size=400))
def test_any_bytes(source: str, mime: str, body: bytes) -> None:
    assert keepable(read(source, mime, body, NOW))


@given(st.sampled_from(SOURCES), TREES)
def test_any_json(source: str, tree: Any) -> None:
    assert keepable(read(source, "application/json", json.dumps(tree).encode(), NOW))


@given(st.data(), st.sampled_from(SOURCES), st.sampled_from(EXAMPLES))
@settings(max_examples=examples(200))
def test_a_true_body_with_a_piece_cut_out_or_put_in(
    data: Any, source: str, body: bytes
) -> None:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    piece = data.draw(st.binary(max_size=20))
    assert keepable(read(source, "", body[:start] + piece + body[end:], NOW))


HUGE = 1024 * 1024
SLOW = {
    "open tags": b"<a " * (HUGE // 3),
    "attributes": b"<NotificationMessage a" + b" " * HUGE,
    "quotes": b"<NotificationMessage " + b'a="' * (HUGE // 3) + b">",
    "brackets": b"[" * HUGE,
    "boundaries": b"--x\r\n" * (HUGE // 5),
    "spaces": b'{"device":"X","phase":"open","at":"' + b" " * HUGE + b'"}',
    "names": b"<" + b"a" * HUGE,
}


@pytest.mark.parametrize("what", SLOW)
@pytest.mark.parametrize("source", SOURCES)
def test_a_megabyte_of_malice_is_read_to_its_end(source: str, what: str) -> None:
    """It would not end if a pattern could be driven back and forth over it."""
    for mime in ("", "multipart/mixed; boundary=x"):
        assert keepable(read(source, mime, SLOW[what], NOW))

"""The reader of all logs (`tests.logbook`) would notice."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog

from bot import logs
from bot.config import Settings
from tests.logbook import Logbook, leaks, secrets_of

TOLD = [
    ("GET /bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_-/getMe", "a Bot API token"),
    ("authorization: Bearer abcdef.ghijkl", "a bearer token"),
    ("https://qyapi/cgi-bin/x?access_token=abcDEF", "a secret in an address"),
    ("Set-Cookie: session=abc", "a cookie"),
    ("id 110101199003077758 was typed", "an ID number"),
    ("he said 480392", "a PIN"),
    ("the secret is very-secret-corp", "a secret of the settings, or a code"),
]
HARMLESS = [
    "GET /bot[token]/getMe",
    "Bearer [masked]",
    "?access_token=[masked]&x=1",
    '"timestamp": "2026-11-27T10:00:00.480392Z"',
    "调阅〔2026〕0001 was approved",
]


@pytest.mark.parametrize("line, what", TOLD)
def test_each_kind_is_seen_and_not_repeated(line: str, what: str) -> None:
    assert leaks(line, {"very-secret-corp"}) == [what]
    assert line not in what


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_masked_or_ordinary_is_left_alone(line: str) -> None:
    assert leaks(line, {"very-secret-corp", "short"}) == []


def test_a_test_that_tells_a_secret_has_failed(tmp_path: Path) -> None:
    book = Logbook(secrets={"very-secret-corp"})
    report = SimpleNamespace(outcome="passed", longrepr=None)
    book.judge(report, "all is well")
    assert report.outcome == "passed"
    book.judge(report, "token very-secret-corp refused")
    assert report.outcome == "failed"
    assert "very-secret" not in str(report.longrepr)


def test_the_log_of_a_process_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("Bearer abcdefghijk")
    book = Logbook(files={tmp_path / "log"})
    report = SimpleNamespace(outcome="passed", longrepr=None)
    book.judge(report, "")
    assert report.outcome == "failed"


def test_every_secret_of_the_settings_is_known(request: pytest.FixtureRequest) -> None:
    telegram = {"token": "1:a-new-token-of-this-test"}
    school = {
        "pack": "k12_ta_2024",
        "telegram": telegram,
        "alerts": {"tokens": {"zabbix": "xyz"}},
    }
    read = Settings.read({"schools": {"taishan": school}})
    assert {"1:a-new-token-of-this-test", "xyz"} <= secrets_of(read)
    (book,) = [
        one for one in request.config.stash._storage.values() if isinstance(one, Logbook)
    ]
    assert "1:a-new-token-of-this-test" in book.secrets


def test_what_the_logger_writes_reaches_the_reader(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # whatever was set up before
    logs.set_up(level="WARNING")
    structlog.get_logger().warning("said", why="nothing")
    said = capfd.readouterr()
    assert "said" in said.out + said.err

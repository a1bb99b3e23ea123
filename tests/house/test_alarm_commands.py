"""`diaoyue alarms` and `check` name what monitoring said and nobody could use."""

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alerts.signal import Phase, Signal
from bot.cli.settings import Now
from bot.config import AlertSource
from bot.config_file import load
from storage import alarms, signals, sources, strangers
from storage.store import Store, Work
from tests.house.catalogues import sentences
from tests.house.test_cli import diaoyue, school

__all__ = ["school"]

ROOT = Path(__file__).resolve().parents[2]
ID = "myschool"


def signal(device: str, key: str) -> Signal:
    at = Now().now() - timedelta(minutes=1)
    return Signal(
        source="zabbix", key=key, device=device, channel="7", phase=Phase.OPEN, occurred_at=at
    )


def heard(work: Work) -> None:
    sources.heard(work, ID, "zabbix")
    sources.beat(work, ID, "hikvision", "10.20.0.3")
    signals.add(work, ID, [signal("c1", "1")])
    strangers.note(work, ID, signal("10.99.9.9", "2"), work.now)
    strangers.note(work, ID, signal("门厅", "3"), work.now)  # listed since then
    alarms.keep(work, ID, "zabbix", "text/plain", "事件=1\x00\xff".encode(), "not_json 1:1")


@pytest.fixture
def moved_in(school: Path) -> Path:
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    for what in ("people", "cameras"):
        call = (what, "import", f"{what}.csv", "--school", ID)
        assert diaoyue(*call, at=school).returncode == 0
    return school


async def _write(folder: Path) -> None:
    vault = load(folder / "diaoyue.toml", {}).security.vault
    store = await Store.open(f"sqlite:///{folder / 'diaoyue.db'}", Now(), vault)
    await store.transact(heard)
    await store.close()


def test_what_was_heard_is_shown(moved_in: Path) -> None:
    call = ("alarms", "--school", ID)
    empty = json.loads(diaoyue(*call, "--json", at=moved_in).stdout)
    assert empty == {"waiting": 0, "sources": [], "letters": [], "strangers": []}
    asyncio.run(_write(moved_in))
    every = json.loads(diaoyue(*call, "--json", at=moved_in).stdout)
    assert every["waiting"] == 1
    assert [one["source"] for one in every["sources"]] == ["hikvision", "zabbix"]
    assert [one["device"] for one in every["strangers"]] == ["10.99.9.9"]
    assert every["letters"][0]["why"] == "not_json 1:1"
    spoken = diaoyue(*call, at=moved_in)
    assert spoken.returncode == 0
    assert "10.99.9.9" in spoken.stdout
    assert "10.20.0.3" in spoken.stdout
    assert "事件=1" in spoken.stdout
    assert "\x00" not in spoken.stdout
    dead = diaoyue(*call, "--dead", at=moved_in).stdout
    assert "事件=1" in dead
    assert "10.99.9.9" not in dead
    unknown = json.loads(diaoyue(*call, "--strangers", "--json", at=moved_in).stdout)
    assert list(unknown) == ["strangers"]


def test_check_names_both(moved_in: Path) -> None:
    asyncio.run(_write(moved_in))
    found = json.loads(diaoyue("check", "--json", at=moved_in).stdout)
    said = {one["what"]: one["sentence"] for one in found if one["about"] == "alarms"}
    assert set(said) == {"check.dead_letters", "check.strangers"}
    assert "10.99.9.9" in said["check.strangers"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_and_every_source_has_its_sentence(language: str) -> None:
    known = set(sentences(language))
    files = [*(ROOT / "bot" / "alerts" / "reading").glob("*.py")]
    asked = {
        code
        for file in files
        for code in re.findall(r'Odd\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert len(asked) > 8
    assert {f"source.why.{code}" for code in asked} - known == set()
    assert {f"source.name.{source}" for source in AlertSource} - known == set()

"""The deployment guide in both languages: the same steps, and nothing that does not exist."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli import COMMANDS, GROUPS
from bot.config import School, Settings

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("deployment.md", "deployment.zh-CN.md")
CALLS = {*COMMANDS, *(f"{group} {verb}" for group, verbs in GROUPS.items() for verb in verbs)}


def told(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def called(text: str) -> set[str]:
    """`diaoyue restore X` is restore, `diaoyue db upgrade` is db upgrade."""
    found = re.findall(
        r"(?<![\w.-])diaoyue ([a-z]+)(?: ([a-z]+))?", text.replace("/srv/diaoyue", "")
    )
    return {f"{a} {b}" if a in GROUPS else a for a, b in found}


def field(table: str, key: str) -> bool:
    model: type[BaseModel] = School if table.startswith("schools.") else Settings
    for part in table.split(".")[2 if model is School else 0 :]:
        annotation = model.model_fields[part].annotation
        options = [annotation, *getattr(annotation, "__args__", ())]
        tables = [o for o in options if isinstance(o, type) and issubclass(o, BaseModel)]
        if not tables:
            return "dict" in str(annotation)  # its keys are the school's own
        model = tables[0]
    return key in model.model_fields


def settings(text: str) -> list[tuple[str, str]]:
    found, table = [], ""
    for line in "\n".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)).splitlines():
        if head := re.match(r"\s*\[([\w.]+)\]", line):
            table = head[1]
        elif key := re.match(r"\s*(\w+) = ", line):
            found.append((table, key[1]))
    return found


@pytest.mark.parametrize("name", [*GUIDES, "operations.md"])
def test_commands_that_are_named_exist(name: str) -> None:
    found = called(told(name))
    assert len(found) > 5
    assert found <= CALLS


@pytest.mark.parametrize("name", [*GUIDES, "operations.md"])
def test_settings_that_are_named_exist(name: str) -> None:
    found = settings(told(name))
    assert len(found) > 5
    assert [one for one in found if not field(*one)] == []


def test_both_languages_tell_the_same_steps() -> None:
    english, chinese = (told(name) for name in GUIDES)

    def steps(text: str) -> list[str]:
        return re.findall(r"(?m)^## (\d+)\.", text)

    def programs(text: str) -> list[str]:
        return re.findall(r"```\w+\n.*?```", text, re.DOTALL)

    assert len(steps(english)) > 8
    assert steps(english) == steps(chinese)
    assert programs(english) == programs(chinese)
    assert set(re.findall(r"\b\d{5,6}\b", english)) == set(
        re.findall(r"(?<!\d)\d{5,6}(?!\d)", chinese)
    )


def test_every_shipped_file_is_pointed_at() -> None:
    shipped = {p.name for p in (ROOT / "deploy").iterdir() if p.name != "requirements.lock"}
    assert len(shipped) >= 6
    for name in GUIDES:
        assert shipped <= set(re.findall(r"\.\./deploy/([\w.-]+)\)", told(name)))

"""The settings `diaoyue init` writes show everything that can be set, and nothing that cannot."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.cli.starting import STARTERS
from bot.config import AlertSource, GroupName, Settings

LANGUAGES = ("zh", "en")


def written(language: str) -> dict[str, Any]:
    """With all that stands there behind a #."""
    text = (STARTERS / f"diaoyue.{language}.toml").read_text("utf-8")
    return tomllib.loads(re.sub(r"(?m)^# (?=\[|[\w\"]+ = )", "", text))


def tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from tables(part)


def settable(model: type[BaseModel], at: str = "") -> dict[str, Any]:
    """Every key with its default; what stands in a table of many is asked for once."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = list(tables(field.annotation))
        if not inner:
            found[f"{at}{name}"] = field.get_default()
        for one in inner:
            found |= settable(one, f"{at}{name}.")
    return found


def shown(tree: Mapping[str, Any], model: type[BaseModel], at: str = "") -> dict[str, Any]:
    """Raises KeyError for what cannot be set."""
    found: dict[str, Any] = {}
    for name, value in tree.items():
        annotation = model.model_fields[name].annotation
        inner = list(tables(annotation))
        if not inner:
            found[f"{at}{name}"] = value
        many = "dict" in str(annotation)
        for one in inner:
            for each in value.values() if many else [value]:
                found |= shown(each, one, f"{at}{name}.")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_school_is_shown_everything_that_can_be_set(language: str) -> None:
    assert set(shown(written(language), Settings)) == set(settable(Settings))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_and_every_source_of_alarms_is_named(language: str) -> None:
    told = (STARTERS / f"diaoyue.{language}.toml").read_text("utf-8")
    assert [
        one for one in (*GroupName, *AlertSource) if not re.search(rf"\b{one}\b", told)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_need_not_be_set_is_shown_as_it_is_without(language: str) -> None:
    """A line that is taken in unchanged changes nothing."""
    told, meant = shown(written(language), Settings), settable(Settings)
    plain = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in meant.items()
        if isinstance(value, str | int | float | tuple) and value
    }
    assert len(plain) > 10
    assert {key: told[key] for key in plain} == plain

"""docs/openapi.yaml tells of every address the product has, and of no other."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from starlette.routing import BaseRoute, Route

from bot.alerts.reading import READERS
from bot.app import Product
from bot.config import Settings

FILE = Path(__file__).resolve().parents[2] / "docs/openapi.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
METHODS = {"get", "post", "put", "delete", "patch", "options", "trace"}

Addresses = set[tuple[str, str]]


def routes() -> list[BaseRoute]:
    """Of a product that was never started."""
    settings = Settings.read({"web": {"public_url": "https://bot.example.edu"}})
    product: Any = Product(settings, SimpleNamespace(now=lambda: datetime.now(UTC)))
    product.store, product.branches = None, {}
    product.delivery = SimpleNamespace(ring=None)
    product.readiness = SimpleNamespace(checks={}, ages=dict)
    found: list[BaseRoute] = product._routes()
    return found


def served(some: Sequence[BaseRoute]) -> Addresses:
    """Whatever is no plain route would have no method to be described by, and fails here."""
    plain = [(one.path, one.methods or ()) for one in some if isinstance(one, Route)]
    assert len(plain) == len(some)
    return {
        (re.sub(r"\{(\w+)(:\w+)?\}", r"{\1}", path), method.lower())
        for path, methods in plain
        for method in methods
        if method != "HEAD"  # Starlette's own, wherever there is a GET
    }


def described(document: dict[str, Any]) -> Addresses:
    return {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method in METHODS
    }


def test_every_address_is_described_and_every_description_is_an_address() -> None:
    there = served(routes())
    assert len(there) > 20
    assert described(DOCUMENT) == there


def test_an_address_nobody_described_would_be_seen() -> None:
    more = [*routes(), Route("/h5/{school}/new/{number:int}", lambda _: None, methods=["GET"])]
    assert served(more) - described(DOCUMENT) == {("/h5/{school}/new/{number}", "get")}


def test_every_source_of_alarms_is_named() -> None:
    named = DOCUMENT["paths"]["/alerts/{school}/{source}"]["parameters"][1]["schema"]["enum"]
    assert set(named) == set(READERS)


def test_every_operation_that_changes_something_says_who_may() -> None:
    """A POST without a word on security would be one that anybody may send."""
    posts = [item["post"] for item in DOCUMENT["paths"].values() if "post" in item]
    assert len(posts) >= 9
    assert [one["operationId"] for one in posts if not one.get("security")] == []

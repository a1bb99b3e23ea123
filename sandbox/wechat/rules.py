"""What a service account may send: limits refuse, as the real ones do. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.wechat.codes import (
    BAD_ARGUMENT,
    BAD_MENU_COUNT,
    BAD_MENU_KEY,
    BAD_MENU_NAME,
    BAD_MSGTYPE,
    EMPTY_TEXT,
    TOO_LONG,
)
from sandbox.wecom.codes import Refused

TEXT = 2048  # bytes
ITEMS, BELOW, NAME, KEY, URL = 3, 5, 16, 128, 1024  # menu: items, below one, then bytes

# A field's kind stands in its name: thing3, phrase1, character_string2 …
KINDS: Mapping[str, Callable[[str], bool]] = {
    "thing": lambda v: len(v) <= 20,
    "character_string": lambda v: len(v) <= 32 and v.isascii(),
    "number": lambda v: len(v) <= 32 and v.isdigit(),
    "phrase": lambda v: bool(re.fullmatch(r"[\u4e00-\u9fff]{1,5}", v)),
    "time": lambda v: bool(re.fullmatch(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d(:\d\d)?", v)),
    "date": lambda v: bool(re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", v)),
}


def text(content: object) -> str:
    said = str(content or "")
    if not said.strip():
        raise Refused(EMPTY_TEXT)
    if len(said.encode()) > TEXT:
        raise Refused(TOO_LONG)
    return said


def custom(body: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Kind and content of a customer-service message."""
    match body.get("msgtype"):
        case "text":
            return "text", {"content": text((body.get("text") or {}).get("content"))}
        case "image":
            return "image", {"media_id": str((body.get("image") or {}).get("media_id") or "")}
    raise Refused(BAD_MSGTYPE)


def filled(fields: tuple[str, ...], data: Mapping[str, Any]) -> dict[str, str]:
    """Every field of the template, each within its kind's limit."""
    told = {name: str((data.get(name) or {}).get("value") or "") for name in fields}
    for name in data:
        if name not in fields:
            raise Refused(BAD_ARGUMENT, f"data.{name} unknown")
    for name, value in told.items():
        kind = re.match(r"[a-z_]+", name)
        if not value:
            raise Refused(BAD_ARGUMENT, f"data.{name}.value is empty")
        if kind and not KINDS[kind[0]](value):
            raise Refused(BAD_ARGUMENT, f"data.{name}.value invalid")
    return told


def menu(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items that can be tapped: of one with items below it, those."""
    items = body.get("button") or []
    below = [item.get("sub_button") or [] for item in items]
    if not 1 <= len(items) <= ITEMS or any(len(some) > BELOW for some in below):
        raise Refused(BAD_MENU_COUNT)
    for item in (*items, *(one for some in below for one in some)):
        if not 0 < len(str(item.get("name") or "").encode()) <= NAME:
            raise Refused(BAD_MENU_NAME)
        if item.get("type") == "click" and not 0 < len(str(item.get("key")).encode()) <= KEY:
            raise Refused(BAD_MENU_KEY)
        if item.get("type") == "view" and not 0 < len(str(item.get("url")).encode()) <= URL:
            raise Refused(BAD_MENU_KEY)
    return [one for item, some in zip(items, below, strict=True) for one in some or [item]]

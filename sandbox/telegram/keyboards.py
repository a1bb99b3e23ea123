"""Checks an inline keyboard as the server does before it shows one."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.markup import units
from sandbox.telegram.refusals import bad

BUTTONS = 100
IN_A_ROW = 8
DATA_BYTES = 64
COPY_UNITS = 256
STYLES = {"primary", "success", "danger"}
ACTIONS = {"callback_data", "url", "copy_text", "web_app", "switch_inline_query", "login_url"}

Json = dict[str, Any]


def checked(markup: Any, *, older: bool = False) -> Json | None:
    """The keyboard to show, None for none. Other kinds of reply markup show nothing here. `older`:
    as a server of 2024 reads it, which passes over fields it does not know."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS or any(len(row) > IN_A_ROW for row in rows):
        raise bad("reply markup is too long")
    if older:
        rows = [[_read_by_an_older(button) for button in row] for row in rows]
    shown = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": shown} if shown else None


def _button(button: Any) -> Json:
    if not isinstance(button, dict) or not str(button.get("text", "")):
        raise bad("can't parse inline keyboard button: button text must be non-empty")
    if not ACTIONS & button.keys():
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "copy_text" in button and not _can_be_copied(button["copy_text"]):
        raise bad("can't parse inline keyboard button: BUTTON_COPY_TEXT_INVALID")
    if len(str(button.get("callback_data", "-")).encode()) not in range(1, DATA_BYTES + 1):
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not _is_address(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in STYLES:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    return button


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "tg") and bool(parts.netloc) and is_start(url)


def is_start(url: str) -> bool:
    """A link to a bot carries 64 letters, digits, _ and - at most. (Telegram itself would not say
    so: it would open the chat and bring nothing.)"""
    parts = urlsplit(url)
    if parts.netloc != "t.me" or not parts.query:
        return True
    return bool(re.fullmatch(r"start=[0-9A-Za-z_-]{1,64}", parts.query))


def _can_be_copied(copy: Any) -> bool:
    text = copy.get("text") if isinstance(copy, dict) else None
    return isinstance(text, str) and 1 <= units(text) <= COPY_UNITS


def _read_by_an_older(button: Json) -> Json:
    return {name: value for name, value in button.items() if name not in ("style", "copy_text")}

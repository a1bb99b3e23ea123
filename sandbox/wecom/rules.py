"""What WeCom accepts in a message: hard limits refuse, soft limits cut and are written down.

Pure. Limits are those of path 90236 (app messages), 94888 (updates) and 99110 (robots).
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.wecom.codes import (
    BAD_MSGTYPE,
    BAD_PARAMETER,
    EMPTY_TEXT,
    NO_CARD_ACTION,
    NO_TITLE,
    TOO_LONG,
    Refused,
)

Body = dict[str, Any]
Complain = Callable[[str, str], None]  # rule, detail: a limit the real service bends silently

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
NOTICES = ("text_notice", "news_notice")
# Characters, by path inside the card; longer text is shown cut off.
SOFT = {
    ("source", "desc"): 20,
    ("main_title", "title"): 36,
    ("main_title", "desc"): 44,
    ("sub_title_text",): 160,
    ("button_selection", "title"): 36,
    ("submit_button", "text"): 10,
}
SOFT_LISTS = {
    ("horizontal_content_list",): {"keyname": 5, "value": 30},
    ("button_list",): {"text": 10},
    ("button_selection", "option_list"): {"text": 17},
    ("checkbox", "option_list"): {"text": 17},
}


def need(true: object, detail: str, code: int = BAD_PARAMETER) -> None:
    if not true:
        raise Refused(code, detail)


def cut_bytes(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, without half a character at the end."""
    return text.encode()[:limit].decode(errors="ignore")


def app_message(body: Mapping[str, Any], *, callback: bool, complain: Complain) -> Body:
    """The content of message/send or appchat/send as recipients will see it, or `Refused`."""
    kind = body.get("msgtype")
    need(isinstance(kind, str) and kind in APP, "", BAD_MSGTYPE)
    content = body.get(str(kind))
    need(isinstance(content, dict), f"{kind} missing")
    shown = copy.deepcopy(dict(content or {}))
    if kind == "template_card":
        return template_card(shown, callback=callback, complain=complain)
    _check(str(kind), shown, complain)
    return shown


def robot_message(body: Mapping[str, Any], *, complain: Complain) -> Body:
    """A group robot refuses what an app would cut, and carries only cards that merely tell."""
    kind = body.get("msgtype")
    need(isinstance(kind, str) and kind in ROBOT, "", BAD_MSGTYPE)
    content = body.get(str(kind))
    need(isinstance(content, dict), f"{kind} missing")
    shown = copy.deepcopy(dict(content or {}))
    if limit := ROBOT[str(kind)]:
        text = _text(shown)
        need(len(text.encode()) <= limit, f"{kind}.content exceed max length {limit}")
    if kind == "template_card":
        need(shown.get("card_type") in NOTICES, "card_type")
        need("action_menu" not in shown, "action_menu")
        return template_card(shown, callback=False, complain=complain)
    return shown


def _text(content: Body) -> str:
    text = content.get("content")
    need(isinstance(text, str) and text, "", EMPTY_TEXT)
    return str(text)


def _app_text(content: Body, complain: Complain) -> None:
    text = _text(content)
    content["content"] = cut_bytes(text, 2048)
    if content["content"] != text:
        complain("text.bytes", f"{len(text.encode())} > 2048, cut")


def _app_textcard(content: Body, complain: Complain) -> None:
    need(content.get("title"), "", NO_TITLE)
    need(content.get("description"), "description missing")
    url = str(content.get("url", ""))
    need(url.startswith(("http://", "https://")), "url")
    need(len(url.encode()) <= 2048, "url too long")
    for name, limit in (("title", 128), ("description", 512), ("btntxt", 4)):
        _soften(content, name, limit, complain, f"textcard.{name}")


def _app_news(content: Body) -> None:
    articles = content.get("articles") or []
    need(1 <= len(articles) <= 8, "articles")
    need(all(a.get("title") for a in articles), "", NO_TITLE)


def _check(kind: str, content: Body, complain: Complain) -> None:
    match kind:
        case "text":
            _app_text(content, complain)
        case "markdown":
            need(len(_text(content).encode()) <= 2048, "markdown", TOO_LONG)
        case "textcard":
            _app_textcard(content, complain)
        case "news":
            _app_news(content)
        case _:
            need(content.get("media_id"), "media_id missing")


APPCHAT = ("text", "image", "voice", "video", "file", "textcard", "news", "markdown")
APP = (*APPCHAT, "template_card")
# Bytes of `content`, where the kind has any.
ROBOT = {
    "text": 2048,
    "markdown": 4096,
    "markdown_v2": 4096,
    "news": 0,
    "image": 0,
    "file": 0,
    "template_card": 0,
}


def template_card(
    card: Body, *, callback: bool, complain: Complain, update: bool = False
) -> Body:
    """An `update` may leave out the task id: the message keeps the one it has."""
    kind = card.get("card_type")
    need(kind in (*INTERACTIVE, *NOTICES), "card_type")
    _titles(card, str(kind))
    _lists(card)
    if calls_back(card):
        need(callback, "callback url not configured")
        task = card.get("task_id", "")
        need(task or update, "task_id missing")
        need(not task or TASK_ID.fullmatch(str(task)), "task_id")
    _action(card, str(kind))
    _interaction(card, str(kind))
    _soft_limits(card, complain)
    return card


def calls_back(card: Mapping[str, Any]) -> bool:
    return card.get("card_type") in INTERACTIVE or bool(card.get("action_menu"))


def _titles(card: Body, kind: str) -> None:
    title = (card.get("main_title") or {}).get("title")
    if kind == "text_notice":
        need(title or card.get("sub_title_text"), "", NO_TITLE)
    else:
        need(title, "", NO_TITLE)


def _lists(card: Body) -> None:
    lines = card.get("horizontal_content_list") or []
    need(len(lines) <= 6, "horizontal_content_list")
    need(all(line.get("keyname") for line in lines), "horizontal_content_list.keyname")
    jumps = card.get("jump_list") or []
    need(len(jumps) <= 3, "jump_list")
    need(all(j.get("title") for j in jumps), "jump_list.title")
    if menu := card.get("action_menu"):
        actions = menu.get("action_list") or []
        need(1 <= len(actions) <= 3, "action_menu.action_list")
        need(all(a.get("text") and a.get("key") for a in actions), "action_menu.action_list")


def _action(card: Body, kind: str) -> None:
    action = card.get("card_action")
    if kind in NOTICES:
        need(action, "", NO_CARD_ACTION)
    if action:
        need(action.get("type") in (0, 1, 2), "card_action.type")
        need(action.get("type") != 1 or action.get("url"), "card_action.url")


def _interaction(card: Body, kind: str) -> None:
    match kind:
        case "button_interaction":
            _buttons(card.get("button_list") or [])
            if selection := card.get("button_selection"):
                _options(selection, 10)
        case "vote_interaction":
            _options(card.get("checkbox") or {}, 20)
            _submit(card)
        case "multiple_interaction":
            lists = card.get("select_list") or []
            need(1 <= len(lists) <= 3, "select_list")
            for one in lists:
                _options(one, 10)
            _submit(card)


def _buttons(buttons: list[Body]) -> None:
    need(1 <= len(buttons) <= 6, "button_list")
    keys = []
    for button in buttons:
        need(button.get("text"), "button_list.text")
        need(button.get("style", 1) in (1, 2, 3, 4), "button_list.style")
        if button.get("type", 0) == 1:
            need(button.get("url"), "button_list.url")
        else:
            key = str(button.get("key") or "")
            need(0 < len(key.encode()) <= 1024, "button_list.key")
            keys.append(key)
    need(len(keys) == len(set(keys)), "button_list.key repeated")


def _options(question: Body, limit: int) -> None:
    need(question.get("question_key"), "question_key")
    options = question.get("option_list") or []
    need(1 <= len(options) <= limit, "option_list")
    need(all(o.get("id") and o.get("text") for o in options), "option_list")
    ids = [o["id"] for o in options]
    need(len(ids) == len(set(ids)), "option_list.id repeated")


def _submit(card: Body) -> None:
    submit = card.get("submit_button") or {}
    need(submit.get("text") and submit.get("key"), "submit_button")


def _soft_limits(card: Body, complain: Complain) -> None:
    for path, limit in SOFT.items():
        *above, name = path
        inside = _down(card, above)
        if isinstance(inside, dict):
            _soften(inside, name, limit, complain, ".".join(path))
    for path, limits in SOFT_LISTS.items():
        for item in _down(card, path) or ():
            for name, limit in limits.items():
                _soften(item, name, limit, complain, ".".join((*path, name)))


def _down(card: Body, path: Iterable[str]) -> Any:
    here: Any = card
    for name in path:
        here = here.get(name) if isinstance(here, dict) else None
    return here


def _soften(inside: Body, name: str, limit: int, complain: Complain, rule: str) -> None:
    text = str(inside.get(name) or "")
    if len(text) > limit:
        inside[name] = text[: limit - 1] + "…"
        complain(rule, f"{len(text)} > {limit}: {text[:40]}")

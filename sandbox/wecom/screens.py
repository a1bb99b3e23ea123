"""How a message looks on a member's screen: plain words, keys, links."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from sandbox.exchange import Bubble, Key
from sandbox.wecom.corp import Client, Line, Media

LINK = re.compile(r'<a\s+href="([^"]*)"\s*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<(?!@)/?[a-z][^>]*>")
MENTION = re.compile(r"<@([^>]+)>")
MARKS = re.compile(r"(^#{1,6} )|(\*\*)|(`)|(^> ?)", re.MULTILINE)
# WeCom's four button styles; 1 is emphasised, 4 negative, 2 and 3 are quiet.
STYLES = {1: "go", 4: "stop"}
UNSEEN_IN_WECHAT = ("template_card", "markdown", "markdown_v2")


def visible(line: Line, client: Client) -> bool:
    return client is Client.CARDS or line.kind not in UNSEEN_IN_WECHAT


def bubble(line: Line, media: Mapping[str, Media]) -> Bubble:
    match line.kind:
        case "template_card":
            return _card(line)
        case "textcard":
            return _textcard(line)
        case "image" | "file" | "voice" | "video":
            return _file(line, media)
        case "news":
            return _news(line)
    return _text(line)


def _text(line: Line) -> Bubble:
    content = str(line.body.get("content", ""))
    links = tuple(
        (Key(id=f"link:{i}", label=_plain(words), url=unescape(url)),)
        for i, (url, words) in enumerate(LINK.findall(content))
    )
    text = MARKS.sub("", content) if line.kind.startswith("markdown") else content
    return _bubble(line, kind="text", text=_plain(text), keys=links)


def _textcard(line: Line) -> Bubble:
    body = line.body
    url = str(body.get("url", ""))
    key = Key(id="open", label=str(body.get("btntxt") or "详情"), url=url)
    return _bubble(
        line,
        kind="card",
        title=str(body.get("title", "")),
        text=_plain(str(body.get("description", ""))),
        keys=((key,),),
        url=url,
    )


def _news(line: Line) -> Bubble:
    articles = line.body.get("articles") or [{}]
    rows = [f"{a.get('title', '')}\n{a.get('description', '')}".strip() for a in articles]
    url = str(articles[0].get("url", ""))
    return _bubble(line, kind="card", text="\n".join(rows), url=url)


def _file(line: Line, media: Mapping[str, Media]) -> Bubble:
    kept = media.get(str(line.body.get("media_id", "")))
    name = kept.name if kept else str(line.body.get("name", ""))
    kind = "photo" if line.kind == "image" else "file"
    return _bubble(line, kind=kind, text=name, file=str(line.body.get("media_id", "")))


def _card(line: Line) -> Bubble:
    card = line.body
    title = str((card.get("main_title") or {}).get("title") or "")
    action = card.get("card_action") or {}
    return _bubble(
        line,
        kind="card",
        title=title,
        text="\n".join(x for x in _card_words(card) if x),
        keys=tuple(_card_keys(line)),
        url=str(action.get("url") or ""),
    )


def _card_words(card: Mapping[str, Any]) -> Iterable[str]:
    yield str((card.get("source") or {}).get("desc") or "")
    yield str((card.get("main_title") or {}).get("desc") or "")
    emphasis = card.get("emphasis_content") or {}
    yield " ".join(filter(None, (emphasis.get("title"), emphasis.get("desc"))))
    quote = card.get("quote_area") or {}
    yield str(quote.get("title") or "")
    yield str(quote.get("quote_text") or "")
    yield str(card.get("sub_title_text") or "")
    for item in card.get("horizontal_content_list") or ():
        yield f"{item.get('keyname')}：{item.get('value', '')}"
    for question in questions(card):
        yield str(question.get("title") or "")


def questions(card: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    one = card.get("button_selection") or card.get("checkbox")
    return [one] if one else list(card.get("select_list") or ())


def _card_keys(line: Line) -> Iterable[tuple[Key, ...]]:
    card = line.body
    for i, jump in enumerate(card.get("jump_list") or ()):
        url = str(jump.get("url") or "")
        yield (Key(id=f"jump:{i}", label=str(jump["title"]), url=url),)
    for question in questions(card):
        yield tuple(_options(line, question))
    if line.settled:
        yield (Key(id="", label=line.settled, dead=True),)
    else:
        yield from _live(card)


def _options(line: Line, question: Mapping[str, Any]) -> Iterable[Key]:
    name = str(question["question_key"])
    chosen = picked(line, question)
    frozen = bool(line.settled or question.get("disable"))
    for option in question.get("option_list") or ():
        mark = "●" if option["id"] in chosen else "○"
        key = f"pick:{name}:{option['id']}"
        yield Key(id=key, label=f"{mark} {option['text']}", dead=frozen)


def picked(line: Line, question: Mapping[str, Any]) -> list[str]:
    """What is marked now: the member's own choice, or what the card came with."""
    name = str(question["question_key"])
    if name in line.chosen:
        return line.chosen[name]
    if selected := question.get("selected_id"):
        return [str(selected)]
    return [str(o["id"]) for o in question.get("option_list") or () if o.get("is_checked")]


def _live(card: Mapping[str, Any]) -> Iterable[tuple[Key, ...]]:
    row = []
    for i, button in enumerate(card.get("button_list") or ()):
        style = STYLES.get(int(button.get("style", 1)), "")
        if button.get("type", 0) == 1:
            row.append(Key(id=f"url:{i}", label=button["text"], style=style, url=button["url"]))
        else:
            row.append(Key(id=f"key:{button['key']}", label=button["text"], style=style))
    # A phone shows up to two buttons beside each other, three or more below each other.
    yield from (tuple(row),) if len(row) <= 2 else ((key,) for key in row)
    if submit := card.get("submit_button"):
        yield (Key(id=f"key:{submit['key']}", label=str(submit["text"]), style="go"),)
    for action in (card.get("action_menu") or {}).get("action_list") or ():
        yield (Key(id=f"menu:{action['key']}", label=str(action["text"])),)


def _plain(text: str) -> str:
    text = re.sub(r"<br\s*/?>|</div>\s*(?=<div)", "\n", text)
    text = MENTION.sub(r"@\1", LINK.sub(r"\2", text))
    return unescape(TAG.sub("", text)).strip()


def _bubble(
    line: Line,
    *,
    kind: str,
    text: str,
    title: str = "",
    keys: tuple[tuple[Key, ...], ...] = (),
    url: str = "",
    file: str = "",
) -> Bubble:
    return Bubble(
        id=line.id,
        author=line.author,
        kind=kind,
        text=text,
        title=title,
        keys=tuple(row for row in keys if row),
        at=line.at,
        edits=line.edits,
        url=url,
        file=file,
    )

"""Cards of any length and content, through both renderers: split or attached, the markup valid, no
character lost, within the limits of each platform (C50)."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Client
from bot.platforms.telegram.render import TEXT_LIMIT, parts
from bot.platforms.wecom.render import markdown, messages, new_task_id
from bot.taps import Tap, Verb
from sandbox.telegram.markup import parse, units
from sandbox.wecom import rules
from tests.telegram.test_render import said, visible
from tests.wecom.test_render import flat, shown, told

PIECES = (
    *(
        "<b>",
        "</b>",
        "</blockquote>",
        "&amp;",
        "&",
        "<",
        ">",
        "](",
        "**",
        "#",
        "/start",
        "@all",
    ),
    *("🎥", "👩‍👩‍👧", "餐厅南门（B-Z06-C03）", "餐厅", "、", " ", "\n", "a", "9", "“"),
)
# As many as a school has: what an outage of everything would list.
LENGTHS = (1, 3, 12, 60, 400, 2000)


def text(chance: Random, longest: int) -> str:
    length = chance.choice([n for n in LENGTHS if n <= longest])
    return "x" + "".join(chance.choices(PIECES, k=length)) + "z"


def some(chance: Random, most: int, longest: int) -> tuple[str, ...]:
    return tuple(text(chance, longest) for _ in range(chance.randint(0, most)))


def card_of(chance: Random) -> Card:
    taps = chance.sample([Verb.HANDLE, Verb.LIST, Verb.STEP, Verb.HUSH], chance.randint(0, 4))
    labels = chance.sample(["我来处理", "全部清单", "已报修", "静默"], len(taps))
    facts = zip(some(chance, 5, 3), some(chance, 5, 400), strict=False)
    return Card(
        title=text(chance, 12),
        body=some(chance, 3, 2000),
        facts=tuple(Fact(label=label, value=value) for label, value in facts),
        notes=some(chance, 4, 60),
        buttons=tuple(
            (Button(text=label, tap=Tap(verb, 7, 1), style=chance.choice(list(Style))),)
            for label, verb in zip(labels, taps, strict=True)
        ),
        hint=chance.choice(["", text(chance, 12)]),
        closed=chance.choice(["", "已恢复"]),
    )


def fuzzed(seed: int, count: int) -> Iterator[Card]:
    chance = Random(seed)
    for _ in range(count):
        yield card_of(chance)


COUNTS = [300, pytest.param(10_000, marks=pytest.mark.slow)]


@pytest.mark.parametrize("count", COUNTS)
def test_telegram_gets_every_character_in_valid_messages(count: int) -> None:
    split = 0
    for card in fuzzed(50, count):
        sent = parts(card)
        read = [parse(part.html, "HTML")[0] for part in sent]
        assert all(1 <= units(words) <= TEXT_LIMIT for words in read)
        assert visible("".join(read)) == visible(said(card))
        keys = [
            k["text"]
            for p in sent
            if p.keyboard
            for r in p.keyboard["inline_keyboard"]
            for k in r
        ]
        assert keys == [b.text for row in card.buttons for b in row]
        split += len(sent) > 1
    assert split > count / 20


@pytest.mark.parametrize("count", COUNTS)
def test_wecom_gets_every_character_within_its_bytes(count: int) -> None:
    split = 0
    for number, card in enumerate(fuzzed(51, count)):
        client = list(Client)[number % len(Client)]
        sent = messages(card, client, new_task_id(card), "查看详情")
        complaints: list[tuple[str, str]] = []
        for message in sent:
            rules.app_message(message, callback=True, complain=noting(complaints))
        assert not complaints
        seen = flat("".join(shown(content(message)) for message in sent))
        assert not [part for part in told(card) if flat(part) not in seen]
        split += len(sent) > 1
    assert split > count / 20


def noting(complaints: list[tuple[str, str]]) -> Callable[[str, str], None]:
    return lambda rule, why: complaints.append((rule, why))


def content(message: Mapping[str, Any]) -> Any:
    return message[message["msgtype"]]


@pytest.mark.parametrize("count", COUNTS)
def test_a_robot_takes_every_character_within_its_bytes(count: int) -> None:
    for card in fuzzed(52, count):
        sent = markdown(card)
        for part in sent:
            message = {"msgtype": "markdown", "markdown": {"content": part}}
            rules.robot_message(message, complain=lambda *_why: None)
        seen = flat("".join(sent)).replace("] (", "](")
        assert not [p for p in told(card) if flat(p).replace("] (", "](") not in seen]

"""What a day leaves behind: on every screen, in the journal, in the books. Moments are masked."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.approvals.policy import named
from storage import books, inbox, journal, outbox
from storage.store import Work
from storage.tables import outbox as promises
from storage.tables import requests as cases
from tests.chaos.case import MOMENT, Screens
from tests.chaos.day import Day

Kinds = Counter[tuple[str, str]]

PROMISED = re.compile(r"(查看区域|✓|↩|申请人已撤回|办理期限|故障〔2026〕|NVR-|今日存证)")
SPOKEN = re.compile(r"(第 \d+/\d+ 步|请核对|已提交|^\s*已(同意|退回|撤回|催办))")
DIGEST = re.compile(r"[0-9a-f]{64}|登记记录共 \d+ 条")
LATE = re.compile(r"\s*（迟到.*?送达）\s*")
DATED = re.compile(r"（周.）|（还有[^）]*）|截至 · |历时 ·|已持续 ·")

# What is rightly told because something was broken, and why nobody would want it unsaid.
TOLD_OF_FAULTS = {
    "有一条消息没有送达": "a group could not be told of an alarm in time: an administrator hears",
    "离线 · 录像机": "an alarm whose group could not be reached goes to its people themselves",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    screens: Screens
    journal: Kinds
    books: Counter[str]


def screens(of: Day) -> Screens:
    found: Screens = {name: Counter() for name in of.people}
    counted: set[tuple[str, str, str]] = set()
    for name, actor in of.people.items():
        for seen in actor.screen():
            place = (actor.phone.platform, seen.chat, seen.bubble.id)
            if seen.bubble.author or place in counted:
                continue
            counted.add(place)
            words = f"{seen.bubble.title}\n{seen.bubble.text}"
            if PROMISED.search(words) and not SPOKEN.search(words):
                found[name][masked(words)] += 1
    return found


def masked(words: str) -> str:
    for pattern in (LATE, MOMENT, DATED, DIGEST):
        words = pattern.sub("·" if pattern is not LATE else "\n", words)
    return re.sub(r"\n+", "\n", words).strip()


def journalled(work: Work) -> Kinds:
    numbers = dict(work.conn.execute(select(cases.c.id, cases.c.number)).all())
    return Counter(
        (entry.kind, numbers.get(entry.data.get("request"), ""))
        for entry in journal.entries(work, "taishan")
    )


def entered(work: Work) -> Counter[str]:
    first, last = work.now - timedelta(days=9), work.now + timedelta(days=9)
    return Counter(
        f"{book} {entry.year}/{entry.serial}"
        for book in named("k12_ta_2024").books
        for entry in books.entries(work, "taishan", book, first, last)
    )


def well(work: Work) -> None:
    """Nothing is owed, nothing is given up, the chain holds."""
    assert journal.verify(work, "taishan") is None
    assert inbox.dead_letters(work, "taishan") == []
    assert outbox.owed(work).count == 0
    assert inbox.waiting(work).count == 0
    given_up = select(promises).where(promises.c.state == "broken")
    assert work.conn.execute(given_up).all() == []


async def told(of: Day) -> Told:
    store = of.here.store
    return Told(
        screens=screens(of),
        journal=await store.read(journalled),
        books=await store.read(entered),
    )


def strange(disturbed: Screens, calm: Screens) -> dict[str, list[str]]:
    """What nobody reads on an undisturbed day, and no fault accounts for."""
    new = {name: sorted(set(disturbed[name]) - set(calm[name])) for name in calm}
    return {name: left for name, texts in new.items() if (left := [*filter(_odd, texts)])}


def _odd(words: str) -> bool:
    return not any(known in words for known in TOLD_OF_FAULTS)

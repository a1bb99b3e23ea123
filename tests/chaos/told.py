"""What a day leaves behind: on every screen, in the journal, in the books. Moments are masked."""

import logging
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.approvals.policy import named
from sandbox.schools.demo import DemoSchool
from storage import books, inbox, journal, outbox
from storage.store import Work
from storage.tables import outages, tasks
from storage.tables import outbox as promises
from storage.tables import requests as cases
from tests.chaos.case import MOMENT, Screens, becomes, doubled, missing
from tests.chaos.day import Day
from tests.chaos.siege import Siege
from tests.chaos.weather import Weather

log = logging.getLogger(__name__)
A_MINUTE = timedelta(minutes=1)
Kinds = Counter[tuple[str, str]]

PROMISED = re.compile(
    r"(查看区域|调阅部位|✓|↩|申请人已撤回|办理期限|故障〔2026〕|NVR-|NODE-|今日存证)"
)
SPOKEN = re.compile(r"(第 \d+/\d+ 步|请核对|已提交|^\s*已(同意|退回|撤回|催办))")
DIGEST = re.compile(r"[0-9a-f]{64}|登记记录共 \d+ 条")
LATE = re.compile(r"\s*（迟到.*?送达）\s*")
DATED = re.compile(r"（周.）|（还有[^）]*）|截至 · |历时 ·|已持续 ·")
# What the case in words above a WeCom card says of the moment at which it left.
FOOTAGE = re.compile(r"录像约保存至.*|录像已保全，审批期间不会被覆盖。")
DEADLINE = re.compile(r"办理期限：.*|已超过办理期限.*上一级也可以代为签批")
DECIDED = re.compile(r"(【.*】).*(已(?:同意|退回补充) · \S+).*", re.DOTALL)
SIMILAR = re.compile(r"⚠ 同一地点、同一时段已有.*(\n+· .*)*")
# An outage is told by few living messages; how many times it has rung is a matter of the minute.
OUTAGE = re.compile(r"\A(.*?离线 · 录像机 (?:NVR|NODE)-\d+).*", re.DOTALL)
# What may be typed: its numbers are the next that are free, and whoever is known to see cards reads
# none; a process that has just begun knows nobody.
TYPED = re.compile(r"\n\d\d  .*", re.DOTALL)
# A task that is reminded of twice before somebody does it leaves two cards, the first one as it was
# at the second. A clock that was ahead for a while has reminded once, of what is overdue by now.
TERM = re.compile(r"^(?:请在 .*前办理.*|已超时：应在 .*前办理.*)$", re.MULTILINE)
OUTCOME = re.compile(r"【?([^【】\n]+)[】\n]\n?(已(?:同意|退回补充) · \S+|\S+ 已办理。\n✓ .*)")
OPEN_TASK = re.compile(r"【?([^】\n]+)】?\n(?:待办理|\S+ 正在办理)。")

# Whoever has decided: the line stands under the title in WeCom, at the end in Telegram.
HAS_DECIDED = re.compile(r"\A[^【\n]+\n已(?:同意|退回补充) · |\n已(?:同意|退回补充) · [^\n]*\Z")
STEPS = re.compile(r"^[✓…○↩] .*", re.MULTILINE)

# In the key of a promise: moments, and numbers that only count what came before, as how often an
# outage has rung, and at which version of the case an appointment was made.
WHEN = re.compile(r"/\d{4}-\d\d-\d\d[T ][^/]*")
COUNTED = re.compile(r"/(appointment|alarmed|called|recovered)(/\d+)+")
# An alarm whose group could not be reached in time: its people are told themselves, and an
# administrator hears of it.
FOR_A_FAULT = re.compile(r"stuck/undelivered/|outage/[^@]*$")

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
    promises: frozenset[str]


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
    for pattern in (MOMENT, DATED, DIGEST):
        words = pattern.sub("·", words)
    return whenever_it_left(words)


def whenever_it_left(words: str) -> str:
    """A message that waited for a platform says that it is late, where that is ten minutes. And the
    case in words above a WeCom card is true when it leaves and never edited: whoever gets it late
    reads that the footage is held already, and not until when it would last; that the time for it
    is over; what became of similar ones; whoever has decided, that he can take it back, or can no
    longer. On a card that is closed late, the steps after his may have been taken."""
    told = TERM.sub("·", OUTAGE.sub(r"\1", LATE.sub("\n", words)).strip())
    told = SIMILAR.sub("·", told)  # so it stays on a card that cannot be changed
    if told.startswith("【"):
        for pattern in (FOOTAGE, DEADLINE):
            told = pattern.sub("·", told)
        told = TYPED.sub("", told)
        told = DECIDED.sub(r"\1\2", told)
    elif HAS_DECIDED.search(told):
        told = STEPS.sub("", told)
    return re.sub(r"\n+", "\n", told).strip()


def once(screens: Screens) -> Screens:
    """What a fault gives nobody a reason to send twice. Who has decided hears of it in words beside
    his card as long as this process has not seen that he sees cards."""
    return {
        name: Counter({w: n for w, n in messages.items() if _counts(w)})
        for name, messages in screens.items()
    }


def unread(disturbed: Screens, calm: Screens) -> dict[str, list[str]]:
    """As `missing`, but for what was read in another way."""
    lost = missing(disturbed, calm)
    left = {
        name: [words for words in texts if not _read_otherwise(words, disturbed[name])]
        for name, texts in lost.items()
    }
    return {name: texts for name, texts in left.items() if texts}


def _read_otherwise(words: str, screen: Counter[str]) -> bool:
    """Of a task that others have as well, a message that leaves late says in whose hands it is by
    then, or that it is done. And an outcome stands on the card, or in words where the card cannot
    be changed, and where nobody knows yet whether its reader sees cards."""
    if task := OPEN_TASK.match(words):
        further = re.compile(rf"【?{re.escape(task[1])}】?\n\S+ (?:正在|已)办理。")
        return any(further.match(other) for other in screen)
    outcome = OUTCOME.match(words)
    return outcome is not None and any(
        found.groups() == outcome.groups()
        for other in screen
        if other.startswith("【") != words.startswith("【")
        if (found := OUTCOME.match(other))
    )


def _counts(words: str) -> bool:
    in_words = words.startswith("【") and OUTCOME.match(words)
    return not in_words and not any(known in words for known in TOLD_OF_FAULTS)


def kept(work: Work) -> frozenset[str]:
    """Each promise that was sent, alone or together with a newer one. Not the edits of cards, nor
    what replaced an edit that was impossible: where those lead is read on the screens."""
    names = _named(work)
    told = work.conn.execute(
        select(promises.c.key).where(
            promises.c.kind == "notice",
            promises.c.state.in_(("sent", "folded")),
            promises.c.key.not_like("again/%"),
        )
    )
    return frozenset(_promise(key, names) for key in told.scalars())


def _promise(key: str, names: dict[tuple[str, str], str]) -> str:
    about, number, *rest = COUNTED.sub(r"/\1", WHEN.sub("", key)).split("/")
    return "/".join((about, names.get((about, number), number), *rest))


def _named(work: Work) -> dict[tuple[str, str], str]:
    """What the numbers in keys stand for: a transaction that was killed leaves a gap in them."""
    numbers = dict(work.conn.execute(select(cases.c.id, cases.c.number)).all())
    of = {
        (about, str(id_)): name for id_, name in numbers.items() for about in ("ask", "status")
    }
    for task in work.conn.execute(select(tasks.c.id, tasks.c.kind, tasks.c.request)):
        of["task", str(task.id)] = f"{task.kind} {numbers.get(task.request, '')}"
    for outage in work.conn.execute(select(outages.c.id, outages.c.cause)):
        of["outage", str(outage.id)] = outage.cause
    return of


def unkept(now: frozenset[str], calm: frozenset[str]) -> list[str]:
    """Promised on the calm day and not told now; or told now, though no fault gives a reason."""
    more = (f"+ {one}" for one in now - calm if not FOR_A_FAULT.match(one))
    return sorted([*more, *(f"- {one}" for one in calm - now)])


def journalled(work: Work, school: str) -> Kinds:
    numbers = dict(work.conn.execute(select(cases.c.id, cases.c.number)).all())
    return Counter(
        (entry.kind, numbers.get(entry.data.get("request"), ""))
        for entry in journal.entries(work, school)
    )


def entered(work: Work, school: DemoSchool) -> Counter[str]:
    first, last = work.now - timedelta(days=9), work.now + timedelta(days=9)
    return Counter(
        f"{book} {entry.year}/{entry.serial}"
        for book in named(school.pack).books
        for entry in books.entries(work, school.id, book, first, last)
    )


async def all_is_well(here: Siege) -> None:
    await becomes(here.store, lambda work: _well(work, here.platforms.school.id))


def _well(work: Work, school: str) -> None:
    """Nothing is owed, nothing is given up, the chain holds."""
    assert journal.verify(work, school) is None
    assert inbox.dead_letters(work, school) == []
    assert outbox.owed(work).count == 0
    assert inbox.waiting(work).count == 0
    given_up = select(promises).where(promises.c.state == "broken")
    assert work.conn.execute(given_up).all() == []


def in_time(work: Work) -> None:
    """Where nothing breaks, nothing waits: an outage is told a minute after its first camera."""
    sent = select(promises.c.subject, promises.c.due_at, promises.c.sent_at).where(
        promises.c.state == "sent", promises.c.kind == "notice"
    )
    rows = work.conn.execute(sent).all()
    late = [row for row in rows if row.sent_at - row.due_at > A_MINUTE]
    assert rows
    assert late == []
    alarm = work.conn.execute(select(outages.c.heard_at, outages.c.told_at)).first()
    assert alarm is not None
    assert alarm.told_at - alarm.heard_at < 3 * A_MINUTE


async def told(of: Day) -> Told:
    read, school = of.here.store.read, of.here.platforms.school
    return Told(
        screens=screens(of),
        journal=await read(lambda work: journalled(work, school.id)),
        books=await read(lambda work: entered(work, school)),
        promises=await read(kept),
    )


def reads_as(calm: Told, now: Told, weather: Weather) -> None:
    """Nothing lost, nothing told without a reason, nothing too often."""
    found = differences(calm, now)
    assert not found, found
    not_too_often(calm.screens, now.screens, weather)


def not_too_often(calm: Screens, now: Screens, weather: Weather) -> None:
    """No more twice than kills and cut-off answers explain, and no more than WeCom takes."""
    here, surplus = weather.here, doubled(once(now), once(calm))
    log.info("kills %s, twice %s, %s", here.kills, surplus, sorted(weather.drawn.items()))
    assert not here.platforms.wecom.corp.dropped, here.platforms.wecom.corp.dropped
    assert surplus <= weather.doubles, (surplus, weather.doubles)


def differences(calm: Told, now: Told) -> dict[str, object]:
    found = {
        "screens": unread(now.screens, calm.screens),
        "promises": unkept(now.promises, calm.promises),
        "journal": _apart(now.journal, calm.journal),
        "books": _apart(now.books, calm.books),
    }
    return {what: each for what, each in found.items() if each}


def _apart(now: Counter[Any], calm: Counter[Any]) -> list[str]:
    more, less = (now - calm).elements(), (calm - now).elements()
    return [*(f"+ {one}" for one in more), *(f"- {one}" for one in less)]

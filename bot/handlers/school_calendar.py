"""校历: the days ahead that are not as the week has them, and the words by which an administrator
writes one in or takes one out."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.actions import writing_calendar
from bot.actions.owing import ADMIN
from bot.approvals.refusals import Refusal
from bot.cards import Card
from bot.handlers.visit import Answer, Visit
from bot.people import calendar_sheet
from bot.people.days import Almanac
from bot.writing.moved import entry_line

AHEAD = timedelta(days=92)
SHOWN = 20
WORD = re.compile(r"(?:/calendar(?:@\w+)?|校历|学校日历|calendar)\s*(.*)", re.IGNORECASE)
DAYS = r"(?P<first>\S+?)(?:\s*(?:至|到|–|to)\s*(?P<last>\S+))?"
WRITTEN = re.compile(rf"{DAYS}\s+(?P<kind>\S+)\s+(?P<name>\S.*)", re.IGNORECASE)
TAKEN_OUT = re.compile(rf"(?:取消|remove)\s*{DAYS}", re.IGNORECASE)


class CalendarNotYours(Refusal):
    """Only an administrator writes into it."""

    code = "calendar_not_yours"


class CalendarUnclear(Refusal):
    """What was typed is no entry; the sentence shows one."""

    code = "calendar_unclear"


class CalendarEmptyThere(Refusal):
    """The school wrote nothing for these days. values: day."""

    code = "calendar_empty_there"


def asked(visit: Visit, text: str) -> Answer | None:
    word = WORD.fullmatch(text.strip())
    if word is None:
        return None
    said = word[1].strip()
    if not said:
        return shown(visit)
    gone, new = TAKEN_OUT.fullmatch(said), WRITTEN.fullmatch(said)
    # 校历 at the head of an answer to a form is an answer: an entry begins with a day.
    if not gone and not (new and calendar_sheet.day(new["first"])):
        return None
    if not any(post.role == ADMIN for post in visit.person.posts):
        raise CalendarNotYours
    return taken_out(visit, gone) if gone else written(visit, new) if new else None


def written(visit: Visit, said: re.Match[str]) -> Answer:
    row = (said["first"], said["last"] or "", said["kind"], said["name"].strip(), "", "")
    new, wrong = calendar_sheet.almanac(
        sheet(row), flags=visit.office.pack.flags, zone=visit.office.rules.zone
    )
    if wrong:
        raise CalendarUnclear
    return rewritten(visit, visit.office.school.almanac.with_(new))


def sheet(row: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([calendar_sheet.COLUMNS, row])
    return text.getvalue().encode()


def taken_out(visit: Visit, said: re.Match[str]) -> Answer:
    first = calendar_sheet.day(said["first"])
    last = calendar_sheet.day(said["last"] or said["first"])
    if first is None or last is None:
        raise CalendarUnclear
    before = visit.office.school.almanac
    after = before.without(first, last)
    if after == before:
        raise CalendarEmptyThere(day=first)
    return rewritten(visit, after)


def rewritten(visit: Visit, almanac: Almanac) -> Answer:
    moved = writing_calendar.write(visit.work, visit.office, almanac, visit.person)
    return visit.says("calendar.written", moved=len(moved))


def shown(visit: Visit) -> Answer:
    voice, today = visit.voice, visit.office.now.date()
    lines = list(ahead(visit, today, today + AHEAD))
    unknown = [
        voice.say("calendar.unknown_year", year=year)
        for year in sorted({today.year, (today + AHEAD).year})
        if not visit.office.calendar.knows(year)
    ]
    admin = any(post.role == ADMIN for post in visit.person.posts)
    return Answer(
        cards=(
            Card(
                title=voice.say("calendar.title"),
                body=tuple(lines[:SHOWN]) or (voice.say("calendar.nothing_ahead"),),
                notes=tuple(unknown),
                hint=voice.say("calendar.how") if admin else "",
            ),
        )
    )


def ahead(visit: Visit, first: date, last: date) -> Iterator[str]:
    """Named days, joined where they follow each other, among them the school's periods."""
    calendar = visit.office.calendar
    days = (calendar.day_of(first + timedelta(days=n)) for n in range((last - first).days + 1))
    entries = [
        (day.date.isoformat(), day.date.isoformat(), day.kind.value, visit.voice(day.name))
        for day in days
        if day.name.zh
    ]
    periods = (p for p in calendar.own.periods if p.start <= last and first <= p.end)
    entries += map(writing_calendar.entry_of, periods)
    for entry in writing_calendar.listed(entries):
        yield entry_line(visit.voice, *entry)

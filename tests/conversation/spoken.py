"""Sentences with what each says, the two schools they are said at, and how well they are read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.approvals import policy
from bot.cameras.zone import Camera, Places
from bot.conversation.reading import Reading
from bot.conversation.sentence import Begins, chosen
from bot.conversation.world import World
from bot.people.person import Person, PersonId
from bot.people.roles import Directory
from sandbox.schools.demo import DemoSchool
from sandbox.schools.lingnan import LINGNAN
from sandbox.schools.taishan import TAISHAN
from tests.conversation.school import WEDNESDAY

HERE = Path(__file__).parent / "sentences"
SPEAKERS = {"taishan": ("乔木", "科任老师甲"), "lingnan": ("辅导员01", "辅导员01")}
SCHOOLS = {"taishan": (TAISHAN, "B-Z"), "lingnan": (LINGNAN, "A-Z")}
PLAIN = {"r": "reason", "st": "for_student", "copy": "copy", "f": "fault_class", "m": "matter"}
YES_NO = {"y": True, "n": False}


@dataclass(frozen=True)
class Line:
    text: str
    school: str
    staff: bool
    begins: str  # the kind, or empty
    says: Mapping[str, Any] = field(default_factory=dict)
    day: str = ""  # what is certain of a time that is not whole

    @property
    def world(self) -> World:
        return world_at(self.school, self.staff)


@cache
def pack(school: str):
    return policy.named(SCHOOLS[school][0].pack)


@cache
def forms(school: str) -> dict[str, Begins]:
    return {
        kind.id: Begins(form=kind.form, words=kind.words, unless=kind.unless)
        for kind in pack(school).kinds.values()
        if kind.form and kind.words
    }


@cache
def world_at(school: str, staff: bool = False) -> World:
    demo, _ = SCHOOLS[school]
    people = _people(demo)
    speaker = SPEAKERS[school][staff]
    return World(
        now=WEDNESDAY,
        places=_places(demo, school),
        directory=Directory(people),
        requester=next(p for p in people if p.name == f"{speaker}（演示）"),
        flags=pack(school).flags,
        articles=pack(school).articles,
        students=pack(school).students,
    )


def _people(demo: DemoSchool) -> tuple[Person, ...]:
    return tuple(
        Person(
            id=PersonId(row["id"]),
            name=row["name"],
            unit=row["unit"],
            classes=tuple(filter(None, row["classes"].split(";"))),
        )
        for row in demo.people
    )


def _places(demo: DemoSchool, school: str) -> Places:
    cameras = (
        Camera(
            id=row["id"],
            name=row["name"],
            zone=row["zone"],
            owners=tuple(row["owner"].split(";")),
            retention_days=float(row["retention_days"]),
        )
        for row in demo.cameras
    )
    return Places(demo.zones or pack(school).zones, cameras)


# ---------------------------------------------------------------- the tables


def lines(name: str) -> list[Line]:
    school = "lingnan" if "lingnan" in name else "taishan"
    rows = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_line(row, school) for row in rows if row and not row.startswith("#")]


def _line(row: str, school: str) -> Line:
    text, _, wanted = row.rpartition("|")
    staff = text.startswith("@")
    text, wanted = text.removeprefix("@").strip(), wanted.strip()
    if wanted == "-":
        return Line(text, school, staff, "")
    wanted, _, content = wanted.partition("w=")
    said = dict(pair.split("=", 1) for pair in _pairs(wanted))
    kind = said.pop("k", "footage")
    day = said.pop("d", "")
    says = dict(_says(said, text, school, kind))
    if content:
        says["content"] = content
    return Line(text, school, staff, kind, says, day)


def _pairs(wanted: str) -> Iterator[str]:
    """`s=03-10 15:00-16:00` holds a space."""
    parts = wanted.split()
    for n, part in enumerate(parts):
        if part.startswith("s="):
            yield f"{part} {parts[n + 1]}"
        elif "=" in part:
            yield part


def _says(
    said: Mapping[str, str], text: str, school: str, kind: str
) -> Iterator[tuple[str, Any]]:
    _, prefix = SCHOOLS[school]
    places = world_at(school).places
    zones = [f"{prefix}{z}" for z in said.get("z", "").split(",") if z]
    if zones:
        yield "zones", [z for z in places.zones if z in zones]
    if "c" in said:
        named = [c for c in places.cameras.values() if c.zone in zones and said["c"] in c.name]
        assert named, said
        yield "cameras", [c.id for c in named]
    if "s" in said:
        yield "span", _span(said["s"])
    if "codes" in said:
        yield "students", said["codes"].split(",")
    for short, key in PLAIN.items():
        if short in said:
            yield key, YES_NO.get(said[short], said[short])
    least = 4 if kind == "fault" else 10
    if said.get("p") != "-" and least <= len(text) <= 300:
        yield "symptom" if kind == "fault" else "purpose", text


def _span(said: str) -> dict[str, str]:
    day, hours = said.split()
    midnight = datetime.fromisoformat(f"2026-{day}").replace(tzinfo=WEDNESDAY.tzinfo)
    if midnight > WEDNESDAY:
        midnight = midnight.replace(year=2025)
    ends = []
    for clock in hours.split("-"):
        hour, minute = map(int, clock.split(":"))
        ends.append((midnight + timedelta(hours=hour, minutes=minute)).isoformat())
    return {"from": ends[0], "to": ends[1]}


# ---------------------------------------------------------------- how well they are read


@dataclass
class Score:
    """`right` of `fields` were filled as they should; `wrong` were filled with something else,
    or should have been left; `left` were left to be asked although they were said."""

    fields: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.fields + other.fields,
            self.right + other.right,
            self.wrong + other.wrong,
            self.left + other.left,
        )


def scored(line: Line) -> Score:
    found = chosen(line.text, forms(line.school), line.world)
    kind, reading = found or ("", Reading())
    score = Score(1, 1) if kind == line.begins else Score(1, 0, [f"{line.text}: {kind or '-'}"])
    if not line.begins and not kind:
        return score
    if not kind:
        score.wrong, score.left = [], [f"{line.text}: nothing begun"]
    for key in sorted({*line.says, *reading.answers}):
        score += _of_field(line, key, reading.answers.get(key), reading)
    if line.day:
        given = reading.partial.get("span", {}).get("day", "")
        score += Score(1, int(given.endswith(line.day)), [], [])
        if given and not given.endswith(line.day):
            score.wrong.append(f"{line.text}: day {given}")
        elif not given:
            score.left.append(f"{line.text}: day {line.day}")
    return score


def _of_field(line: Line, key: str, given: Any, reading: Reading) -> Score:
    wanted = line.says.get(key)
    what = f"{line.text}: {key} {given!r} for {wanted!r}"
    if given == wanted:
        return Score(1, 1)
    if given is None:
        return Score(1, 0, [], [f"{what} {reading.unclear.get(key) or ''}"])
    return Score(1, 0, [what])


def total(*names: str) -> Score:
    return sum((scored(line) for name in names for line in lines(name)), Score())

"""A small school to decide in: roles on a ladder, persons in posts, requests between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.approvals import hands, progress, resubmitting
from bot.approvals.chain import Chain, Mode, Place, Seat, Step
from bot.approvals.delegation import may_take, seated
from bot.approvals.events import Event
from bot.approvals.request import OpenSeat, Request, Said, Verdict
from bot.conversation.form import Label
from bot.people.person import Person, PersonId, Post
from bot.people.roles import Deputy, Directory

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
WHY = "范围过大，请缩小"


@dataclass(frozen=True)
class Role:
    name: Label
    scope: str = "school"
    above: str = ""


LADDER = ("clerk", "chief", "director", "vice", "head")
ROLES = {
    role: Role(Label(role), above=above)
    for role, above in zip(LADDER, (*LADDER[1:], ""), strict=True)
}
ROLES["clerk"] = replace(ROLES["clerk"], scope="applicant_unit")


def person(id_: str, *posts: str, active: bool = True) -> Person:
    read = tuple(map(Post.read, posts))
    return Person(id=PersonId(id_), name=id_, posts=read, active=active)


def deputy(of: str, by: str, days: int = 7, kinds: tuple[str, ...] = ()) -> Deputy:
    end = NOW + timedelta(days=days)
    return Deputy(of=PersonId(of), by=PersonId(by), start=NOW, end=end, kinds=kinds)


def step(*roles: str, mode: Mode = Mode.ALL, needed: int = 0) -> Step:
    posts = map(Post.read, roles)
    seats = tuple(Seat(role=post.role, unit=post.unit) for post in posts)
    return Step(seats=seats, mode=mode, needed=needed)


def request(*steps: Step, by: str = "teacher", parties: Iterable[str] = ()) -> Request:
    return Request(
        id=1,
        school="taishan",
        number="调阅〔2026〕0001",
        kind="footage",
        pack="test",
        pack_version="1",
        requester=PersonId(by),
        unit="高一级部",
        answers={},
        facts={},
        parties=tuple(map(PersonId, parties)),
        chain=Chain(steps=steps),
        filed_at=NOW,
    )


def directory(*persons: Person, deputies: Iterable[Deputy] = ()) -> Directory:
    return Directory(persons, deputies)


def everyone(*deputies: Deputy) -> Directory:
    """One person for each role, called by its first letter (the clerk: k), and a teacher."""
    posts = (person("k" if r == "clerk" else r[0], r) for r in LADDER)
    return directory(person("teacher"), *posts, deputies=deputies)


def seats_of(
    of: Request, at: int, who: Directory, roles: Mapping[str, Role] = ROLES
) -> tuple[OpenSeat, ...]:
    return seated(of, at, roles, who, NOW)


@dataclass
class Case:
    """One request and the office around it, as a story tells it."""

    request: Request
    who: Directory
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.heard: list[str] = []
        self.events: tuple[Event, ...] = ()

    def seating(self, of: Request, at: int) -> tuple[OpenSeat, ...]:
        return seated(of, at, ROLES, self.who, self.now)

    def _then(self, outcome: progress.Outcome) -> "Case":
        self.request, self.events = outcome
        self.heard = [event.name for event in self.events]
        return self

    def filed(self) -> "Case":
        return self._then(progress.open_first(self.request, self.seating, self.now))

    def says(
        self,
        by: str,
        verdict: Verdict = Verdict.APPROVE,
        reason: str = WHY,
        token: int | None = None,
        seat: int | None = None,
        second: str = "",
        **more: Any,
    ) -> "Case":
        return self._then(
            progress.decide(
                self.request,
                token=self.request.token if token is None else token,
                seat=seat,
                by=PersonId(by),
                said=Said(verdict=verdict, reason=reason, **more),
                now=self.now,
                seating=self.seating,
                confirmed_by=PersonId(second),
            )
        )

    def approve(self, *by: str) -> "Case":
        for each in by:
            self.says(each)
        return self

    def rejects(self, by: str, **more: Any) -> "Case":
        return self.says(by, Verdict.REJECT, **more)

    def returns(self, by: str, **more: Any) -> "Case":
        return self.says(by, Verdict.RETURN, **more)

    def resubmitted(
        self, *steps: Step, by: str = "", parties: Iterable[str] = (), **answers: Any
    ) -> "Case":
        return self._then(
            resubmitting.resubmit(
                self.request,
                by=PersonId(by) or self.request.requester,
                answers=answers,
                facts={},
                parties=tuple(map(PersonId, parties)),
                routed_chain=Chain(steps=steps) if steps else self.request.chain,
                dropped=(),
                now=self.now,
                seating=self.seating,
            )
        )

    def adds(self, by: str, to: str, place: Place = Place.BESIDE, words: str = "") -> "Case":
        return self._then(
            hands.add(
                self.request,
                token=self.request.token,
                by=PersonId(by),
                to=PersonId(to),
                place=place,
                words=words,
                now=self.now,
                seating=self.seating,
            )
        )

    def takes_back(self, by: str, seat: int, token: int | None = None) -> "Case":
        return self._then(
            hands.remove(
                self.request,
                token=self.request.token if token is None else token,
                by=PersonId(by),
                seat=seat,
                now=self.now,
                seating=self.seating,
            )
        )

    def passes_on(self, by: str, to: str, words: str = "") -> "Case":
        mine = hands.own_seat(self.request, self.request.token, PersonId(by))
        seat = self.request.chain.steps[self.request.step].seats[mine.seat]
        able = may_take(self.request, seat, ROLES, self.who, self.now)
        return self._then(
            hands.pass_on(
                self.request,
                token=self.request.token,
                by=PersonId(by),
                to=PersonId(to),
                eligible=[p.id for p in able],
                words=words,
                now=self.now,
                seating=self.seating,
            )
        )

    def revoked(self, by: str, reason: str = WHY) -> "Case":
        return self._then(
            progress.revoke(self.request, by=PersonId(by), reason=reason, now=self.now)
        )

    def withdrawn(self, by: str = "teacher") -> "Case":
        return self._then(progress.withdraw(self.request, by=PersonId(by), now=self.now))

    def carried_out(self) -> "Case":
        return self._then(
            progress.carried_out(self.request, by=PersonId("officer"), now=self.now)
        )

    def disowned(self, by: str = "teacher") -> "Case":
        return self._then(progress.disown(self.request, by=PersonId(by), now=self.now))

    def expired(self) -> "Case":
        return self._then(progress.expire(self.request, self.now))

    def ran_out(self) -> "Case":
        return self._then(progress.run_out(self.request, self.seating, self.now))

    def gives_time(self, by: str, reason: str = WHY) -> "Case":
        return self._then(
            progress.give_time(
                self.request,
                by=PersonId(by),
                reason=reason,
                seating=self.seating,
                now=self.now,
            )
        )

    def nudged(self, by: str = "teacher", every: timedelta = timedelta(hours=4)) -> "Case":
        return self._then(
            progress.nudge(self.request, by=PersonId(by), every=every, now=self.now)
        )

    def reseated(self, who: Directory) -> "Case":
        self.who = who
        return self._then(progress.reseat(self.request, self.seating, self.now))

    @property
    def asked(self) -> list[str]:
        return [str(p) for seat in self.request.open_seats for p in seat.persons]


def case(*steps: Step, who: Directory | None = None, **more: Any) -> Case:
    return Case(request(*steps, **more), who or everyone()).filed()

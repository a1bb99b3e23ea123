"""Cases of any kind moved along by the actions themselves, over a real database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actions import carrying_out, deciding, filing, tasking, whose
from bot.actions.office import Office, Rules
from bot.approvals.policy import named
from bot.approvals.request import Request, State, Verdict
from bot.notices import Reason
from bot.people.person import Person
from sandbox.clock import PushedClock
from sandbox.schools import load
from storage import books, requests, tasks
from storage.books import Entry
from storage.store import Store, Work
from storage.tables import outbox
from tests.actions.boards import Ears
from tests.moving_in import move_in

T = TypeVar("T")


class Case:
    """A school whose people act; every act is a transaction of its own."""

    def __init__(self, store: Store, clock: PushedClock, school: str) -> None:
        self.store, self.clock = store, clock
        demo = load(school)
        self.demo, self.pack = demo, named(demo.pack)
        self.rules = Rules(school=school, pack=self.pack, zone=ZoneInfo("Asia/Shanghai"))
        self.ears = Ears(store, self.rules)

    async def moves_in(self) -> "Case":
        await self.store.transact(lambda work: move_in(work, self.demo, self.pack))
        return self

    async def acts(self, act: Callable[[Work, Office], T]) -> T:
        return await self.store.transact(lambda work: act(work, Office.open(work, self.rules)))

    async def files(self, who: str, kind: str, **answers: Any) -> Request:
        return await self.acts(
            lambda work, office: filing.file(work, office, called(office, who), kind, answers)
        )

    async def approved(self, who: str, kind: str, **answers: Any) -> Request:
        """Filed, and signed by everybody in turn."""
        filed = await self.files(who, kind, **answers)
        return await self.acts(lambda work, office: signed(work, office, filed.id))

    async def does(self, request: Request, task: str, who: str = "", **answers: Any) -> Request:
        def act(work: Work, office: Office) -> Request:
            one = next(t for t in tasks.of_request(work, request.id) if t.kind == task)
            kind = tasking.kind_of(office, request).task(task)
            assert kind is not None
            by = called(office, who) if who else whose.actors(office, request, kind, one)[0]
            return carrying_out.record(work, office, by, one.id, answers)

        return await self.acts(act)

    async def passes(self, **time: float) -> None:
        """Time passes, and the bell rings."""
        self.clock.push(timedelta(**time))
        await self.acts(tasking.overdue)

    async def waits(self, request: Request) -> list[str]:
        """The tasks somebody has to do now."""

        def read(work: Work, office: Office) -> list[str]:
            system = {
                t.id for t in tasking.kind_of(office, request).tasks if "system" in t.actors
            }
            found = tasks.of_request(work, request.id)
            return [t.kind for t in found if not t.over and t.kind not in system]

        return await self.acts(read)

    async def state(self, request: Request) -> State:
        return await self.acts(lambda work, _: requests.peek(work, request.id).state)

    async def entries(self, book: str) -> list[Entry]:
        def read(work: Work, office: Office) -> list[Entry]:
            start, end = office.now.replace(year=2000), office.now.replace(year=2100)
            return books.entries(work, office.id, book, start, end)

        return await self.acts(read)

    async def told(self, reason: Reason) -> list[str]:
        """Names of those who were owed a word for this reason, in order."""

        def read(work: Work, office: Office) -> list[str]:
            rows = (
                select(outbox.c.person).where(outbox.c.reason == reason).order_by(outbox.c.id)
            )
            persons = office.directory.persons
            return [persons[p].name for p in work.conn.execute(rows).scalars() if p]

        return await self.acts(read)

    async def signs(self, request: Request) -> Request:
        return await self.acts(lambda work, office: signed(work, office, request.id))

    async def person(self, name: str) -> dict[str, str]:
        """As the form keeps somebody of the school."""
        id_ = await self.acts(lambda _work, office: called(office, name).id)
        return {"id": id_, "name": name}

    def day(self, later: int = 0) -> str:
        now = self.clock.now().astimezone(self.rules.zone)
        return (now + timedelta(days=later)).date().isoformat()


def called(office: Office, name: str) -> Person:
    return next(p for p in office.directory.persons.values() if p.name == name)


def signed(work: Work, office: Office, number: int) -> Request:
    request = requests.load(work, number)
    while request.state is State.IN_APPROVAL:
        by = office.directory[request.open_seats[0].persons[0]]
        request = deciding.decide(
            work, office, by, number, token=request.token, verdict=Verdict.APPROVE
        )
    return requests.peek(work, number)

"""A request and a school small enough to see at a glance."""

from datetime import datetime

from bot.approvals.chain import Chain, Mode, Seat, Step
from bot.approvals.request import OpenSeat, Request
from bot.people.person import Account, Person, PersonId, Platform, Post
from storage import people, requests, snapshots
from storage.store import Work

SCHOOL = "taishan"
LI = PersonId("li")
WANG = PersonId("wang")
ZHAO = PersonId("zhao")


def account(address: str, platform: Platform = Platform.TELEGRAM) -> Account:
    return Account(platform=platform, address=address)


def person(id_: PersonId, name: str, *posts: str, at: str = "") -> Person:
    accounts = (account(at),) if at else ()
    return Person(id=id_, name=name, posts=tuple(map(Post.read, posts)), accounts=accounts)


PEOPLE = (
    person(LI, "李老师", "homeroom_teacher", at="1"),
    person(WANG, "王主任", "grade_director@高一级部", at="2"),
    person(ZHAO, "赵校长", "principal", at="3"),
)


def set_up(work: Work) -> None:
    snapshots.ensure(work, SCHOOL)
    people.replace_people(work, SCHOOL, PEOPLE)


def request(number: str, now: datetime, **other: object) -> Request:
    seats = (
        Seat(role="grade_director", unit="高一级部", rules=("B1",)),
        Seat(role="principal"),
    )
    known: dict[str, object] = {
        "id": 0,
        "school": SCHOOL,
        "number": number,
        "kind": "footage",
        "pack": "k12_ta_2024",
        "pack_version": "1+abc",
        "requester": LI,
        "unit": "高一级部",
        "answers": {"place": {"zone": "canteen"}, "viewers": ["李", "王"], "copy": False},
        "facts": {"flags": ["privacy"]},
        "chain": Chain(steps=(Step(seats=seats, mode=Mode.ALL),)),
        "filed_at": now,
        "opened_at": now,
        "open_seats": (
            OpenSeat(seat=0, persons=(WANG,), acting={WANG: "sun"}, why="deputy"),
            OpenSeat(seat=1, persons=(ZHAO, WANG), acting={}),
        ),
    }
    return Request(**{**known, **other})  # type: ignore[arg-type]


def filed(work: Work) -> Request:
    serial = requests.next_number(work, SCHOOL, "footage", 2026)
    return requests.add(work, request(f"调阅〔2026〕{serial:04}", work.now))

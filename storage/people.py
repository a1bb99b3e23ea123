"""Changes to who is who: imports, accounts bound and lost, deputies, languages."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Executable, RowMapping, and_, bindparam, or_, select, true

from bot.people.forgetting import STRUCK
from bot.people.person import Account, Client, Person, PersonId, Platform, Post
from bot.people.roles import Deputy
from storage.snapshots import changed, person_changed
from storage.tables import (
    accounts,
    deputies,
    either,
    invites,
    messages,
    persons,
    pins,
    slots,
)
from storage.work import Work

SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: ids of people who came, were changed, and are no longer listed."""

    new: tuple[PersonId, ...] = ()
    changed: tuple[PersonId, ...] = ()
    gone: tuple[PersonId, ...] = ()


_UPSERT = either(
    lambda insert: (put := insert(persons)).on_conflict_do_update(
        index_elements=["school", "id"],
        set_={
            name: put.excluded[name]
            for name in ("name", "unit", "language", "posts", "classes", "active")
        },
    )
)
# Binding moves an account; what it was found to be able to show stays known.
_BIND = either(
    lambda insert: (put := insert(accounts)).on_conflict_do_update(
        index_elements=["school", "platform", "address"],
        set_={
            "person": put.excluded.person,
            "reachable": true(),
            "bound_at": put.excluded.bound_at,
        },
        where=or_(accounts.c.person != put.excluded.person, accounts.c.reachable.is_(False)),
    )
)
_ACCOUNT = and_(
    accounts.c.school == bindparam("in_school"),
    accounts.c.platform == bindparam("on"),
    accounts.c.address == bindparam("at"),
)
_SEEN = (
    accounts.update()
    .where(
        _ACCOUNT,
        or_(accounts.c.last_seen.is_(None), accounts.c.last_seen <= bindparam("before")),
    )
    .values(last_seen=bindparam("moment"))
)
_REACHABLE = (
    accounts.update()
    .where(_ACCOUNT, accounts.c.reachable != bindparam("wanted", type_=Boolean))
    .values(reachable=bindparam("wanted", type_=Boolean))
    .returning(accounts.c.person)
)
_CLIENT = (
    accounts.update()
    .where(_ACCOUNT, accounts.c.client != bindparam("shown"))
    .values(client=bindparam("shown"))
    .returning(accounts.c.person)
)
_LANGUAGE = (
    accounts.update()
    .where(_ACCOUNT, accounts.c.language != bindparam("spoken"))
    .values(language=bindparam("spoken"))
    .returning(accounts.c.person)
)


def replace_people(work: Work, school: str, people: Iterable[Person]) -> Imported:
    """The file is the list: who is missing from it becomes inactive, and stays in old papers.

    Accounts in the file are bound; those bound in chat stay.
    """
    listed = {person.id: person for person in people}
    before = {PersonId(row["id"]): row for row in _known(work, school)}
    rows = {person.id: _row(school, person) for person in listed.values()}
    new = tuple(one for one in rows if one not in before)
    other = tuple(one for one in rows if one in before and not _same(before[one], rows[one]))
    gone = tuple(one for one, row in before.items() if row["active"] and one not in rows)
    if new or other:
        work.conn.execute(_UPSERT[work.dialect], [rows[one] for one in new + other])
    if gone:
        leaving = persons.update().where(
            persons.c.school == school, persons.c.id == bindparam("leaver")
        )
        work.conn.execute(leaving.values(active=False), [{"leaver": one} for one in gone])
    for person in listed.values():
        for account in person.accounts:
            _bind(work, school, person.id, account)
    changed(work, school)
    return Imported(new=new, changed=other, gone=gone)


def _known(work: Work, school: str) -> Sequence[RowMapping]:
    found = work.conn.execute(select(persons).where(persons.c.school == school))
    return found.mappings().all()


def _row(school: str, person: Person) -> dict[str, object]:
    return {
        "school": school,
        "id": person.id,
        "name": person.name,
        "unit": person.unit,
        "language": person.language,
        "chosen_language": "",
        "posts": [str(post) for post in person.posts],
        "classes": list(person.classes),
        "active": person.active,
    }


def _same(before: RowMapping, after: dict[str, object]) -> bool:
    return all(before[key] == after[key] for key in after if key != "chosen_language")


def _bind(work: Work, school: str, person: PersonId, account: Account) -> bool:
    row = {
        "school": school,
        "platform": account.platform,
        "address": account.address,
        "person": person,
        "client": account.client,
        "language": account.language,
        "reachable": True,
        "bound_at": work.now,
        "last_seen": None,
    }
    return work.conn.execute(_BIND[work.dialect], row).rowcount > 0


def set_posts(work: Work, school: str, person: PersonId, posts: Iterable[Post]) -> None:
    """What he holds from now on."""
    work.conn.execute(
        persons.update()
        .where(persons.c.school == school, persons.c.id == person)
        .values(posts=[str(post) for post in posts])
    )
    person_changed(work, school, person)


def bind_account(work: Work, school: str, person: PersonId, account: Account) -> None:
    """An account belongs to one person: binding it again moves it, and calls it reachable."""
    if _bind(work, school, person, account):
        changed(work, school)


def _where(school: str, platform: Platform, address: str) -> dict[str, object]:
    return {"in_school": school, "on": platform, "at": address}


def unbind(work: Work, school: str, platform: Platform, address: str) -> bool:
    """False: nobody was bound to it."""
    found = work.conn.execute(
        accounts.delete().where(_ACCOUNT), _where(school, platform, address)
    )
    if found.rowcount:
        changed(work, school)
    return found.rowcount > 0


def mark_unreachable(work: Work, school: str, platform: Platform, address: str) -> bool:
    """True when this is news."""
    return _reach(work, school, platform, address, wanted=False)


def mark_reachable(work: Work, school: str, platform: Platform, address: str) -> bool:
    """True when this is news."""
    return _reach(work, school, platform, address, wanted=True)


def _reach(work: Work, school: str, platform: Platform, address: str, *, wanted: bool) -> bool:
    values = {**_where(school, platform, address), "wanted": wanted}
    return _told(work, school, _REACHABLE, values)


def _told(work: Work, school: str, update: Executable, values: Mapping[str, object]) -> bool:
    """True when the account is another one from now on."""
    person = work.conn.execute(update, values).scalar_one_or_none()
    if person is not None:
        person_changed(work, school, person)
    return person is not None


def set_client(
    work: Work, school: str, platform: Platform, address: str, client: Client
) -> None:
    """What the account was found to read with."""
    values = {**_where(school, platform, address), "shown": client}
    _told(work, school, _CLIENT, values)


def set_client_language(
    work: Work, school: str, platform: Platform, address: str, language: str
) -> None:
    """What the account's client speaks: the person's language until the list or he says so."""
    values = {**_where(school, platform, address), "spoken": language}
    _told(work, school, _LANGUAGE, values)


def seen(work: Work, school: str, platform: Platform, address: str) -> None:
    """The account said something. Written at most once a minute; the snapshot does not change."""
    # A rollback can make this memory untrue: then the next minute's word is the first one written.
    name = ("seen", school, platform, address)
    last = work.memory.get(name)
    if last is not None and last <= work.now < last + SEEN_EVERY:
        return
    work.memory[name] = work.now
    values = {**_where(school, platform, address), "before": work.now - SEEN_EVERY}
    work.conn.execute(_SEEN, {**values, "moment": work.now})


def last_seen(work: Work, school: str, platform: Platform, address: str) -> datetime | None:
    """When the account last said something (aware UTC), to the minute; None if never."""
    found: datetime | None = work.conn.execute(
        select(accounts.c.last_seen).where(_ACCOUNT), _where(school, platform, address)
    ).scalar_one_or_none()
    return found


def best_account(
    work: Work,
    school: str,
    person: Person,
    connected: Container[Platform],
    on: Platform | None = None,
) -> Account | None:
    """His account that spoke last, among the platforms that are connected. A service account can
    call whom it never heard from only with a template, so it comes after the others."""
    usable = [
        a
        for a in person.accounts
        if a.reachable and a.platform in connected and on in (None, a.platform)
    ]
    if len(usable) < 2:
        return next(iter(usable), None)

    def silence(account: Account) -> tuple[bool, bool, float]:
        at = last_seen(work, school, account.platform, account.address)
        last = not at and account.platform is Platform.WECHAT
        return at is None, last, -at.timestamp() if at else 0.0

    return min(usable, key=silence)


def forget(work: Work, school: str, person: PersonId) -> None:
    """Whoever has left: his id stays, for old papers to tell who is who, and nothing else."""
    for platform, address in _addresses(work, school, person):
        for shown in (messages, slots):
            here = (shown.c.platform == platform, shown.c.address == address)
            work.conn.execute(shown.delete().where(shown.c.school == school, *here))
    for table in (accounts, invites, pins):
        mine = (table.c.school == school, table.c.person == person)
        work.conn.execute(table.delete().where(*mine))
    d = deputies.c
    either_side = (d.school == school, (d.of == person) | (d.by == person))
    work.conn.execute(deputies.delete().where(*either_side))
    blank = {"name": STRUCK, "unit": "", "posts": [], "classes": [], "chosen_language": ""}
    mine = (persons.c.school == school, persons.c.id == person)
    work.conn.execute(persons.update().where(*mine).values(**blank))
    changed(work, school)


def _addresses(work: Work, school: str, person: PersonId) -> list[tuple[str, str]]:
    a = accounts.c
    found = select(a.platform, a.address).where(a.school == school, a.person == person)
    return [(row.platform, row.address) for row in work.conn.execute(found)]


def set_language(work: Work, school: str, person: PersonId, language: str) -> None:
    """A person's own choice; a later import does not take it back."""
    work.conn.execute(
        persons.update()
        .where(persons.c.school == school, persons.c.id == person)
        .values(chosen_language=language)
    )
    person_changed(work, school, person)


def set_deputy(work: Work, school: str, deputy: Deputy) -> None:
    """One period for each pair; setting it again replaces it."""
    drop_deputy(work, school, deputy.of, deputy.by)
    row = {"start": deputy.start, "end": deputy.end, "kinds": list(deputy.kinds)}
    row |= {"reason": deputy.reason, "named_by": deputy.named_by}
    work.conn.execute(
        deputies.insert(), {"school": school, "of": deputy.of, "by": deputy.by, **row}
    )


def drop_deputy(work: Work, school: str, of: PersonId, by: PersonId) -> None:
    work.conn.execute(
        deputies.delete().where(
            deputies.c.school == school, deputies.c.of == of, deputies.c.by == by
        )
    )
    changed(work, school)

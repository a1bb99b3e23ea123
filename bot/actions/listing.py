"""The lists a school sends in, beside what was approved here since: that stays, unless the list is
to have the last word."""

from collections.abc import Iterable
from dataclasses import replace

from bot.actions import registry
from bot.actions.office import Office
from bot.cameras import approved as places_approved
from bot.cameras.importing import Listed
from bot.cards import Saying
from bot.people import approved as posts_approved
from bot.people.person import Person
from storage import approved
from storage import people as kept
from storage.people import Imported
from storage.store import Work

OF_PLACES = (places_approved.CAMERA, places_approved.ZONE)
OF_PEOPLE = (posts_approved.PERSON,)
OF_ACCOUNTS = (posts_approved.ACCOUNT,)


def people(
    work: Work, school: str, listed: Iterable[Person], *, overwrite: bool = False
) -> tuple[Imported, tuple[Saying, ...]]:
    """What was kept against the list is said."""
    standing = approved.of_school(work, school, (*OF_PEOPLE, *OF_ACCOUNTS))
    found = beside(listed, {} if overwrite else standing)
    approved.forget(work, school, tuple(standing) if overwrite else found.settled)
    return kept.replace_people(work, school, found.people), found.conflicts


def beside(listed: Iterable[Person], standing: approved.Kept) -> posts_approved.Merged:
    posts = {key: now for key, now in standing.items() if key[0] in OF_PEOPLE}
    accounts = {key: now for key, now in standing.items() if key[0] in OF_ACCOUNTS}
    moved = posts_approved.merged(listed, posts)
    bound = posts_approved.unbound(moved.people, accounts)
    return replace(
        bound,
        conflicts=(*moved.conflicts, *bound.conflicts),
        settled=(*moved.settled, *bound.settled),
    )


def cameras(
    work: Work, office: Office, listed: Listed, *, overwrite: bool = False
) -> tuple[Saying, ...]:
    standing = approved.of_school(work, office.id, OF_PLACES)
    found = places_approved.merged(listed, {} if overwrite else standing)
    approved.forget(work, office.id, tuple(standing) if overwrite else found.settled)
    registry.replace(work, office, found.listed.zones, found.listed.cameras)
    return found.conflicts


def people_conflicts(work: Work, school: str, listed: Iterable[Person]) -> tuple[Saying, ...]:
    """Nothing is written."""
    standing = approved.of_school(work, school, (*OF_PEOPLE, *OF_ACCOUNTS))
    return beside(listed, standing).conflicts


def camera_conflicts(work: Work, school: str, listed: Listed) -> tuple[Saying, ...]:
    return places_approved.merged(listed, approved.of_school(work, school, OF_PLACES)).conflicts

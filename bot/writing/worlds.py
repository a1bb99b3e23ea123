"""What a conversation may know of a school, taken from the office."""

from bot.actions.office import Office
from bot.conversation.world import World
from bot.people.person import Person


def world_of(office: Office, requester: Person, language: str) -> World:
    return World(
        now=office.now,
        places=office.places,
        directory=office.directory,
        requester=requester,
        flags=office.pack.flags,
        language=language,
        calendar=office.calendar,
        periods=office.rules.timetable,
        articles=office.pack.articles,
        students=office.pack.students,
    )

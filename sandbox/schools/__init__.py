"""The two demo schools of the sandbox; everybody and everything in them is invented."""

from bot.cameras.importing import COLUMNS as CAMERA_COLUMNS
from bot.people.importing import COLUMNS as PEOPLE_COLUMNS
from sandbox.schools.demo import DemoSchool, Group, Phone
from sandbox.schools.lingnan import LINGNAN
from sandbox.schools.taishan import TAISHAN

SCHOOLS = {school.id: school for school in (TAISHAN, LINGNAN)}

__all__ = [
    "CAMERA_COLUMNS",
    "PEOPLE_COLUMNS",
    "SCHOOLS",
    "DemoSchool",
    "Group",
    "Phone",
    "load",
]


def load(school: str) -> DemoSchool:
    """By id: `taishan` or `lingnan`. Raises KeyError."""
    return SCHOOLS[school]

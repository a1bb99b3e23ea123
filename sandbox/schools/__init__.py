"""The two demo schools of the sandbox; everybody and everything in them is invented."""

from sandbox.schools.demo import CAMERA_COLUMNS, PEOPLE_COLUMNS, DemoSchool, Group, Phone
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

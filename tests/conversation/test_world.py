"""What a conversation knows of the school: how long anything is kept, and in which language."""

import math
from datetime import timedelta

import pytest

from bot.conversation.form import Label
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import QIAO, WEDNESDAY, world


@pytest.mark.parametrize(
    "zones, cameras, told, days",
    [
        (["B-Z04"], [], {}, 12.6),
        (["B-Z04", "B-Z06"], [], {}, 30),
        (["B-Z04", "B-Z06"], ["D-01"], {}, 12.6),
        (["B-Z04"], ["D-01", "D-02"], {"D-01": 5}, 12.6),
        (["B-Z04"], ["D-01"], {"D-01": 5, "B-Z04": 9}, 5),
        (["B-Z04"], [], {"B-Z04": 9}, 9),
        (["B-Z04"], ["C-01"], {"B-Z06": 40}, 40),
        (["B-Z04"], ["gone"], {}, 12.6),
        # A place without cameras on the list: what the school says of it, and else nobody knows.
        (["B-Z05"], [], {"B-Z05": 7}, 7),
        (["B-Z05"], [], {}, math.inf),
        (["B-Z04", "B-Z05"], [], {"B-Z05": 7}, 12.6),
        (["B-Z04", "B-Z05"], [], {"B-Z05": 70}, 70),
        (["B-Z04", "B-Z05"], [], {}, math.inf),
        (["B-Z04", "B-Z05"], ["D-01"], {}, 12.6),
        ([], [], {}, math.inf),
    ],
)
def test_days_the_most_patient_recorder_keeps(zones, cameras, told, days):
    here = world(keeps_days=told)
    assert here.longest_kept(iter(zones), iter(cameras)) == days


def test_cameras_come_zone_by_zone():
    names = [c.id for c in world().cameras_of(["B-Z04", "B-Z06"])]
    assert names == ["D-01", "D-02", *(f"C-{i:02}" for i in range(1, 13))]


def test_a_homeroom_teacher_answers_for_the_class():
    here = world()
    assert here.classes() == {"高一3班": here.requester}


def test_and_who_stands_in_as_long_as_he_does():
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    until = WEDNESDAY + timedelta(days=9)
    named_by = Deputy(of=QIAO.id, by=tan.id, start=WEDNESDAY, end=until)
    directory = Directory((QIAO, tan), (named_by,))
    days = [WEDNESDAY, until + timedelta(days=1)]
    here = [world(now, requester=tan, directory=directory) for now in days]
    assert [school.classes() for school in here] == [{"高一3班": QIAO}, {}]


@pytest.mark.parametrize(
    "label, language, said",
    [
        (Label("餐厅", "Canteen"), "zh", "餐厅"),
        (Label("餐厅", "Canteen"), "en", "Canteen"),
        (Label("餐厅"), "en", "餐厅"),
    ],
)
def test_words_are_said_in_the_language_of_who_reads(label, language, said):
    assert world(language=language).say(label) == said

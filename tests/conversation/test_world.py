"""What a conversation knows of the school: how long anything is kept, and in which language."""

import math

import pytest

from bot.conversation.form import Label
from tests.conversation.school import world


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

"""The demo schools have everybody, everything, and every planted fault."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from bot.approvals.policy import named
from bot.cameras.devices import Devices
from bot.cameras.importing import cameras
from bot.cameras.zone import PUBLIC, Places
from bot.people.importing import people
from bot.people.person import Platform, Post
from sandbox.schools import CAMERA_COLUMNS, PEOPLE_COLUMNS, SCHOOLS, DemoSchool, load
from sandbox.schools.demo import CORE
from sandbox.town import as_csv

TAISHAN, LINGNAN = load("taishan"), load("lingnan")
EVERY_SCHOOL = pytest.mark.parametrize("school", SCHOOLS.values(), ids=list(SCHOOLS))


@EVERY_SCHOOL
def test_nobody_could_be_real(school: DemoSchool) -> None:
    assert school.name.endswith("（演示）")
    assert all(row["name"].endswith("（演示）") for row in school.people)
    assert all(row["id"].startswith("DEMO-") for row in school.people)


@EVERY_SCHOOL
def test_ids_and_accounts_are_unique_and_everybody_can_be_reached(school: DemoSchool) -> None:
    for column in ("id", "name", "wecom", "telegram", "wechat"):
        values = [row[column] for row in school.people if row[column]]
        assert len(values) == len(set(values)), column
    assert all(row["wecom"] or row["telegram"] or row["wechat"] for row in school.people)
    assert all(row["wecom"] == row["wecom"].lower() for row in school.people)
    cameras = [row["id"] for row in school.listed]
    assert len(cameras) == len(set(cameras))


@EVERY_SCHOOL
def test_the_files_are_those_the_import_reads(school: DemoSchool, tmp_path: Path) -> None:
    school.write(tmp_path)
    for name, columns, rows in (
        ("people.csv", PEOPLE_COLUMNS, school.people),
        ("cameras.csv", CAMERA_COLUMNS, school.listed),
    ):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            read = csv.DictReader(file)
            assert tuple(read.fieldnames or ()) == columns
            assert list(read) == [dict(row) for row in rows]


@EVERY_SCHOOL
def test_the_cast_holds_the_phones_the_list_says(school: DemoSchool) -> None:
    people = {row["id"]: row for row in school.people}
    assert 6 <= len(school.cast) <= 7
    for phone in school.cast:
        assert people[phone.person][phone.platform] == phone.address
        for name in phone.groups:
            group = school.group(name)
            if group.platform is phone.platform:
                assert phone.address in group.members
    assert [p.name for p in school.cast if p.client == "plugin"] == [school.cast[4].name]


def test_taishan_has_222_cameras_on_eight_recorders() -> None:
    recorders = Counter(row["recorder"] for row in TAISHAN.cameras)
    assert sum(recorders.values()) == 222
    assert len(recorders) == 8
    assert max(recorders.values()) <= 32
    zones = Counter(row["zone"].replace("B-Z18", "B-Z09") for row in TAISHAN.cameras)
    assert [zones[f"B-Z{i:02}"] for i in range(1, 18)] == [
        *(14, 14, 8, 8, 6, 16, 6, 24, 24, 24, 14, 10, 14, 12, 20, 4, 4)
    ]


def test_taishan_keeps_what_its_recorders_keep() -> None:
    days = {(row["recorder"], row["retention_days"]) for row in TAISHAN.cameras}
    short = {pair for pair in days if pair[1] != "30"}
    assert short == {("NVR-05", "12.6"), ("NVR-07", "22")}
    assert len(days) == 8


def test_taishan_has_one_camera_of_two_owners() -> None:
    (shared,) = [row for row in TAISHAN.cameras if ";" in row["owner"]]
    assert (shared["id"], shared["owner"]) == ("B-Z09-10-C01", "高二级部;高三级部")


def test_every_class_of_taishan_has_its_homeroom_teacher() -> None:
    teachers = [row for row in TAISHAN.people if row["roles"] == "homeroom_teacher"]
    assert len(teachers) == len({row["classes"] for row in teachers}) == 56
    assert {row["name"]: row["classes"] for row in teachers}["乔木（演示）"] == "高一3班"


def test_every_role_of_the_chains_is_held() -> None:
    held = {Post.read(role).role for row in TAISHAN.people for role in row["roles"].split(";")}
    assert held >= {
        *("homeroom_teacher", "grade_director", "security_chief", "student_affairs_director"),
        *("general_affairs_director", "vice_principal", "principal", "duty_officer"),
        *("operator", "admin", "staff"),
    }
    posts = {Post.read(role) for row in LINGNAN.people for role in row["roles"].split(";")}
    owners = {row["owner"] for row in LINGNAN.cameras} - {PUBLIC}
    assert len(owners) == 10  # 教务处 owns two of the eleven unit systems
    assert {Post("owner_head", unit) for unit in owners} <= posts
    assert {Post("student_affairs_head"), Post("security_head"), Post("school_leader")} <= posts


def test_lingnan_has_1240_public_and_920_unit_cameras() -> None:
    public = [row for row in LINGNAN.cameras if row["owner"] == PUBLIC]
    assert (len(public), len(LINGNAN.cameras)) == (1240, 2160)
    recorders = Counter(row["recorder"] for row in LINGNAN.cameras)
    nodes = {name: n for name, n in recorders.items() if name.startswith("NODE")}
    assert (len(nodes), len(recorders) - len(nodes)) == (20, 34)
    assert max(nodes.values()) <= 64
    assert max(n for name, n in recorders.items() if name not in nodes) <= 32


def test_lingnan_keeps_too_little_in_one_house_and_very_much_in_another() -> None:
    days = {row["zone"]: row["retention_days"] for row in LINGNAN.cameras}
    assert (days.pop("A-Z17"), days.pop("A-Z24")) == ("190", "21")
    assert set(days.values()) == {"32"}


def test_lingnan_names_its_own_zones_and_their_flags() -> None:
    flags = {zone.id: zone.flags for zone in LINGNAN.zones if zone.flags}
    assert flags["A-Z15"] == ("dormitory",)
    assert flags["A-Z17"] == ("paper_room",)
    assert {row["zone"] for row in LINGNAN.cameras} == {zone.id for zone in LINGNAN.zones}
    power = [row for row in LINGNAN.cameras if row["flags"] == "key_part"]
    assert {row["zone"] for row in power} == {"A-Z20"}


def test_a_wecom_group_is_known_by_its_title_and_a_telegram_group_by_its_number() -> None:
    assert TAISHAN.group("security").chat == "校园安防群（演示）"
    duty = TAISHAN.group("duty")
    assert (duty.platform, duty.chat) == (Platform.TELEGRAM, duty.address)
    moved = TAISHAN.with_group("duty", "-100123")
    assert [g.address for g in moved.groups if g.name == "duty"] == ["-100123"]
    assert moved.group("security") == TAISHAN.group("security")


@EVERY_SCHOOL
def test_every_camera_is_found_by_its_channel_and_hangs_behind_what_is_listed(
    school: DemoSchool,
) -> None:
    pack = named(school.pack)
    zones = (*pack.zones, *school.zones)
    listed, mistakes = cameras("cameras.csv", as_csv(school.listed), zones=zones)
    assert mistakes == ()
    known = Places(listed.zones, listed.cameras)
    hung = Devices(known)
    for camera in known.cameras.values():
        recorder, channel = camera.address.split("#")
        assert hung.find(recorder, channel) == hung.find(camera.name) == camera.id
        assert hung.find(known.devices[recorder].address, channel) == camera.id
        assert set(hung.above(camera.id)) == {recorder, camera.parent, CORE}
        assert set(hung.above(camera.id)) <= set(known.devices)
    assert set(hung.behind(CORE)) == set(known.cameras)
    assert {camera.owners for camera in known.devices.values()} == {()}


@EVERY_SCHOOL
def test_the_products_own_import_finds_no_mistake(school: DemoSchool, tmp_path: Path) -> None:
    pack = named(school.pack)
    school.write(tmp_path)
    persons, mistakes = people(
        "people.csv", (tmp_path / "people.csv").read_bytes(), roles=pack.roles
    )
    assert mistakes == ()
    assert len(persons) == len(school.people)
    zones = (*pack.zones, *school.zones)
    data = (tmp_path / "cameras.csv").read_bytes()
    listed, mistakes = cameras("cameras.csv", data, zones=zones)
    assert mistakes == ()
    assert len(listed.seeing) == len(school.cameras)
    assert len(listed.cameras) == len(school.listed)
    assert listed.zones == zones, "every camera stands in a zone that has a name"

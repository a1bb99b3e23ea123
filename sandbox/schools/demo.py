"""What a demo school consists of. Institutions, people and numbers are invented."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.cameras.importing import COLUMNS as CAMERA_COLUMNS
from bot.cameras.zone import Zone
from bot.conversation.form import Label
from bot.people.importing import COLUMNS as PEOPLE_COLUMNS
from bot.people.person import Platform

DEMO = "（演示）"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group chat. `address`: a Telegram chat id, or the key of a WeCom group robot."""

    name: str  # "security", "duty"
    title: str
    platform: Platform
    address: str
    members: tuple[str, ...] = ()  # account addresses

    @property
    def chat(self) -> str:
        """The id an `Exchange` shows it under: WeCom names a group, Telegram numbers it."""
        return self.title if self.platform is Platform.WECOM else self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone of the phones page, in the hand of `person`."""

    person: str  # id in the people list
    name: str  # as the stories call him: without the demo mark
    title: Label
    platform: Platform
    address: str
    client: str = "cards"  # WeCom only: "cards", or "plugin" for plain WeChat
    groups: tuple[str, ...] = ()  # names of groups on this phone
    home: str = ""  # the group shown first, if not the private chat


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSchool:
    """`zones` are the school's own; a pack with zones (Annex 1) leaves them empty."""

    id: str
    name: str
    pack: str
    people: tuple[Row, ...]
    cameras: tuple[Row, ...]
    devices: tuple[Row, ...] = ()  # the recorders and switches the cameras hang behind
    zones: tuple[Zone, ...] = ()
    calendar: tuple[Row, ...] = ()  # terms and exam windows, as `diaoyue calendar import` reads
    filed: tuple[
        tuple[str, str], ...
    ] = ()  # units and the zones they filed on paper, before us
    timetable: Mapping[str, str] = field(default_factory=dict)  # as an operator writes it
    groups: tuple[Group, ...] = ()
    cast: tuple[Phone, ...] = ()

    def write(self, folder: Path) -> None:
        """`people.csv` and `cameras.csv` as `diaoyue people import` reads them."""
        _write(folder / "people.csv", PEOPLE_COLUMNS, self.people)
        _write(folder / "cameras.csv", CAMERA_COLUMNS, self.listed)

    @property
    def listed(self) -> tuple[Row, ...]:
        """As in the camera list: what cameras hang behind stands before them."""
        return (*self.devices, *self.cameras)

    def group(self, name: str) -> Group:
        return next(g for g in self.groups if g.name == name)

    def with_group(self, name: str, address: str) -> "DemoSchool":
        """The same school after a platform gave the group the address it chose itself."""
        moved = (replace(g, address=address) if g.name == name else g for g in self.groups)
        return replace(self, groups=tuple(moved))


def person(
    number: str,
    name: str,
    unit: str,
    roles: str,
    *,
    classes: str = "",
    wecom: str = "",
    telegram: str = "",
    wechat: str = "",
) -> Row:
    return {
        "id": number,
        "name": name + DEMO,
        "unit": unit,
        "roles": roles,
        "classes": classes,
        "wecom": wecom,
        "telegram": telegram,
        "wechat": wechat,
        "language": "zh",
    }


def camera(
    number: str,
    name: str,
    zone: str,
    owner: str,
    *,
    recorder: str,
    channel: int,
    days: float,
    flags: str = "",
) -> Row:
    return {
        "id": number,
        "name": name,
        "zone": zone,
        "owner": owner,
        "recorder": recorder,
        "parent": f"SW-{zone}",
        "address": f"{recorder}#{channel}",
        "retention_days": f"{days:g}",
        "flags": flags,
    }


CORE = "SW-CORE"


def device(number: str, name: str, zone: str, flag: str, *, address: str = "") -> Row:
    """A recorder or a switch; everything hangs behind the switch in the machine room."""
    return {
        "id": number,
        "name": name,
        "zone": zone,
        "owner": "",
        "recorder": "",
        "parent": "" if number == CORE else CORE,
        "address": address,
        "retention_days": "",
        "flags": flag,
    }


def devices(cameras: Iterable[Row], room: str, network: str) -> Iterator[Row]:
    """Those the cameras name. `network` (three numbers) is one of the ranges set aside for
    documentation (RFC 5737); `room`: the zone of the machine room, where the recorders stand."""
    rows = tuple(cameras)
    yield device(CORE, "核心交换机", room, "switch", address=f"{network}.1")
    for number, recorder in enumerate(sorted({row["recorder"] for row in rows}), 11):
        name = f"录像机 {recorder}"
        yield device(recorder, name, room, "recorder", address=f"{network}.{number}")
    for number, row in enumerate({row["parent"]: row for row in rows}.values(), 101):
        name, address = f"接入交换机 {row['zone']}", f"{network}.{number}"
        yield device(row["parent"], name, row["zone"], "switch", address=address)


def phone(
    people: Iterable[Row],
    name: str,
    zh: str,
    en: str,
    *,
    client: str = "cards",
    groups: tuple[str, ...] = (),
    home: str = "",
) -> Phone:
    """The phone of the named person: Telegram if the list gives him an account there, else WeCom,
    else WeChat."""
    row = next(r for r in people if r["name"] == name + DEMO)
    on = next(p for p in ("telegram", "wecom", "wechat") if row[p])
    return Phone(
        person=row["id"],
        name=name,
        title=Label(zh, en),
        platform=Platform(on),
        address=row[on],
        client=client,
        groups=groups,
        home=home,
    )


def telegram_ids(people: Iterable[Row], *names: str) -> tuple[str, ...]:
    by_name = {r["name"]: r["telegram"] for r in people}
    return tuple(by_name[name + DEMO] for name in names)


def _write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(rows)


def written(first: str, last: str, kind: str, name: str, flags: str = "") -> Row:
    """A row of a school's own calendar."""
    return {"from": first, "to": last, "kind": kind, "name": name, "flags": flags}

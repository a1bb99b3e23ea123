"""Outages as they stand in the tables, whoever put them there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.actions import filing
from bot.actions.office import Office
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.troubles import NATURES, Trouble
from bot.cards import Card
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing import card_for
from bot.writing.scene import Reader, Scene
from storage import faults, outages, places
from storage.store import Work
from tests.actions.kinds import Case, called

GROUP = "-100500"


def goes_dark(
    work: Work,
    office: Office,
    devices: Sequence[str],
    *,
    cause: str = "",
    trouble: Trouble = Trouble.OFFLINE,
    by: str = "",
    **other: Any,
) -> Outage:
    """`by`: who filed its ticket; nobody, as long as it is not filed."""
    cameras = office.places.cameras
    zones = [cameras[d].zone if d in cameras else "" for d in devices]
    request = None
    if by:
        answers = {
            "zones": list(dict.fromkeys(z for z in zones if z))[:5],
            "cameras": [d for d in devices if d in cameras][:40],
            "fault_class": "offline",
            "symptom": "自动报警：离线",
        }
        request = filing.file(work, office, called(office, by), "fault", answers).id
    told: dict[str, Any] = {"severity": NATURES[trouble].severity, "request": request, **other}
    outage = outages.add(
        work,
        Outage(
            school=office.id,
            cause=cause,
            trouble=trouble,
            began_at=office.now,
            heard_at=office.now,
            **told,
        ),
    )
    for device, zone in zip(devices, zones, strict=True):
        faults.add(
            work,
            Fault(
                school=office.id,
                device=device,
                zone=zone,
                trouble=trouble,
                began_at=office.now,
                heard_at=office.now,
                last_at=office.now,
                outage=outage.id,
            ),
        )
    return outage


def works_again(work: Work, office: Office, number: int) -> Outage:
    for fault in faults.of_outage(work, number):
        faults.keep(work, replace(fault, ended_at=office.now))
    outage = outages.load(work, office.id, number)
    over = replace(outage, stage=Stage.RECOVERED, recovered_at=office.now, ring_at=None)
    return outages.keep(work, over)


def in_group(work: Work, office: Office, platform: Platform = Platform.TELEGRAM) -> Scene:
    reader = Reader(person=None, platform=platform, address=GROUP)
    voice = Voice(office.rules.language, office.rules.zone)
    return Scene(work=work, office=office, reader=reader, voice=voice)


def alone(work: Work, office: Office, name: str) -> Scene:
    person = called(office, name)
    reader = Reader(person=person, platform=Platform.TELEGRAM, address="1")
    return replace(in_group(work, office), reader=reader)


def bound(work: Work, office: Office, name: str = "duty") -> None:
    places.bind_group(work, office.id, name, Platform.TELEGRAM, GROUP)


async def card_in_group(
    case: Case, number: int, platform: Platform = Platform.TELEGRAM
) -> Card:
    def write(work: Work, office: Office) -> Card | None:
        return card_for(in_group(work, office, platform), f"outage/{number}")

    card = await case.acts(write)
    assert card is not None
    return card


def words(card: Card) -> str:
    lines = [card.title, *card.body, *(f"{f.label} {f.value}" for f in card.facts)]
    labels = [button.text for row in card.buttons for button in row]
    return "\n".join((*lines, *card.notes, card.hint, card.closed, " | ".join(labels)))


HOUR = timedelta(hours=1)

"""`journal verify`: has anybody touched the journal, or a register it vouches for?"""

import json
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, say

if TYPE_CHECKING:
    from storage.journal import Bad, Head
    from storage.proofs import BadEntry
    from storage.store import Work

    Found = tuple["Bad | BadEntry | None", Head]


def verify(school: SchoolName = "", config: ConfigFile = None, as_json: AsJson = False) -> None:
    from storage import journal, proofs

    settings = read_settings(config)
    if school:
        the_school(settings, school)
    names = [school] if school else list(settings.schools)

    def look(work: "Work") -> "dict[str, Found]":
        return {
            name: (
                journal.verify(work, name) or proofs.verify(work, name),
                journal.head(work, name),
            )
            for name in names
        }

    found = in_store(settings, look)
    if as_json:
        print(
            json.dumps([_plain(name, *one) for name, one in found.items()], ensure_ascii=False)
        )
    else:
        for name, (bad, head) in found.items():
            print(_sentence(name, bad, head))
    raise typer.Exit(NO if any(bad for bad, _ in found.values()) else DONE)


def _sentence(school: str, bad: "Bad | BadEntry | None", head: "Head") -> str:
    from storage.proofs import BadEntry

    match bad:
        case None:
            return say("cli.journal_good", school=school, entries=head.seq, head=head.hash)
        case BadEntry(key, why):
            return say(f"cli.book_{why}", school=school, **key._asdict())
    return say(f"cli.journal_{bad.why}", school=school, seq=bad.seq)


def _plain(school: str, bad: "Bad | BadEntry | None", head: "Head") -> dict[str, Any]:
    from storage.proofs import BadEntry

    match bad:
        case None:
            return {"school": school, "good": True, "entries": head.seq, "head": head.hash}
        case BadEntry(key, why):
            return {"school": school, "good": False, **key._asdict(), "why": why}
    return {"school": school, "good": False, "seq": bad.seq, "why": bad.why}

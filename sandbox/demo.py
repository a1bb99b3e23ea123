"""The demo command: a town with its phones page, or the stories played and printed."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot import logs
from bot.approvals.policy import named
from bot.registers.books import printed
from bot.speech import Voice, catalogue
from sandbox.phones import Demo, Sheet, serve_phones
from sandbox.schools import SCHOOLS
from sandbox.stories import STORIES, Story
from sandbox.town import Town, exchanges, town
from storage import books, journal
from storage.books import Entry
from storage.store import Work

PORT = 8765  # of the phones page, unless another is asked for or it is taken
LATEST = 30  # journal entries shown under the phones


def main(arguments: Sequence[str] | None = None) -> None:
    asked = parsed(arguments)
    logs.set_up(level="WARNING")
    try:
        if asked.play is not None:
            sys.exit(asyncio.run(played(asked.play, asked.school)))
        asyncio.run(shown(asked.school or "taishan", asked.port, asked.data))
    except KeyboardInterrupt:
        sys.exit(0)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    say = Voice().say
    parser = argparse.ArgumentParser(prog="diaoyue demo", description=say("demo.about"))
    parser.add_argument("--play", nargs="?", const="", metavar="STORY", help=say("demo.play"))
    parser.add_argument("--school", choices=sorted(SCHOOLS), help=say("demo.school"))
    parser.add_argument("--port", type=int, default=PORT, help=say("demo.port"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("demo.data"))
    return parser.parse_args(arguments)


# -- stories ---------------------------------------------------------------------------------------


async def played(name: str, school: str | None) -> int:
    """0 only if every story ended as told; 2 for a story nobody knows."""
    wanted = [s for s in STORIES if name in ("", s.id) and school in (None, s.school)]
    if not wanted:
        print(Voice().say("demo.no_story", known=[s.id for s in STORIES]), file=sys.stderr)
        return 2
    ended = [await ended_as_told(story) for story in wanted]
    print(f"\n{Voice().say('demo.ended', n=sum(ended), of=len(ended))}")
    return 0 if all(ended) else 1


async def ended_as_told(story: Story) -> bool:
    print(f"\n═══ {story.id} · {story.title} ═══")
    with tempfile.TemporaryDirectory() as folder:
        async with town(
            story.school,
            Path(folder),
            clock=story.clock(),
            echo=print,
            undo=story.undo,
            quiet=story.quiet,
        ) as here:
            try:
                await story.play(here)
            except AssertionError as error:
                print(f"✗ {story.id}: {error}")
                return False
    print(f"✓ {story.id}")
    return True


# -- the page --------------------------------------------------------------------------------------


async def shown(school: str, port: int, data: Path | None) -> None:
    with kept(data) as folder:
        async with town(school, folder, undo=True) as here, page(here, port) as address:
            print(Voice().say("demo.open", address=address), flush=True)
            await stopped()


@contextlib.contextmanager
def kept(data: Path | None) -> Iterator[Path]:
    """The folder that was named, or one that goes away with the demo."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def page(here: Town, port: int) -> contextlib.AbstractAsyncContextManager[str]:
    async def push(by: timedelta) -> None:
        here.push(by)

    async def sheets() -> tuple[Sheet, ...]:
        return await here.product.store.read(lambda work: registers(work, here))

    school = here.platforms.school
    demo = Demo(
        school=school.name,
        phones=school.cast,
        exchanges=exchanges(here.platforms),
        now=lambda: here.clock.now().astimezone(here.settings.schools[school.id].zone),
        push=push,
        groups=school.groups,
        sheets=sheets,
        link=here.link,
        names=here.names,
    )
    return serve_phones(demo, port)


def registers(work: Work, here: Town) -> tuple[Sheet, ...]:
    """The retrieval book as the office prints it, and the journal's latest entries."""
    school, zone = here.platforms.school, here.settings.schools[here.platforms.school.id].zone
    book = named(school.pack).books["retrieval"]
    made = printed(book, every_entry(work, school.id), zone=zone)
    say = Voice(zone=zone)
    entries = list(journal.entries(work, school.id))[-LATEST:]
    rows = [
        (str(e.seq), say.moment(e.at), told(e.kind, say), e.hash[:12])
        for e in reversed(entries)
    ]
    columns = tuple(say.say(f"demo.journal_{c}") for c in ("number", "at", "what", "hash"))
    return (
        Sheet(title=made.title, columns=[c.title for c in made.columns], rows=made.rows),
        Sheet(title=say.say("demo.journal"), columns=columns, rows=rows),
    )


def told(kind: str, voice: Voice) -> str:
    """A kind of journal entry in words; one without words yet as it is."""
    key = f"demo.kind.{kind}"
    return voice.say(key) if key in catalogue("zh") else kind


def every_entry(work: Work, school: str) -> list[Entry]:
    first, last = datetime.fromisoformat("2000-01-01T00:00Z"), work.now + timedelta(days=1)
    return books.entries(work, school, "retrieval", first, last)


async def stopped() -> None:
    """Until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()

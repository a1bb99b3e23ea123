"""The demo command: a town with its phones page, or the stories played and printed."""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot import logs
from bot.speech import Voice
from sandbox.phones import serve_phones, theatre
from sandbox.schools import SCHOOLS
from sandbox.stories import STORIES, Story
from sandbox.town import town

PORT = 8765  # of the phones page, unless another is asked for


def main(arguments: Sequence[str] | None = None) -> None:
    asked = parsed(arguments)
    logs.set_up(level="WARNING")
    try:
        if asked.play is not None:
            sys.exit(asyncio.run(played(asked.play, asked.school)))
        if asked.data is not None:
            asked.data.mkdir(parents=True, exist_ok=True)
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
    with tempfile.TemporaryDirectory() as folder:
        async with (
            theatre(Path(folder), school, kept=data) as house,
            serve_phones(house, port) as address,
        ):
            print(Voice().say("demo.open", address=address), flush=True)
            await stopped()


async def stopped() -> None:
    """Until Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()

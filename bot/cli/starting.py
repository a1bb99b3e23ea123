"""`init`, `run`, `demo`: from an empty folder to a running product."""

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.app import Product
    from storage.store import Clock

from bot.cli.settings import ConfigFile, Now
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

STARTERS = Path(__file__).parent / "starters"
PRIVATE = 0o600  # the settings hold tokens


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("cli.option.dir"))],
) -> None:
    from storage.vault import new_key

    files = {
        "diaoyue.toml": (STARTERS / f"diaoyue.{VOICE.language}.toml").read_text("utf-8"),
        "people.csv": _header("people.csv"),
        "cameras.csv": _header("cameras.csv"),
        "diaoyue.key": new_key() + "\n",
    }
    there = [str(folder / name) for name in files if (folder / name).exists()]
    if there:
        raise Stop(*(say("cli.init_exists", path=path) for path in there), code=NO)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).touch(PRIVATE)
        (folder / name).write_text(text, "utf-8")
    print(say("cli.init_done", folder=str(folder)))


def _header(name: str) -> str:
    # Spreadsheet programs take a file for UTF-8 only when it says so.
    return "\ufeff" + (STARTERS / name).read_text("utf-8")


def run(config: ConfigFile = None) -> None:
    live(config, Now())


def live(
    config: Path | None, clock: "Clock", ready: "Callable[[Product], None] | None" = None
) -> None:
    """Until it is told to stop. `ready` is called once everything listens."""
    settings = read_settings(config)
    if not settings.schools:
        raise Stop(say("cli.no_schools"))
    from bot import app, logs

    logs.set_up()
    _on_the_fast_loop(app.run(settings, clock=clock, ready=ready))


def _on_the_fast_loop(product: Coroutine[Any, Any, None]) -> None:
    import asyncio

    try:
        import uvloop
    except ImportError:  # not published for every platform
        asyncio.run(product)
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(product)


def demo(context: typer.Context) -> None:
    import runpy
    from importlib.util import find_spec

    if find_spec("sandbox") is None:
        raise Stop(say("cli.no_sandbox"))
    sys.argv = ["diaoyue demo", *context.args]
    runpy.run_module("sandbox", run_name="__main__", alter_sys=True)
    raise typer.Exit(DONE)

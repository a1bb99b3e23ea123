"""Starts the product in a tenth of a second: this process has everything imported, and forks.

For those who kill it a hundred times. `python -m sandbox.forking` reads one JSON object a line,
`{"environment": {…}, "log": PATH}`, and says `{"started": PID}`; `{"ended": PID, "code": CODE}`
follows when that one is over, with a negative code for a signal. `SANDBOX_CLOCK` in the environment
names the file of a `SharedClock` it lives by, the pauses of delivery as well; its bell then looks
often, for that clock jumps. Where that clock may be wrong, `SANDBOX_TICKS` names the one that is
not: a wrong clock does not shorten a pause. Where `SANDBOX_ROPE` names a socket as well, the bell
keeps its pace and is rung from there.
"""

import json
import os
import selectors
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.app import Product
    from sandbox.clock import SharedClock


def main() -> None:
    import bot.app
    import bot.logs
    import sandbox.bell

    del bot, sandbox
    bell, ringer = os.pipe()
    for end in (bell, ringer):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer)
    says = sys.stdout
    with selectors.DefaultSelector() as chooser:
        chooser.register(sys.stdin, selectors.EVENT_READ)
        chooser.register(bell, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in chooser.select()}
            if bell in ready:
                os.read(bell, 4096)
                _report(says)
            if sys.stdin in ready and not _obey(sys.stdin.readline(), says):
                return


def _obey(line: str, says: TextIO) -> bool:
    """False: whoever gave orders is gone."""
    if not line:
        return False
    order = json.loads(line)
    pid = os.fork()
    if pid == 0:
        _become_the_product(order)
    _say(says, started=pid)
    return True


def _report(says: TextIO) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _say(says, ended=pid, code=os.waitstatus_to_exitcode(status))


def _say(says: TextIO, **what: int) -> None:
    says.write(json.dumps(what) + "\n")
    says.flush()


def _become_the_product(order: dict[str, Any]) -> NoReturn:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.environ.clear()
    os.environ.update(order["environment"])
    os._exit(_run())


def _run() -> int:
    import traceback

    try:
        _product()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 — the last frame of a process: said, and ended with 1
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _product() -> None:
    from pathlib import Path

    from bot import schedule
    from bot.cli import starting
    from sandbox.clock import SharedClock

    file, rope = os.environ.get("SANDBOX_CLOCK"), os.environ.get("SANDBOX_ROPE")
    if file is None:
        starting.run(None)
        return
    clock = SharedClock(Path(file))
    _pausing_by(SharedClock(Path(os.environ.get("SANDBOX_TICKS", file))))
    if rope is None:
        schedule.TASKS = schedule.RINGS = 0.2
        starting.live(None, clock)
    else:
        starting.live(None, clock, ready=_ringing(Path(rope)))


def _pausing_by(clock: "SharedClock") -> None:
    """What delivery waits for between two messages passes with the clock as well."""
    from bot.delivery import worker
    from bot.platforms.wecom import messenger
    from bot.platforms.wecom.pace import Pace
    from sandbox.clock import Ticks
    from storage.store import Store

    ticks = Ticks(clock)
    vars(worker)["time"] = ticks
    vars(messenger)["Pace"] = lambda _clock: Pace(ticks.monotonic)
    Store.tick = ticks.tick


def _ringing(rope: "Path") -> "Callable[[Product], None]":
    import asyncio

    from sandbox.bell import Ringer

    tasks: set[asyncio.Task[None]] = set()  # the loop itself holds a task only weakly

    def ready(product: "Product") -> None:
        tasks.add(asyncio.ensure_future(Ringer(product).answers(rope)))

    return ready


if __name__ == "__main__":
    main()

"""`diaoyue`: every command in a literal, every expected error in one line.

Whatever is heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

import os
import re
import sys
from collections.abc import Callable
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from bot.cli import (
    accesses,
    alarms,
    auditing,
    books,
    calendars,
    channels,
    chats,
    checking,
    deputies,
    erasing,
    forms,
    journal,
    keeping,
    keys,
    lists,
    people,
    reporting,
    routing,
    starting,
    stuck,
    who,
)
from bot.cli.help import Command, group
from bot.cli.speaking import NO, WRONG, Stop, say, told

COMMANDS: dict[str, Callable[..., None]] = {
    "demo": starting.demo,
    "init": starting.init,
    "run": starting.run,
    "check": checking.check,
    "route": routing.route,
    "who": who.who,
    "invite": people.invite,
    "book": books.book,
    "form": forms.form,
    "erase": erasing.erase,
    "accesses": accesses.accesses,
    "alarms": alarms.alarms,
    "audit": auditing.audit,
    "stuck": stuck.stuck,
    "report": reporting.report,
    "backup": keeping.backup,
    "restore": keeping.restore,
}
GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "people": {
        "import": lists.people,
        "list": people.listed,
        "show": people.show,
        "unbind": people.unbind,
    },
    "cameras": {"import": lists.cameras},
    "deputy": {"set": deputies.name, "end": deputies.end, "list": deputies.listed},
    "calendar": {
        "show": calendars.show,
        "add": calendars.add,
        "remove": calendars.remove,
        "import": calendars.import_,
        "export": calendars.export,
    },
    "group": {"create": chats.create},
    "channel": {"off": channels.off, "on": channels.on, "list": channels.listed},
    "journal": {"verify": journal.verify},
    "db": {"upgrade": keeping.upgrade, "grants": keeping.grants},
    "key": {"new": keys.new, "rotate": keys.rotate},
}
# `demo` hands what it does not know on to the sandbox.
_PASSES_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def app() -> typer.Typer:
    top = group(help=say("cli.about"))
    for name, command in COMMANDS.items():
        settings = _PASSES_ON if name == "demo" else {"help_option_names": ["-h", "--help"]}
        top.command(name, help=say(f"cli.{name}"), cls=Command, context_settings=settings)(
            command
        )
    for name, below in GROUPS.items():
        part = group(help=say(f"cli.{name}"))
        # Without a callback typer would take a group's only command for the group itself.
        part.callback(help=say(f"cli.{name}"))(_together)
        for verb, command in below.items():
            part.command(verb, help=say(f"cli.{name}_{verb}"), cls=Command)(command)
        top.add_typer(part, name=name)
    return top


def _together() -> None:
    """A group does nothing of its own."""


def main() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows a question mark rather than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        code = app()(arguments, prog_name="diaoyue", standalone_mode=False)
    except Stop as stop:
        told(stop.lines)
        return stop.code
    except TyperException as error:
        return _misused(error)
    except BrokenPipeError:
        # Whoever reads us has read enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from bot.cli.failing import expected

        lines, code = expected(error)
        if not lines:
            raise
        told(lines)
        return code
    return code if isinstance(code, int) else 0


def _misused(error: TyperException) -> int:
    """The call itself is wrong: say how, in one line; a bare command shows its help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return WRONG
    why = error.format_message()
    for shape, key in _MISUSED:
        if found := shape.search(why):
            told([say(key, what=found[1])])
            return WRONG
    told([say(_WRONG_CALLS.get(kind, "cli.misused"), name=_misnamed(error), why=why)])
    return WRONG


# What typer has no class for is known by its English words.
_MISUSED = (
    (re.compile(r"No such command '(.+)'"), "cli.no_such_command"),
    (re.compile(r"unexpected extra arguments?(?:\(s\))? \((.+)\)"), "cli.too_many"),
)
# By the names of typer's own classes, which it does not publish.
_WRONG_CALLS = {
    "NoSuchOption": "cli.no_such_option",
    "MissingParameter": "cli.missing",
    "BadParameter": "cli.bad_value",
}


def _misnamed(error: TyperException) -> str:
    """The option or argument that was wrong, as a person types it."""
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "option_name", ""))
    return str(param.opts[0] if param.opts[0].startswith("-") else param.metavar or param.name)


__all__ = ["COMMANDS", "GROUPS", "NO", "app", "main"]

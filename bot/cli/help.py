"""typer's help in the language of the terminal: its own few English words are replaced here."""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli.speaking import say

_HEADINGS = (
    ("Usage:", "cli.help.usage"),
    ("Options:", "cli.help.options"),
    ("Arguments:", "cli.help.arguments"),
    ("Commands:", "cli.help.commands"),
)


def _spoken(text: str) -> str:
    for english, key in _HEADINGS:
        text = re.sub(rf"^{english}", say(key), text, flags=re.MULTILINE)
    text = text.replace("Show this message and exit.", say("cli.help.help"))
    text = text.replace("[required]", say("cli.help.required"))
    return re.sub(r"\[default: ([^\]]*)\]", lambda m: say("cli.help.default", value=m[1]), text)


class Command(TyperCommand):
    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]  # typer's own class
        return _spoken(super().get_help(ctx))


class Group(TyperGroup):
    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]  # typer's own class
        return _spoken(super().get_help(ctx))


def group(**more: Any) -> typer.Typer:
    return typer.Typer(
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        **more,
    )

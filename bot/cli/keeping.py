"""`backup`, `restore`, `db upgrade`: the database as a thing to look after."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.settings import ConfigFile
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, VOICE, Stop, progress, say

Target = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.option.backup"))]


def backup(file: Target, config: ConfigFile = None) -> None:
    from storage import backup as copies

    settings = read_settings(config)
    progress(say("cli.backup_running"))
    try:
        copies.backup(settings.database.url, file)
    except FileExistsError:
        raise Stop(say("cli.backup_exists", path=str(file)), code=NO) from None
    except copies.ToolFailed as failed:
        raise Stop(say("cli.backup_tool", why=str(failed)), code=NO) from None
    print(say("cli.backup_done", path=str(file), size=VOICE.size(file.stat().st_size)))


def restore(file: Target, config: ConfigFile = None) -> None:
    from storage import backup as copies

    settings = read_settings(config)
    try:
        copies.restore(file, settings.database.url)
    except copies.NotEmpty as there:
        raise Stop(say("cli.restore_not_empty", place=str(there)), code=NO) from None
    except copies.NotABackup:
        raise Stop(say("cli.restore_unreadable", path=str(file)), code=NO) from None
    except copies.ToolFailed as failed:
        raise Stop(say("cli.backup_tool", why=str(failed)), code=NO) from None
    print(say("cli.restore_done", path=str(file)))


def upgrade(config: ConfigFile = None) -> None:
    from storage import upgrading

    settings = read_settings(config)
    progress(say("cli.upgrade_running"))
    upgrading.upgrade(settings.database.url)
    print(say("cli.upgrade_done"))

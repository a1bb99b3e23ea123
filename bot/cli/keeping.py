"""`backup`, `restore`, `db upgrade`: the database as a thing to look after."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import ConfigFile, Now
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, VOICE, Stop, progress, say
from storage import copies

if TYPE_CHECKING:
    from storage.contents import Holding

File = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.option.backup"))]
FileOrNone = Annotated[
    Path | None, typer.Argument(metavar="FILE", help=say("cli.option.backup_or_folder"))
]
KeepDays = Annotated[int, typer.Option("--keep-days", min=0, help=say("cli.option.keep_days"))]
BrokenToo = Annotated[bool, typer.Option("--broken-too", help=say("cli.option.broken_too"))]


def backup(file: FileOrNone = None, keep_days: KeepDays = 0, config: ConfigFile = None) -> None:
    from storage import backup as copying

    settings = read_settings(config)
    folder, now = settings.database.backups, Now().now()
    if not folder and (file is None or keep_days):
        raise Stop(say("cli.backup_where"))
    target = file or copies.named(_made(Path(folder)), now)
    progress(say("cli.backup_running"))
    try:
        copying.backup(settings.database.owners, target)
    except FileExistsError:
        raise Stop(say("cli.backup_exists", path=str(target)), code=NO) from None
    except copying.ToolFailed as failed:
        raise Stop(say("cli.backup_tool", why=str(failed)), code=NO) from None
    print(say("cli.backup_done", path=str(target), size=VOICE.size(target.stat().st_size)))
    for old in copies.outlived(Path(folder), now, keep_days) if keep_days else ():
        old.unlink()
        print(say("cli.backup_outlived", path=str(old)))


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def restore(file: File, broken_too: BrokenToo = False, config: ConfigFile = None) -> None:
    from storage import backup as copying

    settings = read_settings(config)
    try:
        held = copying.restore(file, settings.database.owners, broken_too=broken_too)
    except copying.NotEmpty as there:
        raise Stop(say("cli.restore_not_empty", place=str(there)), code=NO) from None
    except copying.NotABackup:
        raise Stop(say("cli.restore_unreadable", path=str(file)), code=NO) from None
    except copying.Broken as broken:
        raise Stop(*_broken(broken.schools, settings.database.url), code=NO) from None
    except copying.ToolFailed as failed:
        raise Stop(say("cli.backup_tool", why=str(failed)), code=NO) from None
    print(say("cli.restore_done", path=str(file)))
    for line in _held(held):
        print(line)


def _held(held: "Mapping[str, Holding]") -> list[str]:
    return [
        say(
            "cli.restore_holds",
            school=school,
            requests=one.requests,
            waiting=one.waiting,
            owed=one.owed,
            entries=one.entries,
            last=f"{one.last.astimezone():%Y-%m-%d %H:%M}" if one.last else "-",
        )
        for school, one in held.items()
    ]


def _broken(held: "Mapping[str, Holding]", url: str) -> list[str]:
    stands = "cli.restore_broken_stands" if url.startswith("postgres") else "cli.restore_broken"
    bad = ((school, one.bad) for school, one in held.items() if one.bad)
    return [
        *_held(held),
        *(say(f"cli.journal_{one.why}", school=school, seq=one.seq) for school, one in bad),
        say(stands),
    ]


def upgrade(config: ConfigFile = None) -> None:
    from storage import upgrading

    settings = read_settings(config)
    progress(say("cli.upgrade_running"))
    kept = upgrading.bring(settings.database.owners, done=_step)
    if kept:
        print(say("cli.upgrade_kept", path=str(kept)))
    print(say("cli.upgrade_done"))


def _step(migration: str) -> None:
    progress(say("cli.upgrade_step", what=migration))


Role = Annotated[str, typer.Option("--role", help=say("cli.option.db_role"))]


def grants(role: Role, config: ConfigFile = None) -> None:
    """Prints SQL and changes nothing: the owner of the database runs it."""
    from storage import roles

    if not read_settings(config).database.url.startswith("postgresql"):
        raise Stop(say("cli.grants_sqlite"), code=NO)
    try:
        print(roles.grants(role))
    except ValueError:
        raise Stop(say("cli.role_name", role=role)) from None

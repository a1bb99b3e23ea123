"""The settings file: one TOML file, each key also an environment variable, all mistakes at once.

`DIAOYUE__SCHOOLS__TAISHAN__TELEGRAM__TOKEN` is `schools.taishan.telegram.token` and wins over the
file; an empty variable counts as absent. A value `file:PATH` is read from that file, relative to
the settings file's folder. Unknown keys are mistakes, in the file and in the environment.

The environment is laid over the file here rather than by pydantic-settings: that library passes
over unknown names in silence and reads a token of digits inside a table as a number (2.16).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.cards import Saying
from bot.config import Settings

PREFIX = "DIAOYUE__"
DEFAULT = Path("diaoyue.toml")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """`source` is the file or the environment variable the value came from."""

    source: str
    key: str
    saying: Saying


class ConfigMistakes(Exception):
    """Everything that is wrong with the settings. Values are never part of it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(f"{m.source}: {m.key}: {m.saying.key}" for m in mistakes))
        self.mistakes = mistakes


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of `path` under `environ`. Raises `ConfigMistakes`.

    None means the file `diaoyue.toml` here, which may be missing when the environment says it all.
    """
    file = path or DEFAULT
    raw, mistakes = _tree(
        file, may_miss=path is None and any(k.startswith(PREFIX) for k in environ)
    )
    origin: dict[Key, str] = {}
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX) and value:
            key = tuple(part.lower() for part in name.removeprefix(PREFIX).split("__"))
            origin[key] = name
            mistakes += _laid(raw, key, value, name)
    mistakes += _from_files(raw, (), file, origin)
    if mistakes:
        # Without the whole tree everything else would be guessed.
        raise ConfigMistakes(tuple(mistakes))
    try:
        settings = Settings.read(raw)
    except ValidationError as error:
        wrong = [_mistake(e, file, origin) for e in error.errors(include_input=False)]
        raise ConfigMistakes((*wrong, *_across(raw, file, origin))) from None
    if across := tuple(_across(raw, file, origin)):
        raise ConfigMistakes(across)
    return _with_paths(settings, file.parent)


def _tree(file: Path, *, may_miss: bool) -> tuple[dict[str, Any], list[Mistake]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig")), []
    except FileNotFoundError:
        if may_miss:
            return {}, []
        return {}, [Mistake(str(file), "-", Saying("config.no_file"))]
    except tomllib.TOMLDecodeError as error:
        # The library's own words name line and column; they quote no values.
        return {}, [Mistake(str(file), "-", Saying("config.not_toml", {"why": str(error)}))]
    except (OSError, UnicodeDecodeError) as error:
        why = type(error).__name__
        return {}, [Mistake(str(file), "-", Saying("config.unreadable", {"why": why}))]


def _laid(raw: dict[str, Any], key: Key, value: str, name: str) -> list[Mistake]:
    """Put `value` at `key`, making the tables on the way."""
    table = raw
    for part in key[:-1]:
        below = table.setdefault(part, {})
        if not isinstance(below, dict):
            return [Mistake(name, ".".join(key), Saying("config.no_table"))]
        table = below
    table[key[-1]] = value
    return []


def _from_files(
    table: dict[str, Any], above: Key, file: Path, origin: Mapping[Key, str]
) -> list[Mistake]:
    mistakes: list[Mistake] = []
    for name, value in table.items():
        key = (*above, name)
        try:
            if isinstance(value, dict):
                mistakes += _from_files(value, key, file, origin)
            elif isinstance(value, list):
                table[name] = [_from_file(one, file) for one in value]
            else:
                table[name] = _from_file(value, file)
        except _NoValueFile as missing:
            saying = Saying("config.no_value_file", {"path": str(missing)})
            mistakes.append(Mistake(origin.get(key, str(file)), ".".join(key), saying))
    return mistakes


class _NoValueFile(Exception):
    """A file a value should be read from; its path is the message."""


def _from_file(value: Any, file: Path) -> Any:
    if not isinstance(value, str) or not value.startswith("file:"):
        return value
    secret = file.parent / value.removeprefix("file:")
    try:
        return secret.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _NoValueFile(secret) from error


# pydantic's kinds of error, in our words. Anything else is simply not valid.
_SAYINGS = {
    "missing": "config.missing",
    "extra_forbidden": "config.unknown_key",
    "int_type": "config.not_a_number",
    "int_parsing": "config.not_a_number",
    "int_from_float": "config.not_a_number",
    "greater_than": "config.not_a_number",
    "string_type": "config.not_a_text",
    "string_too_short": "config.blank",
    "string_pattern_mismatch": "config.school_id",
    "model_type": "config.no_table",
    "model_attributes_type": "config.no_table",
    "dict_type": "config.no_table",
    "literal_error": "config.not_one_of",
    "enum": "config.not_one_of",
}
# The words our own validators raise.
_OURS = {
    "timezone": "config.timezone",
    "blank": "config.blank",
    "aes_key": "config.aes_key",
    "listen": "config.listen",
    "url": "config.url",
    "wecom_chat": "config.wecom_chat",
    "database": "config.database",
    "quorum": "config.quorum",
    "anchor": "config.anchor",
    "period": "config.period",
    "key": "config.sealing_key",
}


def _mistake(error: Any, file: Path, origin: Mapping[Key, str]) -> Mistake:
    # "[key]" marks a bad key of a table.
    key = tuple(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "value_error":
        saying = Saying(_OURS[str(error["ctx"]["error"])])
    else:
        values = {"expected": error["ctx"]["expected"]} if error["type"] in _CHOICES else {}
        saying = Saying(_SAYINGS.get(error["type"], "config.invalid"), values)
    return Mistake(_source(key, file, origin), ".".join(key), saying)


_CHOICES = {"literal_error", "enum"}


def _source(key: Key, file: Path, origin: Mapping[Key, str]) -> str:
    """Where the value at `key`, or something below it, was written."""
    below = (name for its, name in origin.items() if its[: len(key)] == key)
    return origin.get(key) or next(below, str(file))


_HOOK_SECRET = re.compile("[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook: secret_token


def _across(raw: Mapping[str, Any], file: Path, origin: Mapping[Key, str]) -> Iterator[Mistake]:
    """What two keys together get wrong; looks at the raw tree so that it is told with the rest."""
    schools, web = raw.get("schools"), raw.get("web")
    public = web.get("public_url") if isinstance(web, dict) else ""
    for name, school in schools.items() if isinstance(schools, dict) else ():
        if not isinstance(school, dict):
            continue
        telegram = school.get("telegram") or {}
        hooked = isinstance(telegram, dict) and telegram.get("mode") == "webhook"
        if hooked and not _HOOK_SECRET.fullmatch(str(telegram.get("secret", ""))):
            key = ("schools", name, "telegram", "secret")
            saying = Saying("config.webhook_secret")
            yield Mistake(_source(key, file, origin), ".".join(key), saying)
        if not public and (hooked or "wecom" in school or "wechat" in school):
            saying = Saying("config.public_url_missing", {"school": name})
            yield Mistake(
                _source(("web", "public_url"), file, origin), "web.public_url", saying
            )


def _with_paths(settings: Settings, folder: Path) -> Settings:
    """A pack named as a file, and the folder of copies, stand beside the settings."""
    database = settings.database
    if database.backups:
        backups = str(folder / database.backups)
        database = database.model_copy(update={"backups": backups})
    schools = {
        name: school.model_copy(update={"pack": str(folder / school.pack)})
        if school.pack.endswith(".toml")
        else school
        for name, school in settings.schools.items()
    }
    return settings.model_copy(update={"schools": schools, "database": database})

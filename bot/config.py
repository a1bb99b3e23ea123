"""Settings: one TOML file, each key also an environment variable, all mistakes at once.

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
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)

from bot.alerts.confirming import Quorum
from bot.cards import Saying
from bot.conversation import bells
from bot.probing.knocking import door

if TYPE_CHECKING:
    from storage.vault import Vault

PREFIX = "DIAOYUE__"
DEFAULT = Path("diaoyue.toml")
HIGHEST_PORT = 65535
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


# ------------------------------------------------------------------ the settings


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("timezone") from error
    return name


def _secret(value: object) -> object:
    # A token of digits only is still a token, written without quotes or not.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _not_blank(secret: SecretStr) -> SecretStr:
    said = secret.get_secret_value()
    if not said or said != said.strip() or any(c.isspace() for c in said):
        raise ValueError("blank")
    return secret


def _aes(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z+/]{43}", secret.get_secret_value()):
        raise ValueError("aes_key")
    return secret


def _chat(id_: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z]{0,32}", id_, re.ASCII):
        raise ValueError("wecom_chat")
    return id_


def _listens(address: str) -> str:
    if not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}", address, re.ASCII):
        raise ValueError("listen")
    if int(address.rpartition(":")[2]) > HIGHEST_PORT:
        raise ValueError("listen")
    return address


def _web_address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise ValueError("url")
    return url.rstrip("/")


def _secret_address(secret: SecretStr) -> SecretStr:
    """An address that holds a key or a password. socks proxies are none: aiohttp speaks http(s)."""
    if said := secret.get_secret_value():
        _web_address(said)
    return secret


def _database(url: str) -> str:
    named = url.partition("://")[2].strip("/")
    if not named or not url.startswith(
        ("sqlite:///", "postgresql://", "postgresql+psycopg://")
    ):
        raise ValueError("database")
    return url


def _listed(keys: object) -> object:
    """A text holds one key in each line, or several with commas between them."""
    if isinstance(keys, str):
        return re.split(r"[\s,]+", keys.strip())
    if isinstance(keys, list | tuple) and all(isinstance(one, str) for one in keys):
        return [key for one in keys for key in re.split(r"[\s,]+", one.strip())]
    return keys


def _sealing_key(secret: SecretStr) -> SecretStr:
    from storage.vault import read_key

    read_key(secret.get_secret_value())
    return secret


Secret = Annotated[SecretStr, BeforeValidator(_secret), AfterValidator(_not_blank)]
AesKey = Annotated[SecretStr, AfterValidator(_aes)]
Url = Annotated[str, AfterValidator(_web_address)]
SecretUrlOrNone = Annotated[SecretStr, AfterValidator(_secret_address)]
UrlOrNone = Annotated[str, AfterValidator(lambda url: url and _web_address(url))]
SchoolId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
ChatId = Annotated[str, AfterValidator(_chat)]
Listen = Annotated[str, AfterValidator(_listens)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )


class Database(Table):
    # They may hold a password: never shown with the settings.
    url: DatabaseUrl = Field("sqlite:///diaoyue.db", repr=False)
    backups: str = ""  # the folder `backup` writes into when it is given no file
    # Whose the tables are, where `url` names a role that may not change them (`db grants`).
    owner_url: DatabaseUrl | None = Field(None, repr=False)

    @property
    def owners(self) -> str:
        return self.owner_url or self.url


class Security(Table):
    """Keys for what lies in the database sealed, newest first; without one nothing is sealed."""

    keys: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(_sealing_key)], ...], BeforeValidator(_listed)
    ] = ()

    @property
    def vault(self) -> "Vault":
        from storage.vault import Vault

        return Vault([key.get_secret_value() for key in self.keys])


class Web(Table):
    listen: Listen = "127.0.0.1:8080"
    public_url: UrlOrNone = ""

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])


class Telegram(Table):
    token: Secret
    base_url: Url = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    secret: SecretStr = SecretStr("")  # of the webhook
    proxy: SecretUrlOrNone = SecretStr("")


class WeCom(Table):
    corp_id: str = Field(min_length=1)
    agent_id: int = Field(gt=0)
    secret: Secret
    token: Secret
    aes_key: AesKey
    base_url: Url = "https://qyapi.weixin.qq.com"


class Template(Table):
    """A template of the account's own library: what we tell, and the field it stands in."""

    id: str = Field(min_length=1)
    fields: dict[Literal["title", "detail", "number", "time"], str] = Field(min_length=1)


class WeChat(Table):
    app_id: str = Field(min_length=1)
    secret: Secret
    token: Secret
    aes_key: AesKey
    base_url: Url = "https://api.weixin.qq.com"
    template: Template | None = None


class Group(Table):
    """A chat group: a Telegram chat id, a WeCom group robot's address (it holds its key), or the id
    of a chat the WeCom application made itself (`diaoyue group create`)."""

    telegram: int | None = None
    wecom_robot: SecretUrlOrNone = SecretStr("")
    wecom_chat: ChatId = ""


class GroupName(StrEnum):
    SECURITY = "security"
    MAINTENANCE = "maintenance"
    DUTY = "duty"


class AlertSource(StrEnum):
    ALERTMANAGER = "alertmanager"
    UPTIME_KUMA = "uptime_kuma"
    HIKVISION = "hikvision"
    ZABBIX = "zabbix"
    ONVIF = "onvif"
    GENERIC = "generic"


class Alerts(Table):
    tokens: dict[AlertSource, Secret] = {}


class Clocks(Table):
    """A school's own figures in place of its pack's."""

    undo_seconds: float | None = Field(None, ge=0, le=600)
    quiet_from: float | None = Field(
        None, ge=0, lt=24
    )  # hours of the day; equal: no quiet hours
    quiet_until: float | None = Field(None, ge=0, lt=24)


def _quorum(text: str) -> str:
    Quorum.read(text)
    return text


def _can_be_asked(address: str) -> str:
    if door(address, (1,)) is None:
        raise ValueError("anchor")
    return address


class Probe(Table):
    """For a school without monitoring: every device of its list is asked whether it is there."""

    every_seconds: float = Field(60, ge=5, le=3600)
    timeout: float = Field(3, gt=0, le=60)
    concurrency: int = Field(200, ge=1, le=2000)
    confirm: Annotated[str, AfterValidator(_quorum)] = "3 of 4"
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = (554, 80, 8000)
    # Addresses that tell whether we ourselves are on the network: a gateway, a file server.
    anchors: tuple[Annotated[str, AfterValidator(_can_be_asked)], ...] = ()


def _period(written: str) -> str:
    bells.read(written)
    return written


# "3" is the third lesson; other names stand as they are written.
PeriodName = Annotated[str, Field(min_length=1, max_length=12)]


class School(Table):
    pack: str = Field(min_length=1)
    name: str = ""  # as it stands above a printed register
    timezone: Zone = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    telegram: Telegram | None = None
    wecom: WeCom | None = None
    wechat: WeChat | None = None
    groups: dict[GroupName, Group] = {}
    alerts: Alerts = Alerts()
    clocks: Clocks = Clocks()
    probe: Probe | None = None
    timetable: dict[PeriodName, Annotated[str, AfterValidator(_period)]] = {}

    @property
    def bells(self) -> dict[str, tuple[time, time]]:
        """The timetable, in the order of the day."""
        read = {name: bells.read(written) for name, written in self.timetable.items()}
        return dict(sorted(read.items(), key=lambda one: one[1]))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Watch(Table):
    """Somebody outside who raises the alarm when we fall silent (healthchecks and its like)."""

    ping_url: SecretUrlOrNone = SecretStr(
        ""
    )  # whoever knows it can keep the alarm from ringing
    every_seconds: float = Field(60, gt=0, le=3600)


class Settings(Table):
    database: Database = Database()
    security: Security = Security()
    web: Web = Web()
    watch: Watch = Watch()
    schools: dict[SchoolId, School] = {}

    def school(self, id_: str) -> School | None:
        return self.schools.get(id_)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """From a plain tree; raises pydantic's ValidationError."""
        return cls.model_validate(raw)


# ------------------------------------------------------------------ reading


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

"""Settings as the product holds them: every table and key, with its default.

`config_file` reads them from the operator's file; `config_values` knows what each value must be.
"""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.config_values import (
    AesKey,
    Anchor,
    ChatId,
    DatabaseUrl,
    Listen,
    Period,
    PeriodName,
    Port,
    QuorumText,
    SchoolId,
    SealingKeys,
    Secret,
    SecretUrlOrNone,
    Url,
    UrlOrNone,
    Zone,
)
from bot.conversation import bells

if TYPE_CHECKING:
    from storage.vault import Vault


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

    keys: SealingKeys = ()

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


class Probe(Table):
    """For a school without monitoring: every device of its list is asked whether it is there."""

    every_seconds: float = Field(60, ge=5, le=3600)
    timeout: float = Field(3, gt=0, le=60)
    concurrency: int = Field(200, ge=1, le=2000)
    confirm: QuorumText = "3 of 4"
    ports: tuple[Port, ...] = (554, 80, 8000)
    # Addresses that tell whether we ourselves are on the network: a gateway, a file server.
    anchors: tuple[Anchor, ...] = ()


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
    timetable: dict[PeriodName, Period] = {}

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

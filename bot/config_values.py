"""Single values of the settings: what each must be, and the word for what is wrong with it.

A validator raises ValueError with that word; its sentence stands in `config_file`.
"""

import re
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints

from bot.alerts.confirming import Quorum
from bot.conversation import bells
from bot.probing.knocking import door

HIGHEST_PORT = 65535


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


def _quorum(text: str) -> str:
    Quorum.read(text)
    return text


def _can_be_asked(address: str) -> str:
    if door(address, (1,)) is None:
        raise ValueError("anchor")
    return address


def _period(written: str) -> str:
    bells.read(written)
    return written


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
SealingKeys = Annotated[
    tuple[Annotated[SecretStr, AfterValidator(_sealing_key)], ...], BeforeValidator(_listed)
]
QuorumText = Annotated[str, AfterValidator(_quorum)]
Port = Annotated[int, Field(ge=1, le=HIGHEST_PORT)]
Anchor = Annotated[str, AfterValidator(_can_be_asked)]
# "3" is the third lesson; other names stand as they are written.
PeriodName = Annotated[str, Field(min_length=1, max_length=12)]
Period = Annotated[str, AfterValidator(_period)]

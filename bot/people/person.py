"""A person of the school, as the imported list and the bound accounts describe him."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)


class Platform(StrEnum):
    TELEGRAM = "telegram"
    WECOM = "wecom"
    WECHAT = "wechat"


class Client(StrEnum):
    """What a WeCom member reads with. The WeChat plugin shows no cards (wechat.md §2.16)."""

    UNKNOWN = "unknown"
    CARDS = "cards"
    LINKS = "links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's address on a platform: a Telegram user id, a WeCom userid (lower case)."""

    platform: Platform
    address: str
    client: Client = Client.UNKNOWN
    language: str = ""  # his client's, where the platform tells: "zh", "en", "" not known
    # False once the platform said "blocked" or "unknown member", and while it is switched off.
    reachable: bool = True
    # Not reachable only because his school has switched the platform off: what he is owed waits.
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A role, school-wide or for one unit: `vice_principal`, `grade_director@高一级部`."""

    role: str
    unit: str = ""

    @classmethod
    def read(cls, text: str) -> "Post":
        role, _, unit = text.partition("@")
        return cls(role.strip(), unit.strip())

    def __str__(self) -> str:
        return f"{self.role}@{self.unit}" if self.unit else self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    name: str
    unit: str = ""
    posts: tuple[Post, ...] = ()
    classes: tuple[str, ...] = ()  # classes he is homeroom teacher of
    accounts: tuple[Account, ...] = ()
    language: str = "zh"  # "zh" or "en"
    active: bool = True

    def holds(self, role: str, unit: str = "") -> bool:
        """Whether he holds `role`; a post without unit covers every unit."""
        return any(p.role == role and p.unit in ("", unit) for p in self.posts)

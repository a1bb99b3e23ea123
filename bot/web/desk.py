"""What the decision page shows, and what it needs from the product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.approvals.request import Verdict
from bot.cards import Fact
from bot.people.person import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One signature of the ladder."""

    who: str  # 保卫科长 · 李卫国
    said: str = ""  # 已同意 · 李卫国 · 11月22日 09:10
    why: str = ""  # the words of a refusal or a return
    state: str = "ahead"  # "done", "now", "stopped", "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An attachment of the case. `here` = its bytes have arrived from the platform."""

    id: int
    name: str
    mime: str
    here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A field that may be cut. `ends` for a span, as a phone's picker writes them; else what may
    be kept: (id, words, kept now)."""

    key: str
    label: str
    ends: tuple[str, str] = ("", "")
    keep: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What an approver may do beside a plain yes or no. Pairs are (what is sent, words)."""

    wish: bool = False  # an express word on the copy is wanted
    report: str = ""  # the question, where a report is wanted; with ready phrases
    phrases: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()  # to whom it may go back
    acts: tuple[
        tuple[str, str], ...
    ] = ()  # add, pass on, ask, let know; none for an added signer
    places: tuple[tuple[str, str], ...] = ()
    takers: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()  # names one is likely to type
    flags: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCase:
    """Everything on the page, in the reader's language. `open` = this person may decide now."""

    language: str
    title: str
    number: str = ""
    body: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    papers: tuple[Paper, ...] = ()
    ladder: tuple[Rung, ...] = ()
    clock: str = ""  # how long the footage, or this step, still lasts
    urgent: bool = False  # the clock is nearly out
    notes: tuple[str, ...] = ()
    open: bool = True
    pin: bool = False  # his approval takes his PIN
    outcome: str = ""  # what became of it, once it is no longer open for this person
    verdict: str = ""  # "approve", "reject", "return": the colour of the outcome
    reasons: Mapping[Verdict, tuple[str, ...]] = field(default_factory=dict)
    offers: Offers = Offers()


@dataclass(frozen=True, slots=True)
class Login:
    """Who holds the phone, as his platform told us."""

    platform: Platform
    address: str


class Desk(Protocol):
    """What the page needs from the product. The token is the link's; it proves nothing."""

    async def identify(self, school: str, platform: Platform, code: str) -> str:
        """The account behind a login code; empty for outsiders and used codes."""

    async def reads_links(self, school: str, address: str) -> None:
        """This member of WeCom reads in plain WeChat, where no cards are shown."""

    async def look(self, school: str, token: str, login: Login) -> PageCase | None:
        """None unless this account's person is, or was, the one asked by this link."""

    async def paper(
        self, school: str, token: str, login: Login, number: int
    ) -> tuple[Paper, bytes] | None:
        """None unless the case of this link has this paper and this person may look at it."""

    async def decide(
        self,
        school: str,
        token: str,
        login: Login,
        verdict: Verdict,
        reason: str,
        *,
        pin: str = "",
    ) -> None:
        """Raises a `Refusal`, as a tap would be refused. The same person deciding the same again
        changes nothing and is no error."""

    async def act(
        self, school: str, token: str, login: Login, act: str, form: Mapping[str, str]
    ) -> None:
        """What `Offers` offered: "approve" with more than a yes, "narrow", "back" to an earlier
        step, "hands" (somebody is brought in), "flags". Raises a `Refusal`, as in the chat."""

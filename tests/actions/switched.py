"""Delivery without platforms: what leaves on which account, and what is kept back."""

from dataclasses import dataclass, field

from bot.actions.office import Office, Rules
from bot.delivery.failing import nowhere
from bot.delivery.packing import Branch, Nowhere, Waits, claim
from bot.delivery.switched import set_aside
from bot.delivery.worker import settle
from bot.people.person import Account, PersonId, Platform
from bot.platforms.ports import Delivered
from storage import people
from storage.store import Work
from tests.actions.test_recording import Counting

TELEGRAM, WECOM, WECHAT = Platform.TELEGRAM, Platform.WECOM, Platform.WECHAT


@dataclass(frozen=True, slots=True)
class Left:
    """One message as it left."""

    to: str
    on: Platform
    subject: str
    title: str
    edited: bool


@dataclass(slots=True)
class Deliveries:
    """Everything that is due leaves at once, on platforms that always say yes."""

    work: Work
    rules: Rules
    count: int = 0
    branch: Branch = field(init=False)

    def __post_init__(self) -> None:
        messengers = {platform: Counting() for platform in Platform}
        self.branch = Branch(rules=self.rules, messengers=messengers)  # type: ignore[arg-type]

    def leaves(self) -> list[Left]:
        found = []
        branches = {self.rules.school: self.branch}
        while ready := claim(self.work, branches, 50, 30.0):
            for one in ready:
                match one:
                    case Nowhere():
                        nowhere(self.work, self.branch, one)
                    case Waits():
                        set_aside(self.work, self.branch, one)
                    case parcel:
                        who = Office.open(self.work, self.rules).directory.at(
                            parcel.platform, parcel.address
                        )
                        name = who.name if who else parcel.address
                        left = parcel.row.subject, parcel.card.title, parcel.edits is not None
                        found.append(Left(name, parcel.platform, *left))
                        self.count += 1
                        ref = parcel.edits.ref if parcel.edits else {"n": self.count}
                        settle(self.work, self.branch, parcel, Delivered(ref), 0.0)
        return found


def also_on(work: Work, rules: Rules, person: PersonId, platform: Platform) -> None:
    account = Account(platform=platform, address=f"also-{person}".lower())
    people.bind_account(work, rules.school, person, account)

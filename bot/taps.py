"""What a button carries: a hint, never a power.

`v1:<verb>:<about>:<version>:<arg>`, ASCII, at most 64 bytes (Telegram's limit for callback data).
Who tapped comes from the platform, whether he may comes from the core. An older card's tap still
parses; its version tells that it is stale.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 64  # bytes, Bot API: InlineKeyboardButton.callback_data


class Verb(StrEnum):
    """Stable across releases: cards live for months in people's chats."""

    ANSWER = "an"  # about=draft id, arg=option id
    BACK = "bk"
    CANCEL = "cx"
    SKIP = "sk"
    DONE = "dn"  # end of a list of choices or files
    PAGE = "pg"  # arg=page number or calendar month
    CHANGE = "ch"  # arg=field key, from the summary
    SUBMIT = "sb"
    BEGIN = "go"  # arg=kind of request
    RESUME = "rs"  # about=draft id
    APPROVE = "ap"  # about=request id, version=step token, arg=seat
    REJECT = "rj"
    RETURN = "rt"
    WITHDRAW = "wd"  # about=request id
    AMEND = "am"  # requester reopens a returned request
    SHOW = "sh"  # about=request id: the whole case again
    FILES = "fl"  # about=request id: send the attachments
    MORE = "mo"  # about=request id: what else an approver may do, in place
    NARROW = "nr"  # about=request id, version=step token, as all that follow
    COMMENT = "cm"  # approve, with own words
    SEND_BACK = "se"  # return to an earlier approver
    HANDS = "hd"  # add, pass on, consult, let know
    UNADD = "ua"  # arg=seat that was added
    FLAGS = "fg"
    REVOKE = "rv"  # the last approver, after the approval
    OPINE = "op"  # arg=number of the opinion asked for
    READ = "rd"  # arg=number of the person informed
    TAKE = "tk"  # about=task id
    OUTCOME = "oc"  # about=task id: report on it
    FINISH = "fi"  # about=task id, arg=option id: a task that is one choice
    KINDS = "kd"  # the kinds of request one may file
    BATCH = "ba"  # decide several waiting cases together
    CONFIRM = "cf"  # about=request id, version=step token, arg=seat: the second person's yes
    DOUBT = "db"  # the same, his no
    BEHALF = "bh"  # file for another person; arg=kind of request
    NOT_MINE = "nm"  # about=request id: it was filed in my name, stop it
    DEPUTISE = "dp"  # name a deputy; arg="mine" or "other"
    UNDEPUTISE = "ud"  # arg=a period's mark: end it
    BOOK = "rb"  # arg=book id: its newest entries
    CORRECT = "cr"  # about=entry id
    END_GRANT = "eg"  # about=request id: a standing authorisation is taken back
    EXTEND = "ex"  # about=request id: ask for more while its footage is looked at
    NUDGE = "ng"  # about=request id: the requester asks for haste
    SNOOZE = "sz"  # about=request id, version=step token: remind me later
    AGAIN = "ag"  # about=request id that ended without a decision: ask the same anew
    GIVE_TIME = "gt"  # about=request id: the next in line gives whoever was asked more time
    WAITING = "td"  # everything that waits for me
    NEW_POINT = "np"  # about=blind spot: ask for a camera there
    INSTEAD = "in"  # about=draft id: what a refusal says to do instead; arg=its rule and what
    PAPER = "pp"  # about=request id: the approval form as PDF
    PROVE = "pv"  # 收到: whoever taps proves that taps come back
    WHY = "wy"  # about=request id, arg=task id or empty: how its deadlines are counted
    HANDLE = "hv"  # about=outage id: I have it
    LIST = "ls"  # about=outage id: every device of it
    OUTAGE = "ou"  # about=outage id: its card in private
    STEP = "st"  # about=task id: do a ticket's task, in private
    AS_LAST = "al"  # about=task id, version=an earlier one's id: reported to the same firm
    HUSH = "hu"  # about=outage id: keep quiet about it
    UNHUSH = "uh"  # about=silence id: speak of it again
    TRY_GROUP = "tg"  # arg=a group's name@platform: send it a test message
    UNGROUP = "ug"  # arg=a group's name@platform: it is bound no more; with .yes it is done
    SEEN_GROUP = "sg"  # arg=a group's name@platform: its test message was seen
    ADMIN = "ad"  # arg=a room of 管理, about=its page
    INVITE = "iv"  # arg=a person's mark: a code for a new account of his
    UNINVITE = "ui"  # arg=a person's mark: his open code is void
    UNBIND = "ub"  # arg=an account's mark; with .yes it is done
    MEND = "mn"  # arg=what, about=its number: something stuck is moved on
    SWITCH = "cn"  # arg=off.PLATFORM or on.PLATFORM
    SPEAK = "lg"  # arg=the language to be spoken to in
    AFRESH = "af"  # about=draft id: a form a sentence began, empty
    NOTHING = "no"  # a button that only fills a place in a grid


# A link's payload: what a tap carries, in the letters t.me allows. A binding code has no "_".
LINKED = re.compile(r"t_([a-z]{2})_(\d{1,18})_(\d{1,18})_([0-9A-Za-z_\-]*)")
LINK_LIMIT = 64  # Bot API: start


class UnreadableTap(ValueError):
    """The payload is not ours, or from a release that spoke otherwise."""


LARGEST = 2**63  # no number of ours is as large, and no database keeps it


def _number(digits: str) -> int:
    number = int(digits)
    if not -LARGEST <= number < LARGEST:
        raise ValueError(digits)
    return number


_SAFE = re.compile(r"[0-9A-Za-z_@.\-]*")


@dataclass(frozen=True, slots=True)
class Tap:
    verb: Verb
    about: int = 0
    version: int = 0
    arg: str = ""

    def __post_init__(self) -> None:
        if not _SAFE.fullmatch(self.arg):
            raise ValueError(f"a tap's argument is ASCII without separators, not {self.arg!r}")
        if len(self.packed()) > LIMIT:
            raise ValueError(f"a tap fits {LIMIT} bytes, not {self.packed()!r}")

    def packed(self) -> str:
        return f"v1:{self.verb}:{self.about}:{self.version}:{self.arg}"

    def linked(self) -> str:
        """As the payload of a link into our private chat. Raises ValueError for what no link can
        carry."""
        payload = f"t_{self.verb}_{self.about}_{self.version}_{self.arg}"
        if len(payload) > LINK_LIMIT or not LINKED.fullmatch(payload):
            raise ValueError(f"no link carries {payload!r}")
        return payload

    @classmethod
    def of_link(cls, payload: str) -> "Tap | None":
        """None: it is something else, or from a release that spoke otherwise."""
        found = LINKED.fullmatch(payload)
        if found is None or found[1] not in frozenset(Verb):
            return None
        return cls(Verb(found[1]), int(found[2]), int(found[3]), found[4])

    @classmethod
    def read(cls, payload: str) -> "Tap":
        try:
            mark, verb, about, version, arg = payload.split(":")
            if mark != "v1":
                raise ValueError(mark)
            return cls(Verb(verb), _number(about), _number(version), arg)
        except ValueError as error:
            raise UnreadableTap(payload) from error

"""Typed words that press a button: 71, 72, 73 for the card in slot 7, "撤回 12", "补充 12",
"收回 12", "扩大 12", "附件 12", "审批单 12", "催办 12", "再申请 12", "稍后 7"; of an outage
"处理 12", "清单 12", "故障 12", "静默 12".

In a chat without buttons every open card has its own number, so that "1" is never ambiguous.
"""

import re

from bot.actions import carrying_out, finding
from bot.approvals.extension import offered
from bot.approvals.refusals import StaleCard
from bot.approvals.request import Verdict
from bot.handlers import approver, looking, taps
from bot.handlers.visit import Answer, Visit
from bot.notices import About
from bot.taps import Tap, Verb
from bot.writing import asking, tasks
from storage import slots

SLOT = re.compile(r"(\d{1,3})(\d)")
WITH_WORDS = re.compile(r"(\d{1,3})([1-3])[\s,，、:：]+(\S.*)", re.DOTALL)
CORRECTING = re.compile(r"(?:更正|correct)\s*(\d+)", re.IGNORECASE)
LATER = re.compile(r"(?:稍后|later)\s*(\d{1,3})", re.IGNORECASE)
OWN_VERBS = {
    "撤回": Verb.WITHDRAW,
    "withdraw": Verb.WITHDRAW,
    "补充": Verb.AMEND,
    "amend": Verb.AMEND,
    "不是我": Verb.NOT_MINE,
    "not mine": Verb.NOT_MINE,
    "收回": Verb.END_GRANT,
    "end": Verb.END_GRANT,
    "扩大": Verb.EXTEND,
    "extend": Verb.EXTEND,
    "催办": Verb.NUDGE,
    "nudge": Verb.NUDGE,
    "再申请": Verb.AGAIN,
    "again": Verb.AGAIN,
    "延期": Verb.GIVE_TIME,
    "more time": Verb.GIVE_TIME,
    "附件": Verb.FILES,
    "papers": Verb.FILES,
    "审批单": Verb.PAPER,
    "form": Verb.PAPER,
    "处理": Verb.HANDLE,
    "我来处理": Verb.HANDLE,
    "handle": Verb.HANDLE,
    "清单": Verb.LIST,
    "list": Verb.LIST,
    "故障": Verb.OUTAGE,
    "outage": Verb.OUTAGE,
    "办理": Verb.STEP,
    "do": Verb.STEP,
    "静默": Verb.HUSH,
    "silence": Verb.HUSH,
    "结束静默": Verb.UNHUSH,
    "end silence": Verb.UNHUSH,
}
OWN_CASE = re.compile(
    rf"({'|'.join(sorted(OWN_VERBS, key=len, reverse=True))})\s*(\d+)", re.IGNORECASE
)

DECIDING = {"1": Verb.APPROVE, "2": Verb.REJECT, "3": Verb.RETURN, "4": Verb.FILES}
CONFIRMING = {"1": Verb.CONFIRM, "2": Verb.DOUBT}
CARRYING = {"1": Verb.TAKE, "2": Verb.OUTCOME}
EXTEND = tasks.EXTEND_DIGIT
QUICK = 3  # the digit of a task's first option
VERDICTS = {"1": Verdict.APPROVE, "2": Verdict.REJECT, "3": Verdict.RETURN}
BESIDE = {About.OPINION: Verb.OPINE, About.INFORMED: Verb.READ}


def slot(visit: Visit, text: str) -> Answer | None:
    said = text.strip()
    if match := WITH_WORDS.fullmatch(said):
        return worded(visit, int(match[1]), match[2], match[3])
    if match := OWN_CASE.fullmatch(said):
        return named(visit, OWN_VERBS[match[1].lower()], match[2])
    tap = pressed(visit, said)
    return taps.act(visit, tap) if tap else None


def named(visit: Visit, verb: Verb, number: str) -> Answer:
    """By the number of the case. Whoever mistyped it has no card that could be old."""
    try:
        return taps.act(visit, Tap(verb, int(number)))
    except StaleCard:
        if verb in taps.OF_A_CASE and not found(visit, int(number)):
            raise looking.NoSuchCase(number=number) from None
        raise


def found(visit: Visit, number: int) -> bool:
    try:
        finding.visible(visit.work, visit.office, visit.person, number)
    except StaleCard:
        return False
    return True


def worded(visit: Visit, number: int, digit: str, words: str) -> Answer | None:
    """A verdict with its words in one line: 71 同意，注意保密 / 72 范围过大."""
    about = subject(visit, number)
    if about is None or not about.startswith(f"{About.ASK}/"):
        return None
    tap = deciding(visit, about.split("/")[1:], DECIDING[digit])
    request = finding.request_seen(visit.work, visit.office, tap.about)
    made = VERDICTS[digit]
    if made is Verdict.APPROVE and approver.wanted(visit, request, comment=False):
        return taps.act(visit, tap)  # more than words is wanted of him
    return approver.decided(visit, request, tap.version, made, words.strip())


def subject(visit: Visit, number: int) -> str | None:
    at = visit.inbound
    return slots.subject_of(visit.work, visit.office.id, at.platform, at.sender, number)


def pressed(visit: Visit, text: str) -> Tap | None:
    if match := CORRECTING.fullmatch(text):
        return Tap(Verb.CORRECT, int(match[1]))
    if match := LATER.fullmatch(text):
        return put_off(visit, int(match[1]))
    if match := SLOT.fullmatch(text):
        return numbered(visit, int(match[1]), match[2])
    return None


def numbered(visit: Visit, number: int, digit: str) -> Tap | None:
    about = subject(visit, number)
    if about is None:
        return None
    kind, *rest = about.split("/")
    if kind == About.ASK:
        return shown(visit, rest, f"{number}{digit}") or fallback(visit, rest, digit)
    if kind == About.TASK:
        return carrying(visit, int(rest[0]), digit)
    if kind in BESIDE and digit == "1":
        return Tap(BESIDE[About(kind)], int(rest[0]), arg=rest[1])
    if kind == About.SECOND and digit in CONFIRMING:
        return Tap(CONFIRMING[digit], int(rest[0]), int(rest[2]), rest[1])
    return None


def put_off(visit: Visit, number: int) -> Tap | None:
    about = subject(visit, number)
    if about is None or not about.startswith(f"{About.ASK}/"):
        return None
    return Tap(Verb.SNOOZE, int(about.split("/")[1]))


def carrying(visit: Visit, number: int, digit: str) -> Tap | None:
    if digit in CARRYING:
        return Tap(CARRYING[digit], number)
    task = finding.task(visit.work, visit.office, number)
    request = finding.request_seen(visit.work, visit.office, task.request)
    doing = carrying_out.kind_of(visit.office, request, task)
    if digit == EXTEND and offered(visit.office.pack, visit.office.kind(request.kind), doing):
        return Tap(Verb.EXTEND, request.id)
    options = tasks.quick(doing.form)
    place = int(digit) - QUICK
    return (
        Tap(Verb.FINISH, number, arg=options[place].id) if 0 <= place < len(options) else None
    )


def shown(visit: Visit, about: list[str], typed: str) -> Tap | None:
    """The button under this number on his card, whichever page of it."""
    buttons = asking.typable(visit.scene, about)
    return next((b.tap for b in buttons if b.typed == typed), None)


def fallback(visit: Visit, about: list[str], digit: str) -> Tap | None:
    """A number of an older card still means what it meant, and is answered."""
    return deciding(visit, about, DECIDING[digit]) if digit in DECIDING else None


def deciding(visit: Visit, about: list[str], verb: Verb) -> Tap:
    """A tap on the card as it was shown: the step's own token, or a stale one."""
    request = finding.request_seen(visit.work, visit.office, int(about[0]))
    current = (request.step, request.round) == (int(about[1]), int(about[2]))
    return Tap(verb, request.id, request.token if current else 0)

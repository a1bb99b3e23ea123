"""Why we speak: who hears what, when, on which article, and the test that fails without it.

`make messages` writes docs/messages.md from here and from the tests that are marked
`@pytest.mark.shows(Reason.X, About.Y)`.
"""

import ast
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.notices import About, Reason
from bot.writing import WRITERS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "messages.md"
K12, UNI = "k12_ta_2024", "uni_gz_2022"
NATIONAL = "国务院令第799号第十四条"


@dataclass(frozen=True, slots=True)
class Told:
    """`on`: articles of a pack; none where no regulation asks for it and good manners do."""

    who: str
    when: str
    on: tuple[tuple[str, str], ...] = ()


SIGNING = ((K12, "第三条第2款"), (UNI, "第十六条"))
DOING = ((K12, "第五条第3款"), (UNI, "第十六条（一）3"))
MENDING = ((K12, "第一条第4款"), (UNI, "第十条"))
DARK = ((K12, "第一条第4款"), (UNI, "第三条"))
RECORDS = ((K12, "第七条第3款"), (UNI, "第十一条（二）"))
FOOTAGE = ((K12, "第一条第5款"), (UNI, "第六条"))

REASONS: Mapping[Reason, Told] = {
    Reason.ASKED: Told("whoever may sign", "his step opens, after the minute of undo", SIGNING),
    Reason.REMINDED: Told("signers; whoever has a task", "half the time is gone", SIGNING),
    Reason.NUDGED: Told("signers", "the requester taps 催办, once in four hours", SIGNING),
    Reason.RAN_OUT: Told("requester", "a step's time is over; who may sign now", SIGNING),
    Reason.SUPPLYING: Told("requester", "his turn comes to supply, or to use an approval"),
    Reason.EXPIRED: Told("requester", "nobody signed, or the approval was not used", SIGNING),
    Reason.DIGEST: Told("whoever slept", "7:00, for two or more things of the night"),
    Reason.SETTLED: Told("whoever has the card", "what it shows has changed"),
    Reason.FILED: Told("requester; in whose name it was filed", "it is filed", SIGNING),
    Reason.PROGRESSED: Told(
        "requester, carrying officer", "an appointment stands, more is asked"
    ),
    Reason.RETURNED: Told("requester", "an approver sends it back", SIGNING),
    Reason.CONCLUDED: Told("requester", "approved, refused, carried out", SIGNING),
    Reason.TASKED: Told("duty room, whoever has to do it", "a task opens", DOING),
    Reason.LATE: Told("his superior", "a task is overdue", MENDING),
    Reason.SENT_BACK: Told("whoever did it", "a re-check finds it is not done", MENDING),
    Reason.FILING: Told(
        "who files with the police",
        "the cameras changed; after 23 and 30 days",
        ((K12, NATIONAL), (UNI, NATIONAL)),
    ),
    Reason.BOUND: Told("the person; a group", "an account or group is bound or invited"),
    Reason.DEPUTISED: Told("both, but who did it", "a deputy is named or ends"),
    Reason.STUCK: Told("administrators", "nobody can be asked, or a message did not arrive"),
    Reason.ANCHORED: Told("security group", "18:03, the journal's head of the day", RECORDS),
    Reason.MOVED: Told("whose deadline it is", "the school's calendar changed"),
    Reason.CHASED: Told(
        "units, trainees, keepers",
        "weekly while a filing, a training, a recorder is owing",
        ((UNI, "第八条"), (UNI, "第九条"), *FOOTAGE),
    ),
    Reason.UNSEEN: Told(
        "who answers for the place",
        "twice nobody could see it",
        ((K12, "第二条第1款"), (UNI, "第五条")),
    ),
    Reason.PASSED_ON: Told("who may file it", "somebody who may not asks him to", SIGNING),
    Reason.FILES: Told("who asked", "he taps 附件, 审批单, 清单"),
    Reason.NARROWED: Told(
        "requester, earlier signers", "less was approved than they saw", SIGNING
    ),
    Reason.CONSULTED: Told("who is asked", "an approver wants an opinion"),
    Reason.ANSWERED: Told("who asked", "the opinion is given"),
    Reason.INFORMED: Told("who is to know", "an approver or the pack says so", SIGNING),
    Reason.UNASKED: Told("who was asked", "his signature is not needed after all"),
    Reason.REVOKED: Told("requester, signers", "an approval is taken back", SIGNING),
    Reason.REPORTED: Told("heads", "the first working morning of a month, or asked for"),
    Reason.BLIND: Told("security group", "our own probe sees nothing, or again", DARK),
    Reason.LISTENING: Told("administrators", "a line has been silent: do we still hear?"),
    Reason.FORGOTTEN: Told(
        "administrators; who was never told", "the watch found no next step"
    ),
    Reason.SOURCE: Told("administrators", "a monitoring system: silent, unreadable", DARK),
    Reason.TAMPERED: Told("administrators", "a record is not as it was written", RECORDS),
    Reason.ALARMED: Told("security and duty groups", "cameras are dark", DARK),
    Reason.CALLED: Told("the same", "nobody has it in hand yet", MENDING),
    Reason.RECOVERED: Told("whoever was alarmed", "they work again", DARK),
    Reason.OVERNIGHT: Told("the same", "7:00, minor troubles of the night", DARK),
    Reason.HELD_BACK: Told("the same", "a silence is over"),
    Reason.SWITCHED: Told("administrators", "a channel is switched off or on"),
    Reason.REPLIED: Told("whoever spoke", "at once"),
    Reason.REFUSED: Told(
        "whoever spoke", "an expected no: its article, and what to do instead"
    ),
    Reason.TROUBLED: Told("whoever spoke", "a bug of ours: a number for the administrator"),
}


# -- which test shows what -------------------------------------------------------------------------


@cache
def shown() -> Mapping[str, tuple[str, ...]]:
    """`Reason.ASKED` → the tests marked with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "shows(" in text:
            for function, word in marks(ast.parse(text)):
                found[word] += [f"{path.relative_to(ROOT)}::{function}"]
    return {word: tuple(tests) for word, tests in found.items()}


def marks(tree: ast.Module) -> list[tuple[str, str]]:
    return [
        (node.name, ast.unparse(word))
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("shows")
        for word in mark.args
    ]


def name_of(word: Reason | About) -> str:
    return f"{type(word).__name__}.{word.name}"


# -- the page --------------------------------------------------------------------------------------

HEAD = """\
# Why we speak

Generated by `make messages` from `tests/house/messages.py` and the tests; change those, not this
page.

Every message leaves through one door (`bot/delivery/leaving.py`) and carries one of these reasons;
promises also carry a subject, from which their card is written at the moment they leave
([ADR 3](adr/0003-notices-name-a-subject.md)). Behind each stands a test in which the message really
leaves, which is checked on every run. `make reasons` runs each once more for every word it is
marked with, while the door swallows exactly those messages, and expects it to fail: 81 runs, of
which none went unnoticed; about five minutes on one busy core, so by hand and not in the suite.

"""


def page() -> str:
    reasons = [
        "| reason | who hears | when | on | fails without it |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| `{r.value}` | {t.who} | {t.when} | {articles(t)} | {tests(r)} |"
            for r, t in REASONS.items()
        ),
    ]
    abouts = [
        "| subject | written by | fails without it |",
        "| --- | --- | --- |",
        *(f"| `{a.value}` | `{writer(a)}` | {tests(a)} |" for a in About),
    ]
    tables = ("## Reasons\n", *reasons, "\n## Subjects\n", *abouts, "")
    return HEAD + "\n".join(tables)


def articles(told: Told) -> str:
    return "<br>".join(f"{number} (`{pack}`)" for pack, number in told.on) or "–"


def tests(word: Reason | About) -> str:
    return "<br>".join(
        f"`{test.removeprefix('tests/')}`" for test in shown().get(name_of(word), ())
    )


def writer(about: About) -> str:
    write = WRITERS[about]
    return f"{write.__module__.removeprefix('bot.writing.')}.{write.__name__}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""What a form is filled for: the form itself, and what happens when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.approvals.refusals import Refusal
from bot.conversation.form import Form, Label, Option
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person

Answers = Mapping[str, Any]

OWN_WORDS = Option(id="other", label=Label("其他（请直接输入）", "Other (type it)"), other=True)


class NotOnTheList(Refusal):
    code = "not_on_the_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Lines under the summary: who will sign, and what was asked before. `again`: the same was
    asked for before, and sending it is sending it all the same. `rather`: an answer that had better
    be another one, and what its button says."""

    lines: tuple[str, ...] = ()
    again: bool = False
    rather: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    form: Form
    finish: Callable[[Visit, Answers], Answer]
    # May raise the refusal that sending would raise.
    preview: Callable[[Visit, Answers], Foreseen] | None = None
    # Raises what no further answer could lift.
    in_vain: Callable[[Visit, Answers], None] | None = None
    # What is said to whoever gives up; None: that nothing was sent.
    cancelled: Callable[[Visit, Answers], Answer] | None = None
    at_once: bool = False  # the last answer sends it
    asker: Person | None = (
        None  # whose classes and places are offered; None: whoever fills it in
    )

    @property
    def straight(self) -> bool:
        """Done with its last answer: a summary of one line would be a second tap."""
        return self.at_once or len(self.form.fields) == 1

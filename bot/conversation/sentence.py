"""One sentence that begins a form: 昨天下午三点到四点食堂二楼有学生丢了手机，想看一下.

Nothing here sends anything: a draft comes of it, for a person to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation.draft import Draft
from bot.conversation.form import FieldKind, Form
from bot.conversation.reading import CATEGORY, WISH, Reading, as_said, read
from bot.conversation.said import Said
from bot.conversation.said_words import longest
from bot.conversation.standing import open_fields
from bot.conversation.turns import begin
from bot.conversation.world import World

ENOUGH = 2  # kinds of evidence: one word alone may be said of anything
LONGEST = 500  # characters; a page pasted into the chat is no sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    """A form a sentence may begin: words that speak for it, and words that speak against it."""

    form: Form
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def looks(self) -> bool:
        """Whether it asks for footage: only then a wish to look speaks for it."""
        return any(f.kind is FieldKind.SPAN and f.past for f in self.form.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A form that may be meant. What happened weighs more than the longer word of the kind."""

    form: str
    reading: Reading
    weight: tuple[int, bool, int]


def chosen(text: str, forms: Mapping[str, Begins], world: World) -> tuple[str, Reading] | None:
    """The form this sentence begins and what it says; None: it begins none, or two as well."""
    if len(text) > LONGEST:
        return None
    said = as_said(text, world)
    claims = [_claim(name, text, said, begins, world) for name, begins in forms.items()]
    ranked = sorted(filter(None, claims), key=lambda claim: claim.weight, reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0].weight == ranked[1].weight):
        return None
    return ranked[0].form, ranked[0].reading


def _claim(name: str, text: str, said: Said, begins: Begins, world: World) -> _Claim | None:
    """None: too little speaks for it. What asks for no footage needs a word of its own."""
    if longest(said.text, {name: begins.unless}):
        return None
    words = [end - start for _, (start, end) in longest(said.text, {name: begins.words})]
    reading = read(text, begins.form, world, begins.words)
    evidence = reading.evidence if begins.looks else reading.evidence - {WISH}
    if len(evidence) < ENOUGH or not (begins.looks or words):
        return None
    weight = (len(evidence), CATEGORY in evidence, max(words, default=0))
    return _Claim(form=name, reading=reading, weight=weight)


def begun(form: Form, world: World, reading: Reading) -> Draft:
    """The draft: what was understood is filled in, what may be left out is not asked, and what is
    half understood is asked first."""
    draft = begin(form, world, reading.answers)
    skipped = tuple(
        f.key
        for f in open_fields(form, draft, world)
        if not f.required and f.kind is not FieldKind.CHOICES and f.key not in reading.unclear
    )
    draft = begin(form, world, draft.answers, skipped)
    here = {f.key for f in open_fields(form, draft, world)}
    first = next((key for key in (*reading.partial, *reading.unclear) if key in here), draft.at)
    return replace(draft, at=first, partial=reading.partial.get(first, {}))


def still_open(form: Form, world: World, draft: Draft) -> int:
    """How many questions are left, as far as one can know before they are answered."""
    return len(open_fields(form, draft, world))

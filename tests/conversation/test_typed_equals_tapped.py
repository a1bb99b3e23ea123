"""At every question of any form, typing and tapping are two ways to the same draft."""

import json
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.approvals.policy import SHIPPED, named
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.conversation.turns import (
    Draft,
    Submit,
    Typed,
    World,
    begin,
    question,
    review,
    turn,
)
from tests.conversation.saying import ways
from tests.conversation.school import FOOTAGE, REASONS, after, field, spoken, world
from tests.examples import examples

# A failing conversation is short to read as drawn, and long to shrink.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
OPTION_ID = re.compile(r"[0-9A-Za-z_@.\-]{0,24}")
LONG_LIST = tuple(
    Option(id=f"选项{i}", label=Label(f"第{i}类事项", f"Matter {i}")) for i in range(1, 21)
)


def shown(form: Form, draft: Draft, here: World) -> None:
    """What every question owes a platform."""
    if draft.at_review:
        for line in review(form, draft, here).lines:
            assert line.typed
            assert isinstance(line.value, str) or spoken(line.value)
        return
    asked = question(form, draft, here)
    assert 1 <= asked.number <= asked.of
    offered = (*asked.quick, *asked.bells, *asked.options)
    assert all(OPTION_ID.fullmatch(c.id) for c in offered)
    assert asked.layout != "list" or len(asked.options) <= 9
    ids = [c.id for c in asked.options if c.id]
    assert len(ids) == len(set(ids))
    typed = [c.typed for c in offered if c.typed]
    assert len(typed) == len(set(typed))
    for words in (asked.step, asked.placeholder, asked.heard, *(c.text for c in offered)):
        assert words is None or isinstance(words, str) or spoken(words)


def kept(draft: Draft) -> Draft:
    """Through a restart, or over to the other chat."""
    return Draft.from_json(json.loads(json.dumps(draft.to_json())))


def both_ways(data: st.DataObject, form: Form, here: World) -> Draft:
    tapped = typed = begin(form, here)
    for _ in range(40):
        shown(form, tapped, here)
        if tapped.at_review:
            return tapped
        taps, words = ways(data.draw, form, tapped, here)
        for reply in taps:
            tapped = kept(after(form, tapped, here, reply))
        for reply in words:
            typed = kept(after(form, typed, here, reply))
        assert tapped == typed, (taps, words)
    raise AssertionError("the form does not end")


@settings(max_examples=examples(20), deadline=None, phases=NO_SHRINKING)
@given(data=st.data())
def test_the_footage_form_filled_both_ways(data):
    here = world()
    draft = both_ways(data, FOOTAGE, here)
    assert turn(FOOTAGE, draft, Submit(), here).done == "submitted"


@st.composite
def forms(draw) -> Form:
    """Any fields in any order, some optional, some shown only after an earlier answer."""
    made: list[Field] = []
    for i in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(list(FieldKind)))
        options = draw(st.sampled_from((REASONS, LONG_LIST)))
        past = kind in (FieldKind.SPAN, FieldKind.MOMENT, FieldKind.DAY)
        when = {}
        earlier = [f for f in made if f.kind is FieldKind.YES_NO and not f.when]
        if earlier and draw(st.booleans()):
            when = {draw(st.sampled_from(earlier)).key: draw(st.booleans())}
        made.append(
            field(
                f"f{i}",
                kind,
                f"第{i}项",
                options=options if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else (),
                required=kind is FieldKind.CHOICES or draw(st.booleans()),
                past=past,
                max_hours=4 if kind is FieldKind.SPAN else 0,
                when=when,
            )
        )
    return Form(id="any", title=Label("任意"), fields=tuple(made))


@settings(max_examples=examples(60), deadline=None, phases=NO_SHRINKING)
@given(data=st.data(), form=forms(), language=st.sampled_from(("zh", "en")))
def test_any_form_filled_both_ways(data, form, language):
    here = world(language=language)
    draft = both_ways(data, form, here)
    assert turn(form, draft, Typed("提交"), here).done == "submitted"


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_the_forms_of_the_shipped_packs_filled_both_ways(pack_id):
    pack = named(pack_id)
    forms = [k.form for k in pack.kinds.values()]
    forms += [t.form for k in pack.kinds.values() for t in k.tasks if t.form.fields]
    forms = [form for form in forms if form is not None and form.fields]
    assert forms

    @settings(max_examples=examples(5), deadline=None, phases=NO_SHRINKING)
    @given(data=st.data())
    def filled(data):
        for form in forms:
            here = world(flags=pack.flags)
            draft = both_ways(data, form, here)
            assert turn(form, draft, Submit(), here).done == "submitted"

    filled()

"""The conversation that fills a form: every answer, typed or tapped, kept before it is answered.

A draft belongs to a person, not to an account: what was begun in one chat goes on in the other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.actions import erasing, in_hand
from bot.approvals.refusals import ReasonMissing, Refusal, ReportMissing
from bot.cards import Button, Card, Saying
from bot.conversation import showing, turns
from bot.conversation.turns import Draft
from bot.conversation.world import World
from bot.handlers import beginnings, pin_question
from bot.handlers.errand import Errand, Foreseen
from bot.handlers.errands import errand
from bot.handlers.visit import Answer, Visit
from bot.people.person import Client, Platform
from bot.platforms.ports import SentFile, Tapped
from bot.taps import Tap, Verb
from bot.writing import card_for, instead, links, questions
from bot.writing.worlds import world_of
from storage import attachments, drafts, messages
from storage.drafts import DraftRow


def begin(visit: Visit, kind: str) -> Answer:
    return again(visit, f"file:{kind}")


def again(visit: Visit, purpose: str, answers: Mapping[str, Any] | None = None) -> Answer:
    """What was left unfinished goes on; else it begins with these answers."""
    row = drafts.find(visit.work, visit.office.id, visit.person.id, purpose)
    return resumed(visit, row) if row else opened(visit, purpose, answers)


def half_done(visit: Visit, purpose: str, answers: Mapping[str, Any]) -> Answer:
    """As `again`; but what was whole already and not taken begins anew, from what is known now."""
    row = drafts.find(visit.work, visit.office.id, visit.person.id, purpose)
    going = row is not None and not Draft.from_json(row.state).at_review
    return resumed(visit, row) if row and going else opened(visit, purpose, answers)


def opened(visit: Visit, purpose: str, answers: Mapping[str, Any] | None = None) -> Answer:
    """Begun afresh, from what is known already."""
    task = errand(visit, purpose)
    world = around(visit, task)
    draft = turns.begin(task.form, world, answers or {})
    row = drafts.open(
        visit.work,
        visit.office.id,
        visit.person.id,
        purpose,
        draft.to_json(),
        message=tapped_card(visit),
    )
    return asked(visit, task, row, draft, world)


def tapped_card(visit: Visit) -> int | None:
    """The message in whose place the question comes to stand, if it shows a card."""
    at, tap = visit.inbound, visit.inbound.what
    if at.platform is not in_hand.IN_PLACE or not isinstance(tap, Tapped):
        return None
    key = messages.key_of(tap.message)
    card = messages.by_ref(visit.work, visit.office.id, at.platform, key)
    return card.id if card else None


def resume(visit: Visit, draft: int = 0) -> Answer | None:
    """That draft, or the one spoken to last."""
    row = drafts.load(visit.work, draft) if draft else None
    if row is None or not mine(visit, row):
        row = drafts.current(visit.work, visit.office.id, visit.person.id)
    return resumed(visit, row) if row else None


def mine(visit: Visit, row: DraftRow) -> bool:
    return (row.school, row.person) == (visit.office.id, visit.person.id)


def begun_for(visit: Visit, row: DraftRow) -> Errand | Answer:
    """A form whose case was settled meanwhile ends at once, with the reason."""
    try:
        return errand(visit, row.purpose)
    except Refusal as refusal:
        return heard_no(visit, row, refusal)


def resumed(visit: Visit, row: DraftRow) -> Answer:
    task = begun_for(visit, row)
    if isinstance(task, Answer):
        return task
    moved(visit, row)
    return asked(visit, task, row, Draft.from_json(row.state), around(visit, task))


def moved(visit: Visit, row: DraftRow) -> None:
    """It goes on here, and maybe in the message of another card."""
    card = tapped_card(visit)
    if card and card != row.message:
        in_hand.let_go(visit.work, row)
    drafts.touch(visit.work, row, message=card)


def tapped(visit: Visit, tap: Tap) -> Answer:
    row = drafts.load(visit.work, tap.about)
    if row is None or not mine(visit, row):
        return Answer(toast=visit.voice.say("form.gone"))
    task = begun_for(visit, row)
    if isinstance(task, Answer):
        return task
    draft = Draft.from_json(row.state)
    if turns.is_stale(draft, tap.version):
        shown = asked(visit, task, row, draft, around(visit, task))
        return Answer(cards=shown.cards, toast=visit.voice.say("form.stale"))
    if draft.at_review and tap.verb is Verb.CHANGE and not tap.arg:
        return changing(visit, task, row, draft)
    if tap.verb is Verb.AFRESH:
        return afresh(visit, task, row, draft)
    return turned(visit, task, row, draft, input_of(tap))


def afresh(visit: Visit, task: Errand, row: DraftRow, draft: Draft) -> Answer:
    """The same form, empty. Buttons of what it was before stay stale."""
    world = around(visit, task)
    empty = replace(turns.begin(task.form, world), version=draft.version + 1)
    kept = drafts.keep(visit.work, row, empty.to_json())
    return asked(visit, task, kept, empty, world)


def changing(visit: Visit, task: Errand, row: DraftRow, draft: Draft) -> Answer:
    """Which line of the summary?"""
    form = task.form
    review = showing.review(form, draft, around(visit, task))
    desk = questions.Desk(draft=row.id, version=draft.version, voice=visit.voice)
    return Answer(cards=(questions.changing(form, review, desk),))


def typed(visit: Visit, row: DraftRow, text: str) -> Answer:
    task = begun_for(visit, row)
    if isinstance(task, Answer):
        return task
    draft = Draft.from_json(row.state)
    if draft.at_review and text.strip().lower() == visit.voice.say("form.change_typed"):
        return changing(visit, task, row, draft)
    if not draft.version and text.strip().lower() == visit.voice.say("sentence.afresh_typed"):
        return afresh(visit, task, row, draft)
    return turned(visit, task, row, draft, turns.Typed(text))


def sent_file(visit: Visit, file: SentFile) -> Answer | None:
    row = drafts.current(visit.work, visit.office.id, visit.person.id)
    if row is None:
        return None
    task = begun_for(visit, row)
    if isinstance(task, Answer):
        return task
    kept = attachments.add(
        visit.work,
        visit.office.id,
        visit.inbound.platform,
        file.file,
        file.name,
        file.mime,
        file.size,
    )
    said = turns.Attached(id=kept, name=file.name, mime=file.mime, size=file.size)
    return turned(visit, task, row, Draft.from_json(row.state), said)


def input_of(tap: Tap) -> turns.Input:
    match tap.verb:
        case Verb.ANSWER:
            return turns.Chosen(tap.arg)
        case Verb.PAGE:
            return turns.Page(tap.arg)
        case Verb.CHANGE:
            return turns.Change(tap.arg)
    return PLAIN_INPUTS[tap.verb]


PLAIN_INPUTS: dict[Verb, turns.Input] = {
    Verb.BACK: turns.Back(),
    Verb.CANCEL: turns.Cancel(),
    Verb.SKIP: turns.Skip(),
    Verb.DONE: turns.Done(),
    Verb.SUBMIT: turns.Submit(),
}


def turned(
    visit: Visit, task: Errand, row: DraftRow, draft: Draft, said: turns.Input
) -> Answer:
    world = around(visit, task)
    turn = turns.turn(task.form, draft, said, world)
    if turn.done == "cancelled":
        return given_up(visit, task, row, draft)
    if turn.done == "submitted" or (task.straight and turn.draft.at_review):
        return finished(visit, task, row, turn.draft)
    if refusal := pointless(visit, task, draft, turn.draft):
        turn = turns.Turn(draft, refusal)
    kept = drafts.keep(visit.work, row, turn.draft.to_json())
    return asked(visit, task, kept, turn.draft, world, turn.problem, turn.note)


def given_up(visit: Visit, task: Errand, row: DraftRow, draft: Draft) -> Answer:
    erasing.discard(visit.work, row)
    if task.cancelled is None:
        return in_its_place(visit, row, visit.says("form.cancelled"))
    return followed(visit, in_its_place(visit, row, task.cancelled(visit, draft.answers)))


def in_its_place(visit: Visit, row: DraftRow, answer: Answer) -> Answer:
    """Where the question stood in a card's message, that card and no mere words; they are the tap's
    own answer."""
    words = next((card.title for card in answer.cards), "")
    if answer.cards != (Card(title=words),) or answer.opens:
        return answer
    card = stood_in(visit, row)
    return replace(answer, cards=(card,), toast=words) if card else answer


def stood_in(visit: Visit, row: DraftRow) -> Card | None:
    """The card in whose message the question stood until this tap."""
    tap = visit.inbound.what
    was = messages.load(visit.work, row.message) if row.message else None
    if was is None or not isinstance(tap, Tapped) or tap.message != was.ref:
        return None
    return card_for(visit.scene, was.subject)


def pointless(visit: Visit, task: Errand, before: Draft, after: Draft) -> Saying | None:
    """Why this reply, unlike those before it, leaves nothing to go on for: it is not taken. At the
    summary the preview says so."""
    if after.at_review or after.answers == before.answers:
        return None
    refusal = barred(visit, task, after)
    return None if refusal is None or barred(visit, task, before) else refusal


def barred(visit: Visit, task: Errand, draft: Draft) -> Saying | None:
    if task.in_vain is None:
        return None
    try:
        task.in_vain(visit, draft.answers)
    except Refusal as refusal:
        return refusal.saying
    return None


def finished(visit: Visit, task: Errand, row: DraftRow, draft: Draft) -> Answer:
    """Do what the form was for. A refusal leaves the draft as it is, with its reason."""
    try:
        with visit.work.savepoint():
            answer = in_its_place(visit, row, task.finish(visit, draft.answers))
            in_hand.over(visit.work, row)
            return followed(visit, pin_question.led_to(answer, row.purpose, draft.answers))
    except Refusal as refusal:
        return refused(visit, task, row, draft, refusal)


def followed(visit: Visit, answer: Answer) -> Answer:
    """The form an answer leads to, under what it says."""
    if not answer.opens:
        return answer
    begins = again if answer.known is None else opened
    asked = begins(visit, answer.opens, answer.known)
    cards = (*answer.cards, *asked.cards)
    return replace(answer, cards=cards, opens="", known=None)


def refused(
    visit: Visit, task: Errand, row: DraftRow, draft: Draft, refusal: Refusal
) -> Answer:
    if not task.straight:
        kept = drafts.keep(visit.work, row, draft.to_json())
        return asked(visit, task, kept, draft, around(visit, task), refusal.saying)
    if isinstance(refusal, ReasonMissing | ReportMissing):
        # Too short: the question stands as it was.
        return asked(
            visit,
            task,
            row,
            Draft.from_json(row.state),
            around(visit, task),
            refusal.saying,
        )
    return heard_no(visit, row, refusal)


def heard_no(visit: Visit, row: DraftRow, refusal: Refusal) -> Answer:
    """Both as the tap's own answer and as a message: the form it stood in is gone."""
    in_hand.over(visit.work, row)
    no = visit.says_no(refusal.saying)
    return in_its_place(visit, row, replace(no, toast=no.cards[0].title))


def asked(
    visit: Visit,
    task: Errand,
    row: DraftRow,
    draft: Draft,
    world: World,
    problem: Saying | None = None,
    note: Saying | None = None,
) -> Answer:
    """The next question, or the summary with who will sign."""
    desk = questions.Desk(draft=row.id, version=draft.version, voice=visit.voice)
    if not draft.at_review:
        question = showing.question(task.form, draft, world)
        card = questions.card(task.form, question, desk, problem, note)
        if not draft.version and beginnings.has_page(row.purpose):
            card = questions.beside(
                card, on_page(visit, links.form(row.purpose), "pages.whole")
            )
        return Answer(cards=(with_doors(visit, row, card, problem),))
    review = showing.review(task.form, draft, world)
    seen, refused = previewed(visit, task, draft)
    shown = questions.summary(
        task.form,
        review,
        desk,
        problem or refused,
        seen.lines,
        again=seen.again,
        rather=seen.rather,
    )
    return Answer(cards=(with_doors(visit, row, shown, problem or refused),))


def on_page(visit: Visit, where: str, name: str) -> Button | None:
    """Where answers are typed one after another, the same as a page of its own."""
    at = visit.inbound
    account = visit.office.directory.account(at.platform, at.sender)
    typed = at.platform is Platform.WECHAT or (account and account.client is Client.LINKS)
    url = visit.scene.page(where) if typed else ""
    return Button(text=visit.voice.say(name), url=url) if url else None


def with_doors(visit: Visit, row: DraftRow, card: Card, refused: Saying | None) -> Card:
    """Above everything else, what the refusal says to do instead."""
    doors = instead.doors(visit.scene, row, refused) if refused else ()
    return replace(card, buttons=(*doors, *card.buttons)) if doors else card


def previewed(visit: Visit, task: Errand, draft: Draft) -> tuple[Foreseen, Saying | None]:
    if task.preview is None:
        return Foreseen(), None
    try:
        return task.preview(visit, draft.answers), None
    except Refusal as refusal:
        return Foreseen(), refusal.saying


def around(visit: Visit, task: Errand | None = None) -> World:
    asker = task.asker if task and task.asker else visit.person
    return world_of(visit.office, asker, visit.voice.language)

"""What the buttons of a form's page do: save, fill by a sentence, look through, send, discard."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import erasing, in_hand
from bot.approvals.refusals import Refusal
from bot.cards import Saying
from bot.conversation import reading, sheet, turns
from bot.conversation.draft import Draft
from bot.conversation.form import FieldKind
from bot.conversation.sheet import Sheet
from bot.conversation.standing import missing
from bot.conversation.turns import Attached
from bot.handlers.visit import Answer, Visit
from bot.web.cases import Done
from bot.web.entries import Entries
from bot.web.filling import Filling, in_steps, keep, opened
from bot.web.sheet_page import CheckPage, SheetPage, check, shown, vain
from bot.writing import links
from storage import attachments, requests

CHECK = "/check"


def filled(visit: Visit, purpose: str, act: str, came: Entries) -> Done | SheetPage:
    """Whatever the button, nothing that can be read is lost."""
    if act == "discard":
        discard(opened(visit, purpose))
        return Done(told=visit.voice.say("form.cancelled"), home=True)
    filling, result = saved(visit, purpose, came)
    match act:
        case "sentence":
            return worded(filling, result, came)
        case "check" if in_steps(purpose):
            return checked(filling, result, came)
        case "send" if not in_steps(purpose):
            return sent_at_once(filling, result, came)
    if result.problems or result.further:
        return page(filling, result, came)
    return Done(told=visit.voice.say("pages.saved"))


def page(
    filling: Filling, result: Sheet, came: Entries, *, said: str = "", note: str = ""
) -> SheetPage:
    wrong = {**result.further, **result.problems}
    return shown(filling, wrong=wrong, result=result, sent=came.words, said=said, note=note)


def checked(filling: Filling, result: Sheet, came: Entries) -> Done | SheetPage:
    """On to the summary, or back to what is missing."""
    if vain(filling):
        return page(filling, result, came)  # nobody is asked for more for nothing
    whole, wrong = complete(filling, result)
    if wrong:
        return shown(whole, wrong=wrong, result=result, sent=came.words)
    return Done(told="", where=links.form(filling.purpose) + CHECK)


def sent_at_once(filling: Filling, result: Sheet, came: Entries) -> Done | SheetPage:
    """The page itself was the summary."""
    whole, wrong = complete(filling, result)
    if wrong:
        return shown(whole, wrong=wrong, result=result, sent=came.words)
    done = send(whole)
    return shown(whole, problem=done) if isinstance(done, Saying) else done


def sent(visit: Visit, purpose: str, version: str, act: str) -> Done | CheckPage:
    """The tap that files, of the summary that was seen."""
    filling = opened(visit, purpose)
    if act == "discard":
        discard(filling)
        return Done(told=visit.voice.say("form.cancelled"), home=True)
    if filling.row is None:
        return Done(told=visit.voice.say("form.gone"), home=True)
    if not filling.draft.at_review:
        return Done(told=visit.voice.say("pages.changed"), where=links.form(purpose))
    if version != str(filling.draft.version):
        return check(filling, note=Saying("pages.changed"))
    done = send(filling)
    return check(filling, done) if isinstance(done, Saying) else done


def saved(visit: Visit, purpose: str, came: Entries) -> tuple[Filling, Sheet]:
    """Everything that can be read is kept; what cannot comes back with its reason."""
    before = opened(visit, purpose)
    files = provisional(came)
    result = sheet.filled_in(before.task.form, before.draft, before.world, came.words, files)
    stored = brought_in(visit, result.draft, files, came)
    return keep(replace(before, draft=stored)), replace(result, draft=stored)


def provisional(came: Entries) -> dict[str, tuple[Attached, ...]]:
    """Files that have no number yet: only what a field takes is given one."""
    numbers = iter(range(-1, -1000, -1))
    return {
        key: tuple(
            Attached(id=next(numbers), name=f.name, mime=f.mime, size=len(f.data)) for f in sent
        )
        for key, sent in came.files.items()
    }


def brought_in(
    visit: Visit, draft: Draft, files: Mapping[str, tuple[Attached, ...]], came: Entries
) -> Draft:
    numbers: dict[int, int] = {}
    for key, sent in files.items():
        taken = {f["id"] for f in draft.answers.get(key, ())}
        for one, upload in zip(sent, came.files[key], strict=True):
            if one.id in taken:
                numbers[one.id] = store(visit, one, upload.data)
    if not numbers:
        return draft
    answers = dict(draft.answers)
    for key in files:
        if key in answers:
            answers[key] = [{**f, "id": numbers.get(f["id"], f["id"])} for f in answers[key]]
    return replace(draft, answers=answers)


def store(visit: Visit, one: Attached, data: bytes) -> int:
    """It came by itself: there is no platform it has to be fetched from."""
    at, work = visit.inbound, visit.work
    place = f"{at.key}{one.id}"
    kept = attachments.add(
        work, visit.office.id, at.platform, place, one.name, one.mime, one.size
    )
    attachments.store_bytes(work, kept, data)
    return kept


def worded(filling: Filling, result: Sheet, came: Entries) -> Done | SheetPage:
    """One sentence fills what it speaks of."""
    visit, form, said = filling.visit, filling.task.form, came.one("sentence")
    kind = visit.office.pack.kinds.get(filling.purpose.split(":")[1])
    read = reading.read(said, form, filling.world, kind.words if kind else ())
    after = sheet.understood(form, filling.draft, filling.world, read)
    here = {a.field.key for a in sheet.asked_on_page(form, after, filling.world)}
    unclear = {
        k: why for k, why in read.unclear.items() if k in here and k not in after.answers
    }
    if after is filling.draft and not unclear:
        note = visit.voice.say("pages.not_understood")
        return page(filling, result, came, said=said, note=note)
    found = set(after.answers) - set(filling.draft.answers)
    kept, note = (
        keep(replace(filling, draft=after)),
        visit.voice.say("pages.understood", n=len(found)),
    )
    wrong = {**unclear, **result.problems}
    if wrong:
        return shown(kept, wrong=wrong, result=result, sent=came.words, note=note)
    return Done(told=note)


def complete(filling: Filling, result: Sheet) -> tuple[Filling, dict[str, Saying]]:
    """The draft as its summary shows it, or what is wrong and what is missing."""
    wrong: dict[str, Saying] = {**result.further, **result.problems}
    form, world = filling.task.form, filling.world
    after = None if wrong else sheet.ready(form, filling.draft, world)
    if after:
        return keep(replace(filling, draft=after)), {}
    lacking = {f.key: lacks(f.kind) for f in missing(form, filling.draft, world)}
    return filling, {**lacking, **wrong}


def lacks(kind: FieldKind) -> Saying:
    if kind is FieldKind.FILES:
        return Saying("pages.missing_file")
    picked = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.NAMES, FieldKind.PEOPLE)
    return Saying("pages.missing_words" if kind in picked else "pages.missing_pick")


def send(filling: Filling) -> Done | Saying:
    """Do what the form was for. A refusal leaves the draft as it is."""
    visit, draft, row = filling.visit, filling.draft, filling.row
    if row is None:
        return Saying("form.gone")
    turn = turns.turn(filling.task.form, draft, turns.Submit(), filling.world)
    if turn.done != "submitted":
        return turn.problem or Saying("form.stale")
    try:
        with visit.work.savepoint():
            answer = filling.task.finish(visit, draft.answers)
            in_hand.over(visit.work, row)
    except Refusal as refusal:
        return refusal.saying
    told = answer.toast or next((card.title for card in answer.cards), "")
    return Done(told=titled(answer) or told, where=led_to(filling))


def titled(answer: Answer) -> str:
    """Of what has no card to come back to, the sentence that closes it."""
    cards = [card.title for card in answer.cards if not (card.body or card.facts)]
    return next(iter(cards), "")


def led_to(filling: Filling) -> str:
    name, *rest = filling.purpose.split(":")
    match name:
        case "outcome":
            return links.task(int(rest[0]))
        case "amend":
            return links.request(int(rest[0]))
    visit = filling.visit
    newest = requests.filed_by(visit.work, visit.office.id, visit.person.id, limit=1)
    return links.request(newest[0].id) if newest else ""


def discard(filling: Filling) -> None:
    if filling.row:
        erasing.discard(filling.visit.work, filling.row)

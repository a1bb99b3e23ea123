"""Two ways to say one thing: for any question, taps and typed words that mean the same."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from bot.conversation.fields import KINDS
from bot.conversation.form import Field, FieldKind
from bot.conversation.picks import token
from bot.conversation.standing import asked_about
from bot.conversation.turns import (
    Attached,
    Chosen,
    Done,
    Draft,
    Input,
    Page,
    Skip,
    Typed,
    World,
    question,
)

Ways = tuple[list[Input], list[Input]]  # tapped, typed


def ways(draw, form, draft: Draft, world: World) -> Ways:
    """Draw an answer to the open question, and both ways to give it."""
    field = next(f for f in form.fields if f.key == draft.at)
    if (
        not field.required
        and draw(st.integers(0, 3)) == 0
        and field.kind is not FieldKind.CHOICES
    ):
        words = ["跳过", "skip"]
        if field.kind not in (FieldKind.CHOICE, FieldKind.YES_NO):
            words += ["无", "没有"]
        return [Skip()], [Typed(draw(st.sampled_from(words)))]
    return _WAYS[field.kind](draw, form, field, draft, world)


def _page_to(draft: Draft, form, world: World, option: str) -> list[Input]:
    """The page turns after which the option is shown, from the first page on."""
    turns: list[Input] = []
    asked = asked_about(form, next(f for f in form.fields if f.key == draft.at), draft, world)
    for _ in range(20):
        offer = KINDS[asked.field.kind].offer(asked)
        if any(c.id == option for c in offer.options):
            return turns
        assert offer.pager
        turns.append(Page(offer.pager.next))
        asked = asked_about(
            form,
            asked.field,
            Draft(at=draft.at, answers=draft.answers, page=offer.pager.next),
            world,
        )
    raise AssertionError(option)


def _choice(draw, form, field: Field, draft, world) -> Ways:
    option = draw(st.sampled_from(field.options))
    tap = Chosen(token(option.id))
    to_page = _page_to(draft, form, world, tap.option)
    if option.other:
        words = Typed(
            draw(st.sampled_from(("消防通道堵塞", "a lost key found", "家长来访纠纷")))
        )
        return [*to_page, tap, words], [words]
    name = draw(st.sampled_from([n for n in (option.label.zh, option.label.en) if n]))
    return [*to_page, tap], [Typed(name)]


def _yes_no(draw, form, field, draft, world) -> Ways:
    del form, draft, world
    if field.at_least or draw(st.booleans()):
        return [Chosen("yes")], [Typed(draw(st.sampled_from(("是", "好的", "yes", "Ｙ", "1"))))]
    return [Chosen("no")], [Typed(draw(st.sampled_from(("否", "不用", "no", "N", "2"))))]


def _several(draw, form, field, draft, world) -> Ways:
    asked = asked_about(form, field, draft, world)
    entries = KINDS[field.kind].entries(asked)  # type: ignore[attr-defined]  # those that have them
    most = min(field.at_most or 3, 3, len(entries))
    least = max(1, field.at_least)
    chosen = draw(
        st.lists(st.sampled_from(entries), min_size=least, max_size=most, unique=True)
    )
    ticked = {c.text for c in question(form, draft, world).options if c.picked}
    flips = [e for e in entries if (e.name in ticked) != (e in chosen)]
    taps: list[Input] = []
    for entry in draw(st.permutations(flips)):
        at_first = Draft(at=draft.at, answers=draft.answers)
        taps += _turning(form, at_first, world, token(entry.id))
    typed = draw(st.sampled_from(("、", "，", "; ", " "))).join(
        draw(st.sampled_from((e.name, *e.aliases, e.id))) for e in chosen
    )
    if field.at_most == 1:
        one = token(chosen[0].id)  # settles at once, on whatever page it stands
        return [*_page_to(draft, form, world, one), Chosen(one)], [Typed(typed)]
    return [*taps, Done()], [Typed(typed)]


def _turning(form, draft, world, option) -> list[Input]:
    """Forward to the option's page, tap, and back to the first page."""
    forward = _page_to(draft, form, world, option)
    back = [Page(str(n)) for n in range(len(forward), 0, -1)]
    return [*forward, Chosen(option), *back]


IN_FORMAT = {"last_four": "0017、002X", "sha256": "ab" * 32}


def _text(draw, form, field, draft, world) -> Ways:
    del form, draft, world
    if field.format:
        return [Typed(IN_FORMAT[field.format])], [Typed(f" {IN_FORMAT[field.format]} ")]
    least = max(field.at_least, 2)
    words = draw(st.text("查找遗失的书包abc ，。", min_size=least, max_size=least + 20))
    words = f"看{words.strip()}{'看' * least}"[: field.at_most or None]
    # There is no other way to write words than to write them.
    return [Typed(words)], [Typed(f"  {words} ")]


def _span(draw, form, field, draft, world) -> Ways:
    del form, draft
    quarter = timedelta(minutes=15)
    back = draw(st.integers(20, 4 * 24 * 9)) * (-1 if field.ahead else 1)
    end_of_day = world.now.replace(minute=0, second=0) - back * quarter
    start = end_of_day.replace(minute=draw(st.sampled_from((0, 15, 30, 45))))
    length = draw(st.sampled_from((15, 30, 60, 120, 75, 150)))
    length = min(length, int(field.max_hours * 60) or length)
    end = start + timedelta(minutes=length)
    return _tapped_span(world, start, end, length), [Typed(_written(draw, start, end))]


def _tapped_span(world, start: datetime, end: datetime, length: int) -> list[Input]:
    taps = [*_tapped_start(world, start)]
    if length in (15, 30, 60, 120):
        return [*taps, Chosen(f"e{length}")]
    hour = end.hour + 24 * (end.date() - start.date()).days
    return [*taps, Chosen("own"), Chosen(f"h{hour}"), Chosen(f"m{end.minute}")]


def _tapped_start(world, start: datetime) -> list[Input]:
    return [*_turned(world.now, start), *_clicked(start)]


def _turned(opened: date, day: date) -> list[Input]:
    """From the month the calendar opens at to the month of the day."""
    first = opened.replace(day=1)
    pages: list[Input] = []
    while (first.year, first.month) != (day.year, day.month):
        back = first > day
        first = (first + timedelta(days=-1 if back else 31)).replace(day=1)
        pages.append(Page(f"{first:%Y-%m}"))
    return pages


def _clicked(start: datetime) -> list[Input]:
    day = Chosen(f"d{start.date()}")
    return [day, Chosen(f"h{start.hour}"), Chosen(f"m{start.minute}")]


def _written(draw, start: datetime, end: datetime) -> str:
    day = draw(st.sampled_from((f"{start.month}月{start.day}日", f"{start:%Y-%m-%d}")))
    if end.date() != start.date():
        return f"{day} {start:%H:%M} 到 {end.month}月{end.day}日 {end:%H:%M}"
    return draw(
        st.sampled_from(
            (
                f"{day} {start:%H:%M}-{end:%H:%M}",
                f"{start.month}月{start.day}日{start:%H:%M}到{end:%H:%M}",
                f"从{day} {start:%H:%M}至{end:%H:%M}",
                f"{day} {start:%H:%M} {(end - start).seconds // 60}分钟",
            )
        )
    )


def _moment(draw, form, field, draft, world) -> Ways:
    del form, field, draft
    start = world.now.replace(minute=0) - timedelta(hours=draw(st.integers(1, 200)))
    written = f"{start.month}月{start.day}日 {start:%H:%M}"
    return _tapped_start(world, start), [Typed(written)]


def _day(draw, form, field, draft, world) -> Ways:
    del form
    before = draft.answers.get(field.since)
    first = date.fromisoformat(before) if before else world.now.date()
    days = draw(st.integers(0, 10)) * (1 if field.ahead or field.since else -1)
    day = first + timedelta(days=days)
    opened = first if field.since else world.now.date()
    return [*_turned(opened, day), Chosen(f"d{day}")], [Typed(f"{day.month}/{day.day}")]


def _people(draw, form, field, draft, world) -> Ways:
    """本人 is a button; others are typed either way, together or one after the other."""
    del form, draft, world
    if field.at_most == 1:
        return [Chosen("me")], [Typed("本人")]
    others = draw(
        st.lists(st.sampled_from(("舒望", "澹台和", "王芳", "Anna Smith")), unique=True)
    )
    others = others[: min(2, (field.at_most or 3) - 1)]
    taps: list[Input] = [Chosen("me"), *(Typed(name) for name in others), Done()]
    me = draw(st.sampled_from(("本人", "我", "乔木", "乔木老师")))
    return taps, [Typed("、".join([me, *others]))]


def _names(draw, form, field, draft, world) -> Ways:
    del form, draft, world
    known = st.sampled_from(("G1-03-17", "王某", "20230117"))
    most = min(field.at_most or 3, 3)
    names = draw(st.lists(known, min_size=1, max_size=most, unique=True))
    return [Typed("、".join(names))], [Typed("， ".join(names))]


def _number(draw, form, field, draft, world) -> Ways:
    del form, draft, world
    number = draw(st.integers(field.at_least, field.at_most or 50))
    return [Typed(str(number))], [Typed(f" {number} ")]


def _files(draw, form, field, draft, world) -> Ways:
    del form, draft, world
    count = draw(st.integers(1, field.at_most or 3))
    sent: list[Input] = [Attached(i, f"照片{i}.jpg", "image/jpeg") for i in range(count)]
    return [*sent, Done()], [*sent, Typed(draw(st.sampled_from(("完成", "done"))))]


_WAYS = {
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _several,
    FieldKind.YES_NO: _yes_no,
    FieldKind.TEXT: _text,
    FieldKind.ZONES: _several,
    FieldKind.CAMERAS: _several,
    FieldKind.SPAN: _span,
    FieldKind.MOMENT: _moment,
    FieldKind.DAY: _day,
    FieldKind.PEOPLE: _people,
    FieldKind.NAMES: _names,
    FieldKind.NUMBER: _number,
    FieldKind.FILES: _files,
}

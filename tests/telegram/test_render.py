"""Whatever people type: the markup is valid, every message fits, and no character is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.cards import Button, Card, Fact, Style
from bot.platforms.telegram.render import KEYBOARD_LIMIT, ROW_LIMIT, TEXT_LIMIT, Part, parts
from bot.taps import LIMIT, Tap, Verb
from sandbox.telegram import keyboards
from sandbox.telegram.markup import parse, units
from tests.examples import examples

HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "&amp;",
                "&",
                "<",
                "</blockquote>",
                "🎥",
                "👩‍👩‍👧",
                "\ud83d",
                "/start",
                "\n",
                " ",
            ]
        ),
        st.sampled_from(["餐厅南门", "x" * 700, "字" * 1500, "🎥" * 900, "\n" * 50]),
    ),
    max_size=6,
).map("".join)

CARDS = st.builds(
    Card,
    title=HOSTILE,
    body=st.lists(HOSTILE, max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, label=HOSTILE, value=HOSTILE), max_size=3).map(tuple),
    notes=st.lists(HOSTILE, max_size=3).map(tuple),
    hint=HOSTILE,
    closed=HOSTILE,
)


def said(card: Card) -> str:
    facts = "".join(fact.label + fact.value for fact in card.facts)
    return "".join((card.title, *card.body, facts, *card.notes, card.hint, card.closed))


def visible(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(whole.split())


@settings(max_examples=examples(150), deadline=None)
@given(CARDS)
def test_no_character_is_lost_and_the_markup_is_always_valid(card: Card) -> None:
    shown = parts(card)
    read = [parse(part.html, "HTML")[0] for part in shown]
    assert all(1 <= units(text) <= TEXT_LIMIT for text in read)
    assert [part.plain.strip() for part in shown] == read
    assert visible("".join(read)) in (visible(said(card)), "⋯")


def test_a_card_of_ten_thousand_characters_is_cut_after_lines_and_taps_under_the_last() -> None:
    body = tuple(f"第{n}段" + "字" * 90 for n in range(110))
    button = Button(text="同意", tap=Tap(Verb.APPROVE, 1, 2, "0"))
    shown = parts(Card(title="申请", body=body, buttons=((button,),)))
    assert len(shown) == 3
    assert [part.keyboard is not None for part in shown] == [False, False, True]
    assert all(part.plain.strip().endswith("字") for part in shown)
    assert all(part.plain.strip()[0] in "申第" for part in shown)


def test_what_a_card_looks_like_on_a_phone() -> None:
    card = Card(
        title="查看监控申请",
        body=("高一(3)班 李老师",),
        facts=(Fact(label="地点", value="餐厅 & 走廊"), Fact(label="日期", value="11月22日")),
        notes=("① 级部主任 ✓", "② 保卫科长"),
        hint="也可以直接输入",
    )
    assert parts(card)[0].html == (
        "<b>查看监控申请</b>\n\n"
        "高一(3)班 李老师\n\n"
        "<b>地点</b>\u3000餐厅 &amp; 走廊\n<b>日期</b>\u300011月22日\n\n"
        "<blockquote>① 级部主任 ✓\n② 保卫科长</blockquote>\n\n"
        "<i>也可以直接输入</i>"
    )


def test_a_settled_card_says_so_and_has_no_buttons() -> None:
    (part,) = parts(Card(title="申请", closed="✅ 已同意"))
    assert part == Part(html="<b>申请</b>\n\n<b>✅ 已同意</b>", plain="申请\n\n✅ 已同意")


def test_colours_links_and_blank_cells() -> None:
    row = (
        Button(text="同意", tap=Tap(Verb.APPROVE), style=Style.GO),
        Button(text="不同意", tap=Tap(Verb.REJECT), style=Style.STOP),
        Button(text="其他", tap=Tap(Verb.RETURN)),
        Button(text="网页", url="https://bot.example.edu/h5/1"),
        Button(text=""),
    )
    keyboard = parts(Card(title="申请", buttons=(row,)))[0].keyboard
    assert keyboard is not None
    assert keyboard["inline_keyboard"] == [
        [
            {"text": "同意", "callback_data": "v1:ap:0:0:", "style": "success"},
            {"text": "不同意", "callback_data": "v1:rj:0:0:", "style": "danger"},
            {"text": "其他", "callback_data": "v1:rt:0:0:"},
            {"text": "网页", "url": "https://bot.example.edu/h5/1"},
            {"text": " ", "callback_data": "v1:no:0:0:"},
        ]
    ]


BUTTONS = st.builds(
    Button,
    text=st.text(max_size=10),
    tap=st.builds(Tap, st.sampled_from(Verb), st.integers(0, 2**40), st.integers(0, 2**20)),
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.lists(BUTTONS, max_size=20).map(tuple), max_size=30).map(tuple))
def test_every_button_is_shown_once_on_keyboards_telegram_takes(
    rows: tuple[tuple[Button, ...], ...],
) -> None:
    shown = [part.keyboard for part in parts(Card(title="x", buttons=rows)) if part.keyboard]
    for keyboard in shown:
        assert keyboards.checked(dict(keyboard)) is not None
        assert sum(map(len, keyboard["inline_keyboard"])) <= KEYBOARD_LIMIT
        # The library reads in it what we meant, nothing more and nothing less.
        assert InlineKeyboardMarkup.de_json(keyboard, None).to_dict() == keyboard
    flat = [key for keyboard in shown for row in keyboard["inline_keyboard"] for key in row]
    assert [key["callback_data"] for key in flat] == [
        button.tap.packed() for row in rows for button in row if button.tap
    ]
    assert all(
        len(row) <= ROW_LIMIT for keyboard in shown for row in keyboard["inline_keyboard"]
    )
    assert all(len(key["callback_data"].encode()) <= LIMIT for key in flat)

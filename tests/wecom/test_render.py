"""Limits are always kept and no character is lost, for any card; the stand-in's rules judge."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Client
from bot.platforms.tencent.layout import language_of, plain, split
from bot.platforms.wecom.render import markdown, messages, new_task_id, template
from bot.taps import Tap, Verb
from sandbox.wecom import rules
from tests.examples import examples

# Words people type: Chinese, Latin, emoji, marks that some formats treat as their own.
WORD = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.sampled_from("aZ 9<>&[](),。：😀\"'*#"),
    ),
    min_size=1,
    max_size=60,
)
LONG = st.one_of(WORD, st.integers(1, 40).map(lambda n: "课间走廊有学生推搡，需了解经过。" * n))
TAPS = st.sampled_from([Verb.APPROVE, Verb.REJECT, Verb.RETURN, Verb.ANSWER, Verb.NOTHING])


@st.composite
def buttons(draw: st.DrawFn) -> Button:
    number = draw(st.integers(0, 10**6))
    page = draw(st.booleans()) and draw(st.booleans())
    return Button(
        text=draw(st.one_of(WORD, st.sampled_from(["同意", "不同意", "退回补充"]))),
        tap=None if page else Tap(draw(TAPS), number, 1, str(draw(st.integers(0, 99)))),
        url=f"https://bot.example.edu/{number}" if page else "",
        style=draw(st.sampled_from(list(Style))),
        typed=draw(st.sampled_from(["", "1", "71", "上一步"])),
    )


cards = st.builds(
    Card,
    title=LONG.filter(str.strip),  # every card has one
    body=st.lists(LONG, max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, label=WORD, value=LONG), max_size=9).map(tuple),
    notes=st.lists(LONG, max_size=4).map(tuple),
    buttons=st.lists(st.lists(buttons(), max_size=3).map(tuple), max_size=4).map(tuple),
    hint=st.one_of(st.just(""), LONG),
    closed=st.sampled_from(["", "已同意", "已由分管校长孙立同意 · 11月22日 09:10"]),
    link=st.sampled_from(["", "https://bot.example.edu/h5/ts/r/abcdefghijklmnopqrstuv"]),
)


def shown(message: Any) -> str:
    """Everything of a message that a person can see."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            found.append(value)

    walk(message)
    return "\n".join(found)


def flat(text: str) -> str:
    return plain(text).replace("\n", "")


def told(card: Card) -> list[str]:
    facts = [part for fact in card.facts for part in (fact.label, fact.value)]
    return [card.title, *card.body, *facts, *card.notes, card.closed]


@pytest.mark.parametrize("client", list(Client))
@given(card=cards)
@settings(max_examples=examples(60), deadline=None)
def test_nothing_is_lost_and_every_limit_is_kept(client, card) -> None:
    sent = messages(card, client, new_task_id(card), "查看详情")
    complaints: list[tuple[str, str]] = []
    for message in sent:
        rules.app_message(
            message, callback=True, complain=lambda rule, why: complaints.append((rule, why))
        )
        if message["msgtype"] == "textcard":
            assert len(message["textcard"]["description"].encode()) <= 512
    assert complaints == []
    seen = flat("".join(shown(message) for message in sent))
    for part in told(card):
        assert flat(part) in seen
    if sent[-1]["msgtype"] != "template_card" and card.hint:
        assert flat(card.hint) in seen


@given(card=cards)
@settings(max_examples=examples(60), deadline=None)
def test_a_client_we_do_not_know_never_gets_a_card_alone(card) -> None:
    sent = messages(card, Client.UNKNOWN, new_task_id(card), "查看详情")
    words = flat("".join(shown(message) for message in sent if message["msgtype"] == "text"))
    assert words
    if card.link:
        assert card.link in words
    for row in card.buttons:
        for button in row:
            if button.typed and button.tap and button.tap.verb is not Verb.NOTHING:
                assert flat(button.text) in words or f"[{button.typed}]" in words


@given(text=st.lists(LONG, max_size=30).map("\n".join), limit=st.integers(16, 2048))
@settings(max_examples=examples(80), deadline=None)
def test_split_keeps_every_character_within_the_byte_limit(text, limit) -> None:
    parts = split(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert "".join(parts).replace("\n", "").strip() == text.replace("\n", "").strip()


def test_split_breaks_between_lines_when_it_can() -> None:
    lines = [f"第{n}行：" + "字" * 100 for n in range(30)]
    parts = split("\n".join(lines))
    assert len(parts) > 1
    assert [line for part in parts for line in part.split("\n")] == lines


@given(card=cards)
@settings(max_examples=examples(60), deadline=None)
def test_a_group_reads_the_whole_card_within_the_robots_limit(card) -> None:
    parts = markdown(card)
    assert all(len(part.encode()) <= 4096 for part in parts)
    seen = flat("".join(parts)).replace("] (", "](")
    for part in told(card):
        assert flat(part).replace("] (", "](") in seen


def decision(**changes: Any) -> Card:
    row = (
        Button(text="同意", tap=Tap(Verb.APPROVE, 12, 3, "0"), style=Style.GO, typed="71"),
        Button(text="不同意", tap=Tap(Verb.REJECT, 12, 3, "0"), style=Style.STOP, typed="72"),
        Button(text="退回补充", tap=Tap(Verb.RETURN, 12, 3, "0"), typed="73"),
    )
    asked: dict[str, Any] = {
        "title": "监控查看申请 调阅〔2026〕0001",
        "body": ("课间学生推搡，需了解经过。",),
        "facts": (Fact(label="地点", value="教学楼三层"), Fact(label="申请人", value="王芳")),
        "notes": ("录像还保存 3 天",),
        "buttons": (row,),
        "link": "https://bot.example.edu/h5/ts/r/abcdefghijklmnopqrstuv",
    }
    return Card(**asked | changes)


def kinds(card: Card, client: Client) -> list[str]:
    return [message["msgtype"] for message in messages(card, client, "t-1", "查看详情")]


def test_which_client_gets_what() -> None:
    long = decision(body=("字" * 500,))
    assert kinds(decision(), Client.CARDS) == ["template_card"]
    assert kinds(long, Client.CARDS) == ["text", "template_card"]
    assert kinds(decision(), Client.UNKNOWN) == ["text", "template_card"]
    assert kinds(decision(), Client.LINKS) == ["textcard"]
    assert kinds(long, Client.LINKS) == ["text", "textcard"]
    assert kinds(decision(link=""), Client.LINKS) == ["text"]


def question(options: int, *, text: str = "选项") -> Card:
    rows = tuple(
        (Button(text=f"{text}{n}", tap=Tap(Verb.ANSWER, 7, 1, f"o{n}"), typed=str(n)),)
        for n in range(1, options + 1)
    )
    return Card(title="在哪里？", buttons=rows, hint="回复数字选择")


def test_a_short_question_is_a_card_and_a_long_one_is_typed() -> None:
    assert kinds(question(6), Client.CARDS) == ["template_card"]
    assert kinds(question(7), Client.CARDS) == ["text"]
    assert kinds(question(3, text="教学楼三层东侧走廊尽头"), Client.CARDS) == ["text"]
    (message,) = messages(question(7), Client.CARDS, "t", "查看详情")
    assert "7  选项7" in message["text"]["content"]
    assert "回复数字选择" in message["text"]["content"]


def test_a_calendar_is_not_enumerated() -> None:
    days = tuple(
        Button(text=str(day), tap=Tap(Verb.ANSWER, 7, 1, f"d{day}")) for day in range(1, 31)
    )
    back = Button(text="上一步", tap=Tap(Verb.BACK, 7, 1), typed="上一步")
    card = Card(title="哪一天？", buttons=(days, (back,)), hint="直接输入日期，如 11月20日")
    (message,) = messages(card, Client.CARDS, "t", "查看详情")
    assert message["text"]["content"].split("\n") == [
        "【哪一天？】",
        "",
        "[上一步]",
        "",
        "直接输入日期，如 11月20日",
    ]


def test_a_decision_card_in_full() -> None:
    fitted = template(decision(), "ap-12-3-x")
    assert fitted is not None
    assert fitted.whole
    assert fitted.payload == {
        "card_type": "button_interaction",
        "main_title": {"title": "监控查看申请 调阅〔2026〕0001"},
        "task_id": "ap-12-3-x",
        "button_list": [
            {"text": "同意", "style": 1, "key": "v1:ap:12:3:0"},
            {"text": "不同意", "style": 4, "key": "v1:rj:12:3:0"},
            {"text": "退回补充", "style": 2, "key": "v1:rt:12:3:0"},
        ],
        "sub_title_text": "课间学生推搡，需了解经过。\n录像还保存 3 天",
        "horizontal_content_list": [
            {"keyname": "地点", "value": "教学楼三层"},
            {"keyname": "申请人", "value": "王芳"},
        ],
        "card_action": {
            "type": 1,
            "url": "https://bot.example.edu/h5/ts/r/abcdefghijklmnopqrstuv",
        },
    }


def test_a_settled_card_shows_a_dead_button() -> None:
    fitted = template(decision(buttons=(), closed="已同意"), "t")
    assert fitted is not None
    assert fitted.payload["replace_text"] == "已同意"
    assert fitted.payload["button_list"] == [{"text": "已同意", "style": 2, "key": "closed"}]


def test_other_peoples_words_become_neither_link_nor_mention() -> None:
    evil = '<a href="https://evil.example">点我同意</a> <@all> [x](https://evil.example)'
    for client in Client:
        for message in messages(decision(body=(evil,)), client, "t", "查看详情"):
            if message["msgtype"] != "template_card":
                assert '<a href="https://evil' not in shown(message)
                assert "<@all>" not in shown(message)
    told_to_group = "\n".join(markdown(decision(body=(evil,))))
    assert "<@all>" not in told_to_group
    assert "](https://evil" not in told_to_group


def test_task_ids_are_unique_and_within_wecoms_alphabet() -> None:
    ids = {new_task_id(decision()) for _ in range(200)}
    assert len(ids) == 200
    assert all(rules.TASK_ID.fullmatch(task) for task in ids)


def test_the_language_of_a_card() -> None:
    assert language_of(decision()) == "zh"
    assert (
        language_of(Card(title="Where was it?", facts=(Fact(label="By", value="王芳"),)))
        == "en"
    )

"""What a pack says of forms, rules, tasks, days, pupils and alarms is read as it is written."""

from datetime import time, timedelta

import pytest

from bot.alerts.rules import AlertRules, Patrol, Wording
from bot.alerts.troubles import Trouble
from bot.approvals.chain import Mode
from bot.approvals.conditions import Condition, Matcher
from bot.approvals.pack import (
    AddOn,
    BaseRule,
    Due,
    Duty,
    Files,
    Guard,
    Opens,
    Pack,
    RefusalRule,
    Rung,
    SendBack,
    Signing,
    TaskKind,
)
from bot.approvals.policy import load
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.people.calendar import Counting
from bot.people.days import Hours
from bot.people.students import StudentCodes
from tests.packs.everything import EVERYTHING

ASK = Label("？")


@pytest.fixture
def pack(tmp_path) -> Pack:
    file = tmp_path / "rounds.toml"
    file.write_text(EVERYTHING, "utf-8")
    return load(file)


def field(key: str, kind: FieldKind, title: str, **more) -> Field:
    return Field(key=key, kind=kind, label=Label(title), ask=ASK, **more)


def test_a_form(pack: Pack) -> None:
    form = pack.kinds["round"].form
    assert form is not None
    assert (form.id, form.title) == ("round", Label("巡查"))
    assert form.fields == (
        Field(
            key="where",
            kind=FieldKind.ZONES,
            label=Label("地点", "place"),
            ask=Label("查哪里？", "Where?"),
            help=Label("可多选"),
            at_least=1,
            at_most=3,
            narrows=True,
        ),
        field("when", FieldKind.SPAN, "时段", past=True, max_hours=2.5),
        field("from", FieldKind.DAY, "自", ahead=True),
        field("to", FieldKind.DAY, "至", since="from", max_days=7, max_age=30),
        field(
            "why",
            FieldKind.CHOICE,
            "为何",
            default="lost",
            options=(
                Option(
                    id="lost",
                    label=Label("失物"),
                    suggests=("exam",),
                    other=True,
                    words=("丢了",),
                ),
                Option(id="rule", label=Label("按规定"), states={"owner": "public"}),
            ),
        ),
        field(
            "marks",
            FieldKind.CHOICES,
            "标记",
            options=(Option(id="a", label=Label("甲")), Option(id="b", label=Label("乙"))),
            default=["a"],
            when={"why": ["lost", "rule"]},
        ),
        field(
            "copy",
            FieldKind.YES_NO,
            "拷贝",
            required=False,
            default=False,
            words={"yes": ("拷贝",), "no": ("不拷",)},
            when={"marks": "a"},
        ),
        field(
            "ends",
            FieldKind.TEXT,
            "证件号",
            takes="sentence",
            at_least=4,
            at_most=4,
            format="last_four",
            article="一",
        ),
        field("pupils", FieldKind.NAMES, "学生", codes="own"),
        field("heir", FieldKind.PEOPLE, "同行"),
        field("times", FieldKind.NUMBER, "次数", default=3),
        field("tape", FieldKind.YES_NO, "带走", narrows=True),
    )


def line(fact: str, *among: str | bool, negated: bool = False) -> Matcher:
    return Matcher(fact=fact, among=frozenset(among), negated=negated)


def test_rules(pack: Pack) -> None:
    kind = pack.kinds["round"]
    assert kind.refusals == (
        RefusalRule(
            id="NO",
            article="二",
            src="text",
            when=Condition(((line("applicant", "parent"), line("copy_too", True)),)),
            note=Label("家长"),
            message=Label("不办", "no"),
            begins=("fault",),
            tells=("guard",),
        ),
    )
    two = Signing(roles=("guard", "head"), mode=Mode.QUORUM, needed=2, article="二")
    assert kind.base == (
        BaseRule(
            id="HEAD",
            article="一",
            src="text",
            when=Condition(
                ((line("flags", "exam"),), (line("owner", "unit", "mixed", negated=True),))
            ),
            note=Label("考试"),
            steps=(Signing(roles=("head",)), Signing(roles=("guard", "head")), two),
            tells=("guard",),
        ),
        BaseRule(id="BOOK", article="一", src="resolved", steps=(), register_only=True),
    )
    assert kind.addons == (
        AddOn(
            id="MORE",
            article="二",
            src="resolved",
            when=Condition(((line("copy_too", True),),)),
            steps=(Signing(roles=("head",)),),
            before="guard",
            marks=("guard",),
            drops=("copy_too",),
            replaces=("head",),
            tells=("guard",),
            wish="tape",
            reports="guard",
        ),
    )


def task(id_: str, words: str, *fields: Field, **more) -> TaskKind:
    form = Form(id="task", title=Label(words), fields=fields)
    return TaskKind(id=id_, title=Label(words), form=form, **more)


def test_tasks(pack: Pack) -> None:
    walk, *others = pack.kinds["round"].tasks
    assert pack.kinds["round"].task("walk") is walk
    assert pack.kinds["round"].task("sing") is None
    title = Label("巡查", "walk")
    slot = field(
        "slot",
        FieldKind.CHOICE,
        "时间",
        prefers=("when",),
        options=(Option(id="own", label=Label("另定")),),
    )
    other = field("time", FieldKind.SPAN, "另定", when={"slot": "own"})
    assert walk == TaskKind(
        id="walk",
        title=title,
        actors=("guard", "head"),
        form=Form(id="task", title=title, fields=(slot, other)),
        unit="applicant_unit",
        opens=Opens.FILED,
        when=({"why": "lost"}, {"not_why": "lost"}),
        group="room",
        due=Due(hours=6, field="when", counting=Counting.WORKING_HOURS, again=24),
        tells=("head",),
        rungs=(Rung(at=0.5, tells=("guard",)), Rung(hours=3, tells=("head",))),
        breach="delays",
        books=("rounds",),
        shows=("slot",),
        rings=True,
        urgent=True,
        stamps="walked_at",
        does=("appoint",),
        required=False,
        article="一",
        outlives=True,
        guards=(
            Guard(name="no_party"),
            Guard(name="not_before", options={"field": "from", "article": "一"}),
        ),
    )
    always = ({},)
    assert others == [
        task(
            "look",
            "查看",
            field("seen", FieldKind.YES_NO, "见到"),
            field("items", FieldKind.CAMERAS, "设备"),
            actors=("heir",),
            named="heir",
            opens=Opens.APPROVED,
            hand="walk",
            after=("walk",),
            when=always,
            lists=("fault",),
            due=Due(days=2, counting=Counting.WORKING_DAYS),
            files=(
                Files(
                    kind="fault",
                    when=({"look.seen": True, "not_walk.slot": "own"},),
                    takes={"said": "look.items"},
                    fills={"fault_class": "dark"},
                    each="look.items",
                ),
            ),
        ),
        task(
            "judge",
            "复核",
            field("right", FieldKind.YES_NO, "属实"),
            actors=("requester",),
            when=always,
            due=Due(days=1, counting=Counting.ALWAYS),
            sends_back=SendBack(to="look", when=({"judge.right": False, "look.seen": True},)),
        ),
        task(
            "note",
            "补记",
            actors=("system",),
            when=always,
            due=Due(hours=-1, field="look.seen"),
            completes=("rounds",),
        ),
        task(
            "report",
            "报障",
            field("number", FieldKind.TEXT, "编号"),
            actors=("guard",),
            when=always,
            begins="fault",
            begins_on="seen",
        ),
    ]


def test_what_the_calendar_files(pack: Pack) -> None:
    assert pack.calendar == (
        Duty(
            id="weekly",
            kind="round",
            by="guard",
            every="week",
            on=3,
            at=time(7, 15),
            per="zone",
            zones=("Z1",),
            fills={"why": "rule"},
            working=True,
        ),
        Duty(id="yearly", kind="fault", by="head", every="year", month=9, at=time(8)),
    )


def test_hours_pupils_and_who_sees_what(pack: Pack) -> None:
    assert pack.hours == Hours(start=time(7, 30), end=time(17), weekdays=frozenset({0, 5}))
    assert pack.students == StudentCodes(
        shape="G{grade:1}-{class:2}",
        names="{grade}年{class}班",
        words={"grade": {"1": "一"}},
        example="G2-03",
        article="一",
    )
    assert (pack.sees_all, pack.keeps_cameras) == (("head",), ("head",))


def test_alarms(pack: Pack) -> None:
    assert pack.alerts == AlertRules(
        ticket="fault",
        groups=("security",),
        gather=timedelta(seconds=20),
        mass=4,
        mass_within=timedelta(minutes=3),
        flaps=6,
        flaps_within=timedelta(minutes=40),
        stable=timedelta(minutes=7),
        reopens=timedelta(hours=12),
        handling=timedelta(minutes=25),
        calls=tuple(timedelta(minutes=m) for m in (1, 10, 10)),
        patrol=Patrol(
            kind="round",
            after=timedelta(hours=3),
            flags=frozenset({"exam"}),
            zones=frozenset({"Z1"}),
        ),
        wordings={
            Trouble.OFFLINE: Wording(fault_class="dark", words="离线"),
            Trouble.CLOCK: Wording(fault_class="other", words="时钟不准"),
        },
        recovered="自行恢复",
        unapproved=("guard",),
    )


def test_a_pack_that_names_its_ticket_has_our_figures_for_alarms(tmp_path) -> None:
    file = tmp_path / "rounds.toml"
    before = EVERYTHING.partition("[alerts]")[0]
    file.write_text(f'{before}[alerts]\nticket = "round"\n', "utf-8")
    assert load(file).alerts == AlertRules(ticket="round")
    file.write_text(before, "utf-8")
    assert load(file).alerts is None

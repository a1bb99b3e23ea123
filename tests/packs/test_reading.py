"""A pack with mistakes: all of them at once, each with its table, its key and one sentence."""

import pytest

from bot.approvals.policy import PackMistakes, load, named
from bot.speech import Voice

GOOD = """
id = "small"
title = { zh = "小校办法", en = "small" }
version = "1"
issued = 2026-01-01
[articles]
"一" = { zh = "一", en = "one" }
[roles]
head = { name = { zh = "校长", en = "head" } }
[flags]
privacy = { zh = "隐私", en = "privacy" }
[switches.strict]
value = "yes"
allowed = ["yes", "no"]
about = { zh = "从严", en = "strict" }
[[zones]]
id = "Z1"
name = "餐厅"
aliases = ["食堂"]
[books.retrieval]
title = { zh = "登记", en = "book" }
columns = [{ title = "号", source = "serial" }]
[kinds.footage]
title = { zh = "查看", en = "view" }
paper = { zh = "单", en = "form" }
number = "看{serial}"
may_file = ["staff"]
fields = [
  { key = "copy", kind = "yes_no", label = { zh = "拷贝" }, ask = { zh = "拷贝？" } },
  { key = "why", kind = "choice", label = { zh = "为何" }, ask = { zh = "？" }, options = [
    { id = "law", label = { zh = "法" } },
  ] },
]
[[kinds.footage.refusals]]
id = "R"
article = "一"
src = "text"
when = { applicant = "parent" }
message = { zh = "不行", en = "no" }
[[kinds.footage.base]]
id = "B"
article = "一"
src = "text"
steps = ["head"]
"""


def mistakes(text, tmp_path):
    file = tmp_path / "small.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackMistakes) as wrong:
        load(file)
    found = wrong.value.mistakes
    for voice in (Voice("zh"), Voice("en")):
        assert all(voice(mistake.sentence) for mistake in found)
    return [(m.table, m.key, m.sentence.key.removeprefix("pack.mistake.")) for m in found]


def test_the_good_one_is_good(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(GOOD, "utf-8")
    assert named(str(file)).id == "small"


# what is changed, into what, and where which mistake is then found
HEADER = [
    ("issued = 2026-01-01", 'issued = "soon"', "issued", "not_a_date"),
    ('id = "small"', 'id = "Small School"', "id", "not_a_plain_word"),
    ('zh = "校长"', 'zh = ""', "roles.head.name.zh", "missing"),
    ("head = { name", 'head = { above = "god", name', "roles.head.above", "unknown_role"),
    ("head = { name", 'head = { above = "head", name', "roles.head.above", "above_in_a_circle"),
    ("head = { name", 'head = { scope = "moon", name', "roles.head.scope", "not_one_of"),
    ('value = "yes"', 'value = "maybe"', "switches.strict.value", "not_one_of"),
    ('value = "yes"', "value = [1]", "switches.strict.value", "not_a_text"),
    ('aliases = ["食堂"]', 'flags = ["pool"]', "zones[0].flags", "unknown_flag"),
    ('aliases = ["食堂"]', 'aliases = "食堂"', "zones[0].aliases", "not_a_list"),
    ('"serial"', '"weather"', "books.retrieval.columns[0].source", "unknown_source"),
    ('"serial"', '"weather:at"', "books.retrieval.columns[0].source", "unknown_source"),
    ('"serial"', '"text:"', "books.retrieval.columns[0].source", "unknown_source"),
    ('"serial"', '"text:copy..medium"', "books.retrieval.columns[0].source", "unknown_source"),
    ('"看{serial}"', '"看"', "kinds.footage.number", "number"),
    ('"看{serial}"', '"看{week}{serial}"', "kinds.footage.number", "number"),
    ('may_file = ["staff"]', 'may_file = ["cook"]', "kinds.footage.may_file", "unknown_role"),
    ('may_file = ["staff"]', "", "kinds.footage.may_file", "missing"),
]
# what stands instead of the base chain's steps, where below the chain, and which mistake
CHAIN = [
    ('steps = ["cook"]', "steps[0].roles", "unknown_role"),
    ('steps = [["head", "head"]]', "steps[0].roles", "role_twice"),
    ('steps = [{ roles = ["head"], mode = "dice" }]', "steps[0].mode", "not_one_of"),
    (
        'steps = [{ roles = ["head"], mode = "dice", needed = 1 }]',
        "steps[0].mode",
        "not_one_of",
    ),
    (
        'steps = [{ roles = ["head"], mode = "quorum", needed = 2 }]',
        "steps[0].needed",
        "needed",
    ),
    ('steps = [{ roles = ["head"], mode = "quorum" }]', "steps[0].needed", "needed"),
    ('steps = [{ roles = ["head"], needed = 1 }]', "steps[0].needed", "needed"),
    ("steps = [[]]", "steps[0].roles", "missing"),
    ("", "steps", "steps_or_register_only"),
    ('steps = ["head"]\nregister_only = true', "steps", "steps_or_register_only"),
    ('steps = ["head"]\nonly_if = { lax = true }', "only_if.lax", "unknown_switch"),
    ('steps = ["head"]\nonly_if = { strict = "so" }', "only_if.strict", "not_one_of"),
    ('steps = ["head"]\nwhen = { owner = "moon" }', "when.owner", "facts.mistake.not_a_value"),
    ('steps = ["head"]\nwhen = { owner = [] }', "when.owner", "facts.mistake.not_a_value"),
    ('steps = ["head"]\nwhen = { copy = "true" }', "when.copy", "facts.mistake.not_a_value"),
    ('steps = ["head"]\nwhen = { colour = "red" }', "when.colour", "unknown_fact"),
    ('steps = ["head"]\nwhen = { flags = ["privacy"] }', "when.flags", "list_matcher"),
    ('steps = ["head"]\nwhen = { owner_any = ["unit"] }', "when.owner_any", "matcher"),
    ('steps = ["head"]\nwhen = "always"', "when", "not_a_match_table"),
]
# likewise within the form
FORM = [
    ('key = "why"', 'key = "copy"', ".copy", "field_twice"),
    ('key = "why"', 'key = "flags"', "[1].options", "unknown_flag"),
    ('kind = "yes_no"', 'kind = "song"', "[0].kind", "not_one_of"),
    ('kind = "yes_no"', 'kind = "choice"', "[0].options", "options"),
    ('kind = "yes_no"', 'kind = "yes_no", default = "no"', "[0].default", "answer"),
    ('kind = "yes_no"', 'kind = "text", at_least = 5, at_most = 2', "[0].at_most", "at_most"),
    ('kind = "yes_no"', 'kind = "text", at_most = -2', "[0].at_most", "out_of_range"),
    (
        'kind = "yes_no"',
        'kind = "yes_no", when = { why = "law" }',
        "[0].when.why",
        "not_an_earlier_field",
    ),
    ('kind = "choice"', 'kind = "choice", when = { copy = "yes" }', "[1].when.copy", "answer"),
    (
        'id = "law"',
        'id = "law", suggests = ["pool"]',
        "[1].options[0].suggests",
        "unknown_flag",
    ),
    (
        '{ id = "law", label = { zh = "法" } },',
        (
            '{ id = "law", label = { zh = "法" }, words = ["诉"] },'
            '{ id = "rule", label = { zh = "规" }, words = ["诉"] },'
        ),
        "[1].options",
        "word_twice",
    ),
    ('id = "law"', 'id = "law", words = [""]', "[1].options[0].words[0]", "missing"),
    (
        'kind = "choice"',
        'kind = "choice", words = { yes = ["诉"] }',
        "[1].words",
        "words_elsewhere",
    ),
    ('kind = "yes_no"', 'kind = "yes_no", takes = "wish"', "[0].takes", "not_one_of"),
    ('kind = "yes_no"', 'kind = "text", takes = "song"', "[0].takes", "not_one_of"),
]
CHANGES = [
    *HEADER,
    *(('steps = ["head"]', new, f"kinds.footage.base[0].{at}", m) for new, at, m in CHAIN),
    *((old, new, f"kinds.footage.fields{at}", m) for old, new, at, m in FORM),
    ('src = "text"\nsteps', 'src = "guess"\nsteps', "kinds.footage.base[0].src", "not_one_of"),
    ('src = "text"\nsteps', "steps", "kinds.footage.base[0].src", "missing"),
    ('id = "B"', 'id = "R"', "kinds.footage", "rule_twice"),
]


@pytest.mark.parametrize(("old", "new", "place", "sentence"), CHANGES)
def test_each_mistake_is_named_where_it_is_and_counted_once(
    old, new, place, sentence, tmp_path
):
    assert old in GOOD
    ((table, key, found),) = mistakes(GOOD.replace(old, new, 1), tmp_path)
    at = f"{table}{key}" if not table or not key else f"{table}.{key}"
    assert (at, found) == (place, sentence)


def test_all_of_them_at_once(tmp_path):
    """Unknown keys, missing values and broken references do not hide each other."""
    text = GOOD
    for old, new in (
        ('version = "1"', 'verson = "1"'),
        ('scope = "school"', ""),
        ("head = { name", 'head = { above = "god", name'),
        ('src = "text"\nwhen', 'src = "text"\nwen = 1\nwhen'),
        ('applicant = "parent"', 'applicant = "alien"'),
        ('steps = ["head"]', 'steps = ["cook"]'),
        ('source = "serial"', 'source = "weather"'),
    ):
        text = text.replace(old, new, 1)
    assert mistakes(text, tmp_path) == [
        ("", "version", "missing"),
        ("kinds.footage.refusals[0]", "wen", "unknown_key"),
        ("", "verson", "unknown_key"),
        ("roles.head", "above", "unknown_role"),
        ("kinds.footage.refusals[0]", "when.applicant", "facts.mistake.not_a_value"),
        ("kinds.footage.base[0].steps[0]", "roles", "unknown_role"),
        ("books.retrieval.columns[0]", "source", "unknown_source"),
    ]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"id = ", "not_toml"),
        (b"id = 'a'\nid = 'b'", "not_toml"),
        (b"\xff\xfe", "not_toml"),
        (b"a = " + b"[" * 5000, "not_toml"),
        (b"# " + b"x" * 300_000, "too_long"),
    ],
)
def test_what_is_no_pack_at_all(raw, sentence, tmp_path):
    assert mistakes(raw, tmp_path) == [("", "", sentence)]


@pytest.mark.parametrize(
    "raw", [b"", b"kinds = 3", b"kinds = { a = 1 }\nroles = [1]", b"zones = [1, 2]"]
)
def test_nonsense_is_mistakes_not_a_crash(raw, tmp_path):
    assert mistakes(raw, tmp_path)


def test_a_pack_nobody_has():
    with pytest.raises(PackMistakes) as wrong:
        named("atlantis_1870")
    (mistake,) = wrong.value.mistakes
    assert "k12_ta_2024" in Voice("en")(mistake.sentence)

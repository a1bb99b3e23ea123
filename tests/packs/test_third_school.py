"""A school nobody here has heard of is one new file: docs/packs.md's, and one made up."""

import re
from pathlib import Path

import pytest

from bot.approvals.chain import Mode
from bot.approvals.lint import lint
from bot.approvals.policy import named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import route

PAGE = Path(__file__).parents[2] / "docs" / "packs.md"


@pytest.fixture
def harbour(tmp_path):
    walked = PAGE.read_text("utf-8").partition("## Walking through one")[2]
    blocks = re.findall(r"```toml\n(.*?)```", walked, re.DOTALL)
    assert len(blocks) > 6
    file = tmp_path / "harbour.toml"
    file.write_text("\n".join(blocks), "utf-8")
    return named(file)


def seats(routed):
    return [[seat.role for seat in step.seats] for step in routed.chain.steps]


def test_the_page_shows_a_pack_without_a_fault(harbour):
    assert lint(harbour) == ()


def test_its_own_flags_facts_and_modes_route(harbour):
    routed = route(
        harbour,
        "footage",
        {"applicant": "staff", "flags": ["swimming_pool", "privacy"], "at_night": True},
    )
    assert seats(routed) == [
        ["vice_head_a", "vice_head_b"],
        ["council_1", "council_2", "council_3"],
        ["head"],
    ]
    modes = [(step.mode, step.needed) for step in routed.chain.steps]
    assert modes == [(Mode.ANY, 0), (Mode.QUORUM, 2), (Mode.ALL, 0)]
    assert routed.rules == ("H2", "H3", "H5")


def test_its_own_refusal(harbour):
    with pytest.raises(RefusedByRule) as refused:
        route(harbour, "footage", {"applicant": "parent"})
    assert refused.value.values["article"] == "第四条"


INVENTED = """
id = "night_school"
title = { zh = "夜校" }
version = "7"
issued = 2026-09-01
[articles]
"1" = { zh = "须经门卫与导师同时同意。" }
[roles]
porter = { name = { zh = "门卫" }, above = "dean" }
tutor = { name = { zh = "导师" }, scope = "applicant_unit", above = "dean" }
dean = { name = { zh = "教务长" } }
[kinds.lantern_walk]
title = { zh = "提灯夜游" }
paper = { zh = "提灯单" }
number = "灯{serial}"
may_file = ["tutor"]
[kinds.lantern_walk.facts.lanterns]
kind = "choice"
values = ["few", "many"]
[[kinds.lantern_walk.base]]
id = "N1"
article = "1"
src = "text"
steps = [["porter", "tutor"]]
[[kinds.lantern_walk.addons]]
id = "N2"
article = "1"
src = "resolved"
when = { not_lanterns = "few" }
steps = ["dean"]
before = "porter"
"""


def test_a_pack_invented_on_the_spot_with_a_kind_of_its_own(tmp_path):
    file = tmp_path / "night.toml"
    file.write_text(INVENTED, "utf-8")
    pack = named(file)
    assert seats(route(pack, "lantern_walk", {"lanterns": "few"})) == [["porter", "tutor"]]
    many = route(pack, "lantern_walk", {"lanterns": "many"})
    assert seats(many) == [["dean"], ["porter", "tutor"]]


def test_the_version_follows_the_file(tmp_path):
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text(INVENTED, "utf-8")
    other.write_text(INVENTED + "# a word more\n", "utf-8")
    assert named(one).version.startswith("7+")
    assert named(one).version != named(other).version

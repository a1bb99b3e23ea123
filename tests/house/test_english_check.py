"""`diaoyue check` on a pack without English: nobody's business until somebody reads English."""

from dataclasses import replace

from bot.approvals.pack import Pack
from bot.approvals.policy import named
from bot.cameras.zone import Places
from bot.cli.checking import Finding, english_findings
from bot.conversation.form import Label
from bot.people.days import Almanac
from bot.people.person import Person, PersonId
from bot.people.roles import Directory
from bot.speech import Voice
from storage.snapshots import School

TAISHAN = named("k12_ta_2024")
ROLE = replace(TAISHAN.roles["principal"], name=Label("校长"))
CHINESE_ALONE = replace(TAISHAN, roles={**TAISHAN.roles, "principal": ROLE})


def found(pack: Pack, *, reads: str, groups: str = "zh") -> list[Finding]:
    reader = Person(id=PersonId("T-01"), name="乔木", language=reads)
    kept = School(
        id="a",
        revision="1",
        directory=Directory([reader]),
        places=Places([], []),
        groups={},
        almanac=Almanac(),
    )
    return list(english_findings("a", kept, pack, groups))


def test_a_school_that_reads_chinese_is_not_bothered() -> None:
    assert found(CHINESE_ALONE, reads="zh") == []


def test_where_somebody_reads_english_the_bare_words_are_named() -> None:
    (advice,) = found(CHINESE_ALONE, reads="en")
    assert advice.weight == "advice"
    assert "1 text of the pack has no English" in Voice("en")(advice.saying)
    assert "roles.principal.name" in Voice("zh")(advice.saying)
    assert found(CHINESE_ALONE, reads="zh", groups="en") == [advice]


def test_a_whole_pack_needs_no_advice() -> None:
    assert found(TAISHAN, reads="en") == []

"""Who watches a story decides when it goes on; nobody waits in vain for him."""

import asyncio

from sandbox.phones.directing import Directing, State
from sandbox.player import Act
from sandbox.schools import load

TEACHER = load("taishan").cast[0]


async def until(directing: Directing, acts: int) -> None:
    while directing.acts < acts:
        await directing.changed(directing.revision, 5)


async def test_a_paused_story_goes_on_step_by_step() -> None:
    directing, said = Directing(paused=True), list[str]()

    async def play() -> None:
        directing.scene("乔木提出申请")
        for words in ("申请", "是", "提交"):
            await directing.turn(Act(TEACHER, words))
            said.append(words)

    directing.begin(play)
    await until(directing, 1)
    assert (directing.state, directing.line) == (State.PAUSED, "乔木提出申请")
    assert said == []
    directing.step()
    await until(directing, 2)
    assert said == ["申请"]
    assert directing.act == Act(TEACHER, "是")
    directing.at("fast")
    directing.play()
    while directing.state is not State.ENDED:
        await directing.changed(directing.revision, 5)
    assert said == ["申请", "是", "提交"]
    assert directing.act is None


async def test_a_story_that_leaves_its_script_says_so_and_breaks_nothing() -> None:
    directing = Directing()

    async def play() -> None:
        raise AssertionError("never saw [同意]")

    directing.begin(play)
    while directing.runs:
        await directing.changed(directing.revision, 5)
    assert (directing.state, directing.why) == (State.BROKEN, "never saw [同意]")
    directing.play()  # a late tap on a button that is gone
    assert directing.state is State.BROKEN


async def test_whoever_takes_over_stops_the_story() -> None:
    directing, said = Directing(paused=True), list[str]()

    async def play() -> None:
        await directing.turn(Act(TEACHER, "申请"))
        said.append("申请")

    directing.begin(play)
    await until(directing, 1)
    await directing.leave()
    directing.step()
    await asyncio.sleep(0)
    assert (directing.state, directing.act, said) == (State.IDLE, None, [])

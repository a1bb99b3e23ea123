"""Plays a case half-way with the code of another release, whose tree is the working directory.

A teacher has filed, the first of four has signed, the second has the card; then the teacher begins
another request and stops in the middle. Only what every release has had is used.
"""

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

WEDNESDAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # nine o'clock at the school


async def play(database: str) -> dict[str, object]:
    from sandbox.clock import PushedClock
    from sandbox.stories import lost_phone
    from sandbox.town import town

    folder, clock = Path(tempfile.mkdtemp()), PushedClock(WEDNESDAY)
    async with town("taishan", folder, clock=clock, database=database, patience=60) as here:
        stage = here.stage
        await lost_phone.file(here, stage["乔木"])
        await stage["乔木"].sees("等待 牧星野")
        await stage["牧星野"].taps("同意")
        await stage["雷默言"].sees("同意")
        await stage["乔木"].sees("等待 雷默言")
        await stage["乔木"].says("申请")
        await stage["乔木"].taps("是", on="本班学生")
        await stage["乔木"].says("G1-03-17")
        await stage["乔木"].sees("是什么事")
        world = here.platforms.telegram.world
        chats = {
            str(chat.id): [message.json for message in chat.messages.values()]
            for chat in world.chats.values()
            if chat.messages
        }
        return {"now": clock.now().isoformat(), "chats": chats}


if __name__ == "__main__":
    told = asyncio.run(play(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(told, ensure_ascii=False), "utf-8")

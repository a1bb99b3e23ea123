"""What watches the school's cameras, as the product hears it: posts as those systems write them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import aiohttp

from sandbox.town import ALARM_TOKEN, Town

OFFLINE = 889196545  # iSecure Center: 监控点离线
BEGINS, ENDS = 1, 2
ISAPI = """<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<ipAddress>{address}</ipAddress><portNo>80</portNo><protocol>HTTP</protocol>
<channelID>1</channelID><dateTime>{at}</dateTime><activePostCount>0</activePostCount>
<eventType>videoloss</eventType><eventState>inactive</eventState>
<eventDescription>videoloss alarm</eventDescription></EventNotificationAlert>"""


async def isecure(here: Town, cameras: Iterable[str], status: int) -> int:
    return await _posted(here, "hikvision", json=offline(cameras, status, now(here)))


def offline(cameras: Iterable[str], status: int, moment: datetime) -> dict[str, Any]:
    """iSecure Center: every camera with an event of its own, all in one message."""
    at = moment.isoformat(timespec="milliseconds")
    events = [
        {
            "eventId": f"{camera}-{at}",
            "eventType": OFFLINE,
            "srcType": "camera",
            "srcIndex": f"index-of-{camera}",
            "srcName": camera,
            "status": status,
            "eventLvl": 2,
            "happenTime": at,
        }
        for camera in cameras
    ]
    params = {"ability": "event_vss", "sendTime": at, "events": events}
    return {"method": "OnEventNotify", "params": params}


async def isapi_heartbeat(here: Town, address: str) -> int:
    """A recorder that is well says so every few seconds, in the words of an alarm."""
    body = ISAPI.format(address=address, at=now(here).isoformat(timespec="seconds"))
    return await _posted(
        here, "hikvision", data=body.encode(), headers={"content-type": "application/xml"}
    )


async def _posted(here: Town, source: str, **what: Any) -> int:
    school = here.platforms.school.id
    url = f"{here.settings.web.public_url}/alerts/{school}/{source}"
    headers = {"authorization": f"Bearer {ALARM_TOKEN}", **what.pop("headers", {})}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, headers=headers, **what) as answer,
    ):
        return answer.status


def now(here: Town) -> datetime:
    zone = here.settings.schools[here.platforms.school.id].zone
    return here.clock.now().astimezone(zone)

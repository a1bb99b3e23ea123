"""What we ask of WeCom's server API."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from bot.platforms.tencent.calling import (
    Answer,
    Caller,
    as_json,
    checked,
    login_host,
    upload_form,
)

OFFICIAL = "https://qyapi.weixin.qq.com"


class Client(Caller):
    """Shared by everything one school sends. The session belongs to the caller."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        corp_id: str,
        secret: str,
        base_url: str = OFFICIAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(session, base=base_url.rstrip("/") + "/cgi-bin/", clock=clock)
        self._corp_id = corp_id
        self._secret = secret

    async def send(self, message: Answer) -> Answer:
        return await self._post("message/send", message)

    async def update_card(self, update: Answer) -> Answer:
        return await self._post("message/update_template_card", update)

    async def send_to_group(self, message: Answer) -> Answer:
        """Into an appchat this app created; robots have `send_by_robot`."""
        return await self._post("appchat/send", message)

    async def create_chat(self, name: str, userids: list[str], chat: str) -> str:
        """A group of the application's own, with `chat` as its id (up to 32 letters and digits);
        the application must see the root department, or 48002 is answered (document 90245)."""
        said = {"name": name, "userlist": userids, "chatid": chat}
        return str((await self._post("appchat/create", said))["chatid"])

    async def send_by_robot(self, address: str, message: Answer) -> Answer:
        """The address holds the robot's key; no token is involved."""
        return checked(await self._exchange("POST", address, **as_json(message)))

    async def member(self, code: str) -> str:
        """The userid behind an OAuth code; empty for outsiders, whom WeCom answers with errcode 0.

        https://developer.work.weixin.qq.com/document/path/91023
        """
        answer = await self._call("GET", "auth/getuserinfo", params={"code": code})
        return str(answer.get("userid") or "").lower()

    async def audience(self, agent_id: int) -> frozenset[str] | None:
        """Who the application reaches, by userid; None where departments or tags are named, for who
        is in them is not told. https://developer.work.weixin.qq.com/document/path/90227
        """
        answer = await self._call("GET", "agent/get", params={"agentid": str(agent_id)})
        parts = answer.get("allow_partys") or {}, answer.get("allow_tags") or {}
        if any(some for part in parts for some in part.values()):
            return None
        users = (answer.get("allow_userinfos") or {}).get("user") or []
        return frozenset(str(user["userid"]).lower() for user in users)

    async def upload(self, kind: str, name: str, mime: str, data: bytes) -> str:
        """The media id, good for three days. `kind` is "image" or "file"."""
        asked = {"type": kind}
        answer = await self._call(
            "POST", "media/upload", params=asked, body=lambda: upload_form(name, mime, data)
        )
        return str(answer["media_id"])

    async def _grant(self) -> Answer:
        asked = {"corpid": self._corp_id, "corpsecret": self._secret}
        return checked(await self._exchange("GET", self._base + "gettoken", params=asked))


def authorize_url(
    *, corp_id: str, agent_id: int, redirect: str, state: str, base_url: str = OFFICIAL
) -> str:
    """Where a member's browser goes to say who he is, silently (document 91022)."""
    asked = {
        "appid": corp_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": agent_id,
    }
    host = login_host(base_url, OFFICIAL)
    return f"{host}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

"""What we ask of the service account's server API."""

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

OFFICIAL = "https://api.weixin.qq.com"


class Client(Caller):
    """Shared by everything one school sends. The session belongs to the caller."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        app_id: str,
        secret: str,
        base_url: str = OFFICIAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(session, base=base_url.rstrip("/") + "/cgi-bin/", clock=clock)
        self._app_id = app_id
        self._secret = secret
        self._login = f"{base_url.rstrip('/')}/sns/oauth2/access_token"

    async def send(self, message: Answer) -> Answer:
        """A customer-service message: only within the person's window."""
        return await self._post("message/custom/send", message)

    async def send_template(self, message: Answer) -> Answer:
        return await self._post("message/template/send", message)

    async def create_menu(self, menu: Answer) -> Answer:
        return await self._post("menu/create", menu)

    async def follower(self, code: str) -> str:
        """The openid behind an OAuth code. The token that comes with it opens nothing we want."""
        asked = {
            "appid": self._app_id,
            "secret": self._secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        answer = checked(await self._exchange("GET", self._login, params=asked))
        return str(answer.get("openid") or "")

    async def upload(self, name: str, mime: str, data: bytes) -> str:
        """A picture's media id, good for three days."""
        asked = {"type": "image"}
        answer = await self._call(
            "POST", "media/upload", params=asked, body=lambda: upload_form(name, mime, data)
        )
        return str(answer["media_id"])

    async def _grant(self) -> Answer:
        """The stable token: however many processes ask, all get the same one. With the plain
        `token` each would take away the one before (wechat.md §3)."""
        asked = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        url = self._base + "stable_token"
        return checked(await self._exchange("POST", url, **as_json(asked)))


def authorize_url(*, app_id: str, redirect: str, state: str, base_url: str = OFFICIAL) -> str:
    """Where a follower's browser goes to say who he is, silently (snsapi_base)."""
    asked = {
        "appid": app_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    host = login_host(base_url, OFFICIAL)
    return f"{host}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

"""Who holds the phone: the silent login of WeCom or of the service account, and what a browser
keeps of it; and whether a form that comes back is one of ours, from this very session.

A link selects and never authenticates (ADR 4): who looks is asked here, whether he may see or do
something is asked of the core, at that moment.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.people.person import Platform
from bot.web.desk import Login
from bot.web.rendering import HEADERS, closed
from bot.web.sessions import LOGIN, LONG, SESSION, SHORT, Signer
from bot.writing.links import WITH_WECHAT

READER, UNDER_WAY, TOLD = "diaoyue_reader", "diaoyue_login", "diaoyue_told"
ON = "diaoyue_on"  # where this browser logged in last: its next login is asked for there
_LIVES = {READER: SESSION, UNDER_WAY: LOGIN, TOLD: SHORT, ON: LONG}
_BACK = {Platform.WECOM: "login", Platform.WECHAT: "login/wechat"}
_OUTSIDE = {Platform.WECOM: "h5.outsider", Platform.WECHAT: "h5.no_follower"}
_STATES = 4  # logins under way at once in one browser: several links opened side by side

WECOM = "wxwork"  # how WeCom's own browser calls itself; WeChat's does not

Identify = Callable[[str, Platform, str], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """`authorize(school, platform, redirect, state)` is the address of that platform's login; empty
    for a school without it. `public_url` is ours, as phones reach it, without a slash at the end.
    """

    identify: Identify
    reads_links: Callable[[str, str], Awaitable[None]]
    authorize: Callable[[str, Platform, str, str], str]
    public_url: str
    signer: Signer
    now: Callable[[], datetime]

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("/h5/{school}/login", self._from_wecom, methods=["GET"]),
            Route("/h5/{school}/login/wechat", self._from_wechat, methods=["GET"]),
        )

    # ---- who is reading ------------------------------------------------------------------------

    def reader(self, request: Request) -> Login | None:
        kept = self._remembered(request, READER)
        return Login(Platform(kept["platform"]), kept["address"]) if "address" in kept else None

    def to_login(self, request: Request) -> Response:
        """To the platform, and from there back to where the phone is now."""
        state = secrets.token_hex(16)
        address = self._login_of(request, state)
        if not address:
            return closed(request, "h5.not_yours")
        answer = RedirectResponse(address, 302, HEADERS)
        waiting = {**self._waiting(request), state: request.url.path}
        self._remember(
            answer, request, UNDER_WAY, {"waiting": dict(list(waiting.items())[-_STATES:])}
        )
        return answer

    def again(self, path: str, read_on: Platform, marked: str = "") -> Response:
        """A page as it is now. Loading it again after this repeats a look, never a deed."""
        asked = WITH_WECHAT if read_on is Platform.WECHAT else ""
        return RedirectResponse(f"{path}{asked}{marked}", 303, HEADERS)

    def _login_of(self, request: Request, state: str) -> str:
        """The login the link asks for, or the one the school has."""
        school = request.path_params["school"]
        on = request.query_params.get("in") or self._remembered(request, ON).get("on")
        asked = on == Platform.WECHAT
        first, second = reversed(_BACK) if asked else _BACK
        addresses = (
            self.authorize(school, on, f"{self.public_url}/h5/{school}/{_BACK[on]}", state)
            for on in (first, second)
        )
        return next(filter(None, addresses), "")

    async def _from_wecom(self, request: Request) -> Response:
        return await self._back(request, Platform.WECOM)

    async def _from_wechat(self, request: Request) -> Response:
        return await self._back(request, Platform.WECHAT)

    async def _back(self, request: Request, platform: Platform) -> Response:
        """Back from a login with a code; the state ties it to the browser that asked."""
        school = request.path_params["school"]
        code, state = (request.query_params.get(name, "") for name in ("code", "state"))
        path = self._waiting(request).get(state)
        if not path or not code:
            return closed(request, "h5.login_again")
        address = await self.identify(school, platform, code)
        if not address:
            return closed(request, _OUTSIDE[platform])
        if platform is Platform.WECOM and WECOM not in request.headers.get("user-agent", ""):
            await self.reads_links(school, address)
        answer = self.again(path, platform)
        # A fresh nonce with every login: a form of an earlier session is worth nothing.
        values = {"platform": platform, "address": address, "nonce": secrets.token_hex(16)}
        self._remember(answer, request, READER, values)
        self._remember(answer, request, ON, {"on": platform})
        return answer

    def _waiting(self, request: Request) -> dict[str, str]:
        """Logins under way in this browser: {state: the page they lead to}."""
        return dict(self._remembered(request, UNDER_WAY).get("waiting", {}))

    # ---- what was said on the page before --------------------------------------------------------

    def tell(self, answer: Response, request: Request, sentence: str) -> Response:
        """Something to say on the page that follows."""
        if sentence:
            self._remember(answer, request, TOLD, {"told": sentence})
        return answer

    def told(self, request: Request) -> str:
        return str(self._remembered(request, TOLD).get("told", ""))

    def once(self, answer: Response, request: Request) -> Response:
        """What was told is not told again."""
        if TOLD in request.cookies:
            answer.delete_cookie(TOLD, path=f"/h5/{request.path_params['school']}/")
        return answer

    # ---- is it our own form? -------------------------------------------------------------------

    def seal(self, request: Request) -> str:
        """Good for this page within this session only."""
        return self.signer.mark("form", _form_of(request))

    def is_ours(self, request: Request, seal: str) -> bool:
        return self._from_our_page(request) and self.signer.matches(
            "form", _form_of(request), seal
        )

    def _from_our_page(self, request: Request) -> bool:
        """Old browsers send no origin; for them the seal and the cookie's SameSite stand."""
        origin = request.headers.get("origin")
        ours = {urlsplit(self.public_url).netloc, request.headers.get("host", "")}
        return origin is None or urlsplit(origin).netloc in ours

    # ---- cookies -------------------------------------------------------------------------------

    def _remembered(self, request: Request, name: str) -> Mapping[str, Any]:
        cookie = request.cookies.get(name, "")
        school = request.path_params["school"]
        return self.signer.opened(f"{name}/{school}", cookie, self.now())

    def _remember(
        self, answer: Response, request: Request, name: str, values: Mapping[str, Any]
    ) -> None:
        life, school = _LIVES[name], request.path_params["school"]
        answer.set_cookie(
            name,
            self.signer.sealed(f"{name}/{school}", values, self.now() + life),
            max_age=int(life.total_seconds()),
            path=f"/h5/{school}/",
            secure=self.public_url.startswith("https://"),
            httponly=True,
            samesite="lax",
        )


def _form_of(request: Request) -> str:
    return f"{request.cookies.get(READER, '')}\n{request.url.path}"

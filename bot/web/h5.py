"""The decision page for approvers who read in plain WeChat, where cards have no buttons.

A link selects a case and never authenticates: who opens it is told by the silent login of WeCom or
of the service account, and whether he may see or decide it by the desk, at that moment (wechat.md
§3). Every GET is free of side effects, because WeChat itself and everybody a link is forwarded to
open it.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.approvals.refusals import Refusal
from bot.approvals.request import Verdict
from bot.cards import Saying
from bot.conversation.private import private_number
from bot.people.person import Platform
from bot.speech import Voice
from bot.web.desk import Desk, Login, PageCase
from bot.web.sessions import LOGIN, SESSION, Signer
from bot.writing.links import WITH_WECHAT

PAGES = Path(__file__).parent / "pages"
FORM_LIMIT = 16 * 1024  # bytes
REASON_LIMIT = 500  # characters, what a person may write
REPEATED = ("verdict", "reason", "words", "act", "report", "phrase")  # shown again as sent
ACTS = ("approve", "narrow", "back", "hands", "flags")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,512}")  # at least 128 bits
_READER, _LOGIN = "diaoyue_reader", "diaoyue_login"
_LIVES = {_READER: SESSION, _LOGIN: LOGIN}
_BACK = {Platform.WECOM: "login", Platform.WECHAT: "login/wechat"}
_OUTSIDE = {Platform.WECOM: "h5.outsider", Platform.WECHAT: "h5.no_follower"}
_HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
# Part of the address, so that a phone never shows a new page in an old dress.
_STYLE = sha256((PAGES / "page.css").read_bytes()).hexdigest()[:12]
_TEMPLATES = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STATES = 4  # logins under way at once in one browser: several links opened side by side
# Shown by every phone and unable to run anything; the rest is offered for saving.
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_PDF = "application/pdf"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    # "no-referrer" would make a browser hide the origin of our own form from us.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`authorize(school, platform, redirect, state)` is the address of that platform's login; empty
    for a school without it. `public_url` is ours, as phones reach it, without a slash at the end.
    """

    desk: Desk
    authorize: Callable[[str, Platform, str, str], str]
    public_url: str
    signer: Signer
    now: Callable[[], datetime]

    def routes(self) -> tuple[Route, ...]:
        case = "/h5/{school}/r/{token}"
        return (
            Route("/h5/page.css", _stylesheet, methods=["GET"]),
            Route("/h5/{school}/login", self._login, methods=["GET"]),
            Route("/h5/{school}/login/wechat", self._login_wechat, methods=["GET"]),
            Route(case, self._show, methods=["GET"]),
            Route(f"{case}/papers/{{paper:int}}", self._paper, methods=["GET"]),
            Route(case, self._decide, methods=["POST"], max_body_size=FORM_LIMIT),
        )

    async def _show(self, request: Request) -> Response:
        school, token = _named(request)
        login = self._reader(request, school)
        if login is None:
            return self._to_login(request, school, token)
        case = await self.desk.look(school, token, login)
        if case is None:
            return self._closed(request, "h5.not_yours")
        return self._page(request, case)

    async def _paper(self, request: Request) -> Response:
        """An attachment, for whoever may read the case; nobody is sent to a login from here."""
        school, token = _named(request)
        login, number = self._reader(request, school), request.path_params["paper"]
        found = await self.desk.paper(school, token, login, number) if login else None
        if found is None:
            return self._closed(request, "h5.not_yours")
        paper, data = found
        shown = paper.mime in (*_PICTURES, _PDF)
        how = "inline" if shown else "attachment"
        headers = {
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(paper.name, safe='')}"
        }
        mime = paper.mime if shown else "application/octet-stream"
        return Response(data, media_type=mime, headers=_HEADERS | headers)

    async def _login(self, request: Request) -> Response:
        return await self._back(request, Platform.WECOM)

    async def _login_wechat(self, request: Request) -> Response:
        return await self._back(request, Platform.WECHAT)

    async def _back(self, request: Request, platform: Platform) -> Response:
        """Back from a login with a code; the state ties it to the browser that asked."""
        school = request.path_params["school"]
        code, state = (request.query_params.get(name, "") for name in ("code", "state"))
        token = self._waiting(request, school).get(state)
        if not token or not code:
            return self._closed(request, "h5.login_again")
        address = await self.desk.identify(school, platform, code)
        if not address:
            return self._closed(request, _OUTSIDE[platform])
        answer = RedirectResponse(_case(school, token, platform), 303, _HEADERS)
        # A fresh nonce with every login: a form of an earlier session is worth nothing.
        values = {"platform": platform, "address": address, "nonce": secrets.token_hex(16)}
        self._remember(answer, school, _READER, values)
        return answer

    async def _decide(self, request: Request) -> Response:
        school, token = _named(request)
        login = self._reader(request, school)
        said = (await request.form()).items()
        # No phone types a NUL, and PostgreSQL keeps none.
        form = {k: v.replace("\0", "") for k, v in said if isinstance(v, str)}
        if not (login and self._from_our_page(request) and self._is_ours(request, form)):
            return self._closed(request, "h5.login_again")
        case = await self.desk.look(school, token, login)
        if case is None:
            return self._closed(request, "h5.not_yours")
        problem = await self._decided(request, case, login, form)
        if problem is None:
            # Loading the page again after this repeats a look, never a decision.
            return RedirectResponse(_case(school, token, login.platform), 303, _HEADERS)
        now = await self.desk.look(school, token, login) or case
        return self._page(request, now, problem=problem, form=form)

    async def _decided(
        self, request: Request, case: PageCase, login: Login, form: Mapping[str, str]
    ) -> Saying | None:
        """What stands against the decision; None when it is made."""
        school, token = _named(request)
        if any(len(words) > REASON_LIMIT for words in form.values()):
            return Saying("h5.too_long", {"most": REASON_LIMIT})
        if form.get("act"):
            return await self._acted(school, token, login, form)
        if form.get("verdict") not in set(Verdict):
            return Saying("h5.choose")
        verdict, reason = Verdict(form["verdict"]), _reason(form, case.language)
        if len(reason) > REASON_LIMIT:
            return Saying("h5.too_long", {"most": REASON_LIMIT})
        if private := private_number(reason):
            return private
        if verdict is not Verdict.APPROVE and not reason:
            return Saying("h5.reason_needed")
        try:
            pin = form.get("pin", "")
            await self.desk.decide(school, token, login, verdict, reason, pin=pin)
        except Refusal as refusal:
            return refusal.saying
        return None

    async def _acted(
        self, school: str, token: str, login: Login, form: Mapping[str, str]
    ) -> Saying | None:
        if form["act"] not in ACTS:
            return Saying("h5.choose")
        try:
            await self.desk.act(school, token, login, form["act"], form)
        except Refusal as refusal:
            return refusal.saying
        return None

    # ---- who is reading ------------------------------------------------------------------------

    def _reader(self, request: Request, school: str) -> Login | None:
        kept = self._remembered(request, school, _READER)
        return Login(Platform(kept["platform"]), kept["address"]) if "address" in kept else None

    def _waiting(self, request: Request, school: str) -> dict[str, str]:
        """Logins under way in this browser: {state: the link they lead to}."""
        return dict(self._remembered(request, school, _LOGIN).get("waiting", {}))

    def _to_login(self, request: Request, school: str, token: str) -> Response:
        state = secrets.token_hex(16)
        address = self._login_of(school, request, state)
        if not address:
            return self._closed(request, "h5.not_yours")
        answer = RedirectResponse(address, 302, _HEADERS)
        waiting = {**self._waiting(request, school), state: token}
        self._remember(
            answer, school, _LOGIN, {"waiting": dict(list(waiting.items())[-_STATES:])}
        )
        return answer

    def _login_of(self, school: str, request: Request, state: str) -> str:
        """The login the link asks for, or the one the school has."""
        asked = request.query_params.get("in") == Platform.WECHAT
        first, second = reversed(_BACK) if asked else _BACK
        addresses = (
            self.authorize(school, on, f"{self.public_url}/h5/{school}/{_BACK[on]}", state)
            for on in (first, second)
        )
        return next(filter(None, addresses), "")

    def _remembered(self, request: Request, school: str, name: str) -> Mapping[str, Any]:
        cookie = request.cookies.get(name, "")
        return self.signer.opened(f"{name}/{school}", cookie, self.now())

    def _remember(
        self, answer: Response, school: str, name: str, values: Mapping[str, Any]
    ) -> None:
        life = _LIVES[name]
        answer.set_cookie(
            name,
            self.signer.sealed(f"{name}/{school}", values, self.now() + life),
            max_age=int(life.total_seconds()),
            path=f"/h5/{school}/",
            secure=self.public_url.startswith("https://"),
            httponly=True,
            samesite="lax",
        )

    # ---- is it our own form? -------------------------------------------------------------------

    def _seal(self, request: Request) -> str:
        """Good for this link within this session only."""
        return self.signer.mark("form", _form_of(request))

    def _is_ours(self, request: Request, form: Mapping[str, str]) -> bool:
        return self.signer.matches("form", _form_of(request), form.get("seal", ""))

    def _from_our_page(self, request: Request) -> bool:
        """Old browsers send no origin; for them the seal and the cookie's SameSite stand."""
        origin = request.headers.get("origin")
        ours = {urlsplit(self.public_url).netloc, request.headers.get("host", "")}
        return origin is None or urlsplit(origin).netloc in ours

    # ---- pages ---------------------------------------------------------------------------------

    def _page(
        self,
        request: Request,
        case: PageCase,
        *,
        problem: Saying | None = None,
        form: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        voice = Voice(case.language)
        page = _TEMPLATES.get_template("case.html").render(
            case=case,
            say=voice.say,
            lang=_HTML_LANGUAGE[case.language],
            style=_STYLE,
            seal=self._seal(request),
            problem=voice(problem) if problem else "",
            form={**dict.fromkeys(REPEATED, ""), **form},
            reason_limit=REASON_LIMIT,
            pictures=_PICTURES,
            here=request.url.path,
        )
        return HTMLResponse(page, 422 if problem else 200, _HEADERS)

    def _closed(self, request: Request, key: str) -> Response:
        """The same status for everybody who may not see it, whether the link exists or not."""
        asked = request.headers.get("accept-language", "")
        language = "en" if asked.lower().startswith("en") else "zh"
        say = Voice(language).say
        page = _TEMPLATES.get_template("closed.html").render(
            say=say, lang=_HTML_LANGUAGE[language], style=_STYLE, key=key
        )
        return HTMLResponse(page, 403, _HEADERS)


async def _stylesheet(_: Request) -> Response:
    return FileResponse(
        PAGES / "page.css",
        headers={"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"},
    )


def _named(request: Request) -> tuple[str, str]:
    school, token = request.path_params["school"], request.path_params["token"]
    if not _TOKEN.fullmatch(token):
        raise HTTPException(404)
    return school, token


def _case(school: str, token: str, read_on: Platform) -> str:
    asked = WITH_WECHAT if read_on is Platform.WECHAT else ""
    return f"/h5/{school}/r/{token}{asked}"


def _form_of(request: Request) -> str:
    return f"{request.cookies.get(_READER, '')}\n{request.url.path}"


def _reason(form: Mapping[str, str], language: str) -> str:
    """A quick choice, own words, or both."""
    parts = (form.get("reason", "").strip(), form.get("words", "").strip())
    return ("；" if language == "zh" else "; ").join(part for part in parts if part)

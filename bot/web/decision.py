"""The decision page for approvers who read in plain WeChat, where cards have no buttons.

Every GET is free of side effects, because WeChat itself and everybody a link is forwarded to open
it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.approvals.refusals import Refusal
from bot.approvals.request import Verdict
from bot.cards import Saying
from bot.conversation.private import private_number
from bot.speech import Voice
from bot.web import numbers
from bot.web.desk import Desk, Login, PageCase
from bot.web.entries import entries
from bot.web.logins import Logins
from bot.web.papers import paper
from bot.web.rendering import closed, page

FORM_LIMIT = 16 * 1024  # bytes
REASON_LIMIT = 500  # characters, what a person may write
REPEATED = ("verdict", "reason", "words", "act", "report", "phrase")  # shown again as sent
ACTS = ("approve", "narrow", "back", "hands", "flags")
WRITTEN = ("reason", "words", "report", "phrase", "who")  # by a person, in his own words
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,512}")  # at least 128 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    desk: Desk
    logins: Logins

    def routes(self) -> tuple[Route, ...]:
        numbers.known()
        case = "/h5/{school}/r/{token}"
        return (
            Route(case, self._show, methods=["GET"]),
            Route(f"{case}/papers/{{paper:number}}", self._paper, methods=["GET"]),
            Route(case, self._decide, methods=["POST"], max_body_size=FORM_LIMIT),
        )

    async def _show(self, request: Request) -> Response:
        school, token = _named(request)
        login = self.logins.reader(request)
        if login is None:
            return self.logins.to_login(request)
        case = await self.desk.look(school, token, login)
        if case is None:
            return closed(request, "h5.not_yours")
        return self._page(request, case)

    async def _paper(self, request: Request) -> Response:
        """An attachment, for whoever may read the case; nobody is sent to a login from here."""
        school, token = _named(request)
        login, number = self.logins.reader(request), request.path_params["paper"]
        found = await self.desk.paper(school, token, login, number) if login else None
        return paper(*found) if found else closed(request, "h5.not_yours")

    async def _decide(self, request: Request) -> Response:
        school, token = _named(request)
        login = self.logins.reader(request)
        if login is None:
            return closed(request, "h5.login_again")
        form = {name: words[-1] for name, words in (await entries(request)).words.items()}
        if not self.logins.is_ours(request, form.get("seal", "")):
            return closed(request, "h5.login_again")
        case = await self.desk.look(school, token, login)
        if case is None:
            return closed(request, "h5.not_yours")
        problem = await self._decided(request, case, login, form)
        if problem is None:
            return self.logins.again(request.url.path, login.platform)
        now = await self.desk.look(school, token, login) or case
        return self._page(request, now, problem=problem, form=form)

    async def _decided(
        self, request: Request, case: PageCase, login: Login, form: Mapping[str, str]
    ) -> Saying | None:
        """What stands against the decision; None when it is made."""
        school, token = _named(request)
        if any(len(words) > REASON_LIMIT for words in form.values()):
            return Saying("h5.too_long", {"most": REASON_LIMIT})
        if private := next(
            filter(None, (private_number(form.get(w, "")) for w in WRITTEN)), None
        ):
            return private
        if form.get("act"):
            return await self._acted(school, token, login, form)
        if form.get("verdict") not in set(Verdict):
            return Saying("h5.choose")
        verdict, reason = Verdict(form["verdict"]), _reason(form, case.language)
        if len(reason) > REASON_LIMIT:
            return Saying("h5.too_long", {"most": REASON_LIMIT})
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

    def _page(
        self,
        request: Request,
        case: PageCase,
        *,
        problem: Saying | None = None,
        form: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        voice = Voice(case.language)
        return page(
            "case.html",
            voice,
            422 if problem else 200,
            case=case,
            seal=self.logins.seal(request),
            problem=voice(problem) if problem else "",
            form={**dict.fromkeys(REPEATED, ""), **form},
            reason_limit=REASON_LIMIT,
            here=request.url.path,
            home=f"/h5/{request.path_params['school']}/",
        )


def _named(request: Request) -> tuple[str, str]:
    school, token = request.path_params["school"], request.path_params["token"]
    if not _TOKEN.fullmatch(token):
        raise HTTPException(404)
    return school, token


def _reason(form: Mapping[str, str], language: str) -> str:
    """A quick choice, own words, or both."""
    quick, own = form.get("reason", "").strip(), form.get("words", "").strip()
    if not (quick and own):
        return quick or own
    return Voice(language).say("h5.reason_and_words", reason=quick, words=own)

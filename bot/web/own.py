"""A person's own pages over HTTP: home, requests, tasks, forms.

A GET changes nothing. A POST is one of ours, from this session, and ends with a redirect to what it
led to, so that going back or loading again does nothing twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.approvals.refusals import Refusal
from bot.delivery.worker import set_down
from bot.exporting.pdf import NoChineseFont
from bot.handlers.visit import Visit
from bot.speech import Voice
from bot.web import cases, home, numbers, sheet_acts, sheet_page
from bot.web.cases import Done
from bot.web.counter import Counter
from bot.web.desk import Login, Paper
from bot.web.entries import Entries, entries
from bot.web.filling import opened
from bot.web.logins import Logins
from bot.web.papers import PDF, paper
from bot.web.rendering import closed, page
from bot.writing import links

SMALL = 16 * 1024  # bytes: a button and its seal
LARGE = 48 * 1024 * 1024  # bytes: a form with its files

Read = Callable[[Request, Login], Awaitable[Response]]
Written = Callable[[Request, Login, Entries], Awaitable[Response]]


class Unprintable(Refusal):
    """This machine has no Chinese letters to set a paper in."""

    code = "unprintable"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPages:
    counter: Counter
    logins: Logins

    def routes(self) -> tuple[Route, ...]:
        numbers.known()
        own, form = "/h5/{school}/", "/h5/{school}/f/{purpose}"
        case, task = "/h5/{school}/mine/{number:number}", "/h5/{school}/t/{number:number}"
        return (
            Route(own, self._reading(self._home), methods=["GET"]),
            Route(case, self._reading(self._case), methods=["GET"]),
            self._post(case, self._press, SMALL),
            Route(f"{case}/papers/{{paper:number}}", self._paper, methods=["GET"]),
            Route(f"{case}/form.pdf", self._reading(self._printed), methods=["GET"]),
            Route(task, self._reading(self._task), methods=["GET"]),
            self._post(task, self._press, SMALL),
            Route(form, self._reading(self._form), methods=["GET"]),
            self._post(form, self._fill, LARGE),
            Route(f"{form}/check", self._reading(self._check), methods=["GET"]),
            self._post(f"{form}/check", self._send, SMALL),
        )

    # ---- every look and every deed ---------------------------------------------------------------

    def _reading(self, show: Read) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            login = self.logins.reader(request)
            if login is None:
                return self.logins.to_login(request)
            try:
                return self.logins.once(await show(request, login), request)
            except Refusal as refusal:
                return await self._no(request, login, refusal)

        return answer

    def _post(self, path: str, deed: Written, limit: int) -> Route:
        async def answer(request: Request) -> Response:
            login = self.logins.reader(request)
            if login is None:  # before a byte of what may be 48 MiB is read
                return closed(request, "h5.login_again")
            came = await entries(request)
            if not self.logins.is_ours(request, came.one("seal")):
                return closed(request, "h5.login_again")
            try:
                return await deed(request, login, came)
            except Refusal as refusal:
                return await self._no(request, login, refusal)

        return Route(path, answer, methods=["POST"], max_body_size=limit)

    async def _no(self, request: Request, login: Login, refusal: Refusal) -> Response:
        """A page of its own for what cannot be shown or done at all."""
        said = await self._look(
            request, login, lambda visit: (visit.voice, visit.refusal(refusal.saying))
        )
        if said is None:
            return closed(request, "pages.nobody")
        voice, why = said
        return page("no.html", voice, 403, why=why, **self._around(request))

    async def _look(self, request: Request, login: Login, job: Callable[[Visit], Any]) -> Any:
        return await self.counter.look(request.path_params["school"], login, job)

    async def _do(self, request: Request, login: Login, job: Callable[[Visit], Any]) -> Any:
        return await self.counter.do(request.path_params["school"], login, job)

    def _around(self, request: Request) -> Mapping[str, Any]:
        return {
            "seal": self.logins.seal(request),
            "home": f"/h5/{request.path_params['school']}/",
            "here": request.url.path,
            "told": self.logins.told(request),
        }

    def _page(self, request: Request, name: str, view: Any, status: int = 200) -> Response:
        if view is None:
            return closed(request, "pages.nobody")
        voice = Voice(view.language)
        return page(name, voice, status, view=view, **self._around(request))

    def _onward(self, request: Request, login: Login, done: Done) -> Response:
        """To one of the person's own pages, or to the one he is on."""
        home = f"/h5/{request.path_params['school']}/"
        path = f"{home}{done.where}" if done.where or done.home else request.url.path
        return self.logins.tell(self.logins.again(path, login.platform), request, done.told)

    # ---- looking ---------------------------------------------------------------------------------

    async def _home(self, request: Request, login: Login) -> Response:
        return self._page(request, "home.html", await self._look(request, login, home.home))

    async def _case(self, request: Request, login: Login) -> Response:
        return await self._card(request, login, cases.own)

    async def _task(self, request: Request, login: Login) -> Response:
        return await self._card(request, login, cases.task)

    async def _card(
        self, request: Request, login: Login, of: Callable[[Visit, int], cases.Shown]
    ) -> Response:
        number = request.path_params["number"]
        view = await self._look(request, login, lambda visit: of(visit, number))
        if view and view.opens:
            return self._onward(
                request, login, Done(told=self.logins.told(request), where=view.opens)
            )
        return self._page(request, "own.html", view)

    async def _paper(self, request: Request) -> Response:
        login, which = self.logins.reader(request), request.path_params["paper"]
        number = request.path_params["number"]
        try:
            found = login and await self._look(
                request, login, lambda visit: cases.paper(visit, number, which)
            )
        except Refusal:
            found = None
        return paper(*found) if found else closed(request, "h5.not_yours")

    async def _printed(self, request: Request, login: Login) -> Response:
        number = request.path_params["number"]
        sheet = await self._look(request, login, lambda visit: cases.form(visit, number))
        if sheet is None:
            return closed(request, "pages.nobody")
        try:
            data = await asyncio.to_thread(set_down, sheet)
        except NoChineseFont:
            raise Unprintable from None
        return paper(Paper(id=number, name=sheet.name, mime=PDF), data)

    async def _form(self, request: Request, login: Login) -> Response:
        purpose = request.path_params["purpose"]
        view = await self._look(
            request, login, lambda visit: sheet_page.shown(opened(visit, purpose))
        )
        return self._page(request, "form.html", view)

    async def _check(self, request: Request, login: Login) -> Response:
        purpose = request.path_params["purpose"]
        view = await self._look(request, login, lambda visit: _summary(visit, purpose))
        if view is None:
            return self._onward(request, login, Done(told="", where=links.form(purpose)))
        return self._page(request, "check.html", view)

    # ---- doing -----------------------------------------------------------------------------------

    async def _press(self, request: Request, login: Login, came: Entries) -> Response:
        try:
            done = await self._do(
                request,
                login,
                lambda visit: cases.pressed(
                    visit, came.one("tap"), ticked=bool(came.one("promise"))
                ),
            )
        except Refusal as refusal:
            why = refusal.saying
            said = await self._look(request, login, lambda visit: visit.refusal(why))
            return self._onward(request, login, Done(told=said or ""))
        return self._came_of(request, login, done)

    async def _fill(self, request: Request, login: Login, came: Entries) -> Response:
        if came.one("tap"):
            return await self._press(request, login, came)
        purpose, act = request.path_params["purpose"], came.one("act")
        done = await self._do(
            request, login, lambda visit: sheet_acts.filled(visit, purpose, act, came)
        )
        return self._came_of(request, login, done)

    async def _send(self, request: Request, login: Login, came: Entries) -> Response:
        if came.one("tap"):
            return await self._press(request, login, came)
        purpose, version = request.path_params["purpose"], came.one("version")
        act = came.one("act")
        done = await self._do(
            request, login, lambda visit: sheet_acts.sent(visit, purpose, version, act)
        )
        return self._came_of(request, login, done)

    def _came_of(
        self,
        request: Request,
        login: Login,
        done: Done | sheet_page.SheetPage | sheet_page.CheckPage | None,
    ) -> Response:
        """A page comes back when something on it has to be put right."""
        match done:
            case None:
                return closed(request, "pages.nobody")
            case sheet_page.SheetPage():
                return self._page(request, "form.html", done, 422)
            case sheet_page.CheckPage():
                return self._page(request, "check.html", done, 422)
            case Done():
                return self._onward(request, login, done)


def _summary(visit: Visit, purpose: str) -> sheet_page.CheckPage | None:
    """None before everything has been asked: then the form itself is the page."""
    filling = opened(visit, purpose)
    return sheet_page.check(filling) if filling.row and filling.draft.at_review else None

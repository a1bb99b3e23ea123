"""The browser inside a phone's app, shown inside the phone on the page.

In a real phone a page of the product is the only thing in its window, and nothing may frame it. So
the page does not frame the product: it frames this, which is one phone's browser. It has the
phone's cookies, asks the product as that browser would, and shows what came.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import urlsplit

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from yarl import URL

from bot.people.person import Platform
from sandbox.apart import TownApart
from sandbox.loopback import listening
from sandbox.phones.aerial import Aerial
from sandbox.schools import Phone

PATIENCE = aiohttp.ClientTimeout(total=15)
# What the window's owner adds and what belongs to one connection only.
DROPPED = {
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "connection",
    "x-frame-options",
    "set-cookie",
    "date",
    "server",
}
PASSED = ("accept", "accept-language", "content-type", "hx-request", "hx-current-url")
POLICY = "content-security-policy"
NO_FRAMES = "frame-ancestors 'none'"


class WebView:
    """`address` is where the page finds it; `open` gives the address of what it shows then."""

    def __init__(self, phone: Phone, home: str, aerial: Aerial) -> None:
        self.phone, self.home, self.aerial = phone, home, aerial
        self.address = ""
        jar = aiohttp.CookieJar(unsafe=True)
        jar.update_cookies({f"{phone.platform}_phone": phone.address}, URL("http://127.0.0.1/"))
        self._http = aiohttp.ClientSession(cookie_jar=jar, timeout=PATIENCE, trust_env=False)

    async def close(self) -> None:
        await self._http.close()

    def shown(self, url: str) -> str:
        """Where one of the product's pages is seen in this phone; "" for anybody else's page."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != self.home:
            return ""
        return self.address + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._pass, methods=["GET", "POST"])])

    async def _pass(self, request: Request) -> Response:
        if self.aerial.out:
            return _nothing("no network")
        try:
            return await self._asked(request)
        except (aiohttp.ClientError, TimeoutError):
            return _nothing("no answer")

    async def _asked(self, request: Request) -> Response:
        url = (
            self.home
            + request.url.path
            + (f"?{request.url.query}" if request.url.query else "")
        )
        headers = {n: v for n in PASSED if (v := request.headers.get(n))}
        if request.method == "POST":
            headers["origin"] = self.home
        body = await request.body() or None
        async with self._http.request(
            request.method, URL(url, encoded=True), data=body, headers=headers
        ) as answer:
            data, came = await answer.read(), str(answer.url)
        if request.method == "GET" and answer.history and (place := self.shown(came)):
            return RedirectResponse(
                place, 302
            )  # logged in on the way; the page says where it is
        return Response(data, answer.status, headers=_passed_on(answer.headers))


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {n.lower(): v for n, v in headers.items() if n.lower() not in DROPPED}
    policy = [part.strip() for part in kept.get(POLICY, "").split(";")]
    if len(policy) > 1:
        kept[POLICY] = "; ".join(part for part in policy if part and part != NO_FRAMES)
    return kept


def _nothing(why: str) -> Response:
    return HTMLResponse(UNREACHABLE, 502, headers={"x-unreachable": why})


UNREACHABLE = """<!doctype html><meta charset="utf-8"><title>⌁</title><style>
body { margin: 0; height: 100vh; display: grid; place-content: center; justify-items: center;
  gap: 14px; font: 15px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; color: #888;
  background: Canvas; color-scheme: light dark; text-align: center; padding: 20px }
b { font: 300 54px/1 system-ui; color: #bbb }
a { color: #3a7bd5 }
</style><b>⌁</b><div>网页无法打开<br>The page cannot be opened</div>
<a href="">重试 · Try again</a>"""


@contextlib.asynccontextmanager
async def webviews(
    here: TownApart, phones: Sequence[Phone], around: Mapping[Platform, Aerial]
) -> AsyncIterator[tuple[WebView, ...]]:
    """One for each phone, each with cookies and an origin of its own."""
    async with contextlib.AsyncExitStack() as stack:
        views = []
        for phone in phones:
            view = WebView(phone, here.settings.web.public_url, around[phone.platform])
            stack.push_async_callback(view.close)
            view.address = await stack.enter_async_context(listening(view.app()))
            views.append(view)
        yield tuple(views)

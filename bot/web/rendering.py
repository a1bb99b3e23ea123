"""What every page for phones has in common: its frame, its headers, its styles and its script."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.speech import Voice

PAGES = Path(__file__).parent / "pages"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    # "no-referrer" would make a browser hide the origin of our own form from us.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Shown by every phone and unable to run anything; the rest is offered for saving.
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
SERVED = {"page.css": "text/css", "page.js": "text/javascript"}
_HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
# Part of the address, so that a phone never shows a new page in an old dress.
_MARKS = {name: sha256((PAGES / name).read_bytes()).hexdigest()[:12] for name in SERVED}
_TEMPLATES = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, voice: Voice, status: int = 200, /, **values: Any) -> Response:
    text = _TEMPLATES.get_template(name).render(
        say=voice.say,
        lang=_HTML_LANGUAGE[voice.language],
        style=_MARKS["page.css"],
        script=_MARKS["page.js"],
        pictures=PICTURES,
        **values,
    )
    return HTMLResponse(text, status, HEADERS)


def closed(request: Request, key: str) -> Response:
    """The same status for everybody who may not see it, whether the link exists or not."""
    spoken = request.headers.get("accept-language", "")
    voice = Voice("en" if spoken.lower().startswith("en") else "zh")
    asked = f"?{request.url.query}" if request.url.query == "in=wechat" else ""
    # Where somebody was writing when his login ran out, what was saved still stands.
    again = f"{request.url.path}{asked}" if request.method == "POST" else ""
    return page("closed.html", voice, 403, key=key, again=again)


def served() -> tuple[Route, ...]:
    return tuple(Route(f"/h5/{name}", _file(name), methods=["GET"]) for name in SERVED)


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return FileResponse(
            PAGES / name,
            media_type=SERVED[name],
            headers={
                "Cache-Control": "public, max-age=86400",
                "X-Content-Type-Options": "nosniff",
            },
        )

    return answer

"""A phone's browser for stories and tests: cookies, pages, forms. No scripts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL


@dataclass(slots=True)
class Button:
    words: str = ""
    name: str = ""
    value: str = ""
    disabled: bool = False


@dataclass(slots=True)
class Option:
    """A radio button or a box to tick, by the words beside it."""

    words: str
    name: str
    value: str
    alone: bool  # picking it unpicks the others of its name


@dataclass(slots=True)
class PageForm:
    """`fields` is what would be sent now: a name may stand several times."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def picked(self, words: str) -> None:
        for option in self.options:
            if option.words == words:
                before = [] if option.alone else self.fields.get(option.name, [])
                self.fields[option.name] = [*before, option.value]
                return
        raise NoSuchButton(f"{words!r} is not among {[o.words for o in self.options]}")


class NoSuchButton(AssertionError):
    """The page offers nothing with these words."""


@dataclass(slots=True)
class Page:
    """A page as a person has it before him. `status` is HTTP's."""

    browser: "Browser"
    url: str
    status: int
    source: str
    text: str = ""
    forms: list[PageForm] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # words, address

    def buttons(self) -> list[str]:
        return [b.words for form in self.forms for b in form.buttons if not b.disabled]

    async def presses(
        self, words: str, /, *, picks: Sequence[str] = (), file: bytes = b"", **typed: str
    ) -> "Page":
        """Press the button that says `words` (exactly, or else contains it), after filling in
        `typed` by field name, picking options by their words, and choosing a file where one may
        be sent."""
        offered = [(f, b) for f in self.forms for b in f.buttons if not b.disabled]
        exact = [(f, b) for f, b in offered if b.words == words]
        near = [(f, b) for f, b in offered if words in b.words]
        for form, button in exact or near:
            for pick in picks:
                form.picked(pick)
            fields = {**form.fields, **{name: [said] for name, said in typed.items()}}
            if button.name:
                fields[button.name] = [button.value]
            where = urljoin(self.url, form.action)
            await self.browser.before(button.words, self.url)
            return await self.browser.send(form.method, where, fields, file)
        raise NoSuchButton(f"{words!r} is not among {self.buttons()} on {self.url}")

    async def follows(self, words: str) -> "Page":
        for label, address in self.links:
            if words in label:
                return await self.browser.open(urljoin(self.url, address))
        raise NoSuchButton(f"no link {words!r} on {self.url}")


class Browser:
    """One person's browser. `cookies` are shown to every loopback server: the stand-ins learn from
    them whose phone this is."""

    def __init__(
        self,
        cookies: Mapping[str, str],
        before: Callable[[str, str], Awaitable[None]] | None = None,
    ) -> None:
        """`before`: told what is about to be pressed on which page; returns when it may be."""
        self.before = before or _at_once
        jar = aiohttp.CookieJar(unsafe=True)
        jar.update_cookies(dict(cookies), URL("http://127.0.0.1/"))
        self._http = aiohttp.ClientSession(
            cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=15), trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self.close()

    async def open(self, url: str) -> Page:
        return await self.send("get", url, {})

    async def send(
        self,
        method: str,
        url: str,
        fields: Mapping[str, Sequence[str]],
        file: bytes = b"",
        origin: str = "",
    ) -> Page:
        """`origin`: of the page the form stands on, where that is not the one it is sent to."""
        by_query = method.lower() == "get"
        pairs = [(name, said) for name, many in fields.items() for said in many]
        async with self._http.request(
            method,
            URL(url).update_query(pairs) if by_query else URL(url),
            data=None if by_query else _body(pairs, file),
            headers={"Origin": origin or str(URL(url).origin())} if not by_query else None,
        ) as response:
            source = await response.text()
            page = Page(self, str(response.url), response.status, source)
        _Reader(page).feed(source)
        page.text = "\n".join(x for line in page.text.splitlines() if (x := line.strip()))
        return page

    async def fetch(self, url: str) -> bytes:
        """A file, as it is saved."""
        async with self._http.get(URL(url)) as response:
            return await response.read()

    async def close(self) -> None:
        await self._http.close()


def _body(pairs: Sequence[tuple[str, str]], file: bytes) -> aiohttp.FormData:
    """As a phone sends it: with a picture only where the page asks for one."""
    body = aiohttp.FormData(default_to_multipart=bool(file))
    for name, said in pairs:
        body.add_field(name, said)
    if file:
        body.add_field("files", file, filename="IMG_0001.png", content_type="image/png")
    return body


async def _at_once(words: str, url: str) -> None:
    del words, url


class _Reader(HTMLParser):
    """Fills a Page with what can be read and pressed on it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._form: PageForm | None = None
        self._button: Button | None = None
        self._area = ""
        self._option: Option | None = None
        self._link = ""
        self._unread = 0  # inside <script>, <style>, <head>

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        match tag:
            case "script" | "style" | "head":
                self._unread += 1
            case "form":
                method = a.get("method", "get").lower()
                self._form = PageForm(a.get("action", ""), method)
                self.page.forms.append(self._form)
            case "input":
                self._input(a)
            case "button" if self._form is not None:
                disabled = "disabled" in a
                self._button = Button("", a.get("name", ""), a.get("value", ""), disabled)
                self._form.buttons.append(self._button)
            case "textarea" if self._form is not None:
                self._area = a.get("name", "")
                self._form.fields.setdefault(self._area, [""])
            case "a":
                self._link = a.get("href", "")
                self.page.links.append(("", self._link))
            case (
                "p" | "div" | "li" | "h1" | "h2" | "h3" | "tr" | "br" | "dt" | "dd" | "section"
            ):
                self.page.text += "\n"

    def _input(self, a: dict[str, str]) -> None:
        form, name = self._form, a.get("name", "")
        if form is None:
            return
        kind, value = a.get("type", "text"), a.get("value", "")
        if kind == "submit":
            form.buttons.append(Button(value, name, value, "disabled" in a))
        elif kind in ("radio", "checkbox"):
            self._option = Option("", name, value, kind == "radio")
            form.options.append(self._option)
            if "checked" in a:
                form.fields.setdefault(name, []).append(value)
        elif name and kind not in ("file", "search"):
            form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "script" | "style" | "head":
                self._unread -= 1
            case "form":
                self._form = None
            case "button":
                self._button = None
            case "textarea":
                self._area = ""
            case "label":
                self._option = None
            case "a":
                self._link = ""

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        self.page.text += data
        if self._button is not None:
            self._button.words = (self._button.words + data).strip()
        if self._area and self._form is not None:
            self._form.fields[self._area][-1] += data
        if self._option is not None:
            self._option.words = (self._option.words + data).strip()
        if self._link:
            words, address = self.page.links[-1]
            self.page.links[-1] = ((words + data).strip(), address)

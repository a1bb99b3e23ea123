"""A phone's browser for stories and tests: cookies, pages, forms. No scripts."""

from collections.abc import Mapping
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
class PageForm:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)  # values of radio buttons
    buttons: list[Button] = field(default_factory=list)


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

    async def presses(self, words: str, /, **typed: str) -> "Page":
        """Press the button that says `words` (exactly, or else contains it), after filling in
        `typed` by field name."""
        offered = [(f, b) for f in self.forms for b in f.buttons if not b.disabled]
        exact = [(f, b) for f, b in offered if b.words == words]
        near = [(f, b) for f, b in offered if words in b.words]
        for form, button in exact or near:
            fields = {**form.fields, **typed}
            if button.name:
                fields[button.name] = button.value
            return await self.browser.send(form.method, urljoin(self.url, form.action), fields)
        raise NoSuchButton(f"{words!r} is not among {self.buttons()} on {self.url}")

    async def follows(self, words: str) -> "Page":
        for label, address in self.links:
            if words in label:
                return await self.browser.open(urljoin(self.url, address))
        raise NoSuchButton(f"no link {words!r} on {self.url}")


class Browser:
    """One person's browser. `cookies` are shown to every loopback server: the stand-ins learn from
    them whose phone this is."""

    def __init__(self, cookies: Mapping[str, str]) -> None:
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

    async def send(self, method: str, url: str, fields: Mapping[str, str]) -> Page:
        by_query = method.lower() == "get"
        async with self._http.request(
            method,
            URL(url).update_query(fields) if by_query else URL(url),
            data=None if by_query else dict(fields),
            headers={"Origin": str(URL(url).origin())} if not by_query else None,
        ) as response:
            source = await response.text()
            page = Page(self, str(response.url), response.status, source)
        _Reader(page).feed(source)
        page.text = "\n".join(x for line in page.text.splitlines() if (x := line.strip()))
        return page

    async def close(self) -> None:
        await self._http.close()


class _Reader(HTMLParser):
    """Fills a Page with what can be read and pressed on it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._form: PageForm | None = None
        self._button: Button | None = None
        self._area = ""
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
                self._form.fields.setdefault(self._area, "")
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
            form.choices.setdefault(name, []).append(value)
            if "checked" in a:
                form.fields[name] = value
        elif name:
            form.fields[name] = value

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
            case "a":
                self._link = ""

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        self.page.text += data
        if self._button is not None:
            self._button.words = (self._button.words + data).strip()
        if self._area and self._form is not None:
            self._form.fields[self._area] += data
        if self._link:
            words, address = self.page.links[-1]
            self.page.links[-1] = ((words + data).strip(), address)

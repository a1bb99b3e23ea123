"""The stand-in corporation: its apps, members, robots, and everything on their screens."""

import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sandbox.revised import Revised
from sandbox.wecom.codes import (
    BAD_CODE,
    BAD_MEDIA,
    BAD_PARAMETER,
    BAD_SECRET,
    BAD_TOKEN,
    NO_RECIPIENT,
    NO_TOKEN,
    TOKEN_EXPIRED,
    Refused,
)
from sandbox.wecom.crypto import Envelope
from sandbox.wecom.faults import Faults

TOKEN_LIFE = timedelta(seconds=7200)
RESPONSE_CODE_LIFE = timedelta(hours=72)
LOGIN_CODE_LIFE = timedelta(minutes=5)
MEDIA_LIFE = timedelta(days=3)


class Clock(Protocol):
    def now(self) -> datetime: ...


class Client(StrEnum):
    """What a member reads with: the WeCom app, or only the plugin inside plain WeChat."""

    CARDS = "cards"
    PLUGIN = "plugin"


@dataclass(slots=True, kw_only=True)
class App:
    agent_id: int
    secret: str
    token: str
    aes_key: str
    callback_url: str = ""
    access_token: str = ""
    granted: datetime | None = None
    reports_entering: bool = False
    dead_tokens: set[str] = field(default_factory=set)
    task_ids: set[str] = field(default_factory=set)  # unique for ever


@dataclass(slots=True, kw_only=True)
class Member:
    userid: str
    name: str
    client: Client = Client.CARDS
    visible: bool = True  # False: outside the app's visible range


@dataclass(slots=True, kw_only=True)
class Robot:
    key: str
    name: str  # of the group it sits in; also the chat's id on the screens


@dataclass(slots=True, kw_only=True)
class Line:
    """One message on one screen. `body` is the content as this viewer sees it now."""

    id: str
    author: str  # a userid, "" for the app or robot
    kind: str
    body: dict[str, Any]
    at: datetime
    agent_id: int = 0
    edits: int = 0
    settled: str = ""  # the grey button's words
    chosen: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit the real service bends without a word; a careful caller never meets it."""

    rule: str
    detail: str


@dataclass(slots=True, kw_only=True)
class ResponseCode:
    message: str
    agent_id: int
    until: datetime


@dataclass(slots=True, kw_only=True)
class Media:
    name: str
    mime: str
    data: bytes
    until: datetime


class Rate:
    """How often something happened lately, by the wire's clock, not the school's."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, who: str, *limits: tuple[int, float]) -> bool:
        """Counts one more for `who` unless some (number, seconds) is reached."""
        seen, now = self._seen[who], self._seconds()
        longest = max(span for _, span in limits)
        while seen and seen[0] <= now - longest:
            seen.popleft()
        if any(sum(t > now - span for t in seen) >= count for count, span in limits):
            return False
        seen.append(now)
        return True


class Corp(Revised):
    """State only; `serve` gives it an address, `callbacks` its voice, `WeComExchange` its eyes.

    `clock` ages tokens and codes. `seconds` paces the rate limits, so that a clock pushed by a day
    or standing still does not change how fast messages may really come.
    """

    def __init__(
        self, corp_id: str, clock: Clock, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.corp_id, self.clock = corp_id, clock
        self.apps: dict[int, App] = {}
        self.members: dict[str, Member] = {}
        self.robots: dict[str, Robot] = {}
        self.appchats: dict[str, list[str]] = {}
        self.chats: dict[str, list[Line]] = defaultdict(list)
        self.chat_names: dict[str, str] = {}
        self.violations: list[Violation] = []
        self.dropped: list[tuple[str, str]] = []  # (userid, message) the rate limit swallowed
        self.calls: list[str] = []  # every path asked for, in order
        self.faults = Faults()
        self.rate = Rate(seconds)
        self.response_codes: dict[str, ResponseCode] = {}
        self.login_codes: dict[str, tuple[str, datetime]] = {}
        self.media: dict[str, Media] = {}
        self.repeats: dict[str, tuple[datetime, dict[str, Any]]] = {}
        self.phone_in_hand = ""  # whose browser opens links when nothing else says so

    # What the console of the real service offers

    def add_app(
        self,
        agent_id: int,
        secret: str,
        *,
        token: str = "",
        aes_key: str = "",
        callback_url: str = "",
    ) -> App:
        token = token or secrets.token_hex(8)
        aes_key = aes_key or secrets.token_hex(22)[:43]
        app = App(
            agent_id=agent_id,
            secret=secret,
            token=token,
            aes_key=aes_key,
            callback_url=callback_url,
        )
        self.apps[agent_id] = app
        return app

    def add_member(self, userid: str, name: str, client: str = Client.CARDS) -> Member:
        member = Member(userid=userid.lower(), name=name, client=Client(client))
        self.members[member.userid] = member
        return member

    def add_robot(self, key: str, name: str) -> Robot:
        robot = Robot(key=key, name=name)
        self.robots[key] = robot
        self.chat_names[name] = name
        return robot

    def envelope(self, app: App) -> Envelope:
        return Envelope(token=app.token, aes_key=app.aes_key, receiver=self.corp_id)

    # Tokens and codes

    def grant(self, secret: str) -> App:
        app = next((a for a in self.apps.values() if a.secret == secret), None)
        if app is None:
            raise Refused(BAD_SECRET)
        now = self.clock.now()
        if app.granted is None or now >= app.granted + TOKEN_LIFE:
            if app.access_token:
                app.dead_tokens.add(app.access_token)
            app.access_token, app.granted = secrets.token_urlsafe(48), now
        return app

    def revoke(self, agent_id: int) -> None:
        """The platform takes a token back early: 40014 from now on."""
        app = self.apps[agent_id]
        app.access_token, app.granted = "", None

    def app_of(self, token: str) -> App:
        if not token:
            raise Refused(NO_TOKEN)
        for app in self.apps.values():
            if token in app.dead_tokens:
                raise Refused(TOKEN_EXPIRED)
            if token == app.access_token and app.granted is not None:
                if self.clock.now() >= app.granted + TOKEN_LIFE:
                    raise Refused(TOKEN_EXPIRED)
                return app
        raise Refused(BAD_TOKEN)

    def response_code(self, message: str, agent_id: int) -> str:
        code = secrets.token_urlsafe(24)
        until = self.clock.now() + RESPONSE_CODE_LIFE
        self.response_codes[code] = ResponseCode(
            message=message, agent_id=agent_id, until=until
        )
        return code

    def spend_response_code(self, code: str, agent_id: int) -> str:
        """The message it belongs to. Whatever follows, the code is spent."""
        known = self.response_codes.pop(code, None)
        if known is None or known.agent_id != agent_id or self.clock.now() >= known.until:
            raise Refused(BAD_PARAMETER, "response_code")
        return known.message

    def login_code(self, userid: str) -> str:
        code = secrets.token_urlsafe(32)
        self.login_codes[code] = (userid, self.clock.now() + LOGIN_CODE_LIFE)
        return code

    def spend_login_code(self, code: str) -> str:
        userid, until = self.login_codes.pop(code, ("", self.clock.now()))
        if self.clock.now() >= until:
            raise Refused(BAD_CODE)
        return userid

    def keep_media(self, name: str, mime: str, data: bytes) -> str:
        media_id = "3" + secrets.token_urlsafe(40)
        until = self.clock.now() + MEDIA_LIFE
        self.media[media_id] = Media(name=name, mime=mime, data=data, until=until)
        return media_id

    def kept_media(self, media_id: str) -> Media:
        media = self.media.get(media_id)
        if media is None or self.clock.now() >= media.until:
            raise Refused(BAD_MEDIA)
        return media

    # Screens

    def recipients(self, touser: str) -> tuple[list[Member], list[str]]:
        """Members who will see it and the ids (lower case) that name nobody."""
        if touser == "@all":
            return [m for m in self.members.values() if m.visible], []
        wanted = list(dict.fromkeys(u.lower() for u in touser.split("|") if u))
        known = [m for u in wanted if (m := self.members.get(u)) and m.visible]
        names = {m.userid for m in known}
        if not known:
            raise Refused(NO_RECIPIENT)
        return known, [u for u in wanted if u not in names]

    def put(self, chat: str, line: Line) -> None:
        self.chats[chat].append(line)
        self.bump()

    def copies(self, message: str) -> Iterable[tuple[str, Line]]:
        for chat, lines in self.chats.items():
            for line in lines:
                if line.id == message:
                    yield chat, line

    def line(self, chat: str, message: str) -> Line | None:
        return next((x for x in self.chats.get(chat, ()) if x.id == message), None)

    def complain(self, rule: str, detail: str) -> None:
        self.violations.append(Violation(rule, detail))

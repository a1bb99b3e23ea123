"""The stand-in service account: its followers, tokens, windows, and what is on the screens."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.revised import Revised
from sandbox.wechat.codes import (
    BAD_CODE,
    BAD_CREDENTIAL,
    BAD_MEDIA,
    CODE_USED,
    NO_TOKEN,
    NOT_FOLLOWING,
    OUT_OF_COUNT,
    OUT_OF_WINDOW,
    TOKEN_EXPIRED,
)
from sandbox.wecom.codes import Refused
from sandbox.wecom.corp import Clock, Line, Media, Violation
from sandbox.wecom.crypto import Envelope
from sandbox.wecom.faults import Faults

TOKEN_LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)  # how long the former token still works
CODE_LIFE = timedelta(minutes=5)
MEDIA_LIFE = timedelta(days=3)
# How long and how many messages: after a word of the person's, after a tap on the menu or a follow.
SPOKEN = (timedelta(hours=48), 5)
TAPPED = (timedelta(minutes=1), 3)


@dataclass(slots=True, kw_only=True)
class Window:
    until: datetime
    left: int


@dataclass(slots=True, kw_only=True)
class Follower:
    openid: str
    name: str
    follows: bool = True
    blocks_templates: bool = False
    spoken: Window | None = None
    tapped: Window | None = None


@dataclass(slots=True, kw_only=True)
class MenuItem:
    name: str
    kind: str  # "click" or "view"
    key: str


@dataclass(slots=True, kw_only=True)
class _Code:
    openid: str
    until: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class ServiceAccount(Revised):
    """State only; `serve` gives it an address, `Callbacks` its voice, `WeChatExchange` its eyes.

    `verified`: only such an account may send templates or let browsers log in.
    """

    app_id: str
    clock: Clock
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    aes_key: str = field(default_factory=lambda: secrets.token_hex(22)[:43])
    original_id: str = "gh_0123456789ab"
    callback_url: str = ""
    verified: bool = True
    trusted: bool = True
    followers: dict[str, Follower] = field(default_factory=dict)
    templates: dict[str, tuple[str, ...]] = field(default_factory=dict)  # id → its fields
    menu: tuple[MenuItem, ...] = ()
    tokens: dict[str, datetime] = field(default_factory=dict)  # until when each works
    current: str = ""
    chats: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    media: dict[str, Media] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    once: dict[tuple[str, str], datetime] = field(default_factory=dict)  # client_msg_id
    violations: list[Violation] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    phone_in_hand: str = ""

    def follow(self, openid: str, name: str) -> Follower:
        follower = Follower(openid=openid, name=name)
        self.followers[openid] = follower
        return follower

    @property
    def envelope(self) -> Envelope:
        return Envelope(token=self.token, aes_key=self.aes_key, receiver=self.app_id)

    # Tokens and codes

    def granted(self, *, afresh: bool) -> tuple[str, int]:
        """The current token and its seconds left. A fresh one leaves the former five minutes."""
        now = self.clock.now()
        until = self.tokens.get(self.current, now)
        if afresh or until - now <= OVERLAP:
            if self.current:
                self.tokens[self.current] = min(until, now + OVERLAP)
            self.current = secrets.token_urlsafe(48)
            self.tokens[self.current] = until = now + TOKEN_LIFE
        return self.current, int((until - now).total_seconds())

    def admit(self, token: str) -> None:
        if not token:
            raise Refused(NO_TOKEN)
        if token not in self.tokens:
            raise Refused(BAD_CREDENTIAL, "access_token is invalid or not latest")
        if self.clock.now() >= self.tokens[token]:
            raise Refused(TOKEN_EXPIRED)

    def login_code(self, openid: str) -> str:
        code = secrets.token_urlsafe(24)
        self.codes[code] = _Code(openid=openid, until=self.clock.now() + CODE_LIFE)
        return code

    def spend_code(self, code: str) -> str:
        known = self.codes.get(code)
        if known is None or self.clock.now() >= known.until:
            raise Refused(BAD_CODE)
        if known.used:
            raise Refused(CODE_USED)
        known.used = True
        return known.openid

    def keep_media(self, name: str, mime: str, data: bytes) -> str:
        media_id = secrets.token_urlsafe(48)
        until = self.clock.now() + MEDIA_LIFE
        self.media[media_id] = Media(name=name, mime=mime, data=data, until=until)
        return media_id

    def kept_media(self, media_id: str) -> Media:
        media = self.media.get(media_id)
        if media is None or self.clock.now() >= media.until:
            raise Refused(BAD_MEDIA)
        return media

    # Windows

    def opened(self, openid: str, *, spoken: bool) -> None:
        length, count = SPOKEN if spoken else TAPPED
        window = Window(until=self.clock.now() + length, left=count)
        if spoken:
            self.followers[openid].spoken = window
        else:
            self.followers[openid].tapped = window

    def spend_window(self, openid: str) -> None:
        """One customer-service message, or `Refused`."""
        follower, now = self.followers[openid], self.clock.now()
        windows = [w for w in (follower.tapped, follower.spoken) if w and now < w.until]
        if not follower.follows or not windows:
            raise Refused(OUT_OF_WINDOW)
        for window in windows:
            if window.left:
                window.left -= 1
                return
        raise Refused(OUT_OF_COUNT)

    def followed(self, openid: str) -> Follower:
        follower = self.followers[openid]
        if not follower.follows:
            raise Refused(NOT_FOLLOWING)
        return follower

    # Screens

    def put(self, openid: str, kind: str, body: dict[str, Any], author: str = "") -> Line:
        now, number = self.clock.now(), len(self.chats[openid])
        line = Line(id=f"{openid}-{number}", author=author, kind=kind, body=body, at=now)
        self.chats[openid].append(line)
        self.bump()
        return line

    def complain(self, rule: str, detail: str) -> None:
        self.violations.append(Violation(rule, detail))

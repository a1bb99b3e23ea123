"""WeChat from its people's side: one chat with the account, a menu below, links, no buttons."""

from typing import Any

from bot.people.person import Platform
from sandbox.exchange import Bubble, Kept, Key, Toast
from sandbox.wechat.account import ServiceAccount
from sandbox.wechat.callbacks import Callbacks
from sandbox.wecom import screens
from sandbox.wecom.corp import Line

KINDS = {"image": "image", "audio": "voice", "video": "video"}
MENU = "menu"  # the bubble's name under which `tap` finds the menu's items


class NothingThere(LookupError):
    """No such follower or menu item."""


class WeChatExchange:
    """`sandbox.exchange.Exchange`. Each person has one chat, named by his openid."""

    platform = Platform.WECHAT

    def __init__(self, account: ServiceAccount, callbacks: Callbacks) -> None:
        self.account, self._callbacks = account, callbacks

    @property
    def revision(self) -> int:
        return self.account.revision

    @revision.setter
    def revision(self, value: int) -> None:
        self.account.revision = value

    async def changed(self, after: int, timeout: float) -> int:
        return await self.account.changed(after, timeout)

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:
        del viewer
        lines = self.account.chats.get(chat, ())
        return tuple(self._bubble(line) for line in lines)

    def menu(self) -> tuple[Key, ...]:
        return tuple(
            Key(id=item.key, label=item.name, url=item.key if item.kind == "view" else "")
            for item in self.account.menu
        )

    def file(self, name: str) -> Kept | None:
        found = self.account.media.get(name)
        return Kept(found.name, found.mime, found.data) if found else None

    async def say(self, who: str, text: str, chat: str = "") -> None:
        del chat
        self._follower(who)
        self.account.put(who, "text", {"content": text}, author=who)
        await self._spoken(who, {"MsgType": "text", "Content": text})

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None:
        """Pictures and voices; documents cannot be sent to an account at all."""
        self._follower(who)
        media = self.account.keep_media(name, mime, data)
        kind = KINDS.get(mime.partition("/")[0])
        shown = "image" if kind == "image" else "file"
        self.account.put(who, shown, {"media_id": media, "name": name}, author=who)
        if kind:
            more = {"PicUrl": f"http://mmbiz.example/{media}"} if kind == "image" else {}
            await self._spoken(who, {"MsgType": kind, **more, "MediaId": media})
        if caption:
            await self.say(who, caption, chat)

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        """The menu's items are all that can be tapped here; a link opens a page instead."""
        del chat
        clicks = {item.key for item in self.account.menu if item.kind == "click"}
        if bubble != MENU or key not in clicks:
            raise NothingThere(f"{who} sees nothing to tap as {key}")
        await self._event(who, "CLICK", key)
        return Toast()

    async def follows(self, who: str) -> None:
        self._follower(who).follows = True
        await self._event(who, "subscribe", "")

    async def leaves(self, who: str) -> None:
        self._follower(who).follows = False
        await self._event(who, "unsubscribe", "")

    async def _spoken(self, who: str, packet: dict[str, Any]) -> None:
        self.account.opened(who, spoken=True)
        await self._tell(who, {**packet, "MsgId": self._callbacks.message_id()})

    async def _event(self, who: str, event: str, key: str) -> None:
        self._follower(who)
        if event != "unsubscribe":
            self.account.opened(who, spoken=False)
        await self._tell(who, {"MsgType": "event", "Event": event, "EventKey": key})

    async def _tell(self, who: str, packet: dict[str, Any]) -> None:
        created = int(self.account.clock.now().timestamp())
        await self._callbacks.tell({"FromUserName": who, "CreateTime": created, **packet})

    def _follower(self, who: str) -> Any:
        if who not in self.account.followers:
            raise NothingThere(f"no follower {who}")
        return self.account.followers[who]

    def _bubble(self, line: Line) -> Bubble:
        if line.kind != "template":
            return screens.bubble(line, self.account.media)
        told, url = line.body["fields"], line.body["url"]
        keys = ((Key(id="open", label="详情", url=url),),) if url else ()
        return Bubble(
            id=line.id,
            author="",
            kind="card",
            title=next(iter(told.values())),
            text="\n".join(list(told.values())[1:]),
            keys=keys,
            at=line.at,
            url=url,
        )

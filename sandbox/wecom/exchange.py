"""WeCom from its members' side: what is on their screens, and their fingers."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from bot.people.person import Platform
from sandbox.exchange import Bubble, Kept, Key, Toast
from sandbox.wecom import api, screens
from sandbox.wecom.callbacks import Answered, Callbacks
from sandbox.wecom.codes import Refused
from sandbox.wecom.corp import App, Client, Corp, Line


class NothingThere(LookupError):
    """No such member, bubble or live key on that screen."""


class WeComExchange:
    """`sandbox.exchange.Exchange`. The private chat with the app has the member's userid; a group
    has the name its robot sits under, or its appchat id."""

    platform = Platform.WECOM

    def __init__(self, corp: Corp, callbacks: Callbacks) -> None:
        self.corp, self._callbacks = corp, callbacks
        self._pictures = 0

    @property
    def revision(self) -> int:
        return self.corp.revision

    @revision.setter
    def revision(self, value: int) -> None:
        self.corp.revision = value

    async def changed(self, after: int, timeout: float) -> int:
        return await self.corp.changed(after, timeout)

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:
        chat = chat.lower() if chat.lower() in self.corp.members else chat
        private = chat in self.corp.members
        member = self.corp.members.get(viewer.lower() or chat)
        client = member.client if member else Client.CARDS
        if not private and client is Client.PLUGIN:
            return ()  # a WeCom group is not a WeChat group
        lines = self.corp.chats.get(chat, ())
        shown = [x for x in lines if screens.visible(x, client)]
        return tuple(screens.bubble(x, self.corp.media) for x in shown)

    def menu(self) -> tuple[Key, ...]:
        return ()

    def file(self, name: str) -> Kept | None:
        found = self.corp.media.get(name)
        return Kept(found.name, found.mime, found.data) if found else None

    async def say(self, who: str, text: str, chat: str = "") -> None:
        """In a group only the people there read it: WeCom tells no app what is said in groups."""
        who = self._member(who)
        self.corp.put(chat or who, self._own(who, "text", {"content": text}))
        if chat in ("", who):
            packet = {"MsgType": "text", "Content": text, "MsgId": self._callbacks.message_id()}
            self._heed(who, None, await self._tell(who, packet))

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None:
        """Pictures reach the app. Other files cannot be sent to an app at all (path 96467); they
        stay on the sender's own screen."""
        who = self._member(who)
        media_id = self.corp.keep_media(name, mime, data)
        image = mime.startswith("image/")
        kind = "image" if image else "file"
        self.corp.put(chat or who, self._own(who, kind, {"media_id": media_id, "name": name}))
        if image and chat in ("", who):
            packet = {
                "MsgType": "image",
                "PicUrl": f"https://wework.example/{media_id}",
                "MsgId": self._callbacks.message_id(),
                "MediaId": media_id,
            }
            self._heed(who, None, await self._tell(who, packet))
        if caption:
            await self.say(who, caption, chat)

    async def enter(self, who: str) -> None:
        """The member opens the app's chat."""
        if any(app.reports_entering for app in self.corp.apps.values()):
            packet = {"MsgType": "event", "Event": "enter_agent", "EventKey": ""}
            await self._tell(self._member(who), packet)

    async def press_menu(self, who: str, key: str) -> None:
        """A click item of the menu under the app's chat."""
        packet = {"MsgType": "event", "Event": "click", "EventKey": key}
        await self._tell(self._member(who), packet)

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        """None = the app did not answer the tap in time."""
        who = self._member(who)
        line = self.corp.line(chat or who, bubble)
        member = self.corp.members[who]
        if line is None or not screens.visible(line, member.client):
            raise NothingThere(f"{who} sees no message {bubble}")
        self._live_key(line, key)
        kind, _, name = key.partition(":")
        if kind == "pick":
            self._pick(line, *name.split(":", 1))
            return Toast()
        if kind not in ("key", "menu"):
            return Toast()  # opens a page; the app hears nothing
        event = "template_card_event" if kind == "key" else "template_card_menu_event"
        app = self.corp.apps[line.agent_id]
        packet = {"MsgType": "event", "Event": event, **self._click(app, line, name, kind)}
        answered = await self._tell(who, packet, app)
        self._heed(who, line, answered)
        return Toast() if answered and answered.status == 200 else None

    async def press(self, who: str, bubble: str, key: str, *, chat: str = "") -> None:
        """A forged or outdated client: sends `key` for a bubble whatever is on the screen."""
        who = self._member(who)
        line = self.corp.line(chat or who, bubble)
        if line is None:
            raise NothingThere(bubble)
        app = self.corp.apps[line.agent_id]
        click = self._click(app, line, key, "key")
        packet = {"MsgType": "event", "Event": "template_card_event", **click}
        self._heed(who, line, await self._tell(who, packet, app))

    def _member(self, who: str) -> str:
        if who.lower() not in self.corp.members:
            raise NothingThere(f"no member {who}")
        return who.lower()

    def _live_key(self, line: Line, key: str) -> None:
        rows = screens.bubble(line, self.corp.media).keys
        if not any(k.id == key and not k.dead for row in rows for k in row):
            raise NothingThere(f"no live key {key} on {line.id}")

    def _own(self, who: str, kind: str, body: dict[str, Any]) -> Line:
        self._pictures += 1
        now = self.corp.clock.now()
        return Line(id=f"own-{self._pictures}", author=who, kind=kind, body=body, at=now)

    def _pick(self, line: Line, question: str, option: str) -> None:
        card = line.body
        several = (card.get("checkbox") or {}).get("mode") == 1
        asked = next(q for q in screens.questions(card) if q["question_key"] == question)
        chosen = screens.picked(line, asked)
        if several:
            left = [o for o in chosen if o != option]
            line.chosen[question] = left if option in chosen else [*left, option]
        else:
            line.chosen[question] = [option]
        self.corp.bump()

    def _click(self, app: App, line: Line, key: str, kind: str) -> dict[str, Any]:
        click: dict[str, Any] = {
            "EventKey": key,
            "TaskId": str(line.body.get("task_id", "")),
            "CardType": str(line.body.get("card_type", "")),
            "ResponseCode": self.corp.response_code(line.id, app.agent_id),
        }
        questions = screens.questions(line.body)
        if kind == "key" and questions:
            items = [_selected(line, question) for question in questions]
            click["SelectedItems"] = {"SelectedItem": items}
        return click

    async def _tell(
        self, who: str, packet: Mapping[str, Any], app: App | None = None
    ) -> Answered | None:
        app = app or next(iter(self.corp.apps.values()))
        created = int(self.corp.clock.now().timestamp())
        return await self._callbacks.tell(
            app, {"FromUserName": who, "CreateTime": created, **packet}
        )

    def _heed(self, who: str, line: Line | None, answered: Answered | None) -> None:
        """Shows the app's passive reply; a card reply changes only this member's copy."""
        reply = answered.reply if answered else None
        if reply is None:
            return
        match reply.findtext("MsgType"):
            case "text":
                content = reply.findtext("Content", "")
                now, name = self.corp.clock.now(), f"reply-{self.corp.revision}"
                body = {"content": content}
                self.corp.put(who, Line(id=name, author="", kind="text", body=body, at=now))
            case "update_button" if line is not None:
                self._quietly(lambda: api.settle(self.corp, line, _replace_name(reply)))
            case other:
                self.corp.complain("callback.reply", f"{other}")

    def _quietly(self, change: Any) -> None:
        try:
            change()
        except Refused as no:
            self.corp.complain("callback.reply", str(no))


def _selected(line: Line, question: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "QuestionKey": question["question_key"],
        "OptionIds": {"OptionId": screens.picked(line, question)},
    }


def _replace_name(reply: ET.Element) -> str:
    return reply.findtext("Button/ReplaceName", "")

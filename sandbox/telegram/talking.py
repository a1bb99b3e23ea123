"""What the bot may do to messages: send, edit, delete, answer a tap, fetch a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.telegram import keyboards
from sandbox.telegram.flood import Flood
from sandbox.telegram.forms import Form
from sandbox.telegram.markup import TEXT_LIMIT, Entity, parse, units
from sandbox.telegram.refusals import bad, query_too_old, unchanged
from sandbox.telegram.world import Chat, File, Json, Message, World

CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
ANSWER_WINDOW = timedelta(seconds=60)  # not documented; reports say up to about a minute
DELETE_WINDOW = timedelta(hours=48)


@dataclass(slots=True)
class Query:
    """A tap that waits for its answer."""

    asked: datetime
    answer: Json | None = None


@dataclass(slots=True)
class Talk:
    world: World
    flood: Flood
    older: bool = False  # a server of an earlier Bot API
    queries: dict[str, Query] = field(default_factory=dict)

    def send_message(self, form: Form) -> Json:
        chat = self.world.reachable(form.text("chat_id"))
        text, entities = _text(form, "text", TEXT_LIMIT)
        content = _said("text", "entities", text, entities)
        return self._write(chat, form, content)

    def send_document(self, form: Form) -> Json:
        return self._write(
            self._place(form), form, {"document": document_json(self._file(form, "document"))}
        )

    def send_photo(self, form: Form) -> Json:
        return self._write(
            self._place(form), form, {"photo": photo_sizes(self._file(form, "photo"))}
        )

    def edit_text(self, form: Form) -> Json:
        message = self._mine(form)
        if "text" not in message.json:
            raise bad("there is no text in the message to edit")
        text, entities = _text(form, "text", TEXT_LIMIT, too_long="MESSAGE_TOO_LONG")
        return self._change(message, form, _said("text", "entities", text, entities))

    def edit_caption(self, form: Form) -> Json:
        message = self._mine(form)
        text, entities = _text(form, "caption", CAPTION_LIMIT, empty_allowed=True)
        return self._change(message, form, _said("caption", "caption_entities", text, entities))

    def edit_markup(self, form: Form) -> Json:
        return self._change(self._mine(form), form, {})

    def delete(self, form: Form) -> bool:
        chat = self.world.reachable(form.text("chat_id"))
        message = chat.messages.get(form.number("message_id"))
        if message is None:
            raise bad("message to delete not found")
        age = self.world.now() - datetime.fromtimestamp(
            message.json["date"], self.world.now().tzinfo
        )
        if age > DELETE_WINDOW:
            raise bad("message can't be deleted for everyone")
        del chat.messages[message.number]
        return True

    def answer(self, form: Form) -> bool:
        query = self.queries.get(form.text("callback_query_id"))
        if query is None or query.answer or self.world.now() - query.asked > ANSWER_WINDOW:
            raise query_too_old()
        if units(form.text("text")) > TOAST_LIMIT:
            raise bad("MESSAGE_TOO_LONG")
        query.answer = {
            "text": form.text("text"),
            "show_alert": form.flag("show_alert"),
            "url": self._own_link(form.text("url")),
        }
        return True

    def _own_link(self, url: str) -> str:
        """Nothing but the bot's own private chat, with something to bring there."""
        if url and not (url.startswith(self.own_links) and keyboards.is_start(url)):
            raise bad("URL_INVALID")
        return url

    @property
    def own_links(self) -> str:
        return f"https://t.me/{self.world.bot['username']}?start="

    def _keyboard(self, form: Form) -> Json | None:
        return keyboards.checked(form.structure("reply_markup"), older=self.older)

    def ask(self, query_id: str) -> Query:
        """A tap begins to wait; those too old for an answer are forgotten."""
        now = self.world.now()
        while self.queries and now - next(iter(self.queries.values())).asked > ANSWER_WINDOW:
            self.queries.pop(next(iter(self.queries)))
        query = self.queries[query_id] = Query(asked=now)
        return query

    def get_file(self, form: Form) -> Json:
        file = self.world.files.get(form.text("file_id"))
        if file is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": file.unique,
            "file_size": file.size,
            "file_path": file.path,
        }

    def _place(self, form: Form) -> Chat:
        return self.world.reachable(form.text("chat_id"))

    def _write(self, chat: Chat, form: Form, content: Json) -> Json:
        answered = {**self._answered(chat, form), **_thread(chat, form)}
        keyboard = self._keyboard(form)
        if "text" not in content:
            caption, entities = _text(form, "caption", CAPTION_LIMIT, empty_allowed=True)
            content |= _said("caption", "caption_entities", caption, entities)
        self.flood.count(chat.id)
        shown = {"reply_markup": keyboard} if keyboard else {}
        protected = {"has_protected_content": True} if form.flag("protect_content") else {}
        written = self.world.write(
            chat, self.world.bot, {**answered, **content, **shown, **protected}
        )
        return written.json

    def _answered(self, chat: Chat, form: Form) -> Json:
        wanted = form.structure("reply_parameters")
        if not wanted:
            return {}
        message = chat.messages.get(int(wanted.get("message_id", 0)))
        if message is None:
            if wanted.get("allow_sending_without_reply"):
                return {}
            raise bad("message to be replied not found")
        quoted = {k: v for k, v in message.json.items() if k != "reply_to_message"}
        return {"reply_to_message": quoted}

    def _mine(self, form: Form) -> Message:
        chat = self.world.reachable(form.text("chat_id"))
        if not form.has("message_id"):
            raise bad("message identifier is not specified")
        message = chat.messages.get(form.number("message_id"))
        if message is None:
            raise bad("message to edit not found")
        if message.author != self.world.bot["id"]:
            raise bad("message can't be edited")
        return message

    def _change(self, message: Message, form: Form, content: Json) -> Json:
        keyboard = self._keyboard(form)
        replaced = {"edit_date", "reply_markup", *content}
        if "text" in content:
            replaced.add("entities")
        kept = {name: value for name, value in message.json.items() if name not in replaced}
        # An edit that names no keyboard takes the old one away.
        new = {**kept, **content, **({"reply_markup": keyboard} if keyboard else {})}
        if new == {name: value for name, value in message.json.items() if name != "edit_date"}:
            raise unchanged()
        self.flood.count(message.json["chat"]["id"])
        message.json = {**new, "edit_date": self.world.stamp()}
        message.edits += 1
        return message.json

    def _file(self, form: Form, name: str) -> File:
        upload = form.upload(name)
        if upload is not None:
            if not upload.data:
                raise bad("file must be non-empty")
            if len(upload.data) > UPLOAD_LIMIT:
                raise bad("file is too big")
            return self.world.keep_file(upload.name, upload.mime, upload.data)
        known = self.world.files.get(form.text(name))
        if known is None:
            raise bad(f"there is no {name} in the request")
        return known


def _thread(chat: Chat, form: Form) -> Json:
    """The topic it is written in. The bot has no right to write in a closed one."""
    if not form.has("message_thread_id"):
        return {}
    thread = form.number("message_thread_id")
    if thread not in chat.topics:
        raise bad("message thread not found")
    if not chat.topics[thread]:
        raise bad("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def _text(
    form: Form,
    name: str,
    limit: int,
    *,
    too_long: str = "message is too long",
    empty_allowed: bool = False,
) -> tuple[str, list[Entity]]:
    entities = form.structure("entities" if name == "text" else "caption_entities")
    text, found = parse(form.text(name), form.text("parse_mode"), entities)
    if not text and not empty_allowed:
        raise bad("message text is empty")
    if units(text) > limit:
        raise bad(too_long)
    return text, found


def _said(name: str, marks: str, text: str, entities: list[Entity]) -> Json:
    if not text:
        return {}
    return {name: text, **({marks: entities} if entities else {})}


def document_json(file: File) -> Json:
    return {
        "file_id": file.id,
        "file_unique_id": file.unique,
        "file_name": file.name,
        "mime_type": file.mime,
        "file_size": file.size,
    }


def photo_sizes(file: File) -> Sequence[Json]:
    """Telegram offers smaller copies first; only the largest is the file itself."""
    small: Json = {
        "file_id": f"{file.id}s",
        "file_unique_id": f"{file.unique}s",
        "width": 90,
        "height": 60,
        "file_size": 1000,
    }
    whole: Json = {
        "file_id": file.id,
        "file_unique_id": file.unique,
        "width": 1280,
        "height": 853,
        "file_size": file.size,
    }
    return [small, whole]

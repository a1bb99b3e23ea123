"""What people send, as WeCom and the service account write it alike: words, places, links, files.

`message` is one of wechatpy's, which leave the parsed tags in `_data`.
"""

from typing import Any

from bot.platforms.ports import Said, SentFile
from bot.platforms.tencent.wall import Forged

FILES = {
    "image": ("photo.jpg", "image/jpeg"),
    "voice": ("voice.amr", "audio/amr"),
    "video": ("video.mp4", "video/mp4"),
    "shortvideo": ("video.mp4", "video/mp4"),
}


def sent(message: Any) -> Said | SentFile | None:
    """None for kinds that mean nothing to us."""
    return _file(message) if message.type in FILES else _said(message)


def _file(message: Any) -> SentFile:
    name, mime = FILES[message.type]
    media = words(message._data["MediaId"])
    if not media:
        raise Forged
    return SentFile(file=media, name=name, mime=mime)


def _said(message: Any) -> Said | None:
    match message.type:
        case "text":
            return Said(words(message._data.get("Content")).strip())
        case "location":
            return Said(words(message._data.get("Label")))
        case "link":
            told = (words(message._data.get("Title")), words(message._data.get("Url")))
            return Said(" ".join(part for part in told if part))
        case _:
            return None


def words(value: Any) -> str:
    """A tag given twice comes as a list, one with children as a dict: neither is a callback."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Forged
    return value

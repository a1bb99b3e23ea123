"""What a page's form brings: words by name, and files, which are known by their content alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.conversation import pictures
from bot.conversation.fields import LARGEST_FILE
from bot.people.unseen import without

MOST_FILES = 12
MOST_WORDS = 4000  # boxes on a page: a school may have as many cameras
LONGEST = 64 * 1024  # bytes of one box
NAME = 80  # characters of a file's name
# How the first bytes of a picture or a PDF read, and what it is then called.
KINDS = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
    (b"%PDF-", "application/pdf", "pdf"),
)
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    words: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[Upload, ...]]

    def one(self, name: str) -> str:
        return self.words.get(name, ("",))[-1]


async def entries(request: Request) -> Entries:
    words: dict[str, list[str]] = {}
    files: dict[str, list[Upload]] = {}
    async with request.form(
        max_files=MOST_FILES, max_fields=MOST_WORDS, max_part_size=LONGEST
    ) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                # As in the chat: nothing that nobody sees, which could make words read as others.
                words.setdefault(name, []).append(without(value))
            elif value.filename:
                files.setdefault(name, []).append(await upload(value))
    return Entries(
        words={name: tuple(said) for name, said in words.items()},
        files={name: tuple(sent) for name, sent in files.items()},
    )


async def upload(file: UploadFile) -> Upload:
    """What is too big is not read to its end: it will be refused."""
    data = await file.read(LARGEST_FILE + 1)
    mime, ending = kind_of(data)
    return Upload(name=harmless(file.filename or "", ending), mime=mime, data=data)


def kind_of(data: bytes) -> tuple[str, str]:
    """By its content: what a browser says of a file is what somebody wants it to say."""
    if pictures.too_large(data):
        return UNKNOWN, ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic", "heic"
    return next(
        ((mime, end) for head, mime, end in KINDS if data.startswith(head)), (UNKNOWN, "")
    )


def harmless(name: str, ending: str) -> str:
    """A file's own name without a path or anything invisible, ending as its content does."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(c for c in last if c.isprintable()).strip(" .")
    stem, dot, end = visible.rpartition(".")
    bare = stem if dot and len(end) <= 5 else visible
    return f"{(bare or 'file')[:NAME]}.{ending}" if ending else (visible or "file")[:NAME]

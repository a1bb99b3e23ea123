"""From the bytes of a body to the documents in it: parts of a form, text, JSON.

Every step takes time in proportion to the body. Nothing is fetched, nothing is unpacked.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.alerts.reading.outcome import Odd

MOST_PARTS = 200
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_HEADING = re.compile(rb"[\w-]+:")
_PICTURES = ("image/", "video/", "audio/", "application/octet-stream")


def texts(mime: str, body: bytes) -> list[str]:
    """The documents of a body, in their order; pictures beside them are left out."""
    kind = mime.strip().casefold()
    if kind.startswith("multipart/"):
        found = [text(part) for part in _parts(mime, body)]
    elif kind.startswith("application/x-www-form-urlencoded"):
        found = _fields(body)
    else:
        found = [text(body)]
    some = [one for one in found if one.strip()]
    if not some:
        raise Odd("empty")
    return some


def text(body: bytes) -> str:
    """UTF-8, or what Chinese firmware writes in its place."""
    encodings = ["utf-8-sig", "gb18030"]
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Odd("not_text")


def _parts(mime: str, body: bytes) -> Iterator[bytes]:
    found = _BOUNDARY.search(mime)
    said = (found[1] or found[2]).encode() if found else b""
    # Some devices name another boundary than they use.
    boundary = b"--" + said if said and b"--" + said in body else _first_line(body)
    if not boundary.startswith(b"--"):
        yield body
        return
    pieces = body.split(boundary)
    if len(pieces) > MOST_PARTS + 2:
        raise Odd("too_many_parts", len(pieces))
    for piece in pieces[1:]:
        if not piece.startswith(b"--"):
            yield from _content(piece)


def _first_line(body: bytes) -> bytes:
    return body.lstrip()[:220].split(b"\n", 1)[0].strip()


def _content(piece: bytes) -> Iterator[bytes]:
    """An empty line of its own does not make the beginning of a document a heading."""
    whole = piece.lstrip(b"\r\n").replace(b"\r\n", b"\n")
    head, _, content = whole.partition(b"\n\n")
    if not _HEADING.match(head):
        head, content = b"", whole
    about = head.decode("latin-1").casefold()
    if not any(f"content-type: {kind}" in about for kind in _PICTURES):
        yield content


def _fields(body: bytes) -> list[str]:
    try:
        return [value for _, value in parse_qsl(text(body), max_num_fields=MOST_PARTS)]
    except ValueError as error:
        raise Odd("too_many_parts") from error


def parsed(document: str) -> Any:
    """JSON, or `Odd` with the place where it stops being that."""
    try:
        return json.loads(document)
    except json.JSONDecodeError as error:
        raise Odd("not_json", f"{error.lineno}:{error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise Odd("not_json") from error


def table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Odd("wrong_shape", where)
    return value


def tables(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise Odd("wrong_shape", where)
    return value

"""Files that are two things at once, or none, or too large, under names that are traps."""

import io
import struct
import zlib
from collections.abc import Mapping

import pytest

from bot.conversation.fields import LARGEST_FILE
from bot.web.desk import Paper
from bot.web.entries import NAME, harmless, kind_of
from bot.web.papers import paper
from sandbox.browser import Page
from sandbox.player import PIXEL
from sandbox.town import Town
from storage.store import Work
from storage.tables import attachments
from tests.hostile.doors import still_serves
from tests.stories.cases import phone
from tests.stories.test_own_pages import opens

SCRIPT = b"<!doctype html><script>alert(document.cookie)</script>"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
EXIF = b"\xff\xe1" + struct.pack(">H", 40) + b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + SCRIPT[:22]


def bomb() -> bytes:
    """Sixty kilobytes of nothing that say fifty thousand by fifty thousand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 60_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed)


POLYGLOTS: Mapping[str, tuple[bytes, str]] = {
    "a PDF that is a page": (b"%PDF-1.7\n" + SCRIPT, "application/pdf"),
    "a PDF that is an archive": (b"%PDF-1.7\n" + b"PK\x03\x04" * 9, "application/pdf"),
    "a photo with a page behind it": (JPEG + SCRIPT, "image/jpeg"),
    "a photo with a page in its EXIF": (b"\xff\xd8" + EXIF + SCRIPT, "image/jpeg"),
    "a GIF that is a script": (b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)", "image/gif"),
    "a drawing called a photo": (b"<svg onload='alert(1)'/>", ""),
    "a page called a photo": (SCRIPT, ""),
    "a page before its PDF": (SCRIPT + b"%PDF-1.7", ""),
    "a picture without end": (bomb(), ""),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_it_is_one_thing_to_everybody(name: str) -> None:
    data, taken = POLYGLOTS[name]
    mime, _ = kind_of(data)
    assert (mime if taken else "") == taken
    assert taken or mime == "application/octet-stream"


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "image/png", "text/xml", ""])
@pytest.mark.parametrize("name", POLYGLOTS)
def test_whatever_a_platform_said_it_was_it_runs_nowhere(name: str, claimed: str) -> None:
    """What came by chat is kept under the name its sender gave it."""
    told = paper(Paper(id=1, name="x.html", mime=claimed), POLYGLOTS[name][0]).headers
    assert told["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in told["content-security-policy"]
    if claimed != "image/png" or name == "a picture without end":
        assert told["content-type"] == "application/octet-stream"
        assert told["content-disposition"].startswith("attachment")
    else:
        assert told["content-type"] == "image/png"


NAMES = {
    "../../../etc/passwd": "passwd.png",
    "..\\..\\boot.ini": "boot.png",
    "C:\\fakepath\\手机.jpg": "手机.png",
    "手机\u202egnp.exe": "手机gnp.png",
    "a\0b.png": "ab.png",
    "\r\nSet-Cookie: x=1.png": "Set-Cookie: x=1.png",
    ".htaccess": "htaccess.png",
    "...": "file.png",
    "\u200b\u2066": "file.png",
    "长" * 4000: "长" * NAME + ".png",
    '"; filename="evil.html': '"; filename="evil.png',
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_no_path(name: str) -> None:
    assert harmless(name, "png") == NAMES[name]
    given = paper(Paper(id=1, name=NAMES[name], mime="image/png"), PIXEL).headers
    assert given["content-disposition"].isascii()
    assert not set("\r\n\"'; ") & set(given["content-disposition"].partition("UTF-8''")[2])


EDGE = "-----------------------------of-a-browser"


def part(head: str, content: bytes) -> bytes:
    return f"--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content


async def sent(page: Page, name: str, data: bytes, act: str = "save") -> tuple[int, str]:
    """Put together by hand: an honest client writes no such names."""
    fields = {**page.forms[-1].fields, "act": [act]}
    parts = [
        part(f'name="{key}"', one.encode()) for key, many in fields.items() for one in many
    ]
    parts += [part(f'name="files"; filename="{name}"\r\nContent-Type: image/png', data)]
    body = b"\r\n".join([*parts, f"--{EDGE}--\r\n".encode()])
    mime = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
    http = page.browser._http
    async with http.post(
        page.url, data=io.BytesIO(body), headers=mime, allow_redirects=False
    ) as answer:
        return answer.status, await answer.text()


def kept(work: Work) -> list[tuple[str, str]]:
    rows = work.conn.execute(attachments.select().order_by(attachments.c.id))
    return [(row.name, row.mime) for row in rows]


@pytest.mark.slow
async def test_what_a_form_is_sent_is_kept_harmless_or_not_at_all(taishan: Town) -> None:
    page = await opens(taishan, phone(taishan, "邵安"), "f/file:footage")
    stored = taishan.product.store
    for what, (data, mime) in POLYGLOTS.items():
        before = await stored.read(kept)
        status, said = await sent(page, "IMG_0001.png", data)
        after = await stored.read(kept)
        if mime:
            assert status in (303, 422), what
            assert [m for _, m in after[len(before) :]] == [mime], what
        else:
            assert status == 422, what
            assert "只收照片和 PDF" in said, what
            assert after == before, what
    status, said = await sent(page, "大.png", PIXEL + b"\0" * LARGEST_FILE)
    assert status == 422
    assert "超过 20 MB" in said
    for name in NAMES:
        await sent(page, "", b"", act="discard")  # a form takes so many and no more
        before = await stored.read(kept)
        status, _ = await sent(page, name, PIXEL)
        fresh = (await stored.read(kept))[len(before) :]
        assert fresh or status in (303, 400), name
        for called, _ in fresh:
            assert called.endswith(".png"), name
            assert called.isprintable(), name
            assert not {"/", "\\"} & set(called), name
            assert len(called) <= NAME + 4, name
    await sent(page, "", b"", act="discard")
    await sent(page, "../../手机\u202egnp.exe", PIXEL)
    assert (await stored.read(kept))[-1] == ("手机gnp.png", "image/png")
    await still_serves(taishan)

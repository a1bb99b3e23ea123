"""What a picture's head says of its size, and nothing that only looks like a head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.pictures import MOST_PIXELS, size, too_large

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
EXIF = b"\xff\xe1\x00\x08Exif\0\0"


def png(width: int, height: int) -> bytes:
    return PNG + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    sides = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + EXIF * 3 + b"\xff\xc4\x00\x02" + b"\xff\xc2\x00\x11\x08" + sides


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + sides + b"\xff\xff"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")


@pytest.mark.parametrize("of", [png, jpeg, webp, gif])
def test_a_head_tells_the_size(of: object) -> None:
    assert size(of(16_320, 12_240)) == (16_320, 12_240)  # type: ignore[operator]
    assert not too_large(of(16_320, 12_240))  # type: ignore[operator]
    assert too_large(of(50_000, 50_000))  # type: ignore[operator]


def test_the_largest_picture_that_is_taken() -> None:
    assert not too_large(png(25_000, 10_000))
    assert too_large(png(25_000, 10_001))
    assert too_large(png(3_000_000_000, 1))


@pytest.mark.parametrize("marker", range(0xC0, 0xD0))
def test_which_markers_of_a_photo_tell_its_size(marker: int) -> None:
    photo = jpeg(640, 480).replace(b"\xff\xc2", bytes((0xFF, marker)))
    told = marker not in (0xC4, 0xC8, 0xCC)
    assert size(photo) == ((640, 480) if told else (0, 0))


def test_what_nobody_knows_has_no_size() -> None:
    assert size(b"%PDF-1.7") == (0, 0)
    assert size(b"RIFF\0\0\0\0WEBPVP8 " + b"\xff" * 30) == (0, 0)
    assert MOST_PIXELS > 200_000_000


HEADS = [PNG, b"GIF89a", b"\xff\xd8", b"\xff\xd8" + EXIF, b"RIFF\0\0\0\0WEBPVP8X", b""]


@given(st.sampled_from(HEADS), st.binary(max_size=40))
def test_whatever_follows_a_head_it_is_read_to_an_end(head: bytes, rest: bytes) -> None:
    width, height = size(head + rest)
    assert min(width, height) >= 0


def test_markers_without_end_are_read_to_an_end() -> None:
    assert size(b"\xff\xd8" + EXIF * 10_000) == (0, 0)
    assert size(b"\xff\xd8" + b"\xff\xe1\x00\x00" * 10) == (0, 0)
    assert size(jpeg(640, 480).replace(EXIF, b"\x12" + EXIF[1:], 1)) == (0, 0)

"""How large a picture would be once it is unpacked: a few kilobytes may say fifty thousand by fifty
thousand, and take the memory of every phone that shows them.
"""

from collections.abc import Callable
from struct import error, unpack_from

MOST_PIXELS = 250_000_000  # the largest cameras in phones take two hundred million
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG's markers that tell a size


def too_large(data: bytes) -> bool:
    width, height = size(data)
    return width * height > MOST_PIXELS


def size(data: bytes) -> tuple[int, int]:
    """Width and height as its head tells them; (0, 0) where it tells none."""
    try:
        return next((of(data) for head, of in _KINDS.items() if data.startswith(head)), (0, 0))
    except error:
        return 0, 0


def _png(data: bytes) -> tuple[int, int]:
    return unpack_from(">II", data, 16)


def _gif(data: bytes) -> tuple[int, int]:
    return unpack_from("<HH", data, 6)


def _webp(data: bytes) -> tuple[int, int]:
    """Only the extended kind can be large: the others have fourteen bits a side."""
    if data[12:16] != b"VP8X":
        return 0, 0
    low = int.from_bytes(data[24:27], "little"), int.from_bytes(data[27:30], "little")
    return low[0] + 1, low[1] + 1


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, length = unpack_from(">HH", data, at)
        if marker >> 8 != 0xFF or length < 2:
            return 0, 0
        if marker & 0xFF in _FRAMES:
            height, width = unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length


_KINDS: dict[bytes, Callable[[bytes], tuple[int, int]]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"GIF8": _gif,
    b"RIFF": _webp,
    b"\xff\xd8": _jpeg,
}

"""A picture large enough to be looked at."""

import struct
import zlib

SIDE = 64


def _chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )


def _rows() -> bytes:
    """A table in the canteen, with something dark on it."""
    dark = range(26, 38)
    return b"".join(
        b"\0"
        + b"".join(
            b"\x30\x30\x38" if x in dark and y in dark else bytes((200, 170 + x, 120 + y))
            for x in range(SIDE)
        )
        for y in range(SIDE)
    )


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(_rows()))
    + _chunk(b"IEND", b"")
)

"""Is anybody there? One TCP connection and, where it speaks RTSP, one OPTIONS.

A camera that wants a password has answered. No credentials are ever sent: those in an address of
the list stay there.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

RTSP = 554
PORTS = {"rtsp": RTSP, "rtsps": 322, "http": 80, "https": 443}
ANSWER = b"RTSP/1.0"


@dataclass(frozen=True, slots=True)
class Door:
    """`path` of a stream; None: a connection is answer enough."""

    host: str
    ports: tuple[int, ...]
    path: str | None = None


def door(address: str, ports: Sequence[int]) -> Door | None:
    """Where to knock; None for what cannot be asked itself, as a recorder's channel. A bare host
    is asked at `ports`, and one answer is enough."""
    if not address or ("#" in address and "//" not in address):
        return None
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    known = PORTS.get(parts.scheme)
    asked = (port,) if port else (known,) if known else tuple(ports)
    return Door(host, asked, parts.path if parts.scheme == "rtsp" else None)


async def answers(door: Door, seconds: float) -> bool:
    """Whether it answers in time on any of its ports."""
    for port in door.ports:
        try:
            async with asyncio.timeout(seconds):
                if await _answers(door, port):
                    return True
        except (OSError, TimeoutError, ValueError):
            continue
    return False


async def _answers(door: Door, port: int) -> bool:
    reader, writer = await asyncio.open_connection(door.host, port)
    try:
        if door.path is None:
            return True
        host = f"[{door.host}]" if ":" in door.host else door.host
        asked = f"OPTIONS rtsp://{host}:{port}{door.path} RTSP/1.0\r\nCSeq: 1\r\n\r\n"
        writer.write(asked.encode())
        await writer.drain()
        return await reader.readexactly(len(ANSWER)) == ANSWER
    except asyncio.IncompleteReadError:
        return False
    finally:
        # Nothing is waited for: a camera that does not close would hold up the others.
        writer.close()
        with contextlib.suppress(OSError):
            writer.transport.abort()

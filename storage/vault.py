"""What lies in the database sealed: AES-256-GCM under keys that live elsewhere (docs/adr/0007).

A sealed value names the key it was sealed with, so several keys may be in use while one takes the
place of another. Without a key values are kept as they are; what was kept so is still read later.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Engine

KEY_BYTES = 32
NONCE_BYTES = 12
# No JSON begins so, and nobody types it: a control character nothing on a keyboard gives.
MARK = "\x1ady:"
PLAIN = "-"  # stands for the key in a plain value that happens to begin with the mark


class KeyMissing(Exception):
    """Something was sealed with a key that is not among ours; its name is the message."""


class Unopened(Exception):
    """A sealed value is damaged, or was moved here from another place; that is the message."""


class NotAKey(ValueError):
    """Not 32 bytes in base64."""

    def __init__(self) -> None:
        super().__init__("key")


def read_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.encode().translate(_URL_SAFE), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise NotAKey from error
    if len(key) != KEY_BYTES:
        raise NotAKey
    return key


_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def new_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def name_of(key: bytes) -> str:
    """Tells keys apart and nothing about them."""
    return hashlib.sha256(b"diaoyue key:" + key).hexdigest()[:16]


class Vault:
    """Seals with the first key, opens with any. `place` is "table.column": a value carried to
    another column does not open there."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        read = [read_key(key) for key in keys]
        self.names = tuple(name_of(key) for key in read)
        self._ciphers = {name_of(key): AESGCM(key) for key in read}
        self.prefix = f"{MARK}{self.newest}:"  # how everything begins that is sealed now

    @property
    def newest(self) -> str:
        """The name of the key that seals; empty: nothing is sealed."""
        return self.names[0] if self.names else ""

    def seal(self, place: str, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[self.newest].encrypt(nonce, plain, place.encode())

    def open(self, place: str, key: str, sealed: bytes) -> bytes:
        cipher = self._ciphers.get(key)
        if cipher is None:
            raise KeyMissing(key)
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, rest, place.encode())
        except (InvalidTag, ValueError) as error:
            raise Unopened(place) from error

    # -- as columns hold it ------------------------------------------------------------------------

    def seal_text(self, place: str, plain: str) -> str:
        """Nothing stays nothing: that a column is empty is asked in SQL."""
        if not self.names:
            return f"{MARK}{PLAIN}:{plain}" if plain.startswith(MARK) else plain
        if not plain:
            return plain
        sealed = self.seal(place, plain.encode())
        return self.prefix + binascii.b2a_base64(sealed, newline=False).decode("ascii")

    def open_text(self, place: str, kept: str) -> str:
        if not kept.startswith(MARK):
            return kept
        key, _, rest = kept[len(MARK) :].partition(":")
        if key == PLAIN:
            return rest
        return self.open(place, key, _decoded(place, rest)).decode()

    def seal_bytes(self, place: str, plain: bytes) -> bytes:
        if not self.names:
            marked = plain.startswith(MARK.encode())
            return f"{MARK}{PLAIN}:".encode() + plain if marked else plain
        return self.prefix.encode() + self.seal(place, plain) if plain else plain

    def open_bytes(self, place: str, kept: bytes) -> bytes:
        if not kept.startswith(MARK.encode()):
            return kept
        key, _, rest = kept[len(MARK) :].partition(b":")
        if key == PLAIN.encode():
            return rest
        return self.open(place, key.decode("ascii", "replace"), rest)


def _decoded(place: str, text: str) -> bytes:
    try:
        # base64.b64decode looks at each letter first and takes several times as long.
        return binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise Unopened(place) from error


OPEN = Vault()  # no keys: everything is kept as it is


def lay(engine: Engine, vault: Vault) -> Engine:
    """The columns of this engine are sealed with this vault.

    A column type is told its dialect and nothing else; each engine has a dialect of its own.
    """
    engine.dialect.diaoyue_vault = vault  # type: ignore[attr-defined]  # ours to read back
    return engine


def of(dialect: Dialect) -> Vault:
    vault: Any = getattr(dialect, "diaoyue_vault", OPEN)
    assert isinstance(vault, Vault)
    return vault

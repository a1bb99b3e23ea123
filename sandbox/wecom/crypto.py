"""WeCom's callback envelope, from its description (developer.work.weixin.qq.com, path 91144).

Written without the library the product uses, so that each checks the other.
"""

import base64
import hmac
import os
import struct
from dataclasses import dataclass
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

BLOCK_BITS = 256  # the padding is to 32 bytes although AES's own block has 16
PREFIX = 16


class BadEnvelope(ValueError):
    """Signature, padding, length or receiver do not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    encrypt: str
    signature: str
    timestamp: str
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`aes_key` is the 43 characters of the console; `receiver` the corp id of a self-built app."""

    token: str
    aes_key: str
    receiver: str

    def sign(self, encrypt: str, timestamp: str, nonce: str) -> str:
        parts = sorted((self.token, timestamp, nonce, encrypt))
        return sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def seal(self, text: str, *, timestamp: str, nonce: str, prefix: bytes = b"") -> Sealed:
        """`prefix`: 16 bytes, random unless a published vector asks for its own."""
        message = text.encode()
        plain = (prefix or os.urandom(PREFIX)) + struct.pack(">I", len(message))
        padder = PKCS7(BLOCK_BITS).padder()
        padded = padder.update(plain + message + self.receiver.encode()) + padder.finalize()
        encryptor = self._cipher().encryptor()
        encrypt = base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
        signature = self.sign(encrypt, timestamp, nonce)
        return Sealed(encrypt=encrypt, signature=signature, timestamp=timestamp, nonce=nonce)

    def open(self, sealed: Sealed) -> str:
        expected = self.sign(sealed.encrypt, sealed.timestamp, sealed.nonce)
        if not hmac.compare_digest(expected, sealed.signature):
            raise BadEnvelope("signature")
        return self._unpack(self._decrypt(sealed.encrypt))

    def _decrypt(self, encrypt: str) -> bytes:
        decryptor = self._cipher().decryptor()
        unpadder = PKCS7(BLOCK_BITS).unpadder()
        try:
            padded = decryptor.update(base64.b64decode(encrypt)) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError as error:
            raise BadEnvelope("padding") from error

    def _unpack(self, plain: bytes) -> str:
        if len(plain) < PREFIX + 4:
            raise BadEnvelope("length")
        (length,) = struct.unpack(">I", plain[PREFIX : PREFIX + 4])
        message, receiver = plain[PREFIX + 4 :][:length], plain[PREFIX + 4 + length :]
        if receiver.decode(errors="replace") != self.receiver:
            raise BadEnvelope("receiver")
        return message.decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

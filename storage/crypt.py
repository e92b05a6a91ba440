"""Keys: what is sealed at rest, and hashes that mean nothing without the key.

One key file gives all keys (HKDF-SHA256, one for each use). Sealing is AES-256-GCM with a random
nonce; what a value belongs to goes in as associated data, so that rows cannot be swapped.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from binascii import Error as NotBase64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = "revierstimme-key-1:"
_FORMAT = b"\x01"
_NONCE = 12


class KeyProblem(Exception):
    """The key is missing, unreadable or not the one that this database was made with."""


class Keys:
    """Seals and hashes with one secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._seal = AESGCM(_derived(secret, b"seal"))
        self._index = _derived(secret, b"index")
        self._chain = _derived(secret, b"chain")

    def seal(self, data: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + self._seal.encrypt(nonce, data, context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Raises KeyProblem where the key, the context or the data is not the right one."""
        if sealed[:1] != _FORMAT:
            raise KeyProblem("sealed in a format that this version does not know")
        try:
            return self._seal.decrypt(sealed[1 : _NONCE + 1], sealed[_NONCE + 1 :], context)
        except (InvalidTag, ValueError):
            raise KeyProblem("the key does not open what is stored") from None

    def index(self, what: str) -> bytes:
        """16 bytes by which a value is found again."""
        return hmac.digest(self._index, what.encode(), "sha256")[:16]

    def chained(self, entry: bytes) -> bytes:
        """32 bytes that only the key's holder can make of an entry of the audit log."""
        return hmac.digest(self._chain, entry, "sha256")

    @property
    def check(self) -> str:
        """What the database keeps to recognise its key by."""
        return self.index("check").hex()


def voter(secret: bytes, participant: str) -> bytes:
    """The key of a participant's ballot in the survey with that secret."""
    return hmac.digest(secret, participant.encode(), "sha256")


def seal_minute(secret: bytes, key: bytes, minute: int) -> bytes:
    """When a ballot with that key was cast, for as long as its survey's secret lives."""
    nonce = os.urandom(_NONCE)
    return nonce + _minutes(secret).encrypt(nonce, minute.to_bytes(4), key)


def unseal_minute(secret: bytes, key: bytes, sealed: bytes) -> int:
    """Raises KeyProblem."""
    try:
        opened = _minutes(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], key)
    except (InvalidTag, ValueError):
        raise KeyProblem("the survey's secret does not open when a ballot was cast") from None
    return int.from_bytes(opened)


def _minutes(secret: bytes) -> AESGCM:
    # Not the secret itself: no participant's id is this word, so it is nobody's voter key either.
    return AESGCM(hmac.digest(secret, b"minutes", "sha256"))


def create_key(path: Path) -> None:
    """Write a fresh key that only its owner can read; never over an old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> Keys:
    """The keys of a key file; raises KeyProblem."""
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        raise KeyProblem(
            f"Die Schlüsseldatei {path} gibt es nicht. „revierstimme init“ legt eine neue an; zu"
            " einer Datenbank, die es schon gibt, gehört der Schlüssel von damals."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyProblem(f"Die Schlüsseldatei {path} ist nicht lesbar: {error}") from None
    try:
        secret = base64.urlsafe_b64decode(text.removeprefix(PREFIX))
    except (NotBase64, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or len(secret) != 32:
        raise KeyProblem(f"{path} ist keine Schlüsseldatei von Revierstimme.")
    return Keys(secret)


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"revierstimme " + use).derive(secret)

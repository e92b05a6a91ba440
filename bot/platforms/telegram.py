"""The bot's account on Telegram."""

from __future__ import annotations

import asyncio
import os
import re
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

import adapters.telegram
from adapters.telegram import Limits, Webhook, secret_of
from adapters.telegram.presence import Presence
from adapters.telegram.updates import PLATFORM
from storage.database import Database

from ..notebook import NAME, Notebook
from .platform import NoAccount, Platform, Unreadable

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")
PAID = 1000.0
"""Messages a second with paid broadcasts (https://core.telegram.org/bots/faq)."""


class Telegram(Platform):
    """The bot's account on Telegram; `api_base_url` is for a Bot API server of one's own."""

    presence: ClassVar[Presence] = Presence()
    unset: ClassVar[str] = "noch kein Token eingetragen"

    token: SecretStr = SecretStr("")
    api_base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    public_url: str = ""
    listen: str = "127.0.0.1:8080"
    secret: SecretStr = SecretStr("")
    certificate: Path | None = None
    certificate_key: Path | None = None
    paid_broadcast: bool = False
    messages_per_second: float = Field(28, ge=0, le=1000)
    chat_seconds: float = Field(1, ge=0, le=60)

    @property
    def pace(self) -> float:
        """Messages a second: what is set, else what Telegram allows unpaid or paid."""
        if self.paid_broadcast and "messages_per_second" not in self.model_fields_set:
            return PAID
        return self.messages_per_second

    @field_validator("token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("so sieht kein Token von @BotFather aus, zum Beispiel 123456:AbC-…")
        return token

    @model_validator(mode="after")
    def _reachable(self) -> Telegram:
        if self.mode == "webhook" and not self.public_url:
            raise ValueError("für den Webhook fehlt public_url, die Adresse dieses Rechners")
        if (self.certificate is None) != (self.certificate_key is None):
            raise ValueError("certificate und certificate_key gehören zusammen")
        if self.certificate and self.public_url.startswith("http://"):
            raise ValueError("mit eigenem Zertifikat beginnt public_url mit https://")
        return self

    @field_validator("secret")
    @classmethod
    def _secret(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
            raise ValueError("höchstens 256 Zeichen aus A–Z, a–z, 0–9, _ und -")
        return secret

    @field_validator("listen")
    @classmethod
    def _listen(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("ein Rechner und ein Anschluss, zum Beispiel 127.0.0.1:8080")
        return address

    @field_validator("public_url")
    @classmethod
    def _public(cls, url: str) -> str:
        here = ("http://127.0.0.1", "http://localhost")
        if url and not url.startswith(("https://", *here)):
            raise ValueError("Telegram ruft nur Adressen mit https:// an")
        return url.rstrip("/")

    @field_validator("api_base_url")
    @classmethod
    def _base(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("eine Adresse mit http:// oder https://")
        return url.rstrip("/")

    @property
    def is_set(self) -> bool:
        return bool(self.token.get_secret_value())

    def placed(self, home: Path) -> Self:
        files = {
            name: home / path
            for name in ("certificate", "certificate_key")
            if (path := getattr(self, name)) is not None
        }
        for name, path in files.items():
            if not os.access(path, os.R_OK):
                raise Unreadable(f"telegram.{name}: {path} gibt es nicht oder ist nicht lesbar.")
        return self.model_copy(update=files)

    def name(self) -> str:
        if not self.is_set:
            return ""
        from adapters.telegram.profile import (  # noqa: PLC0415 - it loads slowly
            TelegramError,
            cause,
            looked_up,
        )

        try:
            looking = looked_up(self.token.get_secret_value(), self.api_base_url)
            return asyncio.run(looking).username
        except TelegramError as error:
            raise NoAccount(self.presence.title, cause(error)) from None

    def adapter(self, database: Database, folder: Path) -> adapters.telegram.Telegram:
        token = self.token.get_secret_value()
        limits = Limits(self.pace, self.chat_seconds, self.paid_broadcast)
        named = partial(Notebook(database, PLATFORM).write, NAME)
        webhook = self._webhook(token) if self.mode == "webhook" else None
        return adapters.telegram.Telegram(token, self.api_base_url, limits, webhook, named)

    def _webhook(self, token: str) -> Webhook:
        secret = self.secret.get_secret_value() or secret_of(token)
        certificate, key = (str(path or "") for path in (self.certificate, self.certificate_key))
        return Webhook(self.public_url, self.listen, secret, certificate, key)

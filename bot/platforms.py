"""What an operator can set about the platforms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")
PAID = 1000.0
"""Messages a second with paid broadcasts (https://core.telegram.org/bots/faq)."""
UNASKED = 0.2
"""Messages a second on a Matrix server whose operator was not asked for more."""


class Loopback(BaseModel):
    """A rehearsal platform on this machine, for tests and load."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = ""

    @field_validator("address")
    @classmethod
    def _local(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        fits = port.isdecimal() and 0 < int(port) < 65536
        if address and (host not in ("127.0.0.1", "localhost") or not fits):
            raise ValueError("nur eine Adresse auf diesem Rechner, zum Beispiel 127.0.0.1:9000")
        return address


class Telegram(BaseModel):
    """The bot's account on Telegram; `api_base_url` is for a Bot API server of one's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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


class Matrix(BaseModel):
    """The bot's account on Matrix, with a password (to log in once) or an access token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    homeserver: str = ""
    user: str = Field("", max_length=255)
    password: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    messages_per_second: float = Field(0, ge=0, le=1000)
    reactions: bool = False

    @property
    def pace(self) -> float:
        """Messages a second to reckon with."""
        return self.messages_per_second or UNASKED

    @field_validator("homeserver")
    @classmethod
    def _address(cls, url: str) -> str:
        local = url.startswith(("http://127.0.0.1", "http://localhost"))
        if url and not local and not url.startswith("https://"):
            raise ValueError(
                "die Adresse des Servers mit https://, wie https://matrix.beispiel.de"
            )
        return url.rstrip("/")

    @field_validator("user")
    @classmethod
    def _user(cls, name: str) -> str:
        if name and not re.fullmatch(r"[a-z0-9._=/+-]+|@[a-z0-9._=/+-]+:[\w.:\[\]-]+", name):
            raise ValueError("der Name des Kontos, zum Beispiel @revierstimme:beispiel.de")
        return name

    @model_validator(mode="after")
    def _whole(self) -> Matrix:
        named = self.user or self.token.get_secret_value()
        if self.homeserver and not named:
            raise ValueError("zu homeserver gehören user und password, oder token")
        if named and not self.homeserver:
            raise ValueError("es fehlt homeserver, die Adresse des Servers mit https://")
        return self


ROOMS = {
    "matrix": re.compile(r"![^\s:]{1,200}(:[^\s]{1,200})?"),
    "telegram": re.compile(r"-\d{5,20}|@[A-Za-z]\w{4,31}"),
}
EXAMPLES = {"matrix": "!abc123:beispiel.example", "telegram": "-1001234567890 oder @kanal"}
"""What a room, group or channel is called on each platform, for announcements."""

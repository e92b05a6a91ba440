"""The bot's account on Matrix."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator

from adapters.matrix.presence import PLATFORM, Presence
from storage.database import Database

from ..notebook import NAME, Notebook
from .platform import Platform

if TYPE_CHECKING:
    import adapters.matrix.platform

UNASKED = 0.2
"""Messages a second on a server whose operator was not asked for more."""


class Matrix(Platform):
    """The bot's account on Matrix, with a password (to log in once) or an access token."""

    presence: ClassVar[Presence] = Presence()

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

    @property
    def is_set(self) -> bool:
        return bool(self.homeserver)

    def name(self) -> str:
        return self.user if self.homeserver else ""

    def adapter(self, database: Database, folder: Path) -> adapters.matrix.platform.Matrix:
        """It remembers in the database what it needs between two runs."""
        # Its library takes a second to load.
        from adapters.matrix.account import Account  # noqa: PLC0415
        from adapters.matrix.platform import Limits, Matrix  # noqa: PLC0415

        password, token = self.password.get_secret_value(), self.token.get_secret_value()
        account = Account(self.homeserver, self.user, password, token)
        database.do(lambda store: store.notes.write(PLATFORM, NAME, self.user.encode()))
        limits = Limits(self.messages_per_second, self.reactions)
        notebook = Notebook(database, PLATFORM)
        return Matrix(account, notebook, database.keys, folder / PLATFORM, limits)

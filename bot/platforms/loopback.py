"""The rehearsal platform."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator

import adapters.loopback
from storage.database import Database

from .platform import Platform


class Loopback(Platform):
    """A rehearsal platform on this machine, for tests and load."""

    address: str = ""

    @field_validator("address")
    @classmethod
    def _local(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        fits = port.isdecimal() and 0 < int(port) < 65536
        if address and (host not in ("127.0.0.1", "localhost") or not fits):
            raise ValueError("nur eine Adresse auf diesem Rechner, zum Beispiel 127.0.0.1:9000")
        return address

    @property
    def is_set(self) -> bool:
        return bool(self.address)

    def adapter(self, database: Database, folder: Path) -> adapters.loopback.Loopback:
        return adapters.loopback.Loopback(self.address)

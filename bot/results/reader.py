"""Somebody who reads results."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from storage.store import Store

from ..config import Config


class Reader(Struct, frozen=True):
    """In which language, and which surveys' results they may see."""

    store: Store
    config: Config
    language: str
    seen: Callable[[str], bool]

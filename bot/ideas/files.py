"""The photos and voice messages of ideas."""

from __future__ import annotations

from dialogs.messages import File
from storage.files import StoredFile
from storage.store import Store

from ..my_data_files import EXTENSIONS


def files_of(store: Store, number: int, alt: str) -> tuple[File, ...]:
    """The photo or voice message of an idea, as far as it has arrived."""
    names = store.files.of_idea(number)
    stored = [(name, store.files.content(name)) for name in names]
    return tuple(_file(name, one, alt) for name, one in stored if one is not None)


def _file(name: str, stored: StoredFile, alt: str) -> File:
    named = f"{name[:8]}.{EXTENSIONS[stored.media_type]}"
    return File(named, stored.media_type, alt, stored.content)

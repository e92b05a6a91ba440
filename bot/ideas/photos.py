"""Photos of ideas on their sheets: drawn anew once more, and small enough to be sent along."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

from adapters.media import Picture, Unusable, shrunk
from storage.idea import NoIdea
from storage.store import Store

from .sheet import Sheet, shown_photo

LARGEST, ALL = 250_000, 24_000_000
"""Bytes of one photo, and of all in one document."""

Photos = Mapping[str, Picture]
"""By the names that sheets know them by."""
NONE: Photos = MappingProxyType({})

log = logging.getLogger(__name__)


def stored_photo(store: Store, one: Sheet) -> bytes:
    """As it was stored; nothing where the idea has been hidden since, or is gone."""
    try:
        name = shown_photo(store, store.ideas.get(one.number))
    except NoIdea:
        return b""
    stored = store.files.content(name) if name and name == one.photo else None
    return stored.content if stored else b""


def drawn(one: Sheet, content: bytes, many: int = 1) -> Photos:
    """The photo of a sheet that is one of so many, if there is one that can be drawn. Waits."""
    if not content:
        return NONE
    try:
        return {one.photo: shrunk(content, min(LARGEST, ALL // many))}
    except Unusable as error:
        log.warning("the photo of an idea is not printed: %s", error)
        return NONE

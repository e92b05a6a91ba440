"""The words round a place's name, from `data/words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..understanding.matching import fold
from .region import text


@cache
def vocabulary() -> Mapping[str, tuple[str, str]]:
    """Plain spelling → kind of word, and for a Land which."""
    kinds = dict(_read())
    states = kinds.pop("states")
    kinds.pop("generic")
    kinds["filler"] = [*kinds["filler"], *kinds.pop("filler_of_towns")]
    # What stands first in the file goes before what comes after.
    known = {plain(w): (kind, "") for kind, some in reversed(kinds.items()) for w in some}
    return known | {plain(w): ("state", state) for state, some in states.items() for w in some}


@cache
def words(kind: str) -> frozenset[str]:
    """All words of a kind, plainly spelt."""
    return frozenset(plain(word) for word in _read()[kind])


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(text("words.toml"))


def plain(text: str) -> str:
    """In lower case, ä as ae, without spaces and signs."""
    return fold(text).replace(" ", "")

"""The words that the rules look for: a TOML file a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def listed(language: str, name: str) -> frozenset[str]:
    """A list of words, in lower case."""
    return frozenset(word.lower() for word in _read(language[:2]).get(name, ()))


@cache
def instead(language: str, name: str) -> Mapping[str, str]:
    """What to write for a word, by the word in lower case."""
    return {word.lower(): better for word, better in _read(language[:2]).get(name, {}).items()}


@cache
def patterns(language: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Patterns that find something whatever its case."""
    return tuple(
        re.compile(pattern, re.IGNORECASE) for pattern in _read(language[:2]).get(name, ())
    )


@cache
def _read(language: str) -> Mapping[str, Any]:
    file = files("dialogs.wording").joinpath(f"words/{language}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}

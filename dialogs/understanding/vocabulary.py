"""The words by which people mean a control, a flow, a number or a day: a TOML file a language.

All languages are understood at once: somebody who reads English may well type "zurück".
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .matching import fold, forms

LANGUAGES = ("de", "en")


@cache
def commands() -> Mapping[str, str]:
    """Folded word or phrase, umlauts written either way → the control or flow that it means."""
    return {
        form: meaning
        for language in LANGUAGES
        for topic in ("controls", "flows")
        for meaning, phrases in _read(language)[topic].items()
        for phrase in phrases
        for form in forms(phrase)
    }


@cache
def signs() -> Mapping[str, str]:
    """Emoji that mean a control by themselves."""
    return {sign: meaning for meaning, all_ in _read("signs").items() for sign in all_}


@cache
def _numbers() -> Mapping[str, int]:
    return {
        fold(word): number
        for language in LANGUAGES
        for number, words in enumerate(_read(language)["numbers"]["words"])
        for word in words
    }


def number_word(word: str) -> int | None:
    """`zwölf` and `twelve` are 12; None for anything else."""
    return _numbers().get(word)


@cache
def date_words() -> dict[str, Any]:
    """Words of dates: sets by name, and `days` and `units` as sets by a number of days."""
    joined: dict[str, Any] = {"days": {}, "units": {}}
    for language in LANGUAGES:
        for name, words in _read(language)["dates"].items():
            if isinstance(words, dict):
                for days, all_ in words.items():
                    joined[name].setdefault(days, set()).update(map(fold, all_))
            else:
                joined.setdefault(name, set()).update(map(fold, words))
    return joined


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(
        files("dialogs.understanding").joinpath(f"words/{name}.toml").read_text("utf-8")
    )

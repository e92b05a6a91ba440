"""What organisers are told to look at before they show an idea: rules in `data/flags.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from .stems import words

_LONGEST = 4000


def flags(text: str) -> Sequence[str]:
    """The names of the rules that a text falls under, in the order of the file."""
    text = text[:_LONGEST]
    said = frozenset(words(text))
    patterns, listed = _rules()
    return [
        name
        for name in (*patterns, *listed)
        if any(pattern.search(text) for pattern in patterns.get(name, ()))
        or said & listed.get(name, frozenset())
    ]


@cache
def _rules() -> tuple[Mapping[str, Sequence[re.Pattern[str]]], Mapping[str, frozenset[str]]]:
    read = tomllib.loads(files(__package__).joinpath("data/flags.toml").read_text("utf-8"))
    patterns = {
        name: [re.compile(pattern, re.IGNORECASE) for pattern in rule["patterns"]]
        for name, rule in read.items()
        if "patterns" in rule
    }
    listed = {
        name: frozenset(words(rule["words"])) for name, rule in read.items() if "words" in rule
    }
    return patterns, listed

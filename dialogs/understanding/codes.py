"""Short codes: what stands on a poster, typed on any platform, begins what the poster is about."""

from __future__ import annotations

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what looks alike: 0 and O, 1, I and L, U and V."""
LENGTH = 5
INVITE = 10
"""Characters of a code that makes somebody an organiser: 48 bits, so guessing is hopeless."""

_SPACED = re.compile(r"[\s.·-]+")
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_INVITE = re.compile(rf"[{ALPHABET}]{{{INVITE}}}")
_LONGEST = 16


def code_in(text: str) -> str:
    """The code that a text consists of, however it is spaced; empty where it is none.

    There is a digit and a letter in each, so that no word, number or postal code is one.
    """
    if len(text) > _LONGEST:
        return ""
    typed = _SPACED.sub("", text).upper()
    return typed if _CODE.fullmatch(typed) and is_code(typed) else ""


def invite_in(text: str) -> str:
    """The same for an organiser's invitation."""
    typed = _SPACED.sub("", text).upper() if len(text) <= 2 * INVITE else ""
    return typed if _INVITE.fullmatch(typed) and is_code(typed) else ""


def fresh(choose: Callable[[str], str]) -> str:
    """An organiser's invitation; `choose` draws one of some characters."""
    while True:
        drawn = "".join(choose(ALPHABET) for _ in range(INVITE))
        if is_code(drawn):
            return drawn


def is_code(drawn: str) -> bool:
    return any(c.isdigit() for c in drawn) and any(c.isalpha() for c in drawn)

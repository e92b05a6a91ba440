"""Short codes: what stands on a poster, typed on any platform, begins what the poster is about."""

from __future__ import annotations

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what looks alike: 0 and O, 1, I and L, U and V."""
LENGTH = 5
LINK_LENGTH = 8
"""Of the codes that join two chats."""
INVITE = 10
"""Characters of a code that makes somebody an organiser: 48 bits, so guessing is hopeless."""

ROOM_LENGTH = 7
"""Of the words that register a group or channel: 34 bits, for an hour."""

_SPACED = re.compile(r"[\s.·-]+")
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_LINK_CODE = re.compile(rf"[{ALPHABET}]{{{LINK_LENGTH}}}")
_INVITE = re.compile(rf"[{ALPHABET}]{{{INVITE}}}")
_ROOM_WORD = re.compile(
    rf"\s*([/!]?(?:anmelden|register)(?:@\w{{1,40}})?\s)?\s*([{ALPHABET}]{{{ROOM_LENGTH}}})\s*",
    re.IGNORECASE,
)
_LONGEST = 16
_LONGEST_POST = 80


def code_in(text: str) -> str:
    """The code that a text consists of, however it is spaced; empty where it is none.

    There is a digit and a letter in each, so that no word, number or postal code is one.
    """
    return _typed(text, _CODE)


def link_code_in(text: str) -> str:
    """The same for a code that joins two chats."""
    return _typed(text, _LINK_CODE)


def _typed(text: str, code: re.Pattern[str]) -> str:
    if len(text) > _LONGEST:
        return ""
    typed = _SPACED.sub("", text).upper()
    return typed if code.fullmatch(typed) and is_code(typed) else ""


def invite_in(text: str) -> str:
    """The same for an organiser's invitation."""
    typed = _SPACED.sub("", text).upper() if len(text) <= 2 * INVITE else ""
    return typed if _INVITE.fullmatch(typed) and is_code(typed) else ""


def room_word_in(text: str, bare: bool = False) -> str:
    """The word in "/anmelden K7M2P9Q"; `bare`, also where nothing stands before it."""
    found = _ROOM_WORD.fullmatch(text) if len(text) <= _LONGEST_POST else None
    if found is None or not (found[1] or bare) or not is_code(found[2]):
        return ""
    return found[2].upper()


def fresh(choose: Callable[[str], str], length: int = INVITE) -> str:
    """An organiser's invitation, or another code; `choose` draws one of some characters."""
    while True:
        drawn = "".join(choose(ALPHABET) for _ in range(length))
        if is_code(drawn):
            return drawn


def is_code(drawn: str) -> bool:
    return any(c.isdigit() for c in drawn) and any(c.isalpha() for c in drawn)

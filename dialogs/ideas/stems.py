"""Words without their endings: `Busse` and `Bus` are one; German, good enough for English."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DASH = str.maketrans({"–": " ", "—": " ", "\u2010": "-", "\u2011": "-"})
_UMLAUT = re.compile(r"(?<![aeq])(ae|oe|ue)")
_ENDING = re.compile(r"(?:innen|ende|enden|ender|endes|ungen|ung|ern|em|er|en|es|e|s|n|t)$")
_MOST = 2
_SHORTEST = 4
"""Letters that are left at least when an ending goes."""


def words(text: str) -> list[str]:
    """The plain words of a text; hyphens stay: `S-Bahn` is `s-bahn`."""
    return [plain(word) for word in said(text)]


def said(text: str) -> list[str]:
    """The words of a text as they stand."""
    return _WORD.findall(text.translate(_DASH))


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """In lower case and without umlauts, however they are written: `Bäume` as `baume`."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _UMLAUT.sub(lambda found: found[1][0], bare)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A plain word without its endings."""
    for _ in range(_MOST):
        ending = _ENDING.search(word)
        if ending is None or ending.start() < _SHORTEST - (ending[0] in ("e", "n", "s")):
            break
        word = word[: ending.start()]
    return word

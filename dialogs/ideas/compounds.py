"""German compounds taken apart: `Buslinienplan` is about buses, lines and plans."""

from __future__ import annotations

from functools import lru_cache

from .vocabulary import vocabulary

_LINKS = ("", "s", "n", "en", "es", "er", "e")
"""What may stand between two parts."""
_SHORTEST, _LONGEST = 3, 40
_REST = 5
"""Letters that a part needs whose other half is not known."""


@lru_cache(maxsize=20_000)
def parts(word: str) -> tuple[str, ...]:
    """What a plain word is made of; the word itself where it is no compound of known words."""
    fits = 2 * _SHORTEST <= len(word) <= _LONGEST
    if not fits or vocabulary().knows(word):
        return (word,)
    return _split(word) or _half(word) or (word,)


def _split(word: str) -> tuple[str, ...]:
    """All of it in known parts, the longest first; nothing where that cannot be."""
    knows = vocabulary().knows
    for end in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        if not knows(word[:end]):
            continue
        for rest in _after(word[end:]):
            if knows(rest):
                return (word[:end], rest)
            if more := _split(rest):
                return (word[:end], *more)
    return ()


def _after(rest: str) -> list[str]:
    found = [rest.removeprefix(link) for link in _LINKS if rest.startswith(link)]
    return [word for word in dict.fromkeys(found) if len(word) >= _SHORTEST]


def _half(word: str) -> tuple[str, ...]:
    """A known end, else a known beginning, and the rest as it is."""
    knows = vocabulary().knows
    for begin in range(_SHORTEST, len(word) - _REST + 1):
        if knows(word[begin:]):
            return (*parts(word[:begin]), word[begin:])
    for end in range(len(word) - _REST, _REST - 1, -1):
        if knows(word[:end]):
            return (word[:end], *parts(word[end:]))
    return ()

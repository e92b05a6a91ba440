"""How far what was typed is from a name, in slips."""

from __future__ import annotations

_SOUNDS = ("aä", "eäi", "oöu", "uü", "bp", "dt", "gkcqj", "szßxc", "fvw", "mn", "iyj", "ae")
_KEYS = ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")
_ALIKE, _CLOSE, _TWICE, _SWAPPED, _MUTE, _FIRST = 0.5, 0.75, 0.5, 0.75, 0.6, 0.35
_VOWELS = frozenset("aeiou")
_SILENT = frozenset("hce")


def _pairs() -> dict[tuple[str, str], float]:
    """What a letter costs that was typed for another."""
    found: dict[tuple[str, str], float] = {}
    for row, keys in enumerate(_KEYS):
        for place, key in enumerate(keys):
            below = _KEYS[row + 1] if row < 2 else ""
            beside = [*keys[place + 1 : place + 2], *below[max(0, place - 1) : place + 1]]
            for other in beside:
                found[key, other] = found[other, key] = _CLOSE
    for group in _SOUNDS:
        for letter in group:
            for other in group:
                found[letter, other] = _ALIKE
    return found


_COSTS = _pairs()


def slips(said: str, name: str) -> float:
    """The cheapest way from one to the other (weighted optimal string alignment).

    Neighbours on the keyboard, letters that sound alike, doubled and mute letters and swapped
    neighbours cost less than one; another first letter costs more.
    """
    before: list[float] = []
    last = [0.0]
    for there, letter in enumerate(name):
        last.append(last[-1] + _lost(name, there, letter))
    for here, typed in enumerate(said):
        row = [last[0] + _lost(said, here, typed)]
        for there, letter in enumerate(name):
            if typed == letter:
                best = last[there]
            else:
                extra = _FIRST if not here and not there else 0.0
                best = last[there] + _COSTS.get((typed, letter), 1.0) + extra
            best = min(best, row[there] + _lost(name, there, letter))
            best = min(best, last[there + 1] + _lost(said, here, typed))
            if here and there and typed == name[there - 1] and said[here - 1] == letter:
                best = min(best, before[there - 1] + _SWAPPED * (typed != letter))
            row.append(best)
        before, last = last, row
    return last[-1]


def _lost(word: str, place: int, letter: str) -> float:
    """What it costs to leave out this letter of a word."""
    if place and word[place - 1] == letter:
        return _TWICE
    if letter in _SILENT and place:
        return _MUTE
    return 1.0

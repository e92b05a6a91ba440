"""Unknown words that may be a misspelt or cut-off name."""

from __future__ import annotations

from collections.abc import Sequence

from .clues import Clue
from .names import Names, heard_of, loose

_WORDY = 4
"""Unknown words from which a text tells a story."""
_SHORTEST, _TELLING = 4, 6
"""Letters to guess at, and letters that tell a cut-off name for certain."""
_LARGE = ("municipality", "district", "former_district", "nickname")
_LEADING = frozenset(("aus", "from", "wohne", "wohn", "lebe", "komme", "live"))
_MARGIN, _FEW, _FOREIGN = 0.45, 0.8, 0.4
"""Slips that set two names apart, that are few, and that a place elsewhere is handicapped by."""
_WORDS = 4
"""Words of a misspelt name at most."""


def guessed(clues: Sequence[Clue], names: Names) -> tuple[Clue, ...]:
    """The clues with unknown words turned into names, where they come near to some."""
    unknown = [clue for clue in clues if clue.kind == "unknown"]
    if not unknown:
        return tuple(clues)
    clues = _baths(clues, names)
    words = tuple(word for clue in clues for word in clue.words)
    whole = _guess(words, names) if len(words) <= _WORDS else None
    if whole and (whole.value == "sure" or len(words) == 1):
        return (whole,)
    if len(words) == 1:
        return tuple(clues)
    led = any(clue.kind in ("near", "part", "inside") for clue in clues)
    led = led or any(word in _LEADING for word in words)
    if len(unknown) >= _WORDY or (len(words) >= _WORDY and not led):
        return tuple(clues)
    found: list[Clue] = []
    place = 0
    while place < len(clues):
        many = 0
        while place + many < len(clues) and clues[place + many].kind == "unknown":
            many += 1
        if many:
            found += _run([c.words[0] for c in clues[place : place + many]], names)
            place += many
        else:
            found.append(clues[place])
            place += 1
    return tuple(found)


def _baths(clues: Sequence[Clue], names: Names) -> list[Clue]:
    """`Bad` and a name that is none of a bath: the bath is meant, and perhaps another."""
    found: list[Clue] = []
    for clue in clues:
        if found and found[-1].words == ("bad",) and clue.kind == "name":
            words = ("bad", *clue.words)
            found[-1] = _guess(words, names) or Clue("name", words, clue.names, "unsure")
        else:
            found.append(clue)
    return found


def _run(words: Sequence[str], names: Names) -> list[Clue]:
    """The best guess in a run of unknown words, and what is left of the run round it."""
    best: tuple[float, int, int, Clue] | None = None
    for many in range(min(len(words), _WORDS), 0, -1):
        for start in range(len(words) - many + 1):
            some = tuple(words[start : start + many])
            if clue := _guess(some, names):
                rank = (0.0 if clue.value == "sure" else 1.0) - many / 10
                if best is None or rank < best[0]:
                    best = rank, start, many, clue
    if best is None:
        return [Clue("unknown", (word,)) for word in words]
    _, start, many, clue = best
    before = [Clue("unknown", (word,)) for word in words[:start]]
    return [*before, clue, *(Clue("unknown", (word,)) for word in words[start + many :])]


def _guess(words: tuple[str, ...], names: Names) -> Clue | None:
    """The name that these words come near to; its value tells whether it is sure."""
    spelt = "".join(words)
    length = len(spelt)
    if min(length, len(loose(spelt))) < _SHORTEST or spelt.isdecimal():
        return None
    near = names.nearly(spelt, 1 if length < 6 else 2 if length < 10 else 3)
    best = near[0].slips if near else 9.0
    theirs = [
        one
        for one in names.nearly(spelt, 1 if length < 9 else 2, ours=False)
        if one.slips + _FOREIGN < best + _MARGIN and any(heard_of(name) for name in one.names)
    ]
    if best > 1 and not (theirs and theirs[0].slips <= _FEW) and (cut := _cut_off(words, names)):
        return cut
    if theirs and theirs[0].slips + _FOREIGN < best - _MARGIN:
        fits = theirs[0].slips <= _bearable(length)
        return Clue("name", words, theirs[0].names, "sure") if fits else None
    if not near or best > _bearable(length) + 1:
        return None
    rivals = [one for one in near if one.slips < best + _MARGIN]
    some = tuple(dict.fromkeys(name for one in rivals for name in one.names))
    keys = {key for name in some if name.kind != "members" for key in name.keys}
    # A wrong guess at a village is worse than a question: many villages are in no list.
    large = any(name.kind in _LARGE for name in near[0].names)
    bearable = _bearable(length) if large else min(_bearable(length), 1.0)
    if len(keys) == 1 and best <= bearable and not theirs:
        return Clue("name", words, some, "sure")
    away = tuple(name for one in theirs for name in one.names if heard_of(name))
    return Clue("name", words, some + away, "unsure")


def _cut_off(words: tuple[str, ...], names: Names) -> Clue | None:
    """The name that begins so: `Markkleebg`, `Seegebiet Mansf Land`."""
    begun = names.beginning(words)
    keys = {key for name in begun for key in name.keys}
    if not begun or len(keys) > 6:
        return None
    long = sum(map(len, words)) >= _TELLING and any(name.kind in _LARGE for name in begun)
    sure = len(keys) == 1 and long
    return Clue("name", words, tuple(begun), "sure" if sure else "unsure")


def _bearable(length: int) -> float:
    """Slips up to which a name of so many letters is still certain."""
    return 0.5 if length < 5 else 1.1 if length < 7 else 1.6 if length < 9 else 2.1

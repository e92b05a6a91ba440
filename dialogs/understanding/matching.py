"""Which option somebody means by what they type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..messages import Option

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"})
_APART = re.compile(r"[^\w]+|_+")
_LIST = re.compile(r"[,;/+&\n]|\bund\b|\band\b")
_NUMBER = re.compile(r"(?:nr|nummer|number|no|option|antwort)? ?(\d{1,3})")
_YES = frozenset(
    {"ja", "j", "jo", "joa", "jup", "jep", "jepp", "klar", "na klar", "gern", "gerne", "ja gern"}
    | {"ja gerne", "ja bitte", "ja klar", "einverstanden", "ok", "okay"}
    | {"yes", "y", "yep", "yeah", "sure", "yes please"}
)
_NO = frozenset(
    {"nein", "n", "ne", "nee", "noe", "nein danke", "lieber nicht", "nicht", "nicht jetzt"}
    | {"no", "nope", "nah", "no thanks", "no thank you", "not now"}
)
_BRIEF, _LONG = 4, 8


class NoMatch(ValueError):
    """Nothing, or more than one thing, is meant; `candidates` are the labels in question."""

    def __init__(self, candidates: Sequence[str] = ()) -> None:
        super().__init__("ambiguous" if candidates else "unknown")
        self.candidates = tuple(candidates)


@lru_cache(maxsize=4000)
def fold(text: str) -> str:
    """Lower case, umlauts as two letters, no accents, emoji or punctuation."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    return " ".join(_APART.sub(" ", _bare(text)).split())


@lru_cache(maxsize=4000)
def forms(text: str) -> frozenset[str]:
    """The ways to type a text: ä as ae and as a."""
    text = unicodedata.normalize("NFC", text)
    return frozenset({fold(text), fold(_bare(text))})


def find(text: str, options: Sequence[Option]) -> str:
    """The value of the option that is meant; NoMatch where that is not certain.

    Labels come before numbers: `3` may be a label and not a place in the list.
    """
    said = fold(text)
    if not said:
        raise NoMatch
    if exact := [o for o in options if said in forms(o.label)]:
        return _one(exact)
    if (number := _NUMBER.fullmatch(said)) and 0 < int(number[1]) <= len(options):
        return options[int(number[1]) - 1].value
    if same := [o for o in options if _agrees(said, o.label)]:
        return _one(same)
    found = [o for o in options if any(form.startswith(said) for form in forms(o.label))]
    letter = ord(said) - ord("a") if len(said) == 1 else -1
    if 0 <= letter < len(options) and options[letter] not in found:
        found.append(options[letter])
    if not found and len(said) > 2:
        found = [o for o in options if _words_begin(said, o.label)]
    if not found:
        found = _nearest(said, options)
    return _one(found)


def find_many(text: str, options: Sequence[Option]) -> tuple[str, ...]:
    """The values of all options named in a list such as `1, 3` or `Bus und Bahn`, in its order."""
    try:
        return (find(text, options),)
    except NoMatch as whole:
        parts = [part for part in _LIST.split(text.casefold()) if fold(part)]
        if len(parts) == 1:
            parts = fold(text).split()
            if not all(len(part) == 1 or part.isdecimal() for part in parts):
                raise
        if len(parts) < 2:
            raise NoMatch(whole.candidates) from None
    return tuple(dict.fromkeys(find(part, options) for part in parts))


def near(said: str, known: Collection[str]) -> str:
    """The one known word that a misspelt one must mean, or nothing."""
    allowed = 0 if len(said) < _BRIEF else 1 if len(said) < _LONG else 2
    for far in range(allowed + 1):
        if found := within(said, known, far):
            return found[0] if len(found) == 1 else ""
    return ""


def within(said: str, known: Collection[str], slips: int) -> list[str]:
    """The known words at most so many slips away: a letter wrong, lost, added or swapped."""
    found = process.extract(said, list(known), scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [word for word, _, _ in found]


def _nearest(said: str, options: Sequence[Option]) -> list[Option]:
    by_form = {form: option for option in options for form in forms(option.label)}
    best = near(said, by_form)
    return [by_form[best]] if best else []


def says_yes(text: str) -> bool:
    """Whether it is a plain yes."""
    return fold(text) in _YES


def says_no(text: str) -> bool:
    """Whether it is a plain no."""
    return fold(text) in _NO


def _agrees(said: str, label: str) -> bool:
    """Whether both are a yes or both a no: `jo` is `Ja, teilnehmen`, `nein` is `Nicht jetzt`."""
    whole = fold(label)
    first = whole.partition(" ")[0]
    return (said in _YES and first in _YES) or (
        said in _NO and (first in _NO - {"nicht"} or whole in _NO)
    )


def _words_begin(said: str, label: str) -> bool:
    """Whether each word said begins a word of the label: `strom` in `Energie und Strom`."""
    return any(
        all(any(word.startswith(part) for word in form.split()) for part in said.split())
        for form in forms(label)
    )


def _one(found: Sequence[Option]) -> str:
    if len(found) == 1:
        return found[0].value
    raise NoMatch([option.label for option in found])


def _bare(text: str) -> str:
    """Letters without their accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character))

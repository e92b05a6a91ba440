"""Questions that ask two things at once (C13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import listed, patterns

_BETTER = "Fragen Sie nacheinander, jede Sache für sich."
_AND = {"de": r"(?:und|sowie)", "en": r"and"}
_PAIR = {
    language: re.compile(rf"(\S+),?\s{word}\s((?:[a-zäöüß]\S*\s){{0,2}}\S+)")
    for language, word in _AND.items()
}
_OPENS = re.compile(r"^\W*(\w+)")
_MODAL = re.compile(
    r"^\W*(?:soll|muss|müss|kann|könn|darf|dürf|woll|will|möcht)\w*\b", re.IGNORECASE
)
_VERB = re.compile(r"^[a-zäöüß]+(?:en|t)$")


def doubled(said: Said) -> Iterator[Finding]:
    """Two question marks, “und/oder”, a second question word, or two things to be judged."""
    if not said.asked:
        return
    asked = [part for part in sentences(said.text) if part.endswith("?")]
    # “Sie haben Kinder? Wie …?” is a condition and one question.
    asked = [part for part in asked if not part.startswith(("Sie ", "Ihr ", "You "))] or asked
    if len(asked) > 1:
        yield Finding("double", "Das sind zwei Fragen auf einmal.", "?", said.text, _BETTER)
        return
    for sentence in asked:
        if pair := _found(bare(sentence), said.language[:2]):
            why = f"„{pair}“ fragt zwei Dinge auf einmal; wer nur bei einem zustimmt, kann nicht"
            yield Finding("double", f"{why} antworten.", pair, sentence, _BETTER)


def _found(sentence: str, language: str) -> str:
    for pattern in patterns(language, "second_question"):
        if second := pattern.search(sentence):
            return second[0].strip(", ")
    for pair in _PAIR[language if language in _PAIR else "de"].finditer(sentence):
        left, right = pair[1].strip(",("), pair[2].strip("?!.,) ")
        whole = pair[0].strip("?!., ")
        if not left or not right.strip():
            continue
        if not _is_pair(left, right, language) and _joins(sentence, left, right, language):
            return whole
    return ""


def _is_pair(left: str, right: str, language: str) -> bool:
    """Whether the two are one thing: `Bus und Bahn`, `ab und zu`, `Bürgerinnen und Bürger`."""
    words = right.split()
    if left.endswith("-") or left[:4].lower() == words[-1][:4].lower():
        return True
    known = listed(language, "pairs")
    return any(f"{left} {word}".lower() in known for word in (words[0], words[-1]))


def _joins(sentence: str, left: str, right: str, language: str) -> bool:
    """Whether both sides are judged: two verbs, two qualities, or two things with one verdict."""
    words = right.split()
    opens = _OPENS.match(sentence)
    closed = opens is not None and opens[1].lower() not in listed(language, "questions")
    judged = any(pattern.search(sentence) for pattern in patterns(language, "judging"))
    if language == "en":
        return judged or (closed and left.islower() and words[0].islower())
    if sentence.lstrip("„").startswith(f"{left} "):
        return left.endswith(("en", "t")) and words[0].endswith(("en", "t"))
    if left[0].islower():
        two_verbs = bool(_MODAL.match(sentence) and _VERB.match(left))
        return two_verbs or (closed and right[0].islower())
    return judged and left[0].isupper() and any(word[0].isupper() for word in words)

"""Sentences that say more than one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences

_JOINED = (
    "weil|dass|wenn|ob|obwohl|damit|sobald|bevor|nachdem|während|falls|sodass|indem|solange"
    "|seitdem"
)
_FIRST = re.compile(
    rf"^({_JOINED}|als|da (?=der|die|das|wir|sie|es|er|ich|man)) ?[^,]+,", re.IGNORECASE
)
_INNER = re.compile(rf",\s(?:und |oder )?({_JOINED}|als ob|um|ohne|statt|anstatt)\s")
_RELATIVE = re.compile(
    r",\s(?:(?:in|an|auf|mit|von|zu|für|aus|bei|nach|über|um|durch)\s)?"
    r"(der|die|das|den|dem|denen|deren|dessen|welche[mnrs]?|was|wo|wie|wer|wen|wem|wann|warum"
    r"|wofür|womit|wozu|woran|worauf|worüber)\s([^,;]+)"
)
_LISTED = re.compile(r"^(?:[a-zäöüß]+\s)?[A-ZÄÖÜ][\w-]*\s(?:und|oder)\b")
_WITH_TO = {"um", "ohne", "statt", "anstatt"}
_SECOND = re.compile(r",\s(?:und|aber|denn|sondern|doch|oder)\s(?:\S+\s){2}")


def statements(said: Said) -> Iterator[Finding]:
    """Subordinate clauses: any in Einfache Sprache, two in a sentence elsewhere."""
    if not said.german:
        return
    for sentence in sentences(said.text):
        found = _found(bare(sentence))
        if said.simple and (second := _SECOND.search(bare(sentence))):
            found.append(second[0].split()[1])
        if len(found) >= (1 if said.simple else 2):
            why = f"Der Satz sagt mehr als eine Sache („{'“, „'.join(found)}“)."
            yield Finding(
                "clauses", why, found[0], sentence, "Schreiben Sie einen Satz für jede Sache."
            )


def _found(sentence: str) -> list[str]:
    """The words that begin a subordinate clause."""
    first = _FIRST.match(sentence)
    found = [first[1]] if first else []
    found += (
        inner[1]
        for inner in _INNER.finditer(sentence)
        if inner[1] not in _WITH_TO or re.search(r"zu", sentence[inner.end() :])
    )
    for relative in _RELATIVE.finditer(sentence):
        last = re.sub(r"\W+$", "", relative[2]).split(" ")[-1]
        if last[:1].islower() and not _LISTED.match(relative[2]):
            found.append(relative[1])
    return found

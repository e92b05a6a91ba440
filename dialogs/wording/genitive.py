"""Genitives, which Einfache Sprache does without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import listed

_OWN = "ein|kein|mein|dein|sein|ihr|Ihr|unser|dies|jen|jed"
_MALE = re.compile(rf"\b(des|(?:{_OWN})es)\s((?:[a-zäöüß]+en\s)?[A-ZÄÖÜ][\w-]*s)\b")
_BOTH = re.compile(r"(?:haus|nis|glas|gas|eis|los|as|us|kreis|preis|bus|ergebnis)$", re.IGNORECASE)
_FEMALE = re.compile(
    rf"(\S+)\s((?:d|all|viel|beid|{_OWN})er)\s((?:[a-zäöüß]+(?:en|er)\s)?[A-ZÄÖÜ][\w-]+)"
)
_NOUN = re.compile(r"[A-ZÄÖÜ][\w-]+$")
_NO_NOUN = {"Sie", "Ihnen", "Ihr", "Er", "Es", "Wir", "Uns", "Ich", "X"}
_AS_NOUN = re.compile(
    r"(?:ung|heit|keit|schaft|ion|tät|ende|anfang|teil|zahl)(?:en)?$", re.IGNORECASE
)
_AFTER = re.compile(
    r"\b(wegen|trotz|während|statt|anstatt|innerhalb|außerhalb|aufgrund|mithilfe|bezüglich"
    r"|hinsichtlich|einschließlich|anlässlich|angesichts)\s(?!von\b|dem\b|den\b)(\w+(?:es|er|s)?)\b",
    re.IGNORECASE,
)


def genitives(said: Said) -> Iterator[Finding]:
    """A genitive noun, or a preposition that wants one."""
    if not said.simple:
        return
    for sentence in sentences(said.text):
        if phrase := _found(bare(sentence)):
            better = "Schreiben Sie „von“ mit dem Wort, zum Beispiel „das Ende von der Umfrage“."
            yield Finding(
                "genitive", f"„{phrase}“ ist ein Genitiv (Wes-Fall).", phrase, sentence, better
            )


def _found(sentence: str) -> str:
    if after := _AFTER.search(sentence):
        return after[0]
    for male in _MALE.finditer(sentence):
        article, noun = male[1].lower(), male[2]
        same_as_subject = article in ("dieses", "jedes", "jenes")
        if not (same_as_subject and _BOTH.search(noun)):
            return male[0]
    for female in _FEMALE.finditer(sentence):
        first = female.start() == 0
        noun = female[1].lstrip("„(")
        if not _NOUN.match(noun) or noun in _NO_NOUN or noun.lower() in listed("de", "questions"):
            continue
        if not first or _AS_NOUN.search(noun):
            return female[0]
    return ""

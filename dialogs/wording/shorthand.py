"""Abbreviations and special signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import instead, listed

_DOTTED = re.compile(r"(?<!\w)((?:[A-Za-z]\.\s?){1,2}[A-Za-zÄä]\.|[A-Za-z]{2,9}\.)(?=(\s*\S?))")
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,6}\.")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{2,6}\b")
_SIGNS = re.compile(r"und/oder|and/or|[&§]")
_SIMPLE_SIGNS = re.compile(
    r"und/oder|\w+[*:_]innen\b|\w+Innen\b|\w+/(?:-?innen|\w+)|[&§;%*_=+<>#\[\]\\~^|]|\s/\s|…"
)
_READ_AS = {"&": "und", "und/oder": "oder", "%": "Prozent", "+": "und", "§": "Paragraf"}


def abbreviations(said: Said) -> Iterator[Finding]:
    """What is written shorter than it is spoken."""
    known = instead(said.language, "abbreviations")
    words = listed(said.language, "also_words")
    for sentence in sentences(said.text):
        for found in _DOTTED.finditer(bare(sentence)):
            short = re.sub(r"\s", "", found[1]).lower()
            ends = not found[2].strip() or found[2].strip().isupper()
            if short in known and not (ends and short in words):
                yield _short(found[1], known[short], sentence)
            elif said.german and _NO_VOWEL.fullmatch(found[1]) and short not in words:
                yield _short(found[1], "", sentence)
        if said.simple:
            for capitals in _CAPITALS.finditer(bare(sentence)):
                if capitals[0].lower() not in listed("de", "known_capitals"):
                    yield _short(capitals[0], "", sentence)


def _short(word: str, long: str, sentence: str) -> Finding:
    better = f"Schreiben Sie „{long}“." if long else "Schreiben Sie das Wort aus."
    return Finding("abbreviation", f"„{word}“ ist eine Abkürzung.", word, sentence, better)


def signs(said: Said) -> Iterator[Finding]:
    """Signs that many cannot read, or that a screen reader spells out."""
    pattern = _SIMPLE_SIGNS if said.simple else _SIGNS
    for sentence in sentences(said.text):
        if found := pattern.search(bare(sentence)):
            sign = found[0].strip()
            better = f"Schreiben Sie „{_READ_AS[sign]}“." if sign in _READ_AS else ""
            why = f"Das Zeichen in „{sign}“ liest nicht jeder leicht."
            yield Finding("sign", why, sign, sentence, better or "Schreiben Sie es in Worten.")

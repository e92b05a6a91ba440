"""Sentences and whole texts that are too long for a chat."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import sentences, words

WORDS, SIMPLE_WORDS = 20, 12
"""Most words of a sentence, and of one in Einfache Sprache (E2)."""
CHARACTERS = {"message": 400, "question": 200, "note": 500, "button": 30}
"""Most characters of a text (A2)."""


def long_sentences(said: Said) -> Iterator[Finding]:
    """Sentences with too many words."""
    most = SIMPLE_WORDS if said.simple else WORDS
    for sentence in sentences(said.text):
        if (many := len(words(sentence))) > most:
            why = f"Der Satz hat {many} Wörter, höchstens {most} liest man leicht."
            yield Finding("long_sentence", why, "", sentence, "Machen Sie zwei Sätze daraus.")


def long_texts(said: Said) -> Iterator[Finding]:
    """Texts that do not fit."""
    most = CHARACTERS[said.kind]
    if (many := len(said.text)) > most:
        yield Finding("length", f"{many} Zeichen sind zu lang, gut sind höchstens {most}.")

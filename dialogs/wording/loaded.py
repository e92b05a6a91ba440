"""Questions that push towards an answer (C13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import instead, listed, patterns

_NEUTRAL = "Fragen Sie offen, zum Beispiel „Wie finden Sie …?“."


def loaded(said: Said) -> Iterator[Finding]:
    """Phrases that expect an answer, and words that judge."""
    if not said.asked:
        return
    for sentence in sentences(said.text):
        text = bare(sentence)
        phrase = _first(text, said.language, "leading") if sentence.endswith("?") else None
        if phrase := phrase or _first(text, said.language, "presuming"):
            why = f"„{phrase}“ legt eine Antwort nahe."
            yield Finding("loaded", why, phrase, sentence, _NEUTRAL)
        if (word := _judging(text, said.language)) and word not in (phrase or ""):
            why = f"„{word}“ wertet schon in der Frage."
            yield Finding("loaded", why, word, sentence, "Lassen Sie das Wort weg.")


def absolutes(said: Said) -> Iterator[Finding]:
    """Words such as “immer” and “nie”, to which hardly anybody can say yes."""
    if not said.asked:
        return
    for sentence in sentences(said.text):
        if found := _first(bare(sentence), said.language, "absolute"):
            better = instead(said.language, "absolute_instead").get(found.lower(), "meistens")
            why = f"„{found}“ trifft fast nie ganz zu; so sagt die Antwort wenig."
            yield Finding("absolute", why, found, sentence, f"Zum Beispiel „{better}“.")


def _first(text: str, language: str, name: str) -> str:
    for pattern in patterns(language, name):
        if found := pattern.search(text):
            return found[0].strip(" ,")
    return ""


def _judging(text: str, language: str) -> str:
    for word in re.findall(r"[^\W\d_]+", text):
        lower = word.lower()
        if lower in listed(language, "judging_words"):
            return str(word)
        if any(pattern.fullmatch(lower) for pattern in patterns(language, "judging_stems")):
            return str(word)
    return ""

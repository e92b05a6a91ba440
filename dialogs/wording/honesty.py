"""Numbers that claim more than those who took part (C10)."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import patterns


def claims(said: Said) -> Iterator[Finding]:
    """Shares “der Menschen”, a margin of error, “repräsentativ”."""
    for sentence in sentences(said.text):
        text = bare(sentence)
        if any(pattern.search(text) for pattern in patterns(said.language, "of_participants")):
            continue
        for pattern in patterns(said.language, "claims"):
            if found := pattern.search(text):
                why = f"„{found[0]}“ weiß hier niemand: Gefragt sind nur, die mitmachen."
                better = "Schreiben Sie „von den … Teilnehmenden“."
                yield Finding("honest", why, found[0], sentence, better)
                break

"""Labels that say nothing when they are read alone (E5)."""

from __future__ import annotations

from collections.abc import Iterator

from .emoji import EMOJI
from .finding import Finding, Said
from .vocabulary import listed, patterns


def labels(said: Said) -> Iterator[Finding]:
    """Buttons such as “OK”, “Hier klicken”, “A” or an emoji alone."""
    if said.kind != "button":
        return
    words = EMOJI.sub("", said.text).strip()
    bare = words.strip(".!…→>» ").lower()
    single = len(bare) < 2 and not bare.isdecimal()
    empty = bare in listed(said.language, "empty_labels")
    if single or empty or any(p.fullmatch(bare) for p in patterns(said.language, "empty_label")):
        why = f"„{said.text}“ sagt allein nicht, was geschieht."
        better = "Sagen Sie es, zum Beispiel „Ja, teilnehmen“."
        yield Finding("button", why, said.text, "", better)

"""What is only imagined, which Einfache Sprache does without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding, Said
from .sentences import bare, sentences

_IMAGINED = re.compile(
    r"\b((?:wär|hätt|würd|könnt|müsst|dürft|bräucht|wüsst|käm|gäb|ging|ließ|fänd|tät|blieb|läg"
    r"|stünd|nähm|säh|spräch|hielt|hieß)(?:en?|est|et)|sei)\b",
    re.IGNORECASE,
)
_PAST = {"gingen", "ließen", "blieben", "hielten", "hießen"}
"""These are the past as well."""


def subjunctives(said: Said) -> Iterator[Finding]:
    """Verbs such as “wäre” and “könnte”; “möchte” is as usual as “will”."""
    if not said.simple:
        return
    for sentence in sentences(said.text):
        found = _IMAGINED.search(bare(sentence))
        if found and found[1].lower() not in _PAST:
            why = f"„{found[1]}“ ist eine Möglichkeits-Form (Konjunktiv)."
            better = "Schreiben Sie, was ist, zum Beispiel „kann“ statt „könnte“."
            yield Finding("subjunctive", why, found[1], sentence, better)

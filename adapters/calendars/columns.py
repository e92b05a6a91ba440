"""The columns of a table of events, and cells that no program takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogs.texts import load
from dialogs.understanding.matching import fold

COLUMNS = (
    "kennung",
    "art",
    "titel",
    "beginn",
    "ende",
    "ort",
    "region",
    "beschreibung",
    "thema",
    "veranstalter",
    "preis",
    "sprache",
    "stufenlos",
    "link",
    "plätze",
    "status",
)
"""In the order in which they are written."""
_ALSO = {
    "id": "kennung",
    "kind": "art",
    "title": "titel",
    "start": "beginn",
    "begin": "beginn",
    "end": "ende",
    "place": "ort",
    "location": "ort",
    "summary": "beschreibung",
    "description": "beschreibung",
    "topic": "thema",
    "topics": "thema",
    "themen": "thema",
    "organiser": "veranstalter",
    "price": "preis",
    "language": "sprache",
    "access": "stufenlos",
    "step free": "stufenlos",
    "ohne stufen": "stufenlos",
    "capacity": "plätze",
    "platze": "plätze",
}
KINDS = {"event": "Veranstaltung", "procedure": "Beteiligung", "news": "Meldung"}
ACCESS = {"yes": "ja", "partly": "zum Teil", "no": "nein"}
STATUS = {"planned": "geplant", "changed": "geändert", "cancelled": "abgesagt"}
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"^'\s*[=+\-@＝＋－＠]")


def column(header: str) -> str:
    """Which column a header means, or nothing."""
    said = fold(header)
    known = {fold(name): name for name in COLUMNS} | _ALSO
    return known.get(said, "")


def guarded(text: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What was meant by a cell that we have written."""
    return text[1:] if _GUARDED.match(text) else text


def meant(said: str, values: Mapping[str, str]) -> str | None:
    """The value that a cell names, by itself or in its words; nothing for an empty cell."""
    folded = fold(said)
    return next((v for v, word in values.items() if folded in (fold(word), fold(v))), None)


def topics() -> dict[str, str]:
    """Topics and their German names."""
    return {name: template.by_language["de"] for name, template in load("topics").items()}

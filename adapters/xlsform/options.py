"""The lists of the sheet `choices`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from .columns import Columns
from .naming import free, value
from .places import Found


class Option(Struct, frozen=True):
    """An option as the form names it, as we store it, and the row where it stands."""

    raw: str
    value: str
    label: dict[str, str]
    row: int

    def written(self) -> dict[str, Any]:
        return {"value": self.value, "label": self.label}


def lists(columns: Columns, found: Found) -> Mapping[str, tuple[Option, ...]]:
    """List name → its options, in the order of the sheet."""
    made: dict[str, list[Option]] = {}
    for row in columns.sheet.rows:
        name, raw = columns.word(row, "list_name"), columns.word(row, "name")
        if not name and not raw:
            continue  # A remark between lists.
        if not name:
            text = "zu welcher Liste gehört diese Möglichkeit?"
            found.wrong(columns.place(row.number, "list_name"), text)
            continue
        options = made.setdefault(name, [])
        place = columns.place(row.number, "name")
        if not raw:
            found.wrong(place, "die Möglichkeit hat keinen Wert")
        elif any(option.raw == raw for option in options):
            found.wrong(place, f"„{raw}“ gibt es in der Liste „{name}“ schon")
        else:
            ours = free(value(raw) or "wert", [option.value for option in options])[:32]
            if ours != raw:
                found.doubtful(place, f"„{raw}“ heißt hier „{ours}“")
            label = columns.texts(row, "label")
            options.append(Option(raw, ours, label, row.number))
    return {name: tuple(options) for name, options in made.items()}

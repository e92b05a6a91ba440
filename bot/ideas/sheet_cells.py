"""Sheets of ideas as a table and for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from ..reports.cells import Cell, harmless
from .sheet import Sheet, said

COLUMNS = (
    *(
        "number",
        "words",
        "photo",
        "place",
        "point",
        "topic",
        "state",
        "due",
        "behind",
        "received",
        "course",
    ),
    *("support", "support_note", "association", "about", "address", "link", "note", "sha256"),
)


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """A line each, for spreadsheets: UTF-8 with a mark, semicolons; nothing is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for one in sheets:
        row = {**_data(one), **_flat(one)}
        writer.writerow([harmless(row[name]) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_json(sheets: Sequence[Sheet]) -> bytes:
    return msgspec.json.format(msgspec.json.encode([_data(one) for one in sheets]), indent=2) + (
        b"\n"
    )


def _data(one: Sheet) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(one)
    return {**made, "photo": bool(one.photo), "sha256": one.sha256}


def _flat(one: Sheet) -> dict[str, Cell]:
    """What is a list, as one cell."""
    course = (
        f"{step.day}: {step.what}" + f" – {step.words}" * bool(step.words) for step in one.steps
    )
    return {
        "photo": said("with_photo" if one.photo else "without_photo", one.language),
        "course": " | ".join(course),
        "support": " | ".join(f"{name}: {many}" for name, many in one.support),
        "note": " ".join(one.note),
    }

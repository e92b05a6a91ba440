"""Workbooks for tests: rows of cells, put down as they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from adapters.xlsform.cells import timeless
from adapters.xlsform.reading import Reading, read
from dialogs.surveys.reading import Unreadable

Rows = Sequence[Sequence[Any]]
HEAD = ["type", "name", "label::Deutsch (de)"]
LIST = [
    ["list_name", "name", "label::Deutsch (de)"],
    ["yn", "yes", "Ja"],
    ["yn", "no", "Nein"],
]
SETTINGS = [["form_id", "form_title", "revier_opening::Deutsch (de)"], ["bus", "Bus", "Darum."]]
ASKED = [HEAD, ["select_one yn", "rides", "Fahren Sie?"]]


def book(survey: Rows = ASKED, choices: Rows = LIST, settings: Rows = SETTINGS) -> Any:
    """A workbook to be changed before it is saved."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return timeless(stream.getvalue())


def workbook(survey: Rows = ASKED, choices: Rows = LIST, settings: Rows = SETTINGS) -> bytes:
    return saved(book(survey, choices, settings))


def asked(*rows: Sequence[Any], head: Sequence[str] = HEAD, choices: Rows = LIST) -> Reading:
    """What becomes of the rows of the sheet `survey`."""
    return read(workbook([head, *rows], choices))


def told(raw: bytes) -> list[str]:
    """Everything that is wrong with a workbook."""
    with pytest.raises(Unreadable) as caught:
        read(raw)
    return [str(problem) for problem in caught.value.problems]


def refused(*rows: Sequence[Any], head: Sequence[str] = HEAD, choices: Rows = LIST) -> list[str]:
    return told(workbook([head, *rows], choices))

"""Where in a workbook something is wrong, and everything that is wrong, in order."""

from __future__ import annotations

from msgspec import Struct

from dialogs.surveys.reading import Problem, Unreadable

SHEETS = ("settings", "survey", "choices")
MOST, LONGEST = 200, 400
"""Problems that are listed, and characters of each; nobody reads more."""


class Place(Struct, frozen=True):
    """A cell by its sheet, its row as the sheet numbers it, and its column's heading."""

    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [f"Blatt „{self.sheet}“"] if self.sheet else []
        parts += [f"Zeile {self.row}"] if self.row else []
        parts += [f"Spalte „{self.column}“"] if self.column else []
        return ", ".join(parts)


class Found:
    """Collects what is wrong or doubtful, once each."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str, bool], None] = {}

    def wrong(self, place: Place, text: str) -> None:
        self._found[place, _short(text), False] = None

    def doubtful(self, place: Place, text: str) -> None:
        self._found[place, _short(text), True] = None

    def at(self, place: Place) -> bool:
        """Whether something is wrong there already."""
        return any(other == place and not warning for other, _, warning in self._found)

    @property
    def any_wrong(self) -> bool:
        return any(not warning for _, _, warning in self._found)

    def problems(self, warnings: bool) -> list[Problem]:
        """Either all warnings or all that is wrong, in the order of the sheets."""
        chosen = sorted(
            (key for key in self._found if key[2] is warnings),
            key=lambda key: (_order(key[0].sheet), key[0].row),
        )
        listed = [Problem(str(place), text, warning) for place, text, warning in chosen[:MOST]]
        if len(chosen) > MOST:
            listed.append(Problem("", f"und {len(chosen) - MOST} weitere", warnings))
        return listed

    def check(self) -> None:
        """Raises Unreadable where something is wrong."""
        if self.any_wrong:
            raise Unreadable(self.problems(warnings=False))


def refused(text: str) -> Unreadable:
    """A refusal of the whole file."""
    return Unreadable([Problem("", text)])


def _short(text: str) -> str:
    """Names and values may be as long as a cell, and be of many lines."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _order(sheet: str) -> int:
    return SHEETS.index(sheet) if sheet in SHEETS else -1

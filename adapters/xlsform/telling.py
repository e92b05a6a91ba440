"""What is said of a survey, told at the cell of the workbook that it came from."""

from __future__ import annotations

import re

from dialogs.surveys.reading import Problem

from .columns import NAMES, Columns
from .lines import Line
from .options import Option
from .places import Found, Place

_FIELDS = {
    "text": "label",
    "constraint_text": "constraint_message",
    "when": "relevant",
    "id": "name",
    "optional": "required",
    "flag": "revier_flag",
    "hint": "hint",
    "constraint": "constraint",
}
_QUESTION = re.compile(r"questions\[(\d+)\](?:\.(\w+))?(.*)")
_CHOICE = re.compile(r"\.choices\[(\d+)\](?:\.label)?(?:\.([a-z-]+))?")
_SETTING = re.compile(r"(\w+)(?:\.([a-z-]+))?")
_LACKING = re.compile(r"der Text auf .* \(([a-z-]+)\) fehlt")
_JSON_ONLY = re.compile(r", zum Beispiel \{.*\}")


class Telling:
    """Where everything came from; `rows` are the questions, each with its row and options."""

    def __init__(
        self, survey: Columns, choices: Columns, settings: Columns, default: str, found: Found
    ) -> None:
        self.columns, self.choices, self.settings = survey, choices, settings
        self.default, self.found = default, found
        self.spoken = [c.language for c in survey.read if c.name == "label"]
        self.rows: list[tuple[Line, tuple[Option, ...]]] = []

    def tell(self, told: list[Problem]) -> None:
        for problem in told:
            place = self.place(problem.place)
            text = _JSON_ONLY.sub("", problem.text)
            if (lacking := _LACKING.search(text)) and lacking[1] not in self.spoken:
                # The whole form does not speak it: once is enough.
                place = Place("survey", 1, f"label::{NAMES[lacking[1]]}")
                text = "für diese Sprache gibt es keine Spalte; der Bot nimmt dann eine andere"
            if self.known(problem, place):
                continue
            if problem.warning:
                self.found.doubtful(place, text)
            elif not self.found.at(place) and not (
                problem.place == "questions" and self.found.any_wrong
            ):
                self.found.wrong(place, text)

    def known(self, problem: Problem, place: Place) -> bool:
        """Whether it follows from something that has been told: a missing column or list."""
        if place.column == "label" and not self.spoken:
            return True
        question = _QUESTION.fullmatch(problem.place)
        if not question or question[2] != "answer":
            return False
        line, options = self.rows[int(question[1])]
        return bool(line.list) and not options

    def place(self, told: str) -> Place:
        if question := _QUESTION.fullmatch(told):
            line, options = self.rows[int(question[1])]
            return self.cell(line, options, question[2] or "", question[3])
        setting = _SETTING.fullmatch(told)
        if not setting or setting[1] == "questions":
            return Place("survey")
        names = {"id": "form_id", "version": "version"}
        name = names.get(setting[1], f"revier_{setting[1]}")
        if setting[1] == "title" and (setting[2] or self.default) == self.default:
            name = "form_title"
        return self.settings.place(2, name, setting[2] or "")

    def cell(self, line: Line, options: tuple[Option, ...], field: str, rest: str) -> Place:
        number = line.row.number
        if field != "answer":
            language = rest.lstrip(".")
            if field == "id" and self.columns.word(line.row, "revier_id"):
                return self.columns.place(number, "revier_id")
            return self.columns.place(number, _FIELDS.get(field, "type"), language)
        if choice := _CHOICE.fullmatch(rest):
            option = options[int(choice[1])]
            if option.row:
                return self.choices.place(option.row, "label", choice[2] or "")
        name = rest.lstrip(".").partition(".")[0].partition("[")[0]
        if name in ("unit", "decimals", "towards", "level", "least_label", "most_label"):
            return self.columns.place(number, f"revier_{name}")
        if name in ("least", "most", "earliest", "latest", "longest", "alone"):
            column = {"range": "parameters", "rank": "revier_places"}.get(line.kind, "constraint")
            return self.columns.place(number, column)
        return self.columns.place(number, "type")

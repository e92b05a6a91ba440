"""A workbook as a survey: every problem at once, each with its sheet, row and column.

What a survey must be is known in `dialogs.surveys` alone: the workbook is made into what a JSON
file would hold, and what is said about that is told at the cell it came from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.conditions import Condition
from dialogs.surveys.checking import RESERVED
from dialogs.surveys.reading import Problem, Unreadable, build, problems
from dialogs.surveys.survey import Survey
from dialogs.texts import load

from .answers import BARE, answer, bounded
from .columns import columns
from .expressions import Unsaid, parse
from .lines import Line, lines
from .naming import free, ids
from .options import Option, lists
from .places import Found, Place, refused
from .settings import default_language, opened, settings
from .telling import Telling
from .tidying import parts, together
from .translation import Looked, condition
from .workbook import Row, Sheet, sheets

T = load("survey")
_INSERTED = re.compile(r"\$\{[^{}]+\}")


class Reading(Struct, frozen=True):
    """A survey, and what an organiser should know of how it was read."""

    survey: Survey
    notices: tuple[Problem, ...]


def read(raw: bytes, name: str = "umfrage") -> Reading:
    """The survey in a workbook; raises Unreadable with every problem. `name` is the file's."""
    found = Found()
    try:
        return _Form(raw, name, found).reading()
    except RecursionError:
        raise refused("in der Datei steckt zu vieles ineinander") from None


class _Form:
    """A workbook being read; what is wrong with it is collected on the way."""

    def __init__(self, raw: bytes, name: str, found: Found) -> None:
        book = sheets(raw, found)
        default = default_language(book.settings)
        self.found = found
        head, self.settings = settings(book.settings, default, name, found)
        self.columns = columns(book.survey, default, found)
        self.choices = columns(book.choices, default, found)
        for needed in ("type", "name", "label"):
            strange = any(h.lower().startswith(needed) for h in book.survey.headings.values())
            if not strange and not self.columns.has(needed):
                found.wrong(Place("survey", 1, needed), "diese Spalte fehlt")
        self.lists = lists(self.choices, found)
        self.lines = list(lines(self.columns, found))
        names = ids((line.name for line in self.lines), RESERVED)
        own = [self.columns.word(line.row, "revier_id") for line in self.lines]
        self.ids = [mine or id for mine, id in zip(own, names, strict=True)]
        self.scope: dict[str, list[Looked]] = {}
        self.questions: list[dict[str, Any]] = []
        spoken = [c.language for c in self.columns.read if c.name == "label"]
        self.head = opened(head, self.settings, spoken, found)
        self.telling = Telling(self.columns, self.choices, self.settings, default, found)

    def reading(self) -> Reading:
        for line, id in zip(self.lines, self.ids, strict=True):
            self.take(line, id)
        data = {**self.head, "questions": self.questions}
        try:
            survey = build(data)
        except Unreadable as unreadable:
            self.telling.tell(unreadable.problems)
            self.found.check()
            raise
        self.found.check()
        self.telling.tell(list(problems(survey)))
        return Reading(survey, tuple(self.found.problems(warnings=True)))

    # A row becomes a question.

    def take(self, line: Line, id: str) -> None:
        row, place = line.row, self.columns.place
        if line.name and id != line.name and not self.columns.word(row, "revier_id"):
            self.found.doubtful(place(row.number, "name"), f"„{line.name}“ heißt hier „{id}“")
        options = self.options(line)
        made = answer(line, self.columns, options, self.found)
        question: dict[str, Any] = {"id": id, "text": self.texts(row, "label")}
        values = {option.raw: option.value for option in options}
        if line.kind in ("geopoint", "acknowledge"):
            values = {choice.value: choice.value for choice in BARE[line.kind].offered()}
        looked = Looked(id, BARE["integer" if made["type"] == "number" else line.kind], values)
        if made.get("decimals"):
            looked = Looked(id, BARE["decimal"])
        when = together(*(self.condition(group, "relevant") for group in line.groups))
        when = together(when, self.condition(row, "relevant"))
        constraint = self.condition(row, "constraint", looked)
        made, rest = bounded(made, id, parts(constraint))
        question["answer"] = made
        for field, name in (("hint", "hint"), ("constraint_text", "constraint_message")):
            if texts := self.texts(row, name):
                question[field] = texts
        if when:
            question["when"] = when
        if left := together(*rest):
            question["constraint"] = left
        elif constraint and question.get("constraint_text"):
            text = "diese Meldung sagt der Bot nicht; er nennt die Grenzen selbst"
            self.found.doubtful(place(row.number, "constraint_message"), text)
        if flag := self.columns.word(row, "revier_flag"):
            question["flag"] = flag
        if line.kind != "note" and not self.required(row):
            question["optional"] = True
        self.add(question, line, options, looked)
        if line.other:
            self.add_other(question, line)

    def add(
        self, question: dict[str, Any], line: Line, options: tuple[Option, ...], looked: Looked
    ) -> None:
        self.questions.append(_plain(question))
        self.telling.rows.append((line, options))
        self.scope.setdefault(line.name, []).append(looked)

    def add_other(self, question: dict[str, Any], line: Line) -> None:
        """The question in which "something else" is put in one's own words."""
        taken = {*self.ids, *(asked["id"] for asked in self.questions)}
        id = free(f"{question['id'][:34]}-other", taken, RESERVED)
        which = {
            lang: words
            for lang, words in T["which_other"].by_language.items()
            if lang in question["text"]
        }
        more: dict[str, Any] = {
            "id": id,
            "text": which,
            "answer": {"type": "sentence"},
            "when": {"type": "is", "question": question["id"], "values": ["other"]},
        }
        if question.get("optional"):
            more["optional"] = True
        self.questions.append(more)
        self.telling.rows.append((line, ()))
        self.scope.setdefault(f"{line.name}_other", []).append(Looked(id, BARE["text"]))

    def options(self, line: Line) -> tuple[Option, ...]:
        if not line.list:
            return ()
        if line.list not in self.lists:
            place = self.columns.place(line.row.number, "type")
            self.found.wrong(place, f"im Blatt „choices“ gibt es keine Liste „{line.list[:40]}“")
            return ()
        options = self.lists[line.list]
        if line.other and not any(option.value == "other" for option in options):
            spoken = {lang for option in options for lang in option.label}
            label = {lang: w for lang, w in T["other"].by_language.items() if lang in spoken}
            options = (*options, Option("other", "other", label, 0))
        return options

    def required(self, row: Row) -> bool:
        word = self.columns.word(row, "required").lower()
        if word in ("yes", "true", "true()", "ja", "1"):
            return True
        if word not in ("", "no", "false", "false()", "nein", "0"):
            text = "hier steht yes oder no; was nur manchmal nötig ist, gibt es nicht"
            self.found.wrong(self.columns.place(row.number, "required"), text)
        return False

    def texts(self, row: Row, name: str) -> dict[str, str]:
        texts = self.columns.texts(row, name)
        for lang, words in texts.items():
            if _INSERTED.search(words):
                text = "in Texte setzt der Bot nichts ein; schreiben Sie den Satz ohne ${…}"
                self.found.wrong(self.columns.place(row.number, name, lang), text)
        return texts

    # Conditions.

    def condition(self, row: Row, name: str, own: Looked | None = None) -> Condition | None:
        text = self.columns.word(row, name)
        if not text:
            return None
        try:
            return condition(parse(text), _Scope(self, own))
        except Unsaid as unsaid:
            shown = text if len(text) <= 60 else f"{text[:59]}…"
            why = f"{unsaid.text} (in „{shown}“, Zeichen {unsaid.position + 1})"
            self.found.wrong(self.columns.place(row.number, name), why)
            return None


class _Scope:
    """The questions before this one, and in a constraint this one as `.`."""

    def __init__(self, form: _Form, own: Looked | None) -> None:
        self.form, self.own = form, own

    def look(self, name: str, at: int) -> Looked:
        if not name:
            if self.own:
                return self.own
            raise Unsaid(at, "der Punkt meint die eigene Antwort und gehört nach „constraint“")
        known = self.form.scope.get(name, [])
        if len(known) == 1:
            return known[0]
        if known:
            raise Unsaid(
                at, f"„{name}“ heißen mehrere Fragen; geben Sie jeder einen eigenen Namen"
            )
        if any(line.name == name for line in self.form.lines):
            text = f"„{name}“ kommt erst später; eine Bedingung schaut nur auf frühere Fragen"
            raise Unsaid(at, text)
        if any(self.form.columns.word(row, "name") == name for row in self.rows()):
            raise Unsaid(at, f"„{name}“ kann der Bot nicht fragen, siehe dort")
        raise Unsaid(at, f"eine Frage „{name}“ gibt es nicht")

    def rows(self) -> tuple[Row, ...]:
        sheet: Sheet = self.form.columns.sheet
        return sheet.rows


def _plain(question: Mapping[str, Any]) -> dict[str, Any]:
    """As a JSON file would hold it."""
    made: dict[str, Any] = msgspec.to_builtins(question)
    return made

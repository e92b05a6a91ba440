"""A survey as a workbook that ODK and KoboToolbox read, and that reads back as the same survey.

Every cell is written as a text: nothing in a survey can become a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dialogs.answers import Date, Kind, Note, Number, Rank, Scale
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import Text

from .answers import bounds
from .columns import NAMES, written
from .expressing import Expressing
from .naming import odk
from .tidying import parts, together

Rows = Sequence[Mapping[str, str]]
_TYPES = {
    "sentence": "text",
    "pick": "select_one",
    "pick_many": "select_multiple",
    "scale": "range",
    "date": "date",
    "photo": "image",
    "voice": "audio",
    "place": "geopoint",
    "acknowledge": "acknowledge",
    "note": "note",
    "rank": "rank",
}
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDE, _NARROW = 42, 16
_ORDER = [
    *("type", "name", "label", "hint", "required", "relevant", "constraint"),
    *("constraint_message", "parameters"),
]


class Form(Struct, frozen=True):
    """The rows of the three sheets, each a mapping from heading to cell."""

    survey: Rows
    choices: Rows
    settings: Rows


def write(survey: Survey) -> bytes:
    """The workbook of a survey; the same survey always gives the same bytes."""
    made = form(survey)
    return workbook({"survey": made.survey, "choices": made.choices, "settings": made.settings})


def form(survey: Survey) -> Form:
    """What stands in the sheets."""
    names = _names(survey)
    kinds = {question.id: question.answer for question in survey.questions}
    rows, choices = [], []
    for question in survey.questions:
        rows.append(_row(question, names, kinds))
        for choice in getattr(question.answer, "choices", ()):
            cells = {"list_name": names[question.id], "name": choice.value}
            choices.append({**cells, **written("label", choice.label)})
    return Form(rows, choices, [_settings(survey)])


def unchanged(survey: Survey) -> Survey:
    """The survey as it comes back from its workbook.

    Only these differ: conditions are tidy, nothing is there of empty texts, and texts lose what
    no cell can hold: white space at their ends and control characters.
    """
    questions = tuple(
        replace(
            question,
            text=_kept(question.text),
            hint=_kept(question.hint),
            constraint_text=_kept(question.constraint_text),
            answer=_kind(question.answer),
            when=together(question.when),
            constraint=together(*parts(together(question.constraint))),
        )
        for question in survey.questions
    )
    names = ("title", "opening", "asker", "funder", "use")
    return replace(
        survey, questions=questions, **{name: _kept(getattr(survey, name)) for name in names}
    )


def workbook(sheets: Mapping[str, Rows], plain: Iterable[str] = ()) -> bytes:
    """Sheets of texts, their headings in the first row; those in `plain` have none."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = _headings(rows)
        if name not in plain:
            _fill(sheet, 1, headings, Font(bold=True))
            sheet.freeze_panes = "C2" if name == "survey" else "A2"
        for number, row in enumerate(rows, 1 if name in plain else 2):
            _fill(sheet, number, [row.get(heading, "") for heading in headings], Font())
        for column, heading in enumerate(headings, 1):
            wide = "label" in heading or "::" in heading or name in plain
            sheet.column_dimensions[get_column_letter(column)].width = _WIDE if wide else _NARROW
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _fill(sheet: Any, number: int, texts: Sequence[str], font: Font) -> None:
    for column, text in enumerate(texts, 1):
        if not text:
            continue
        cell = sheet.cell(number, column)
        cell.value = _cell(text)
        # Whatever it begins with; and it stays a text when somebody edits it.
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True
        cell.font = font
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if font.bold:
            cell.fill = PatternFill("solid", fgColor="DDEBF7")


def _headings(rows: Rows) -> list[str]:
    """All headings of the rows, XLSForm's own in their usual order."""
    there = list(dict.fromkeys(heading for row in rows for heading in row))

    def order(heading: str) -> int:
        base = heading.partition("::")[0]
        return _ORDER.index(base) if base in _ORDER else len(_ORDER)

    return sorted(there, key=order)


def _row(
    question: Question, names: Mapping[str, str], kinds: Mapping[str, Kind]
) -> dict[str, str]:
    name, kind = names[question.id], question.answer
    expressing = Expressing(names, kinds, question.id)
    row = {"type": _type(kind, name), "name": name, **written("label", question.text)}
    row |= {**written("hint", question.hint)}
    row["required"] = "" if isinstance(kind, Note) or question.optional else "yes"
    row["relevant"] = Expressing(names, kinds).text(question.when) if question.when else ""
    own = parts(together(question.constraint))
    if constraint := together(*bounds(kind, question.id, own), *own):
        row["constraint"] = expressing.text(constraint)
    row |= {**written("constraint_message", question.constraint_text)}
    row |= _more(kind)
    if question.flag != "opinion":
        row["revier_flag"] = question.flag
    if name != question.id:
        row["revier_id"] = question.id
    return row


def _type(kind: Kind, name: str) -> str:
    if isinstance(kind, Number):
        return "decimal" if kind.decimals else "integer"
    tag = str(kind.__struct_config__.tag)
    return f"{_TYPES[tag]} {name}" if hasattr(kind, "choices") else _TYPES[tag]


def _more(kind: Kind) -> dict[str, str]:
    """What of a kind stands in columns of its own."""
    match kind:
        case Scale():
            ends = {"least_label": kind.least_label, "most_label": kind.most_label}
            cells = {"parameters": f"start={kind.least} end={kind.most} step=1"}
            for name, text in ends.items():
                cells |= written(f"revier_{name}", text)
            return cells
        case Number():
            decimals = {"revier_decimals": str(kind.decimals)} if kind.decimals else {}
            return {**decimals, **written("revier_unit", kind.unit)}
        case Date(towards="past"):
            return {"revier_towards": "past"}
        case Rank(most=most) if most:
            return {"revier_places": str(most)}
    return {}


def _settings(survey: Survey) -> dict[str, str]:
    first = next((lang for lang in NAMES if lang in _spoken(survey)), "de")
    cells = {
        "form_title": survey.title.get(first, ""),
        "form_id": survey.id,
        "version": str(survey.version),
        "default_language": NAMES[first],
    }
    others = {lang: words for lang, words in survey.title.items() if lang != first}
    cells |= written("revier_title", others)
    for name in ("opening", "asker", "funder", "use"):
        cells |= written(f"revier_{name}", getattr(survey, name))
    if survey.minutes:
        cells["revier_minutes"] = str(survey.minutes)
    cells["revier_anonymity"] = survey.anonymity
    cells["revier_results"] = survey.results
    return cells


def _spoken(survey: Survey) -> set[str]:
    return {
        lang for question in survey.questions for lang, words in question.text.items() if words
    }


def _names(survey: Survey) -> dict[str, str]:
    """Question → its name in the form."""
    names: dict[str, str] = {}
    for question in survey.questions:
        name = odk(question.id)
        while name in names.values():
            name += "_"
        names[question.id] = name
    return names


def _kind(kind: Kind) -> Any:
    """An answer with the texts in it as they come back."""
    changed: dict[str, Any] = {
        name: _kept(getattr(kind, name))
        for name in ("unit", "least_label", "most_label")
        if hasattr(kind, name)
    }
    if hasattr(kind, "choices"):
        changed["choices"] = tuple(replace(c, label=_kept(c.label)) for c in kind.choices)
    return replace(kind, **changed) if changed else kind


def _kept(text: Text) -> Text:
    kept = {lang: _cell(words) for lang, words in text.items()}
    return {lang: words for lang, words in kept.items() if words}


def _cell(text: str) -> str:
    """A text as a cell can hold it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\ufffe\uffff]", "", ILLEGAL_CHARACTERS_RE.sub("", lines)).strip()


def _timeless(raw: bytes) -> bytes:
    """The same workbook without the time at which it was made."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            new.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return stream.getvalue()

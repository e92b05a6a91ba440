"""A survey as a workbook that ODK and KoboToolbox read, and that reads back as the same survey.

Every cell is written as a text: nothing in a survey can become a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dialogs.answers import Date, Kind, Note, Number, Pick, PickMany, Rank, Scale, Where
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import Text

from .answers import bounds
from .cells import Rows, kept, workbook
from .columns import NAMES, written
from .expressing import Expressing
from .naming import odk
from .tidying import parts, together

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
        case Where(level="municipality"):
            return {"revier_level": "municipality"}
        case Pick(order="random") | PickMany(order="random"):
            return {"parameters": "randomize=true"}
        case Rank():
            places = {"revier_places": str(kind.most)} if kind.most else {}
            return places | ({"parameters": "randomize=true"} if kind.order == "random" else {})
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
    texts = {lang: kept(words) for lang, words in text.items()}
    return {lang: words for lang, words in texts.items() if words}

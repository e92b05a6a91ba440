"""A survey, as a workbook and back, is the survey it was; pyxform takes every such workbook.

Exactly so: kinds, bounds, texts in all languages, flags and everything about the whole survey come
back as they were, conditions in their tidy shape (`test_expressions` shows that it holds for the
same answers), texts without white space at their ends, control characters and `${…}`.
"""

from __future__ import annotations

import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from adapters.xlsform.places import Found
from adapters.xlsform.reading import read
from adapters.xlsform.workbook import Sheet, sheets
from adapters.xlsform.writing import unchanged, write
from dialogs.answers import Choice, Note, Number, Scale, Sentence
from dialogs.conditions import Answered, Compare, Is, Not
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import problems
from dialogs.surveys.reading import read as read_json
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import LANGUAGES
from tests.dialogs.surveys import surveys
from tests.play import SURVEYS

ODD = ("=1+1", "+49 345", "-5", "@SUM(A1)", "a\n b", '"x"', "<b>&amp;</b>", "#N/A", "TRUE", "007")
ODD += (
    "1e5",
    "x\u00a0y",
    "🙂",
    "2026-11-22",
    "_x0041_",
    "|",
    "'quoted",
    "  ",
    "x\u200b",
    "\ufffe?",
)
ANY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
# Where XLSForm puts an answer into a text, there is nothing to write it with as it stands.
WORDS = st.sampled_from(ODD) | ANY.filter(lambda words: "${" not in words)
TEXTS = st.dictionaries(st.sampled_from(list(LANGUAGES)), WORDS, min_size=1).filter(
    lambda text: any(words.strip() for words in text.values())
)
MAYBE = st.just({}) | TEXTS


@st.composite
def dressed(draw: st.DrawFn) -> Survey:
    """A random survey that branches, with odd texts in up to three languages."""
    plain = draw(surveys(constrained=True))
    questions = [_dressed(draw, question) for question in plain.questions]
    if draw(st.booleans()):
        when = draw(st.sampled_from([q.when for q in plain.questions] + [Answered("q0")]))
        questions.append(Question("-note", draw(TEXTS), Note(), when=when, hint=draw(MAYBE)))
    return replace(
        plain,
        questions=tuple(questions),
        opening=draw(TEXTS),
        title=draw(MAYBE),
        asker=draw(MAYBE),
        funder=draw(MAYBE),
        use=draw(MAYBE),
        version=draw(st.integers(1, 99)),
        minutes=draw(st.none() | st.integers(1, 120)),
        results=draw(st.sampled_from(["public", "after_close", "organisers"])),
        anonymity=draw(st.sampled_from(["unlinkable", "pseudonymous"])),
    )


def _dressed(draw: st.DrawFn, question: Question) -> Question:
    kind: Any = question.answer
    if isinstance(kind, Scale):
        kind = replace(kind, least_label=draw(MAYBE), most_label=draw(MAYBE))
    elif isinstance(kind, Number):
        kind = replace(kind, unit=draw(MAYBE))
    return replace(
        question,
        text=draw(TEXTS),
        answer=kind,
        hint=draw(MAYBE),
        constraint_text=draw(MAYBE),
        flag=draw(st.sampled_from(["harmless", "opinion"])),
    )


def sound(survey: Survey) -> bool:
    return all(problem.warning for problem in problems(survey))


@settings(max_examples=40)
@given(dressed().map(unchanged).filter(sound))
def test_a_survey_comes_back_as_it_was(survey: Survey) -> None:
    raw = write(survey)
    assert read(raw).survey == survey
    convert(raw)


@settings(max_examples=50)
@given(dressed().filter(sound))
def test_what_no_cell_can_hold_is_all_that_is_lost(survey: Survey) -> None:
    kept = unchanged(survey)
    assert unchanged(kept) == kept
    if sound(kept):
        assert read(write(survey)).survey == kept


@pytest.mark.chaos
@settings(settings(max_examples=5000), deadline=None)
@given(dressed().map(unchanged).filter(sound))
def test_very_many_surveys_come_back_as_they_were(survey: Survey) -> None:
    assert read(write(survey)).survey == survey


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("*.json")), ids=lambda path: path.stem)
def test_the_surveys_of_the_tests_come_back(path: Any) -> None:
    survey = read_json(path.read_bytes())
    assert read(write(survey)).survey == survey
    convert(write(survey))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_survey_comes_back_as_the_very_json(name: str) -> None:
    survey = read(write(read_json(shipped(name)))).survey
    defaults = json.loads(msgspec.json.encode(read_json(shipped(name))))
    assert json.loads(msgspec.json.encode(survey)) == defaults


@given(dressed().map(unchanged).filter(sound))
@settings(max_examples=30)
def test_pyxform_reads_in_every_cell_what_we_read(survey: Survey) -> None:
    raw = write(survey)
    theirs = get_xlsform(raw)
    ours = sheets(raw, Found())
    for sheet, rows in (
        (ours.survey, theirs.survey),
        (ours.choices, theirs.choices),
        (ours.settings, theirs.settings),
    ):
        assert _as_pyxform(sheet) == [row for row in rows or [] if row]


def _as_pyxform(sheet: Sheet) -> list[dict[str, str]]:
    """Rows by their headings, with what pyxform makes of a non-breaking space."""
    return [
        {sheet.headings[c]: text.replace("\xa0", " ") for c, text in row.cells.items()}
        for row in sheet.rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "#REF!"])
def test_no_text_becomes_a_formula(text: str) -> None:
    kind = Number(unit={"de": text})
    survey = Survey("x", (Question("q", {"de": text}, kind),), {"de": text}, title={"de": text})
    raw = write(survey)
    assert read(raw).survey == survey
    book = load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_a_workbook_is_always_the_same() -> None:
    survey = read_json(shipped("puls"))
    assert write(survey) == write(survey)


def test_names_that_odk_does_not_take_come_back() -> None:
    """XML names begin with a letter, and `data` is the form itself."""
    ids = ["1", "-", "data", "q_1", "meta", "a-b", "_", "q_data"]
    when = Is("1", ("a",))
    choices = (Choice("a", {"de": "A"}), Choice("0.5", {"de": "B"}))
    first = Question("1", {"de": "Eins?"}, read_json(shipped("puls")).questions[0].answer)
    first = replace(first, answer=replace(first.answer, choices=choices))
    rest = [Question(id, {"de": f"{id}?"}, Sentence(), when=when) for id in ids[1:]]
    survey = Survey("x", (first, *rest), {"de": "Darum."})
    assert read(write(survey)).survey == survey
    convert(write(survey))


@pytest.mark.parametrize(
    "condition",
    [
        Compare("q", ">=", 5),
        Compare("q", "<=", 1e9),
        Compare("q", "!=", 3),
        Not(Compare("q", "=", 3)),
    ],
)
def test_what_looks_like_a_bound_stays_a_condition(condition: Any) -> None:
    question = Question("q", {"de": "Wie viele?"}, Number(), constraint=condition)
    survey = Survey("x", (question,), {"de": "Darum."})
    assert read(write(survey)).survey == survey

"""Reports of random and of made surveys."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.reports.report import Report, report
from dialogs.surveys.survey import Survey
from tests.bot.results.making import Ballots, Case, case

HOSTILE = (
    "=1+1",
    "+49 341 1",
    "-5 °C",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "  =HYPERLINK(1)",
    "Ja;=cmd|' /C calc'!A0",
    'Nein,"=1+1"',
    "zwei\n=Zeilen",
    "＝voll",
    "#panic()",
)


def asked(*questions: dict[str, Any], **changes: Any) -> Survey:
    raw = [{"text": {"de": f"Frage {question['id']}?"}} | question for question in questions]
    survey = {"id": "probe", "opening": {"de": "Probe."}, "questions": raw}
    return msgspec.convert(survey | {"results": "after_close"} | changes, Survey)


def hostile(language: str = "de") -> Report:
    """A result in which every text wants to be a formula."""
    choices = [
        {"value": f"o{number}", "label": {"de": text, "en": text}}
        for number, text in enumerate(HOSTILE)
    ]
    texts = {"de": "=cmd()", "en": "+cmd()"}
    survey = asked(
        {"id": "q", "text": texts, "hint": texts, "answer": {"type": "pick", "choices": choices}},
        *(
            {"id": f"q{n}", "text": {"de": text}, "answer": {"type": "sentence"}}
            for n, text in enumerate(HOSTILE)
        ),
        title=texts,
        asker={"de": "@Amt"},
        funder={"de": "-Geld"},
    )
    ballots: Ballots = [{"q": f"o{number % len(HOSTILE)}"} for number in range(120)]
    return report(Case(survey, ballots).result(), survey, language)


def reports(seed: int) -> list[Report]:
    """The result of a random survey, and all its breakdowns."""
    true = case(seed)
    made = [true.result(), *true.breakdowns().values()]
    return [report(one, true.survey, "de") for one in made]

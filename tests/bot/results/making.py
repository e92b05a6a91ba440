"""Random closed surveys, everything that is told of them, and other worlds to compare with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.reports.cells import as_csv
from bot.reports.layout import Layout
from bot.reports.report import report
from bot.results.breakdown import Breakdown, Unfit, breakdown, divider
from bot.results.counting import crossed
from bot.results.dividing import breakdown_json, breakdown_text
from bot.results.rendering import as_json, as_text
from bot.results.result import Result, result
from bot.results.source import Source
from dialogs.markup import words
from dialogs.places import DISTRICTS, regions
from dialogs.suppression import K
from dialogs.surveys.regions import NONE, Parts, parts_of, place_of
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import Tallies, Tally, counted

DAY = datetime(2026, 11, 22, tzinfo=UTC)
Ballots = list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    survey: Survey
    ballots: Ballots
    k: int = K

    @property
    def source(self) -> Source:
        tally = Tally()
        for ballot in self.ballots:
            tally.add(counted(self.survey, ballot))
        both = Tallies(tally, tally)
        return Source(self.survey, "closed", both, 0, DAY, DAY, "Bündnis Beispiel", k=self.k)

    def regions(self) -> Parts:
        """How the places of its ballots are told apart."""
        by = place_of(self.survey)
        assert by is not None
        sizes = Counter(ballot.get(by.id, NONE) for ballot in self.ballots)
        return parts_of(by, sizes, self.k)

    def result(self) -> Result:
        return result(self.source, "de", written)

    def interim(self) -> Result:
        """What was shown when half of them had come."""
        half = Case(self.survey, self.ballots[: len(self.ballots) // 2], self.k).source
        return result(replace(half, state="open"), "de", written)

    def breakdown(self, by: str) -> Breakdown:
        question = divider(self.source, by)
        lines = [msgspec.json.encode(ballot).decode() for ballot in self.ballots]
        tallies = crossed(self.survey, lines, question)
        return breakdown(self.source, by, tallies, "de", written)

    def breakdowns(self) -> dict[str, Breakdown]:
        """By all that it can be told by."""
        found = {}
        for by in ("region", *(question.id for question in self.survey.questions)):
            try:
                found[by] = self.breakdown(by)
            except Unfit:
                continue
        return found

    def told(self) -> dict[str, object]:
        """Everything that anybody is ever told of it, as text and for programs."""
        made, divided = self.result(), self.breakdowns()
        return {
            "interim": as_json(self.interim()),
            "": (as_json(made), words(as_text(made, "de")), self.files(made)),
            **{
                by: (breakdown_json(b), words(breakdown_text(b, "de")), self.files(b))
                for by, b in divided.items()
            },
        }

    def files(self, made: Result | Breakdown) -> tuple[object, ...]:
        """What every file of it is made from."""
        one = report(made, self.survey, "de")
        return one.data(), as_csv(one), Layout(one).whole()


def written(moment: datetime, language: str) -> str:
    return moment.date().isoformat()


def choices(number: int) -> list[dict[str, Any]]:
    return [{"value": f"o{n}", "label": {"de": f"Antwort {n}"}} for n in range(number)]


def case(seed: int) -> Case:
    """A survey of up to six questions and up to 600 ballots; of some seeds very lopsided."""
    dice = Random(seed)
    questions: list[dict[str, Any]] = []
    if dice.random() < 0.8:
        level = dice.choice(["district", "municipality"])
        questions.append(_question(dice, "where", {"type": "place", "level": level}))
    kinds: list[dict[str, Any]] = [
        {"type": "pick", "choices": choices(dice.randint(2, 6))},
        {"type": "pick", "choices": choices(dice.randint(2, 3))},
        {"type": "pick_many", "choices": choices(dice.randint(2, 5))},
        {"type": "scale", "least": 1, "most": dice.randint(2, 7)},
        {"type": "number", "least": 0, "most": 100},
        {"type": "rank", "choices": choices(3)},
    ]
    some = dice.sample(kinds, dice.randint(1, 5))
    questions += [_question(dice, f"q{n}", kind) for n, kind in enumerate(some)]
    leading = [q for q in questions if q["answer"]["type"] in ("pick", "scale", "place")]
    if leading and dice.random() < 0.4:
        values = ["o0", "o2", "1", "2", *(d.key for d in DISTRICTS[4:])]
        when = {"type": "is", "question": dice.choice(leading)["id"], "values": values}
        questions.append(_question(dice, "next", kinds[1]) | {"when": when})
    raw = {
        "id": "zufall",
        "opening": {"de": "Zufall."},
        "questions": questions,
        "results": dice.choice(["public", "after_close"]),
    }
    survey = msgspec.convert(raw, Survey)
    number = dice.choice([dice.randint(10, 60), dice.randint(40, 250), dice.randint(150, 600)])
    return with_more(Case(survey, ballots(dice, survey, number)), Random(f"{seed} more"))


def with_more(plain: Case, dice: Random) -> Case:
    """The same with a day and a ranking of a few, with dice of their own."""
    kinds = [{"type": "date"}, {"type": "rank", "choices": choices(4), "most": 2}]
    more = msgspec.convert(
        [_question(dice, f"m{n}", kind) for n, kind in enumerate(kinds)], tuple[Question, ...]
    )
    survey = replace(plain.survey, questions=(*plain.survey.questions, *more))
    days = [date(2026, 1, 1) + timedelta(days=dice.randint(0, 900)) for _ in range(9)]
    found = []
    for ballot in plain.ballots:
        order = dice.sample([f"o{n}" for n in range(4)], 4)
        answers = {"m0": dice.choice(days).isoformat(), "m1": sorted(order[:3])[:2]}
        skipped = {q.id for q in more if q.optional and dice.random() < 0.3}
        found.append(ballot | {id: a for id, a in answers.items() if id not in skipped})
    return Case(survey, found)


def _question(dice: Random, id: str, answer: dict[str, Any]) -> dict[str, Any]:
    optional = dice.random() < 0.4
    return {"id": id, "text": {"de": f"Frage {id}?"}, "answer": answer, "optional": optional}


def ballots(dice: Random, survey: Survey, number: int) -> Ballots:
    """Each question has its own favourites; some have only one."""
    favour = {question.id: dice.choice([0.3, 1.0, 1.0, 2.5, 6.0]) for question in survey.questions}
    skips = {q.id: dice.choice([0.02, 0.2, 0.6]) if q.optional else 0.0 for q in survey.questions}
    values = {question.id: _values(dice, question.answer) for question in survey.questions}
    made: Ballots = []
    for _ in range(number):
        ballot: dict[str, Any] = {}
        for question in survey.questions:
            if question.when is not None and not question.when.holds(ballot):
                continue
            if dice.random() < skips[question.id]:
                continue
            options = values[question.id]
            weights = [1 / (n + 1) ** favour[question.id] for n in range(len(options))]
            answer = dice.choices(options, weights)[0]
            if question.answer.__struct_config__.tag == "pick_many":
                answer = sorted({answer, *dice.choices(options, weights, k=dice.randint(0, 2))})
            if question.answer.__struct_config__.tag == "rank":
                answer = [answer, *(o for o in options if o != answer)]
            ballot[question.id] = answer
        made.append(ballot)
    return made


def _values(dice: Random, kind: Any) -> list[Any]:
    match kind.__struct_config__.tag:
        case "place":
            keys = [d.key for d in DISTRICTS]
            if kind.level == "municipality":
                inside = [key for key in regions() if len(key) == 8]
                keys = dice.sample(inside, dice.randint(1, 60)) + keys[1:3]
            keys = [*keys, "revier"][: dice.randint(1, len(keys) + 1)]
            return dice.sample(keys, len(keys))
        case "scale":
            steps = list(range(kind.least, kind.most + 1))
            return dice.sample(steps, len(steps))
        case "number":
            return dice.sample(range(101), 12)
        case _:
            options = [choice.value for choice in kind.choices]
            return dice.sample(options, len(options))

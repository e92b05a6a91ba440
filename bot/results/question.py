"""What is shown of one question, of everybody together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from dialogs.answers import Date, Rank, Where
from dialogs.conditions import leaves
from dialogs.suppression import K, band, near_unanimous
from dialogs.surveys.regions import NONE, POOLED, Parts, parts, place_of_all
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import Tally
from dialogs.texts import in_language

from .answers import Counted, counted, exclusive, median
from .ranking import Ranked, ranking
from .regions import pooled_name, region_name

Why = Literal["", "few", "later", "follows", "regions"]
"""Why a question has no numbers: a text of that name says it."""


class Count(Struct, frozen=True):
    """How many chose an option; None where that is withheld, or where a bound is told instead."""

    value: str
    label: str
    count: int | None
    bound: str = ""


class QuestionResult(Struct, frozen=True):
    """`n` answered, `missing` skipped or were not asked; None where that would tell of few.

    `words` are answers in people's own words that somebody has read and shows.
    """

    id: str
    text: str
    kind: str
    n: int | None
    missing: int | None
    options: tuple[Count, ...]
    withheld: bool
    why: Why = ""
    median: str = ""
    ranking: tuple[Ranked, ...] = ()
    words: tuple[str, ...] = ()


class Shown(Struct, frozen=True):
    """Decides what is shown; `interim` while others may still answer."""

    survey: Survey
    tally: Tally
    interim: bool
    languages: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]] = {}
    k: int = K
    parts: Mapping[str, Parts] = {}
    """How regions are told apart by a question, where that was settled."""

    def question(self, question: Question) -> QuestionResult:
        everybody, n = self.tally.participants, self.answered(question)
        places = self._places(question) if isinstance(question.answer, Where) else ()
        why = self.withheld(question)
        if not why and isinstance(question.answer, Where) and not places:
            why = "regions"
        # How many name no place at all is told as the number of any other region is.
        alone = isinstance(question.answer, Where) and question.optional
        told = self._certain(question) or not (why in ("later", "follows") or n < self.k or alone)
        options = self.options(question)
        return QuestionResult(
            question.id,
            in_language(question.text, self.languages),
            question.answer.__struct_config__.tag,  # type: ignore[arg-type]
            n if told else None,
            everybody - n if told else None,
            self._withheld(question, options)
            if why
            else places or self._counts(question, options),
            bool(why),
            why,
            "" if why or self.unanimous(question) else self._median(question, options),
            () if why or self.unanimous(question) else self._ranking(question),
            () if why else self.words.get(question.id, ()),
        )

    def answered(self, question: Question) -> int:
        return self.tally.answered.get(question.id, 0)

    def options(self, question: Question) -> tuple[Counted, ...]:
        counts = self._tallied(question)
        # Of ballots from before days were counted nobody knows which; then none is told.
        if isinstance(question.answer, Date) and sum(counts.values()) != self.answered(question):
            return ()
        return counted(question.answer, counts, self.languages)

    def withheld(self, question: Question) -> Why:
        """Why nothing is told of its answers, if so."""
        if self.tally.participants < self.k:
            return "few"
        if self.interim and (not self._certain(question) or isinstance(question.answer, Where)):
            return "later"
        if any(self.unanimous(earlier) for earlier in self._leading_to(question)):
            return "follows"
        return "few" if self.answered(question) < self.k else ""

    def unanimous(self, question: Question) -> bool:
        """Whether bounds are told instead of counts."""
        n, counts = self.answered(question), self._tallied(question)
        return any(near_unanimous(o.count(counts), n) for o in self.options(question))

    def _certain(self, question: Question) -> bool:
        """Whether everybody knows beforehand that everybody answers it."""
        asked = not question.optional and question.when is None
        return asked and self.answered(question) == self.tally.participants

    def _leading_to(self, question: Question) -> list[Question]:
        """The questions whose answers decide who is asked this one."""
        found: dict[str, Question] = {}
        waiting = [question]
        while waiting:
            one = waiting.pop()
            conditions = [c for c in (one.when, one.constraint) if c is not None]
            names = {leaf.question for c in conditions for leaf in leaves(c)} - {question.id}
            new = [q for q in self.survey.questions if q.id in names and q.id not in found]
            found |= {q.id: q for q in new}
            waiting += new
        return list(found.values())

    def _tallied(self, question: Question) -> dict[str, int]:
        return self.tally.counts.get(question.id, {})

    def _withheld(self, question: Question, options: tuple[Counted, ...]) -> tuple[Count, ...]:
        # Classes of numbers would tell how large they are.
        offered = options if question.answer.offered() else ()
        return tuple(Count(option.value, option.label, None) for option in offered)

    def _counts(self, question: Question, options: tuple[Counted, ...]) -> tuple[Count, ...]:
        n, counts = self.answered(question), self._tallied(question)
        if not self.unanimous(question):
            return tuple(Count(o.value, o.label, o.count(counts)) for o in options)
        least = band(n)
        assert least is not None
        high, low = f"≥ {least} %", f"≤ {100 - least} %"
        found = []
        for option in options:
            count = option.count(counts)
            if near_unanimous(count, n):
                found.append(Count(option.value, option.label, None, high))
            elif exclusive(question.answer):
                found.append(Count(option.value, option.label, None, low))
            else:
                found.append(Count(option.value, option.label, count))
        return tuple(found)

    def _places(self, question: Question) -> tuple[Count, ...]:
        """How many live where, small regions together."""
        if not place_of_all(question, self.survey):
            return ()
        none = self.tally.participants - self.answered(question)
        sizes = self._tallied(question) | ({NONE: none} if none else {})
        told = self.parts.get(question.id)
        if told is None:
            told = parts(sizes, question.optional, within=False, k=self.k)
        if not told:
            return ()
        split, sums = told[0].split, told[0].sums(sizes)
        found = [Count(n, region_name(n, self.languages), sums[n]) for n in split.shown]
        if split.pool:
            name = pooled_name(split.pool, self.languages)
            found.append(Count("+".join(split.pool), name, sums[POOLED]))
        return tuple(found)

    def _median(self, question: Question, options: tuple[Counted, ...]) -> str:
        counts = self._tallied(question)
        return median(question.answer, options, [option.count(counts) for option in options])

    def _ranking(self, question: Question) -> tuple[Ranked, ...]:
        if not isinstance(question.answer, Rank):
            return ()
        n, counts = self.answered(question), self._tallied(question)
        return ranking(question.answer, counts, n, self.languages)

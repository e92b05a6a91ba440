"""Results by region or by the answers to another question, as far as suppression lets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from dialogs.answers import Kind, Note, Pick, Scale, Where
from dialogs.suppression import ANSWERED, Column, Kept, Row, band, kept, near_unanimous
from dialogs.surveys.regions import NONE, POOLED, Part, Parts, place_of
from dialogs.surveys.survey import Question
from dialogs.surveys.tally import Tally
from dialogs.texts import chain, in_language, load

from .answers import Counted, exclusive, median
from .counting import Crossed
from .grouping import answers_of, by_group, regions_of
from .note import note
from .question import Shown
from .regions import pooled_name, region_name
from .result import shown_of
from .source import DayName, Source

R = load("result")
REGION = "region"
"""What to name instead of a question."""


class Group(Struct, frozen=True):
    """`n` people took part; `together` where it is several groups that are told only as one."""

    key: str
    label: str
    n: int
    together: bool


class Answers(Struct, frozen=True):
    """A column: an answer, or several that are counted as one."""

    value: str
    label: str


class Divided(Struct, frozen=True):
    """A question by groups: `counts` has a row for each, `bounds` what is told instead of it."""

    id: str
    text: str
    why: str
    columns: tuple[Answers, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()
    bounds: tuple[str, ...] = ()
    medians: tuple[str, ...] = ()


class Division(Struct, frozen=True):
    """All participants, or those of a district (`of`), by groups."""

    of: str
    label: str
    groups: tuple[Group, ...]
    questions: tuple[Divided, ...]


class Breakdown(Struct, frozen=True):
    """A closed survey's result by groups, with its method note; no `divisions` if too few."""

    id: str
    title: str
    version: int
    by: str
    by_text: str
    participants: int
    divisions: tuple[Division, ...]
    note: tuple[str, ...]


class Unfit(Exception):
    """Results cannot be told by this; the message (German) says why."""


def divider(source: Source, by: str) -> Question:
    """The question by whose answers results are told; raises Unfit."""
    if source.open:
        raise Unfit("Aufgeteilt wird erst nach dem Ende der Umfrage.")
    if source.held:
        raise Unfit("Das Ergebnis steht auf dem letzten Zwischenstand; es wird nicht aufgeteilt.")
    if by == REGION:
        question = place_of(source.survey)
        if question is None:
            raise Unfit(
                "Keine Frage stellt allen die Frage nach dem Ort, ohne dass andere folgen."
            )
        return question
    question = next((q for q in source.survey.questions if q.id == by), None)
    if question is None:
        known = ", ".join(q.id for q in source.survey.questions if not isinstance(q.answer, Note))
        raise Unfit(f"Diese Frage gibt es nicht. Es gibt: {known}")
    if not isinstance(question.answer, (Pick, Scale)) or question.when is not None:
        raise Unfit("Aufteilen lässt sich nur nach Auswahl oder Skala, die alle gefragt wurden.")
    return question


def breakdown(source: Source, by: str, crossed: Crossed, language: str, day: DayName) -> Breakdown:
    """The result by region or by a question; raises Unfit. `crossed` is by its `divider`."""
    question, languages = divider(source, by), chain(language)
    shown = shown_of(source, languages)
    if shown.withheld(question) or shown.unanimous(question):
        divisions: Parts = ()
    elif by == REGION:
        divisions = regions_of(shown, question, crossed)
    else:
        divisions = answers_of(shown, question)
    survey = source.survey
    return Breakdown(
        survey.id,
        in_language(survey.title or {"de": survey.id}, languages),
        survey.version,
        by,
        in_language(question.text, languages),
        shown.tally.participants,
        tuple(
            _Divider(shown, question, part, by_group(question, part, crossed)).division()
            for part in divisions
        ),
        note(source, languages, day),
    )


class _Divider(Struct, frozen=True):
    """Writes one division."""

    shown: Shown
    by: Question
    part: Part
    groups: Crossed

    def division(self) -> Division:
        split = self.part.split
        rows = [self.groups.get(name, Tally()) for name in split.shown]
        pool = self.groups.get(POOLED, Tally()) if split.pool else None
        groups = [self._group(name, tally) for name, tally in zip(split.shown, rows, strict=True)]
        if pool is not None:
            label = self._together(split.pool)
            groups.append(Group("+".join(split.pool), label, pool.participants, True))
        asked = [q for q in self.shown.survey.questions if q.id != self.by.id]
        questions = [self._question(q, rows, pool) for q in asked if _countable(q.answer)]
        label = region_name(self.part.of, self.shown.languages) if self.part.of else ""
        return Division(self.part.of, label, tuple(groups), tuple(questions))

    def _group(self, name: str, tally: Tally) -> Group:
        return Group(name, self._label(name), tally.participants, False)

    def _label(self, name: str) -> str:
        if isinstance(self.by.answer, Where):
            if name == self.part.of:
                return R["district_only"].raw(self.shown.languages)
            return region_name(name, self.shown.languages)
        return _name((name,), self.shown.options(self.by), self.shown.languages)

    def _together(self, names: tuple[str, ...]) -> str:
        if isinstance(self.by.answer, Where) and not self.part.of:
            return pooled_name(names, self.shown.languages)
        joined = ", ".join(map(self._label, names))
        return _filled("together", self.shown.languages, joined)

    def _question(self, question: Question, rows: list[Tally], pool: Tally | None) -> Divided:
        text = in_language(question.text, self.shown.languages)
        options = self.shown.options(question)
        found = None
        tallies = [*rows, *([pool] if pool else [])]
        if not self.shown.withheld(question) and not self.shown.unanimous(question):
            columns = self._columns(question, options)
            counted = [(t.participants, _sure(_row(t, question), columns)) for t in tallies]
            of_pool = counted.pop() if pool else None
            found = kept(counted, of_pool, columns, exclusive(question.answer), self.shown.k)
        if found is None:
            return Divided(question.id, text, "no_split")
        if found.unanimous:
            bounds = [self._bounds(t, question, found, options) for t in tallies]
            return Divided(question.id, text, "unanimous", bounds=tuple(bounds))
        names = [Answers(_value(c, options), self._named(c, options)) for c in found.columns]
        counts = [tuple(c.count(_row(t, question)) for c in found.columns) for t in tallies]
        medians = tuple(_median(question, found, options, line) for line in counts)
        return Divided(question.id, text, "", tuple(names), tuple(counts), medians=medians)

    def _columns(self, question: Question, options: tuple[Counted, ...]) -> list[Column]:
        """Its answers, those together that are so as groups too: whatever is told by whatever."""
        columns = [Column(o.keys) for o in options]
        if not exclusive(question.answer):
            return columns
        columns.append(Column((NONE,)))
        if isinstance(question.answer, (Pick, Scale)) and question.when is None:
            pools = [part.split.pool for part in answers_of(self.shown, question)]
            for pool in filter(None, pools):
                columns = [c for c in columns if c.names[0] not in pool] + [Column(pool)]
        return columns

    def _bounds(
        self, tally: Tally, question: Question, found: Kept, options: tuple[Counted, ...]
    ) -> str:
        row, n = _row(tally, question), tally.participants
        bounds = [
            f"≥ {band(n)} % {self._named(column, options)}"
            for column in found.columns
            if near_unanimous(column.count(row), n)
        ]
        return "; ".join(bounds)

    def _named(self, column: Column, options: tuple[Counted, ...]) -> str:
        return _name(column.names, options, self.shown.languages)


def _countable(kind: Kind) -> bool:
    """Whether its answers can be told by groups."""
    return not isinstance(kind, (Note, Where)) and kind.__struct_config__.tag not in (
        "sentence",
        "voice",
        "photo",
        "date",
    )


def _row(tally: Tally, question: Question) -> Row:
    answered = tally.answered.get(question.id, 0)
    counts: Mapping[str, int] = tally.counts.get(question.id, {})
    return {**counts, ANSWERED: answered, NONE: tally.participants - answered}


def _sure(row: Row, columns: Iterable[Column]) -> Row:
    """Whoever is counted together with those who did not answer counts as one of them."""
    beside = [name for c in columns if NONE in c.names for name in c.names if name != NONE]
    return {**row, ANSWERED: row[ANSWERED] - sum(row.get(name, 0) for name in beside)}


def _value(column: Column, options: tuple[Counted, ...]) -> str:
    """As the options are called where everybody is counted together."""
    values = [option.value for option in options if set(option.keys) & set(column.names)]
    return "+".join([*values, *(name for name in column.names if name == NONE)])


def _name(names: tuple[str, ...], options: tuple[Counted, ...], languages: tuple[str, ...]) -> str:
    """What a column or a group is called."""
    labels = [option.label for option in options if set(option.keys) & set(names)]
    if NONE in names:
        labels.append(R["no_answer"].raw(languages))
    return labels[0] if len(labels) == 1 else _filled("other", languages, ", ".join(labels))


def _filled(name: str, languages: tuple[str, ...], names: str) -> str:
    return "".join(span.text for span in R[name].fill(languages, names=names))


def _median(
    question: Question, found: Kept, options: tuple[Counted, ...], line: tuple[int, ...]
) -> str:
    """None where steps are told together: what lies in the middle can then not be said."""
    by_names = {column.names: count for column, count in zip(found.columns, line, strict=True)}
    single = {option.keys for option in options} | {(NONE,)}
    if not set(by_names) <= single:
        return ""
    return median(question.answer, options, [by_names.get(option.keys, 0) for option in options])

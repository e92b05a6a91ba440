"""A report as a document to be printed: numbers first, a bar or a map beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from dialogs.markup import Value, words
from dialogs.texts import load, locale

from ..printing import Bar, Bars, Block, Document, Heading, Lines, Table
from ..results.answers import percent
from ..results.breakdown import REGION, Breakdown, Divided, Division, Group
from ..results.comparing import Compared, Comparison
from ..results.question import Count, QuestionResult
from ..results.rendering import decimal, quoted
from ..results.result import Result
from . import rounds
from .codebook import CodedQuestion
from .districts import Legend, Told, on_map
from .report import R, Report

RESULT = load("result")
NOTE = load("note")
COMPARISON = load("comparison")


class Layout(Struct, frozen=True):
    """Lays one report out."""

    report: Report

    def whole(self) -> Document:
        """Everything, with the code book: for a PDF."""
        parts = (*self.answers(), *self.own_words(), *self.note(), *self.code_book())
        return self._document(parts)

    def picture(self) -> Document:
        """Everything but the code book."""
        return self._document((*self.answers(), *self.note()))

    def some(self, questions: Iterable[QuestionResult]) -> Document:
        """Some questions of a result, as a picture for a chat."""
        made = self.report.made
        assert isinstance(made, Result)
        of = made.participants
        blocks = [block for question in questions for block in self._question(question, of)]
        return self._document((Lines((made.standing,)), *blocks, *self.note()))

    def compared(self, questions: Iterable[Compared]) -> Document:
        """Some questions of a comparison, as a picture for a chat."""
        made, languages = self.report.made, self.report.languages
        assert isinstance(made, Comparison)
        blocks = rounds.questions(questions, made, languages)
        return self._document((rounds.opening(made, languages), *blocks, *self.note()))

    def divided(self, division: Division, question: Divided | None = None) -> Document:
        """The groups of a breakdown, or a question by them, as a picture for a chat."""
        if question is None:
            blocks = [*self._groups(division)]
        else:
            blocks = [*self._divided(question, division, self._by_place(division))]
            blocks.append(Lines((self._told("shares"),)))
        return self._document((*blocks, *self.note()))

    def answers(self) -> Iterator[Block]:
        match self.report.made:
            case Result() as made:
                yield Lines((made.standing,))
                for question in made.questions:
                    yield from self._question(question, made.participants)
            case Breakdown() as made:
                yield Lines((self._said("standing", n=made.participants),))
                if not made.divisions:
                    yield Lines((self._told("no_split"),))
                for division in made.divisions:
                    yield from self._division(division)
                yield Lines((self._told("shares"),))
            case Comparison() as made:
                yield rounds.opening(made, self.report.languages)
                yield from rounds.questions(made.questions, made, self.report.languages)

    def own_words(self) -> Iterator[Block]:
        """What people said in their own words, as far as it is shown; too long for a picture."""
        made = self.report.made
        said = [q for q in made.questions if q.words] if isinstance(made, Result) else []
        for question in said:
            yield Heading(question.text)
            yield Lines((self._told("words_shown", n=len(question.words)),), fine=True)
            yield Lines(tuple(map(quoted, question.words)))

    def note(self) -> Iterator[Block]:
        yield Heading(NOTE["title"].raw(self.report.languages))
        yield Lines(self.report.note, fine=True)

    def code_book(self) -> Iterator[Block]:
        """The wording in all languages."""
        book = self.report.code_book
        yield Heading(self._said("code_book"))
        head = (self._said("head_value"), *book.languages)
        for question in book.questions:
            yield Heading(f"{question.number}. {question.id}", 2)
            yield Lines((self._definition(question),), fine=True)
            rows = [("", *(question.text.get(lang, "") for lang in book.languages))]
            if question.hint:
                rows.append(("", *(question.hint.get(lang, "") for lang in book.languages)))
            for option in question.options:
                labels = (option.label.get(language, "") for language in book.languages)
                rows.append((option.value, *labels))
            yield Table(head, tuple(rows))

    def _document(self, blocks: Sequence[Block]) -> Document:
        made, languages = self.report.made, self.report.languages
        title = RESULT["title"].fill(languages, title=made.title)
        if isinstance(made, Breakdown):
            title = RESULT["by"].fill(languages, title=made.title, by=made.by_text)
        if isinstance(made, Comparison):
            title = COMPARISON["title"].fill(languages, title=made.title)
        language = locale(self.report.language).partition("_")[0]
        return Document(words(title), language, tuple(blocks), self._said("bar"))

    def _definition(self, question: CodedQuestion) -> str:
        facts = [str(question.kind["type"]), self._said(f"flag_{question.flag}")]
        facts += [self._said("optional")] * question.optional
        facts += [self._said("conditional")] * (question.when is not None)
        return ", ".join(facts)

    def _question(self, question: QuestionResult, of: int) -> Iterator[Block]:
        yield Heading(question.text)
        if question.n is not None and question.why != "few":
            yield Lines((self._told("answered", n=question.n, of=of),))
        n = of if question.n is None else question.n
        if question.why:
            yield Lines((self._told(question.why, k=self._k),))
        elif question.words:
            yield Lines((self._said("words_elsewhere", n=len(question.words)),))
        elif not question.options:
            yield Lines((self._told("words"),))
        else:
            yield Bars(self._head(), tuple(self._bar(option, n) for option in question.options))
            name = "share_of" if question.n is not None else "share_of_all"
            yield Lines((self._said(name, n=n),), fine=True)
        if question.kind == "place" and not question.why:
            yield from self._places(question.options)
        if question.kind == "pick_many" and not question.why:
            yield Lines((self._told("many", n=n),), fine=True)
        if question.median:
            yield Lines((self._told("median", median=question.median),))
        if question.ranking:
            yield Lines((self._told("ranking"),))
            head = (self._said("head_place"), self._said("head_answer"))
            rows = [(decimal(r.place, self.report.languages), r.label) for r in question.ranking]
            yield Table(head, tuple(rows))

    @property
    def _k(self) -> int:
        made = self.report.made
        assert isinstance(made, Result)
        return made.k

    def _head(self) -> tuple[str, ...]:
        return self._said("head_count"), self._said("head_percent"), self._said("head_answer")

    @staticmethod
    def _bar(option: Count, n: int) -> Bar:
        if option.bound:
            least = int("".join(c for c in option.bound if c.isdigit())) / 100
            return Bar(("", option.bound, option.label), least, hatched=True)
        count = option.count or 0
        share = count / n if n else 0.0
        return Bar((str(count), f"{percent(count, n)} %", option.label), share)

    def _places(self, options: Sequence[Count]) -> Iterator[Block]:
        told = {
            o.value: Told(o.count or 0, str(o.count)) for o in options if o.value[:1].isdigit()
        }
        together = next((o for o in options if "+" in o.value), None)
        told = {key: value for key, value in told.items() if "+" not in key}
        if told:
            named = (together.label, together.count or 0) if together else None
            unit = self._said("people")
            yield on_map(told, self._legend("map_people", named, unit))

    def _division(self, division: Division) -> Iterator[Block]:
        yield from self._groups(division)
        for question in division.questions:
            yield from self._divided(question, division, self._by_place(division))

    def _groups(self, division: Division) -> Iterator[Block]:
        if division.of:
            yield Heading(self._told("within", region=division.label))
        head = (self._said("head_group"), self._said("head_participants"))
        yield Table(head, tuple((group.label, str(group.n)) for group in division.groups))
        by_place = self._by_place(division)
        if by_place:
            told = {g.key: Told(g.n, str(g.n)) for g in by_place}
            unit = self._said("people")
            yield on_map(told, self._legend("map_people", self._pool(division), unit))

    def _divided(
        self, question: Divided, division: Division, by_place: Sequence[Group]
    ) -> Iterator[Block]:
        yield Heading(question.text)
        if question.why:
            yield Lines((self._told(question.why),))
        bounds = zip(division.groups, question.bounds, strict=False)
        if bounded := tuple((group.label, bound) for group, bound in bounds if bound):
            yield Table((self._said("head_group"), self._said("head_answer")), bounded)
        if not question.counts:
            return
        count, share, _ = self._head()
        head = (count, share, self._said("head_group"))
        for place, column in enumerate(question.columns):
            yield Heading(f"{self._said('head_answer')}: {column.label}", 2)
            counts = [line[place] for line in question.counts]
            yield Bars(head, tuple(map(_bar_of, division.groups, counts)))
        medians = zip(division.groups, question.medians, strict=False)
        if some := tuple((group.label, median) for group, median in medians if median):
            yield Table((self._said("head_group"), self._said("head_median")), some)
        if by_place:
            yield self._shares(question, division, by_place)

    def _shares(self, question: Divided, division: Division, by_place: Sequence[Group]) -> Block:
        """A map of the answer that was given most often."""
        sums = [sum(column) for column in zip(*question.counts, strict=True)]
        most = sums.index(max(sums))
        told = {}
        for group, counts in zip(division.groups, question.counts, strict=True):
            if group in by_place:
                share = percent(counts[most], group.n)
                told[group.key] = Told(share, f"{share} %")
        label = question.columns[most].label
        legend = self._legend("map_share", self._pool(division), "%", answer=label, step=20)
        return on_map(told, legend)

    def _by_place(self, division: Division) -> list[Group]:
        """The groups that lie on a map."""
        made = self.report.made
        if division.of or not isinstance(made, Breakdown) or made.by != REGION:
            return []
        return [g for g in division.groups if g.key.isdigit() and not g.together]

    @staticmethod
    def _pool(division: Division) -> tuple[str, int] | None:
        return next(((g.label, g.n) for g in division.groups if g.together), None)

    def _legend(
        self,
        name: str,
        together: tuple[str, int] | None,
        unit: str,
        step: float = 0,
        **values: Value,
    ) -> Legend:
        hatched = ""
        if together:
            hatched = self._said("hatched", label=together[0], n=together[1])
        to = self._said("to")
        return Legend(self._said(name, **values), unit, hatched, to, step)

    def _said(self, name: str, **values: Value) -> str:
        return words(R[name].fill(self.report.languages, **values))

    def _told(self, name: str, **values: Value) -> str:
        return words(RESULT[name].fill(self.report.languages, **values))


def _bar_of(group: Group, count: int) -> Bar:
    return Bar((str(count), f"{percent(count, group.n)} %", group.label), count / group.n)

"""A look at all texts of a survey, each at its place."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ..answers import Note, Pick, PickMany, Rank, Scale
from ..surveys.survey import Question, Survey
from ..texts import LANGUAGES, Text, shortened
from . import look, score
from .finding import Finding, Kind, Said

ONCE = {"no_way_out", "unbalanced"}
"""Rules about the choices themselves, which are the same in every language."""


class Looked(Struct, frozen=True):
    """One text at its place such as `questions[2].text.de`: what is doubtful, how easy it is.

    `score` is 0 (very hard) to 100 (very easy), or nothing where the text is too short.
    """

    place: str
    text: str
    score: int | None
    findings: tuple[Finding, ...]


def looked_at(survey: Survey) -> list[Looked]:
    """All texts of a survey, in the order in which people read them."""
    looked, told = [], set()
    for place, said in texts_of(survey):
        at = place.rpartition(".")[0]
        findings = [
            replace(finding, place=place)
            for finding in look(said)
            if finding.rule not in ONCE or (at, finding.rule) not in told
        ]
        told |= {(at, finding.rule) for finding in findings}
        easy = score(said.text, said.language)
        looked.append(Looked(place, said.text, easy, tuple(findings)))
    return looked


def missing_twins(survey: Survey) -> Iterator[Finding]:
    """Labels and reasons that lack Einfache Sprache; `checking` tells of all other texts."""
    yield from _twins([survey.use], "use")
    for number, question in enumerate(survey.questions):
        place = f"questions[{number}]"
        labels = [label for _, label in _labels(question, place)]
        yield from _twins(labels, f"{place}.answer")
        yield from _twins([question.constraint_text], f"{place}.constraint_text")


def _twins(texts: list[Text], place: str) -> Iterator[Finding]:
    missing = [
        text["de"]
        for text in texts
        if text.get("de", "").strip() and not text.get("de-simple", "").strip()
    ]
    if missing:
        named = shortened(f"„{'“, „'.join(missing)}“", 120)
        yield Finding("twin", f"Auf Einfache Sprache (de-simple) fehlt: {named}.", place=place)


def texts_of(survey: Survey) -> Iterator[tuple[str, Said]]:
    """All texts by their places, in the order in which people read them."""
    yield from _plain(survey.title, "title", "question")
    yield from _plain(survey.opening, "opening")
    yield from _plain(survey.use, "use")
    for number, question in enumerate(survey.questions):
        place = f"questions[{number}]"
        note = isinstance(question.answer, Note)
        for language, words in _spoken(question.text):
            choices = _choices(question, language)
            kind: Kind = "note" if note else "question"
            harmless = question.flag == "harmless"
            said = Said(words, language, kind, choices, harmless, question.optional)
            yield f"{place}.text.{language}", said
        yield from _plain(question.hint, f"{place}.hint")
        yield from _plain(question.constraint_text, f"{place}.constraint_text")
        for at, text in _labels(question, place):
            yield from _plain(text, at, "button")


def _plain(text: Text, place: str, kind: Kind = "message") -> Iterator[tuple[str, Said]]:
    for language, words in _spoken(text):
        yield f"{place}.{language}", Said(words, language, kind)


def _spoken(text: Text) -> Iterator[tuple[str, str]]:
    """The text in each language that the bot speaks, best first."""
    for language in LANGUAGES:
        if text.get(language, "").strip():
            yield language, text[language]


def _choices(question: Question, language: str) -> tuple[str, ...]:
    """What a question lets people pick one of; a scale stands for its two ends."""
    match question.answer:
        case Pick(choices=choices):
            return tuple(choice.label.get(language, "") for choice in choices)
        case Scale(least=least, most=most):
            return (str(least), str(most))
    return ()


def _labels(question: Question, place: str) -> Iterator[tuple[str, Text]]:
    match question.answer:
        case Pick(choices=choices) | PickMany(choices=choices) | Rank(choices=choices):
            for number, choice in enumerate(choices):
                yield f"{place}.answer.choices[{number}].label", choice.label
        case Scale(least_label=least, most_label=most):
            yield f"{place}.answer.least_label", least
            yield f"{place}.answer.most_label", most

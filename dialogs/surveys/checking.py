"""Whether a survey can be published: what keeps it from that, and what makes it worse."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ..answers import Date, Kind, Note, Number, PickMany, Rank, Scale, Sentence, Where
from ..answers.date import is_day
from ..conditions import Answered, Compare, Condition, Count, Is, Leaf, Length, leaves
from ..markup import words as plain_words
from ..texts import LANGUAGES, Text, chain, in_language, load
from .survey import Question, Survey, longest_way, opening

WARN_FROM, CONFIRM_FROM = 8, 13
"""Questions on the longest way: where to warn, and where to ask for confirmation (A6)."""
QUESTION, NOTE, HINT, OPENING, TITLE, LABEL = 200, 500, 200, 250, 60, 30
ASKER, USE, WHOLE = 60, 150, 400
"""Longest texts, in characters (A2); a title's buttons show its first 30.

`WHOLE` is what the opening and an invitation may come to, with all that they tell.
"""
RESERVED = frozenset(
    [
        "consent",
        "agreed",
        "opening",
        "review",
        "cast",
        "thanks",
        "contact",
        "not_now",
        "discarded",
        "declined",
        "about_data",
        "end",
    ]
)


class Problem(Struct, frozen=True):
    """What is wrong (or, for a warning, doubtful) at a place such as `questions[2].answer`."""

    place: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place or 'Datei'}: {self.text}"


def problems(survey: Survey) -> Iterator[Problem]:
    """What keeps a survey from being published, and (as warnings) what makes it worse."""
    faults = list(dict.fromkeys(_faults(survey)))
    yield from faults
    # How long it is cannot be told of a survey that does not hold together.
    if all(fault.warning for fault in faults):
        yield from _told_at_once(survey)
        yield from _length(survey)


def _faults(survey: Survey) -> Iterator[Problem]:
    ids = [question.id for question in survey.questions]
    for number, question in enumerate(survey.questions):
        place = f"questions[{number}]"
        if question.id in ids[:number]:
            yield Problem(f"{place}.id", f"die Kennung „{question.id}“ gibt es schon")
        if question.id in RESERVED:
            yield Problem(f"{place}.id", f"die Kennung „{question.id}“ braucht der Bot selbst")
        note = isinstance(question.answer, Note)
        yield from _text(question.text, f"{place}.text", NOTE if note else QUESTION)
        yield from _text(question.hint, f"{place}.hint", HINT, required=False)
        for problem in question.answer.problems():
            yield Problem(
                f"{place}.answer.{problem.partition(': ')[0]}", problem.partition(": ")[2]
            )
        yield from _labels(question.answer, place)
        if question.when:
            yield from _conditions(question.when, survey.questions[:number], f"{place}.when")
        if question.constraint:
            yield from _conditions(
                question.constraint, survey.questions[: number + 1], f"{place}.constraint"
            )
        if note and question.constraint:
            yield Problem(
                f"{place}.constraint", "ein Hinweis fragt nichts, hier gehört nichts hin"
            )
        if question.flag == "sensitive" and survey.anonymity != "unlinkable":
            yield Problem(
                "anonymity",
                f"die Frage „{question.id}“ ist heikel (sensitive); dafür muss hier „unlinkable“"
                " stehen",
            )
    if survey.questions and all(isinstance(q.answer, Note) for q in survey.questions):
        yield Problem("questions", "nur Hinweise; eine Umfrage fragt mindestens eine Frage")
    yield from _text(survey.opening, "opening", OPENING)
    yield from _text(survey.title, "title", TITLE, required=False)
    for name, longest in (("asker", ASKER), ("funder", ASKER), ("use", USE)):
        yield from _sized(getattr(survey, name), name, longest)
    if not survey.title:
        yield Problem("title", "ohne Titel steht im Menü nur die Kennung", warning=True)


def _length(survey: Survey) -> Iterator[Problem]:
    """Warns of surveys that are long for a chat."""
    longest = longest_way(survey)
    if longest >= CONFIRM_FROM:
        yield Problem(
            "questions",
            f"{longest} Fragen sind zu viele für einen Chat; über"
            f" {CONFIRM_FROM - 1} müssen Sie beim Veröffentlichen bestätigen",
            True,
        )
    elif longest >= WARN_FROM:
        yield Problem(
            "questions", f"{longest} Fragen sind viel für einen Chat, fünf sind gut", True
        )


def _text(text: Text, place: str, longest: int, required: bool = True) -> Iterator[Problem]:
    if not any(words.strip() for words in text.values()):
        if required:
            yield Problem(place, 'der Text fehlt, zum Beispiel {"de": "…"}')
        return
    for language, words in text.items():
        if language not in LANGUAGES:
            yield _unknown(language, f"{place}.{language}")
        if len(words) > longest:
            yield _too_long(len(words), longest, f"{place}.{language}")
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            yield Problem(place, f"der Text auf {LANGUAGES[language]} ({language}) fehlt", True)


def _sized(text: Text, place: str, longest: int) -> Iterator[Problem]:
    """For what the bot says in words of its own where it is missing."""
    for language, words in text.items():
        if language not in LANGUAGES:
            yield _unknown(language, f"{place}.{language}")
        if len(words) > longest:
            yield _too_long(len(words), longest, f"{place}.{language}")


def _told_at_once(survey: Survey) -> Iterator[Problem]:
    """What stands in one message at the start; where nobody is named, the operator is."""
    values = {"asker": {"de": "x" * (ASKER // 2)}, **opening(survey)}
    for language in LANGUAGES:
        languages = chain(language)
        told = {name: in_language(text, languages) for name, text in values.items()}
        longest = max(
            len(plain_words(template.fill(languages, **told)))
            for template in (load("survey")["opening"], load("invitation")["text"])
        )
        if longest > WHOLE:
            text = f"mit Titel, Zweck und Dauer werden es {longest} Zeichen, höchstens {WHOLE}"
            yield Problem("opening", f"{text} passen in den Chat ({language})")


def _labels(kind: Kind, place: str) -> Iterator[Problem]:
    for number, choice in enumerate(getattr(kind, "choices", ())):
        for language, words in choice.label.items():
            at = f"{place}.answer.choices[{number}].label.{language}"
            if language not in LANGUAGES:
                yield _unknown(language, at)
            if len(words) > LABEL:
                text = f"{len(words)} Zeichen, auf einen Knopf passen {LABEL}"
                yield Problem(at, text, warning=True)


def _too_long(many: int, longest: int, place: str) -> Problem:
    return Problem(place, f"{many} Zeichen, höchstens {longest} passen in den Chat")


def _unknown(language: str, place: str) -> Problem:
    known = ", ".join(LANGUAGES)
    return Problem(place, f"diese Sprache kenne ich nicht ({known})")


def _conditions(
    condition: Condition, earlier: tuple[Question, ...], place: str
) -> Iterator[Problem]:
    known = {question.id: question.answer for question in earlier}
    unsound = [id for id, kind in known.items() if type(kind) is Kind or any(kind.problems())]
    for leaf in leaves(condition):
        if leaf.question not in known:
            yield Problem(
                place,
                f"die Bedingung schaut auf „{leaf.question}“; das ist keine frühere Frage",
            )
        elif leaf.question not in unsound and (why := _unfit(leaf, known[leaf.question])):
            yield Problem(place, why)


def _unfit(leaf: Leaf, kind: Kind) -> str:
    """Why a condition can never be about such a question."""
    name = leaf.question
    if isinstance(kind, Note):
        return f"„{name}“ ist ein Hinweis und hat keine Antwort"
    match leaf:
        case Answered():
            return ""
        case Is() if isinstance(kind, Where) and kind.level == "municipality":
            return f"bei „{name}“ geht eine Bedingung nur mit dem Kreis (level „district“)"
        case Is():
            values = {choice.value for choice in kind.offered()}
            missing = [value for value in leaf.values if value not in values]
            if not values:
                return f"„{name}“ hat keine Möglichkeiten zur Auswahl"
            return f"„{name}“ hat keine Möglichkeit „{missing[0]}“" if missing else ""
        case Compare():
            dated = isinstance(kind, Date)
            if not isinstance(kind, (Number, Scale, Date)):
                return f"„{name}“ ist keine Zahl und kein Datum"
            if dated:
                fits = isinstance(leaf.value, str) and is_day(leaf.value)
                return "" if fits else f'bei „{name}“ gehört ein Datum wie "2026-11-22" hin'
            fits = not isinstance(leaf.value, str)
            return "" if fits else f"bei „{name}“ gehört eine Zahl hin"
        case Count():
            several = isinstance(kind, (PickMany, Rank))
            return "" if several else f"bei „{name}“ wählt man nicht mehrere"
        case Length():
            texts = isinstance(kind, Sentence)
            return "" if texts else f"„{name}“ ist kein Text"

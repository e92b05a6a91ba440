"""Reading an organiser's survey: every problem at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from .answers import Answer, Kind
from .conditions import Compare, Condition, Count, Is, Leaf, Length, leaves
from .survey import Question, Survey, longest_way
from .texts import LANGUAGES, Text

LARGEST = 1_000_000
"""Bytes of a survey file."""
QUESTIONS, WARN_FROM, CONFIRM_FROM = 60, 8, 13
"""Most questions; on the longest way: where to warn, and where to ask for confirmation (A6)."""
QUESTION, HINT, OPENING, TITLE, LABEL = 200, 200, 250, 60, 30
"""Longest texts, in characters (A2); a title's buttons show its first 30."""
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
_AT = re.compile(r" - at `\$?\.?(.*)`$")
_WORDS = {
    r"Object missing required field `(\w+)`": r"das Feld „\1“ fehlt",
    r"Object contains unknown field `(.*)`": r"das Feld „\1“ kenne ich nicht",
    r"Expected `(.*)`, got `(.*)`": r"hier gehört \1 hin, nicht \2",
    r"Expected `str` matching regex '.*'": "nur Buchstaben ohne Umlaute, Ziffern und „-“"
    " (Kennungen klein und höchstens 40 Zeichen, Werte höchstens 32)",
    r"Invalid value '?(.*?)'?": r"den Wert „\1“ gibt es hier nicht",
    r"Invalid enum value '?(.*?)'?": r"den Wert „\1“ gibt es hier nicht",
    r"Expected `(.*)` ([<>]=?) (.*)": r"hier muss \1 \2 \3 sein",
}
_TYPES = {
    "str": "ein Text",
    "int": "eine ganze Zahl",
    "float": "eine Zahl",
    "array": "eine Liste",
    "object": "ein Objekt",
    "bool": "true oder false",
    "null": "nichts",
}


class Problem(Struct, frozen=True):
    """What is wrong (or, for a warning, doubtful) at a place such as `questions[2].answer`."""

    place: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place or 'Datei'}: {self.text}"


class Unreadable(ValueError):
    """The survey cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read(raw: bytes) -> Survey:
    """The survey in a JSON file; raises Unreadable with every problem that can be told."""
    if len(raw) > LARGEST:
        raise Unreadable([Problem("", f"die Datei ist größer als {LARGEST // 1000} kB")])
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Unreadable([Problem("", f"kein lesbares JSON ({error})")]) from None
    if not isinstance(data, dict):
        raise Unreadable([Problem("", "eine Umfrage ist ein JSON-Objekt mit { und }")])
    found = list(_shape(data))
    if not found:
        survey = msgspec.convert(data, Survey)
        if not (found := [p for p in problems(survey) if not p.warning]):
            return survey
    raise Unreadable(found)


def _shape(data: dict[str, Any]) -> Iterator[Problem]:
    """What has the wrong form, piece by piece, since a decoder stops at the first."""
    questions = data.get("questions")
    rest = {name: value for name, value in data.items() if name != "questions"}
    yield from _pieces(rest, Survey, "", ("questions",))
    if not isinstance(questions, list) or not questions:
        yield Problem("questions", "hier gehört eine Liste mit mindestens einer Frage hin")
        return
    if len(questions) > QUESTIONS:
        yield Problem("questions", f"höchstens {QUESTIONS} Fragen, hier sind es {len(questions)}")
        return
    for number, question in enumerate(questions):
        place = f"questions[{number}]"
        if isinstance(question, dict):
            yield from _pieces(question, Question, place, ())
        else:
            yield Problem(place, "eine Frage ist ein Objekt mit id, text und answer")


def _pieces(
    data: dict[str, Any], type_: type[Struct], place: str, later: tuple[str, ...]
) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
    at = f"{place}." if place else ""
    for name in data.keys() - fields.keys():
        yield Problem(f"{at}{name}", "dieses Feld kenne ich nicht")
    for name, field in fields.items():
        if name in later:
            continue
        if name not in data:
            if field.required:
                yield Problem(f"{at}{name}", "dieses Feld fehlt")
            continue
        try:
            msgspec.convert(data[name], field.type)
        except (msgspec.ValidationError, RecursionError) as error:
            yield _told(str(error), f"{at}{name}")


def _told(message: str, place: str) -> Problem:
    """A decoder's error in words for authors, at its full place."""
    at = _AT.search(message)
    message = _AT.sub("", message)
    inner = at[1] if at else ""
    for pattern, words in _WORDS.items():
        if found := re.fullmatch(pattern, message):
            told = found.expand(words)
            for name, german in _TYPES.items():
                told = re.sub(rf"(?<=hin, nicht ){name}\b|(?<=gehört ){name}\b", german, told)
            message = told
            break
    joint = "" if not inner or inner.startswith("[") else "."
    return Problem(f"{place}{joint}{inner}", message)


def problems(survey: Survey) -> Iterator[Problem]:
    """What keeps a survey from being published, and (as warnings) what makes it worse."""
    ids = [question.id for question in survey.questions]
    for number, question in enumerate(survey.questions):
        place = f"questions[{number}]"
        if question.id in ids[:number]:
            yield Problem(f"{place}.id", f"die Kennung „{question.id}“ gibt es schon")
        if question.id in RESERVED:
            yield Problem(f"{place}.id", f"die Kennung „{question.id}“ braucht der Bot selbst")
        yield from _text(question.text, f"{place}.text", QUESTION)
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
        if question.flag == "sensitive" and survey.anonymity != "unlinkable":
            yield Problem(
                "anonymity",
                f"die Frage „{question.id}“ ist heikel (sensitive); dafür muss hier „unlinkable“"
                " stehen",
            )
    yield from _text(survey.opening, "opening", OPENING)
    yield from _text(survey.title, "title", TITLE, required=False)
    if not survey.title:
        yield Problem("title", "ohne Titel steht im Menü nur die Kennung", warning=True)
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
            known = ", ".join(LANGUAGES)
            yield Problem(f"{place}.{language}", f"diese Sprache kenne ich nicht ({known})")
        if len(words) > longest:
            yield Problem(
                f"{place}.{language}",
                f"{len(words)} Zeichen, höchstens {longest} passen in den Chat",
            )
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            yield Problem(place, f"der Text auf {LANGUAGES[language]} ({language}) fehlt", True)


def _labels(kind: Kind, place: str) -> Iterator[Problem]:
    for number, choice in enumerate(getattr(kind, "choices", ())):
        for language, words in choice.label.items():
            if len(words) > LABEL:
                yield Problem(
                    f"{place}.answer.choices[{number}].label.{language}",
                    f"{len(words)} Zeichen, auf einen Knopf passen {LABEL}",
                    True,
                )


def _conditions(
    condition: Condition, earlier: tuple[Question, ...], place: str
) -> Iterator[Problem]:
    known = {question.id: question.answer for question in earlier}
    for leaf in leaves(condition):
        if leaf.question not in known:
            yield Problem(
                place,
                f"die Bedingung schaut auf „{leaf.question}“; das ist keine frühere Frage",
            )
        elif why := _unfit(leaf, known[leaf.question]):
            yield Problem(place, why)


def _unfit(leaf: Leaf, kind: Answer) -> str:
    """Why a condition can never be about such a question."""
    name = leaf.question
    match leaf:
        case Is():
            values = {choice.value for choice in kind.offered()}
            missing = [value for value in leaf.values if value not in values]
            if not values:
                return f"„{name}“ hat keine Möglichkeiten zur Auswahl"
            return f"„{name}“ hat keine Möglichkeit „{missing[0]}“" if missing else ""
        case Compare():
            dated = kind.__struct_config__.tag == "date"
            if kind.__struct_config__.tag not in ("number", "scale", "date"):
                return f"„{name}“ ist keine Zahl und kein Datum"
            return (
                ""
                if isinstance(leaf.value, str) is dated
                else (
                    f'bei „{name}“ gehört ein Datum wie "2026-11-22" hin'
                    if dated
                    else f"bei „{name}“ gehört eine Zahl hin"
                )
            )
        case Count():
            several = kind.__struct_config__.tag in ("pick_many", "rank")
            return "" if several else f"bei „{name}“ wählt man nicht mehrere"
        case Length():
            texts = kind.__struct_config__.tag == "sentence"
            return "" if texts else f"„{name}“ ist kein Text"

"""Reading an organiser's survey: every problem at once, each with its place."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from ..answers import Kind
from .checking import CONFIRM_FROM, Problem, problems
from .survey import Question, Survey

__all__ = ["CONFIRM_FROM", "LARGEST", "Problem", "Unreadable", "problems", "read"]

LARGEST, QUESTIONS, DEEPEST = 1_000_000, 60, 40
"""Most bytes of a survey file, questions in it, and brackets within brackets."""
_NEWLINE = b"\n"
_BYTE = re.compile(r"\(byte (\d+)\)")
_AT = re.compile(r" - at `\$?\.?(.*)`$")
_WORDS = {
    r"Object missing required field `(\w+)`": r"das Feld „\1“ fehlt",
    r"Object contains unknown field `(.*)`": r"das Feld „\1“ kenne ich nicht",
    r"Expected `(.*)`, got `(.*)`": r"hier gehört \1 hin, nicht \2",
    r"Expected `str` matching regex '.*'": "nur Buchstaben ohne Umlaute, Ziffern und „-“"
    " (Kennungen klein und höchstens 40 Zeichen, Werte höchstens 32)",
    r"Invalid value '?(.*?)'?": r"den Wert „\1“ gibt es hier nicht",
    r"Invalid enum value '?(.*?)'?": r"den Wert „\1“ gibt es hier nicht",
    r"Expected `.*` >= (.*)": r"erlaubt ist mindestens \1",
    r"Expected `.*` <= (.*)": r"erlaubt ist höchstens \1",
    "Input data was truncated": "die Datei bricht mittendrin ab",
}
_TYPES = {
    "str": "ein Text",
    "int": "eine ganze Zahl",
    "float": "eine Zahl",
    "array": "eine Liste",
    "object": "ein Objekt mit { und }",
    "bool": "true oder false",
    "null": "nichts",
}


class Unreadable(ValueError):
    """The survey cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read(raw: bytes) -> Survey:
    """The survey in a JSON file; raises Unreadable with every problem that can be told."""
    return build(_decoded(raw))


def build(data: dict[str, Any]) -> Survey:
    """The survey in what a file holds; raises Unreadable with every problem that can be told."""
    if _depth(data) > DEEPEST:
        raise Unreadable([Problem("", f"mehr als {DEEPEST} Klammern stecken ineinander")])
    survey, found = _whole(data)
    told = [problem.place for problem in found]
    for problem in problems(survey):
        if not problem.warning and not any(_within(problem.place, place) for place in told):
            found.append(problem)
    if found:
        raise Unreadable(sorted(found, key=_line))
    return survey


def _decoded(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST:
        raise Unreadable([Problem("", f"die Datei ist größer als {LARGEST // 1000} kB")])
    if not raw.strip():
        raise Unreadable([Problem("", "die Datei ist leer")])
    try:
        text = raw.decode("utf-8-sig")
        data = msgspec.json.decode(text)
    except UnicodeDecodeError:
        raise Unreadable([Problem("", "die Datei ist nicht als UTF-8 gespeichert")]) from None
    except (msgspec.DecodeError, RecursionError) as error:
        at = _BYTE.search(str(error))
        line = f" in Zeile {text.encode().count(_NEWLINE, 0, int(at[1])) + 1}" if at else ""
        why = _WORDS.get(str(error), str(error))
        raise Unreadable([Problem("", f"kein lesbares JSON{line} ({why})")]) from None
    if not isinstance(data, dict):
        raise Unreadable([Problem("", "eine Umfrage ist ein JSON-Objekt mit { und }")])
    return data


def _whole(data: dict[str, Any]) -> tuple[Survey, list[Problem]]:
    """As much of a survey as can be read, and what has the wrong form.

    It is read piece by piece, since a decoder stops at the first problem, and what is wrong is
    replaced by a stand-in, so that everything else can still be looked at.
    """
    questions = data.get("questions")
    rest = {name: value for name, value in data.items() if name != "questions"}
    values, found = _pieces(rest, Survey, "", ("questions",))
    if not isinstance(questions, list) or not questions:
        questions = []
        found.append(Problem("questions", "hier gehört eine Liste mit mindestens einer Frage hin"))
    if len(questions) > QUESTIONS:
        text = f"höchstens {QUESTIONS} Fragen, hier sind es {len(questions)}"
        found.append(Problem("questions", text))
        questions = []
    read = []
    for number, question in enumerate(questions):
        place = f"questions[{number}]"
        stand_in = {"id": "", "text": {}, "answer": Kind()}
        if isinstance(question, dict):
            asked, wrong = _pieces(question, Question, place, ())
            stand_in["id"] = str(question.get("id"))
        else:
            text = "eine Frage ist ein Objekt mit id, text und answer"
            asked, wrong = {}, [Problem(place, text)]
        read.append(Question(**{**stand_in, **asked}))
        found += wrong
    whole = {"id": "", "opening": {}, **values, "questions": tuple(read)}
    return Survey(**whole), found


def _pieces(
    data: dict[str, Any], type_: type[Struct], place: str, later: tuple[str, ...]
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields that can be read, and what is wrong with the others."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
    at = f"{place}." if place else ""
    unknown = [name for name in data if name not in fields]
    found = [Problem(f"{at}{name}", "dieses Feld kenne ich nicht") for name in unknown]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in later:
            continue
        if name in data:
            try:
                values[name] = msgspec.convert(data[name], field.type)
            except msgspec.ValidationError as error:
                found.append(_told(str(error), f"{at}{name}"))
        elif field.required:
            found.append(Problem(f"{at}{name}", "dieses Feld fehlt"))
    return values, found


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [part.values() if isinstance(part, dict) else part for part in level]
        level = [p for parts in inner for p in parts if isinstance(p, (dict, list))]
    return depth


def _within(place: str, other: str) -> bool:
    """Whether a place lies in another: `questions[2].text.de` in `questions[2]`."""
    return place.startswith(other) and place[len(other) :][:1] in ("", ".", "[")


def _line(problem: Problem) -> int:
    """Problems of the whole survey come before those of its first question, and so on."""
    number = re.match(r"questions\[(\d+)\]", problem.place)
    return int(number[1]) if number else -1


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

"""An organiser is told everything that is wrong with a survey at once, each with its place."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.checking import CONFIRM_FROM, RESERVED, WARN_FROM, Problem
from dialogs.surveys.reading import LARGEST, QUESTIONS, Unreadable, problems, read
from dialogs.surveys.survey import Survey, flow
from tests.play import SURVEYS, Scene, play

BROKEN = sorted((SURVEYS / "broken").glob("*.json"))
GOOD: dict[str, Any] = json.loads((SURVEYS / "kinds.json").read_bytes())


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_survey_is_told_all_its_problems(
    path: Path, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Unreadable) as caught:
        read(path.read_bytes())
    told = f"{caught.value}\n"
    if request.config.getoption("--update"):
        path.with_suffix(".txt").write_text(told, "utf-8")
    assert told == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_survey_is_sound_and_speaks_every_language(name: str) -> None:
    assert list(problems(read(shipped(name)))) == []


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_read_is_written_and_read_again_as_it_was(path: Path) -> None:
    survey = read(path.read_bytes())
    assert read(msgspec.json.encode(survey)) == survey


def test_the_example_that_explains_surveys_is_asked_rightly() -> None:
    """The example of the architecture, which speaks English only."""
    survey = read((SURVEYS / "bus-2026.json").read_bytes())
    assert all(problem.warning for problem in problems(survey))
    for answers, cast in {
        ("yes", "42", "1"): "bus-2026 version 1: rides='yes' line='42'",
        ("no", "price", "1"): "bus-2026 version 1: rides='no' why_not='price'",
        ("no", "skip", "1"): "bus-2026 version 1: rides='no' why_not=None",
    }.items():
        said = "\n".join(f"> {line}" for line in ("/start survey_bus-2026", "yes", *answers))
        played = play(f"# known\n# language en\n# open bus-2026\n{said}", Scene())
        assert f"! cast_ballot {cast}\n" in played
        assert "Question 1 of 2\n< **Do you take the bus?**\n" in played


def test_a_file_that_starts_with_a_byte_order_mark_is_read() -> None:
    assert read(b"\xef\xbb\xbf" + shipped("puls")) == read(shipped("puls"))


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    assert _told(b" " * LARGEST + b"{}") == ["Datei: die Datei ist größer als 1000 kB"]


def test_there_are_at_most_so_many_questions() -> None:
    assert isinstance(read(_survey(QUESTIONS)), Survey)
    assert _told(_survey(QUESTIONS + 1)) == ["questions: höchstens 60 Fragen, hier sind es 61"]


def test_no_question_bears_a_name_that_the_bot_needs() -> None:
    """Every step of a survey's flow that is not a question has a reserved name."""
    steps = {step.id for step in flow(read(_survey(2))).steps} - {"q0", "q1"}
    assert steps <= RESERVED


@pytest.mark.parametrize(
    ("questions", "warned"),
    [
        (WARN_FROM - 1, ""),
        (WARN_FROM, "8 Fragen sind viel für einen Chat, fünf sind gut"),
        (
            CONFIRM_FROM,
            "13 Fragen sind zu viele für einen Chat; über 12 müssen Sie beim Veröffentlichen"
            " bestätigen",
        ),
    ],
)
def test_a_long_survey_is_warned_of(questions: int, warned: str) -> None:
    found = [p for p in problems(read(_survey(questions))) if p.place == "questions"]
    assert found == ([Problem("questions", warned, warning=True)] if warned else [])


def test_only_the_longest_way_counts_as_long() -> None:
    """Twelve questions in two branches of six are seven questions for anybody."""
    survey = json.loads(_survey(13))
    for number, question in enumerate(survey["questions"][1:]):
        side = "a" if number % 2 else "b"
        question["when"] = {"type": "is", "question": "q0", "values": [side]}
    found = problems(read(json.dumps(survey).encode()))
    assert "questions" not in [problem.place for problem in found]


def test_what_is_missing_or_too_long_in_a_language_is_warned_of() -> None:
    survey = json.loads(_survey(1))
    survey["questions"][0]["answer"]["choices"][0]["label"] = {"de": "x" * 31}
    warned = [str(p) for p in problems(read(json.dumps(survey).encode())) if p.warning]
    assert "questions[0].text: der Text auf English (en) fehlt" in warned
    assert (
        "questions[0].answer.choices[0].label.de: 31 Zeichen, auf einen Knopf passen 30" in warned
    )


def test_who_asks_and_what_for_fit_into_the_opening() -> None:
    survey = json.loads(_survey(1))
    survey |= {"asker": {"de": "x" * 61}, "use": {"de": "x" * 151}, "funder": {"fr": "x"}}
    assert _told(json.dumps(survey).encode()) == [
        "asker.de: 61 Zeichen, höchstens 60 passen in den Chat",
        "funder.fr: diese Sprache kenne ich nicht (de, de-simple, en)",
        "use.de: 151 Zeichen, höchstens 150 passen in den Chat",
    ]


def test_what_is_told_at_once_at_the_start_has_at_most_400_characters() -> None:
    """Each part may be as long as it may; all of them together may not."""
    survey = json.loads(_survey(1)) | {"title": {"de": "x" * 60}, "opening": {"de": "x" * 250}}
    assert read(json.dumps(survey | {"opening": {"de": "x" * 150}}).encode())
    told = _told(json.dumps(survey | {"use": {"de": "x" * 100}}).encode())
    assert re.fullmatch(
        r"opening: mit Titel, Zweck und Dauer werden es 5\d\d Zeichen, .*", told[0]
    )
    assert [one.rpartition("(")[2] for one in told] == ["de)", "de-simple)", "en)"]


# Whatever stands in a file, it is read or refused; nothing else ever happens.

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**18, -(10**18), 10**30, 1e308, -1, 0])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["is", "compare", "count", "length", "all", "any", "not", "pick", "rank"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
CONDITIONS = st.recursive(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["is", "compare", "count", "length"]),
            "question": st.sampled_from([question["id"] for question in GOOD["questions"]]),
        },
        optional={
            "op": st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]),
            "value": st.integers() | st.floats(allow_nan=False) | st.just("2026-11-22"),
            "values": st.lists(st.sampled_from(["weekly", "bread", "3", "price"])),
        },
    ),
    lambda inner: (
        st.fixed_dictionaries(
            {"type": st.sampled_from(["all", "any"]), "of": st.lists(inner, max_size=3)}
        )
        | st.fixed_dictionaries({"type": st.just("not"), "of": inner})
    ),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A good survey in which some places have been changed."""
    survey = deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 4))):
        place: Any = survey
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            if isinstance(place[key], (dict, list)) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            break
        match draw(st.sampled_from(["replace", "delete", "add", "condition"])):
            case "delete" if len(place) > 1:
                del place[key]
            case "add" if isinstance(place, dict):
                place[draw(st.text(max_size=5))] = draw(JSON)
            case "condition" if isinstance(survey.get("questions"), list):
                for question in survey["questions"]:
                    if isinstance(question, dict) and draw(st.booleans()):
                        question["when"] = draw(CONDITIONS)
            case _:
                place[key] = draw(JSON)
    return survey


@given(mutated())
def test_a_changed_survey_is_read_or_refused(survey: dict[str, Any]) -> None:
    _read_or_refused(json.dumps(survey).encode())


@given(JSON)
def test_any_json_is_read_or_refused(data: Any) -> None:
    _read_or_refused(json.dumps(data).encode())


@given(st.binary() | st.binary().map(lambda junk: shipped("puls")[:-20] + junk))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    _read_or_refused(raw)


@given(st.integers(0, len(shipped("puls"))), st.binary(max_size=3))
def test_a_damaged_file_is_read_or_refused(place: int, junk: bytes) -> None:
    raw = shipped("puls")
    _read_or_refused(raw[:place] + junk + raw[place + len(junk) :])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252", "cp037"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(Unreadable):
        read(json.dumps(GOOD, ensure_ascii=False).encode(encoding, "replace"))


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"id": "x", "questions": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"id": "x", "version": 1e400}',
        b'{"id": "x", "version": ' + b"9" * 5000 + b"}",
        b'{"id": "\\ud800"}',
    ],
    ids=["lists", "objects", "questions", "infinity", "5000 digits", "half a surrogate"],
)
def test_what_would_break_a_reader_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


def _read_or_refused(raw: bytes) -> None:
    """A survey that is read can be stored and asked; one that is refused is told why."""
    try:
        survey = read(raw)
    except Unreadable as unreadable:
        told = [str(problem) for problem in unreadable.problems]
        if not told or not all(told) or len(set(told)) < len(told):
            raise
        return
    assert read(msgspec.json.encode(survey)) == survey
    assert flow(survey).counted
    assert all(problem.warning for problem in problems(survey))


def _told(raw: bytes) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        read(raw)
    return [str(problem) for problem in caught.value.problems]


def _survey(questions: int) -> bytes:
    """A sound survey of so many questions, in German only."""
    choices = [{"value": value, "label": {"de": value}} for value in ("a", "b")]
    answer = {"type": "pick", "choices": choices}
    return json.dumps(
        {
            "id": "many",
            "title": {"de": "Viele Fragen"},
            "opening": {"de": "Es sind viele."},
            "questions": [
                {"id": f"q{number}", "text": {"de": f"Frage {number}?"}, "answer": answer}
                for number in range(questions)
            ],
        }
    ).encode()

"""A note is said on the way to something new; it is no question in any count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import pytest

from bot.results.result import result
from bot.results.source import Source
from dialogs.answers import Choice, Note, Pick, Sentence
from dialogs.conditions import Answered, Compare, Condition, Count, Is, Length
from dialogs.markup import words
from dialogs.messages import Start, Words
from dialogs.surveys.checking import problems
from dialogs.surveys.survey import Question, Survey, flow, longest_way
from dialogs.surveys.tally import Tallies, Tally
from tests.play import Scene

YES_OR_NO = Pick((Choice("yes", {"de": "Ja"}), Choice("no", {"de": "Nein"})))
YES = Is("first", ("yes",))


def noted(when: Condition | None = None, last: bool = False) -> Survey:
    """A question, a note with its second line, perhaps another question."""
    note = Question("note", {"de": "Kurz gesagt."}, Note(), when=when, hint={"de": "Mehr dazu."})
    asked = (Question("first", {"de": "Erste?"}, YES_OR_NO), note)
    more = Question("second", {"de": "Zweite?"}, Sentence(), when=None)
    return Survey("some", asked if last else (*asked, more), {"de": "Darum."})


def said(survey: Survey, *lines: str) -> str:
    """The last that the bot says."""
    scene = Scene([flow(survey)], consents={"surveys"}, decided={"contact"}, new=False)
    turn = scene.hear(Start("survey:some"))
    for line in lines:
        turn = scene.hear(Words(line))
    return words(turn.message.text)


def test_a_note_stands_before_the_next_question() -> None:
    assert said(noted(), "ja", "ja") == "Kurz gesagt.\nMehr dazu.\n\nFrage 2 von 2\nZweite?"


def test_a_note_after_the_last_question_is_said_before_the_end() -> None:
    assert said(noted(last=True), "ja", "ja").startswith("Kurz gesagt.\nMehr dazu.\n\nVielen Dank")


def test_a_note_is_said_only_where_its_condition_holds() -> None:
    assert "Kurz" in said(noted(YES), "ja", "ja")
    assert "Kurz" not in said(noted(YES), "ja", "nein")


def test_a_note_is_not_repeated_when_an_answer_is_changed() -> None:
    review = ("ja", "ja", "Mehr Grün", "Eine Antwort ändern", "1")
    assert "Kurz" not in said(noted(), *review)
    changed = said(noted(), *review, "nein")
    assert "Nein" in changed
    assert "Kurz" not in changed


def test_a_note_counts_in_nothing() -> None:
    assert longest_way(noted()) == 2
    assert "note" not in said(noted(), "ja", "ja", "Grün")
    source = Source(noted(), "closed", Tallies(Tally(), Tally()), 0, None, None, "Bündnis")
    shown = result(source, "de", lambda day, _: day.astimezone(UTC).isoformat())
    assert [question.id for question in shown.questions] == ["first", "second"]


def told(survey: Survey) -> list[str]:
    return [str(problem) for problem in problems(survey) if not problem.warning]


@pytest.mark.parametrize(
    "look",
    [
        lambda id: Is(id, ("yes",)),
        lambda id: Compare(id, "=", 1),
        lambda id: Count(id, "=", 1),
        lambda id: Length(id, "=", 1),
        Answered,
    ],
)
def test_no_condition_looks_at_a_note(look: Callable[[str], Condition]) -> None:
    note = Question("note", {"de": "Kurz gesagt."}, Note())
    asked = Question("asked", {"de": "Und?"}, YES_OR_NO, when=look("note"))
    survey = Survey("some", (note, asked), {"de": "Darum."})
    assert told(survey) == ["questions[1].when: „note“ ist ein Hinweis und hat keine Antwort"]


def test_a_survey_of_notes_only_is_none() -> None:
    note = Question("note", {"de": "Kurz gesagt."}, Note())
    assert told(Survey("some", (note,), {"de": "Darum."})) == [
        "questions: nur Hinweise; eine Umfrage fragt mindestens eine Frage"
    ]

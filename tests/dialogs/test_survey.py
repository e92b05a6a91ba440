"""What an organiser writes, between our own consent, opening, review, ballot and thanks."""

from __future__ import annotations

import pytest

from dialogs.answers import Choice, Pick
from dialogs.builtin.consent import WELCOME
from dialogs.consenting import CONSENT, WITHOUT
from dialogs.flow import Ask, Review
from dialogs.markup import words
from dialogs.messages import Start, Words
from dialogs.surveys.survey import Question, Survey, flow, longest_way
from dialogs.texts import LANGUAGES
from tests.play import Scene, survey

YES_OR_NO = Pick((Choice("yes", {"de": "Ja"}), Choice("no", {"de": "Nein"})))


def asking(questions: int, **more: object) -> Survey:
    """A survey of so many questions."""
    asked = [Question(f"q{n}", {"de": f"Frage {n}?"}, YES_OR_NO) for n in range(questions)]
    return Survey("some", tuple(asked), {"de": "Darum."}, **more)  # type: ignore[arg-type]


def opening(asked: Survey, language: str = "de") -> str:
    """What a person who has agreed is told before the first question."""
    scene = Scene([flow(asked)], language, consents={"surveys"}, new=False)
    return words(scene.hear(Start("survey:some")).message.text)


def test_a_survey_and_the_welcome_ask_for_the_same_consent_in_the_same_words() -> None:
    names = {step.id for step in (*CONSENT, *WITHOUT)}
    for asked in (WELCOME, flow(asking(2))):
        assert [step for step in asked.steps if step.id in names] == [*CONSENT, *WITHOUT]


@pytest.mark.parametrize(
    ("questions", "minutes", "told"),
    [
        (1, None, "Nur eine Frage."),
        (2, None, "Höchstens 2 Fragen, etwa eine Minute."),
        (5, None, "Höchstens 5 Fragen, etwa 2 Minuten."),
        (7, None, "Höchstens 7 Fragen, etwa 2 Minuten."),
        (9, None, "Höchstens 9 Fragen, etwa 3 Minuten."),
        (5, 1, "Höchstens 5 Fragen, etwa eine Minute."),
        (5, 10, "Höchstens 5 Fragen, etwa 10 Minuten."),
    ],
)
def test_the_opening_tells_how_long_it_takes(
    questions: int, minutes: int | None, told: str
) -> None:
    assert told in opening(asking(questions, minutes=minutes))


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ("public", "Die Ergebnisse stehen laufend hier im Chat."),
        ("after_close", "Die Ergebnisse stehen nach dem Ende hier im Chat."),
        ("organisers", "Die Ergebnisse bekommt nur, wer fragt."),
    ],
)
def test_the_opening_tells_who_sees_the_results(results: str, told: str) -> None:
    assert told in opening(asking(1, results=results))


def test_who_asks_and_what_for_are_told_in_the_organisers_words() -> None:
    told = opening(asking(1, asker={"de": "die Marktgilde"}, use={"de": "Für den Rat."}))
    assert "Es fragt: die Marktgilde" in told
    assert "Für den Rat." in told
    assert "laufend" not in told


def test_without_an_asker_the_operator_asks() -> None:
    assert "Es fragt: Bündnis Beispiel e. V." in opening(asking(1))


def test_a_text_in_another_language_is_named_as_such() -> None:
    assert "[Deutsch] Darum." in opening(asking(1), "en")
    assert "[Deutsch]" not in opening(asking(1), "de-simple")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opening_says_that_nobody_has_to(language: str) -> None:
    assert any(
        sentence in opening(asking(1), language)
        for sentence in ("freiwillig", "Sie müssen nicht mitmachen", "voluntary")
    )


def test_one_question_needs_no_review() -> None:
    assert not any(isinstance(step, Review) for step in flow(asking(1)).steps)
    assert any(isinstance(step, Review) for step in flow(asking(2)).steps)


@pytest.mark.parametrize(
    ("name", "longest"), [("bus", 4), ("bus-2", 5), ("kinds", 11), ("erwartungen", 5), ("puls", 1)]
)
def test_the_longest_way_is_what_a_person_is_asked_at_most(name: str, longest: int) -> None:
    assert longest_way(survey(name)) == longest


def test_the_first_answer_is_three_steps_away() -> None:
    """After consent: take part, and the first question is there (A1)."""
    scene = Scene([flow(asking(2))])
    scene.hear(Words("Hallo"))
    scene.hear(Words("ja"))
    scene.hear(Words("ja"))
    turn = scene.hear(Words("ja"))
    assert turn.session.frames[-1].answers["q0"] == "yes"


def test_nobody_is_asked_for_who_they_are() -> None:
    """A survey's flow adds no question of its own but consent and the opening."""
    asked = [step.id for step in flow(asking(2)).steps if isinstance(step, Ask)]
    assert asked == ["consent", "opening", "q0", "q1"]

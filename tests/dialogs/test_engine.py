"""Rules of the engine that a conversation only meets at its edges."""

from __future__ import annotations

import pytest

from dialogs.answers import Choice, Number, Pick, Sentence
from dialogs.conditions import Any_, Compare, Is
from dialogs.engine import Turn, advance
from dialogs.markup import words
from dialogs.messages import Press, Start, Words
from dialogs.places import shipped_places
from dialogs.session import Session, decode
from dialogs.surveys.survey import Question, Survey, flow
from dialogs.texts import chain
from dialogs.world import Needs, World
from tests.play import OPERATOR, Scene, survey

YES_OR_NO = Pick((Choice("yes", {"de": "Ja"}), Choice("no", {"de": "Nein"})))


def question(id: str, when: Is | None = None) -> Question:
    return Question(id, {"de": f"{id.capitalize()}?"}, YES_OR_NO, when=when)


def scene(*surveys: Survey) -> Scene:
    """Somebody who has consented, with these surveys open."""
    decided = {"surveys", "contact"}
    return Scene([flow(s) for s in surveys], consents={"surveys"}, decided=decided, new=False)


def hear(scene: Scene, *said: str) -> Turn:
    """Say one thing after the other; the last turn."""
    *before, last = map(Words, said)
    for heard in before:
        scene.hear(heard)
    return scene.hear(last)


def open_question(turn: Turn) -> str:
    frame = turn.session.frames[-1]
    return f"{frame.flow}.{frame.step}"


# A turn is a pure function, and asks for what it has to know.


def test_a_turn_asks_for_what_it_was_not_told_and_for_nothing_else() -> None:
    told: dict[str, object] = {}
    asked = []
    flows = scene().flows
    while True:
        world = World(
            flows, dict(flows.keys()), told, chain("de"), scene().today, shipped_places(), new=True
        )
        try:
            turn = advance(Session(), Words("Hallo"), world)
        except Needs as needs:
            asked.append(needs.fact)
            told[needs.fact] = {"operator": OPERATOR}.get(needs.fact, False)
        else:
            break
    assert asked == ["consent:surveys"]
    assert open_question(turn) == "welcome.consent"


# A button belongs to its question, whatever has happened since.


def test_a_button_of_a_survey_that_has_closed_answers_no_other() -> None:
    one = scene(survey("bus"), Survey("other", (question("first"),), {"de": "Los."}))
    prompt = hear(one, "/start survey_bus", "ja", "/start survey_other", "ja").message.prompt
    one.closed.add("survey:other")
    assert open_question(one.turn(Press(prompt, "yes"))) == "survey:bus.rides"
    assert open_question(hear(one, "Hallo")) == "survey:bus.rides"
    assert open_question(one.hear(Press(prompt, "yes"))) == "survey:bus.rides"


def test_a_button_of_a_survey_that_was_interrupted_answers_no_other() -> None:
    one = scene(survey("bus"), Survey("other", (question("first"),), {"de": "Los."}))
    prompt = hear(one, "/start survey_bus", "ja", "/start survey_other", "ja").message.prompt
    hear(one, "/start survey_bus")
    assert open_question(one.hear(Press(prompt, "yes"))) == "survey:bus.rides"


def test_a_press_that_is_taken_back_answers_nothing_that_asks_for_one() -> None:
    one = scene(Survey("other", (question("first"), question("second")), {"de": "Los."}))
    prompt = hear(one, "/start survey_other", "ja").message.prompt
    for value in ("yes", "/skip", "/stop"):
        turn = one.hear(Press(prompt, value, off=True))
        assert open_question(turn) == "survey:other.first"
    assert not turn.message.many


@pytest.mark.parametrize("said", ["ja", "Ja", "1", "Mehr Busse"])
def test_words_meant_for_a_survey_that_has_closed_answer_no_other(said: str) -> None:
    one = scene(survey("bus"), Survey("other", (question("first"),), {"de": "Los."}))
    hear(one, "/start survey_bus", "ja", "/start survey_other", "ja")
    one.closed.add("survey:other")
    assert open_question(hear(one, said)) == "survey:bus.rides"


def test_what_was_undone_after_its_survey_has_closed_is_explained() -> None:
    one = scene(survey("bus"))
    hear(one, "/start survey_bus", "abbrechen")
    one.closed.add("survey:bus")
    turn = hear(one, "rückgängig")
    assert open_question(turn) == "menu.choice"
    assert "„Busse auf dem Land“ ist inzwischen beendet" in words(turn.message.text)
    assert "wieder da" not in words(turn.message.text)


# Only answers on the path count.


def test_an_answer_on_an_abandoned_branch_does_not_steer() -> None:
    asked = Survey(
        "branches",
        (
            question("outer"),
            question("inner", Is("outer", ("yes",))),
            question("innermost", Is("inner", ("yes",))),
            Question("last", {"de": "Zuletzt?"}, Sentence()),
        ),
        {"de": "Los."},
    )
    one = scene(asked)
    turn = hear(one, "/start survey_branches", "ja", "ja", "ja", "zurück", "zurück", "nein")
    assert open_question(turn) == "survey:branches.last"
    turn = hear(one, "gut", "ja, absenden")
    assert turn.acts[0].answers == {"outer": "no", "last": "gut"}


def test_a_question_may_be_called_like_a_button_of_the_review() -> None:
    names = ("send", "edit", "discard")
    asked = Survey("named", tuple(question(name) for name in names), {"de": "Los."})
    one = scene(asked)
    turn = hear(one, "/start survey_named", "ja", "ja", "ja", "nein")
    for number, name in enumerate(names, 1):
        turn = one.hear(Press(turn.message.prompt, "edit"))
        assert open_question(turn) == "survey:named.review"
        turn = hear(one, str(number))
        assert open_question(turn) == f"survey:named.{name}"
        turn = hear(one, "so lassen")
    turn = one.hear(Press(turn.message.prompt, "send"))
    assert turn.acts[0].answers == {"send": "yes", "edit": "yes", "discard": "no"}


# A constraint holds in what is sent, whenever and in whatever order it was answered.

WEEK = Survey(
    "week",
    (
        Question("all", {"de": "Wie viele Tage?"}, Number(least=0, most=7)),
        Question(
            "bus",
            {"de": "Wie viele mit dem Bus?"},
            Number(least=0, most=7),
            optional=True,
            constraint=Any_((Compare("all", ">", 3), Compare("bus", "<", 3))),
            constraint_text={"de": "So oft sind Sie nicht unterwegs."},
        ),
    ),
    {"de": "Los."},
)


def test_an_answer_that_its_constraint_does_not_allow_is_told_why() -> None:
    one = scene(WEEK)
    turn = hear(one, "/start survey_week", "ja", "2", "5")
    assert open_question(turn) == "survey:week.bus"
    assert "So oft sind Sie nicht unterwegs." in words(turn.message.text)
    assert open_question(hear(one, "2")) == "survey:week.review"


def test_a_constraint_looks_again_when_an_earlier_answer_has_changed() -> None:
    one = scene(WEEK)
    turn = hear(one, "/start survey_week", "ja", "6", "5", "nein", "1")
    assert open_question(turn) == "survey:week.all"
    turn = hear(one, "2")
    assert open_question(turn) == "survey:week.bus"
    assert "Ihre Antwort bisher: 5" in words(turn.message.text)
    assert open_question(hear(one, "so lassen")) == "survey:week.bus"
    turn = hear(one, "1", "ja")
    assert turn.acts[0].answers == {"all": 2, "bus": 1}


def test_a_question_that_was_skipped_has_nothing_to_constrain() -> None:
    one = scene(WEEK)
    turn = hear(one, "/start survey_week", "ja", "2", "überspringen", "ja")
    assert turn.acts[0].answers == {"all": 2, "bus": None}


def test_who_leaves_an_edit_finds_everything_as_it_was() -> None:
    one = scene(survey("bus"))
    reviewed = hear(one, "/start survey_bus", "ja", "ja", "42", "3", "überspringen")
    assert open_question(reviewed) == "survey:bus.review"
    before = reviewed.session.frames[-1].answers
    turn = hear(one, "nein", "1", "nein")
    assert open_question(turn) == "survey:bus.why_not"
    turn = hear(one, "zurück", "zurück")
    assert open_question(turn) == "survey:bus.review"
    assert turn.session.frames[-1].answers == before


def test_who_consented_in_another_survey_is_not_asked_again() -> None:
    one = Scene([flow(survey("bus")), flow(WEEK)], decided={"contact"}, new=False)
    turn = hear(one, "/start survey_bus", "/start survey_week")
    assert open_question(turn) == "survey:week.consent"
    assert open_question(hear(one, "ja")) == "survey:week.opening"
    assert open_question(hear(one, "abbrechen")) == "survey:bus.opening"


# Undoing is for one turn.


@pytest.mark.parametrize("last", ["stopp", "abbrechen"])
def test_what_was_thrown_away_can_be_had_back_for_one_turn(last: str) -> None:
    one = scene(survey("bus"))
    before = hear(one, "/start survey_bus", "ja", "ja").session.frames
    hear(one, last)
    assert one.turn(Words("rückgängig")).session.frames == before
    hear(one, "Hilfe")
    assert open_question(hear(one, "rückgängig")) == "menu.choice"
    assert decode(one.stored).dropped == ()


def test_a_link_to_a_survey_that_is_under_way_goes_on_with_it() -> None:
    one = scene(survey("bus"))
    hear(one, "/start survey_bus", "ja", "ja")
    turn = one.hear(Start("survey:bus"))
    assert open_question(turn) == "survey:bus.line"
    assert len(turn.session.frames) == 1

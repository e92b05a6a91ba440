"""Random walks through everything: whatever is said, in whatever order, the rules hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import Answer, Date, Number, Photo, PickMany, Scale, Sentence, Voice
from dialogs.builtin import FLOWS
from dialogs.engine import Act, Turn
from dialogs.engine.course import MAX_DEPTH
from dialogs.engine.showing import PAGE
from dialogs.flow import Ask, Do, Flow, Review
from dialogs.markup import Rich, words
from dialogs.messages import (
    OFFER,
    Control,
    Heard,
    Media,
    MediaKind,
    Message,
    Other,
    Place,
    Press,
    Start,
    Words,
)
from dialogs.session import Frame, Session, decode, encode
from dialogs.surveys.survey import Survey, flow
from dialogs.texts import LANGUAGES
from dialogs.understanding.cleaning import clean
from dialogs.understanding.understand import understand
from dialogs.understanding.vocabulary import commands
from tests.dialogs.surveys import every_answer, surveys
from tests.play import Scene, survey

SURVEYS = [survey(name) for name in ("bus", "kinds", "erwartungen", "puls")]
PEOPLE_SAY = [
    *("ja", "nein", "1", "2", "3", "1, 3", "Bus", "heute", "12,5", "2.1.2027", "Mehr Busse"),
    *("", "🙂", "**{name}**", "x" * 300, "/start survey_bus", "/start survey_weg", "/quatsch"),
    *commands(),
]
"""Answers, commands, and every control and flow in both vocabularies."""
VALUES = [
    "yes",
    "no",
    "join",
    "send",
    "edit",
    "discard",
    "more",
    "1",
    "surveys",
    "*",
    "",
    "/",
    "//",
]
LINKS = [
    *(built_in.id for built_in in FLOWS),
    *(f"survey:{one.id}" for one in SURVEYS),
    *("start", "survey:random", "survey:weg", "results:puls", "weg", "link:abc", ""),
]
MENU_CHOICES = 5

RESIDENTS = {
    step.command
    for built_in in FLOWS
    if not built_in.role
    for step in built_in.steps
    if isinstance(step, Do)
}

FITTING: dict[type, Heard] = {
    Sentence: Words("ok"),
    Voice: Words("ok"),
    Number: Words("3"),
    Date: Words("2.12.2026"),
    Photo: Media(MediaKind.PHOTO, "F1"),
}

# What may happen next, given what the bot said last.
Move = Callable[[Scene, Message], Heard | None]


def _button(number: int) -> Move:
    def press(scene: Scene, shown: Message) -> Heard:
        buttons = (*shown.options, *shown.controls)
        button = buttons[number % len(buttons)].value if buttons else "/menu"
        return Press(shown.prompt, button)

    return press


def _onward(number: int) -> Move:
    """Something that answers: walks get further so."""

    def answer(scene: Scene, shown: Message) -> Heard:
        for control in shown.controls:
            if control.value == "/done" and number % 2:
                return Press(shown.prompt, control.value)
        if shown.options:
            return Press(shown.prompt, shown.options[number % len(shown.options)].value)
        for frame in decode(scene.stored).frames[-1:]:
            step = _flow(scene, frame).step(frame.step)
            if isinstance(step, Ask) and type(step.answer) in FITTING:
                return FITTING[type(step.answer)]
        return Words("menu")

    return answer


def _said(heard: Heard) -> Move:
    return lambda scene, shown: heard


def _happens(change: Callable[[Scene], object]) -> Move:
    """Something that nobody says: time passes, a survey opens or closes."""

    def happen(scene: Scene, shown: Message) -> None:
        change(scene)

    return happen


def _goes_away(scene: Scene) -> None:
    scene.away, scene.today = True, scene.today + timedelta(days=40)


PROMPTS = st.integers(-1, 30).map(str) | st.just("")
HEARD: st.SearchStrategy[Heard] = st.one_of(
    st.sampled_from(PEOPLE_SAY).map(Words),
    st.text(max_size=20).map(Words),
    st.builds(Press, PROMPTS, st.sampled_from(VALUES)),
    st.builds(Press, PROMPTS, st.sampled_from(Control).map("/{}".format)),
    st.builds(Press, st.just(OFFER), st.sampled_from(LINKS)),
    st.builds(Press, st.text(max_size=3), st.text(max_size=9)),
    st.builds(Media, st.sampled_from(MediaKind), st.just("F1")),
    st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
    st.sampled_from(["sticker", "contact", "forwarded", "poll", ""]).map(Other),
    st.sampled_from(LINKS).map(Start),
)
EVENTS = [
    _goes_away,
    lambda scene: scene.open(survey("bus-2")),
    lambda scene: scene.closed.add("survey:bus"),
    lambda scene: scene.closed.discard("survey:bus"),
]
NUMBERS = st.integers(0, 15)
ANYTHING = st.one_of(NUMBERS.map(_button), HEARD.map(_said), st.sampled_from(EVENTS).map(_happens))
# Mostly onward, or no walk would ever come to an end.
MOVES = st.integers(1, 4).flatmap(lambda die: ANYTHING if die == 1 else NUMBERS.map(_onward))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    asked = [
        *SURVEYS[: draw(st.integers(0, 4))],
        *draw(st.lists(surveys(constrained=True), max_size=1)),
    ]
    scene = Scene([flow(survey) for survey in asked], language=draw(st.sampled_from([*LANGUAGES])))
    if draw(st.booleans()):
        scene.new, scene.consents, scene.decided = False, {"surveys"}, {"surveys", "contact"}
    return scene


def _walk(scene: Scene, moves: list[Move]) -> None:
    shown = Message(())
    last: list[tuple[Heard, Rich]] = []
    for move in moves:
        heard = move(scene, shown)
        if heard is None:
            continue
        before, consented = decode(scene.stored), "surveys" in scene.consents
        turn = scene.turn(heard)
        assert scene.turn(heard) == turn, "the same turn comes out of the same world"
        _check_session(turn.session, scene)
        _check_message(turn, scene)
        _check_acts(turn.acts, before, consented, scene)
        last = [*last[-2:], (heard, turn.message.text)]
        _check_patience(last)
        scene.hear(heard)
        shown = turn.message


def _check_session(session: Session, scene: Scene) -> None:
    stored = encode(session)
    assert encode(decode(stored)) == stored
    staying = [frame for frame in session.frames if _flow(scene, frame).stays]
    assert len(staying) <= MAX_DEPTH
    assert [*staying, *session.frames[len(staying) :]] == [*session.frames]
    assert len(session.frames) - len(staying) <= 1
    assert len({frame.flow for frame in session.frames}) == len(session.frames)
    assert bool(session.frames) or not session.paused
    for frame in session.frames:
        asked = _flow(scene, frame)
        assert isinstance(asked.step(frame.step), (Ask, Review))
        places = [asked.places[id] for id in frame.answers]
        assert places == sorted(places)
        if not frame.editing:
            assert frame.step not in frame.answers
            assert all(place < asked.places[frame.step] for place in places)
            _check_path(asked, frame.answers)


def _check_path(asked: Flow, answers: dict[str, Any]) -> None:
    """Answers are those to questions that were to be asked, and to no others."""
    for question in asked.counted:
        if question.id in answers:
            assert question.when is None or question.when.holds(answers)
            if answers[question.id] is None:
                assert question.optional
            else:
                assert question.constraint is None or question.constraint.holds(answers)


def _check_message(turn: Turn, scene: Scene) -> None:
    message, session = turn.message, turn.session
    assert words(message.text).strip()
    assert message.prompt == ("" if not session.frames or session.paused else str(session.asked))
    assert message.prompt or not message.options
    for buttons in (message.options, message.controls):
        assert len({button.value for button in buttons}) == len(buttons)
        assert all(button.label.strip() for button in buttons)
    assert {control.value for control in message.controls} <= {f"/{c}" for c in Control}
    for number, of in re.findall(
        r"(?:Frage|Question) (\d+) (?:von|of) (\d+)\n", words(message.text)
    ):
        assert 1 <= int(number) <= int(of)
    if message.prompt:
        frame = session.frames[-1]
        step = _flow(scene, frame).step(frame.step)
        if isinstance(step, Ask) and isinstance(step.answer, Scale):
            assert len(message.options) <= 11
        else:
            assert len(message.options) <= (MENU_CHOICES if frame.flow == "menu" else PAGE)


def _check_acts(acts: tuple[Act, ...], before: Session, consented: bool, scene: Scene) -> None:
    for act in acts:
        match act.command:
            case "give_consent" | "refuse_consent":
                # Never without having just been asked.
                assert before.frames[-1].step in ("consent", "write", "often")
                consented = consented or act.value == "surveys"
            case "cast_ballot":
                assert consented
                assert act.version == before.frames[-1].version
                asked = scene.flows[f"survey:{act.survey}", act.version]
                _check_path(asked, act.answers)
                wanted = [q for q in asked.counted if not q.when or q.when.holds(act.answers)]
                assert list(act.answers) == [question.id for question in wanted]
            case command:
                # Nothing that only organisers may do.
                assert command in RESIDENTS


def _check_patience(last: list[tuple[Heard, Rich]]) -> None:
    """Never a third time the same words to somebody who is not understood (A8)."""
    said = {text for _, text in last}
    if len(last) == 3 and len(said) == 1:
        assert any(
            isinstance(heard, (Press, Start))
            or (isinstance(heard, Words) and understand(clean(heard.text)))
            for heard, _ in last
        )


def _flow(scene: Scene, frame: Frame) -> Flow:
    return scene.flows[frame.flow, frame.version]


@settings(max_examples=100)
@given(scenes(), st.lists(MOVES, min_size=20, max_size=50))
def test_whatever_happens_the_rules_hold(scene: Scene, moves: list[Move]) -> None:
    _walk(scene, moves)


@pytest.mark.chaos
@settings(settings.get_profile("chaos"))
@given(scenes(), st.lists(MOVES, min_size=50, max_size=120))
def test_whatever_happens_for_long_the_rules_hold(scene: Scene, moves: list[Move]) -> None:
    _walk(scene, moves)


@settings(max_examples=200)
@given(surveys(), st.data())
def test_a_survey_answered_with_valid_answers_reaches_the_ballot(
    asked: Survey, data: st.DataObject
) -> None:
    scene = Scene([flow(asked)], consents={"surveys"}, decided={"contact"}, new=False)
    scene.hear(Start("survey:random"))
    turn = scene.hear(Words("ja"))
    questions = {question.id: question for question in asked.questions}
    given: dict[str, Any] = {}
    while turn.session.frames:
        step = turn.session.frames[-1].step
        if step == "review":
            turn = scene.hear(Press(turn.message.prompt, "send"))
            continue
        assert step not in given, "asked twice"
        given[step] = data.draw(st.sampled_from(every_answer(questions[step])))
        for heard in _saying(questions[step].answer, given[step], turn.message.prompt):
            turn = scene.hear(heard)
    (act,) = turn.acts
    assert act.command == "cast_ballot"
    assert {id: _plain(answer) for id, answer in act.answers.items()} == {
        id: _plain(answer) for id, answer in given.items()
    }


def _saying(kind: Answer, answer: Any, prompt: str) -> list[Heard]:
    """What somebody does to give an answer."""
    match answer:
        case None:
            return [Press(prompt, "/skip")]
        case {"photo": ref}:
            return [Media(MediaKind.PHOTO, ref)]
        case {"voice": ref}:
            return [Media(MediaKind.VOICE, ref)]
        case tuple() if isinstance(kind, PickMany):
            return [*(Press(prompt, value) for value in answer), Press(prompt, "/done")]
        case tuple():
            # The last place of a whole order follows by itself.
            whole = len(answer) == len(kind.offered()) > 1
            return [Press(prompt, value) for value in (answer[:-1] if whole else answer)]
        case float():
            return [Words(f"{answer:.1f}".replace(".", ","))]
        case _ if any(choice.value == answer for choice in kind.offered()):
            return [Press(prompt, answer)]
        case _:
            return [Words(str(answer))]


def _plain(answer: Any) -> Any:
    """As it is once it has been through JSON."""
    return list(answer) if isinstance(answer, tuple) else answer

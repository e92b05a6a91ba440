"""Whole conversations, word for word, in every language; `pytest --update` writes them anew.

Each is also played for platforms that can show less: whatever is offered can be seen, and typing
what is shown does what pressing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest

from adapters.adapter import Capabilities
from adapters.fit import fit
from dialogs.answers import PickMany
from dialogs.builtin import FLOWS, alerts, events
from dialogs.builtin.results import VIEWS
from dialogs.engine import Turn
from dialogs.flow import Ask, Flow
from dialogs.ideas.flows import FLOWS as IDEAS
from dialogs.markup import words
from dialogs.messages import Message, Option, Press, Words
from dialogs.organising import FLOWS as ORGANISING
from dialogs.session import encode
from dialogs.talks.flows import FLOWS as TALKS
from dialogs.texts import LANGUAGES
from tests.play import ALL, TRANSCRIPTS, Scene, named, play, turns

PLATFORMS = {
    "no buttons": Capabilities(),
    "no buttons and short texts": Capabilities(text=250),
    "twelve short buttons": Capabilities(buttons=12, label=12),
    "a hundred buttons": Capabilities(buttons=100),
}
each_transcript = pytest.mark.parametrize("path", ALL, ids=named)


@each_transcript
def test_the_bot_says_what_the_transcript_says(path: Path, request: pytest.FixtureRequest) -> None:
    played = play(path.read_text("utf-8"), Scene())
    if request.config.getoption("--update"):
        path.write_text(played, "utf-8")
    assert played == path.read_text("utf-8")


def test_every_conversation_is_there_in_every_language() -> None:
    languages = defaultdict(set)
    for path in ALL:
        languages[path.name].add(path.parent.name)
    missing = {name: set(LANGUAGES) - found for name, found in languages.items()}
    assert {name: lacking for name, lacking in missing.items() if lacking} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flow_is_entered_in_some_transcript(language: str) -> None:
    entered: set[str] = set()

    class Watched(dict[tuple[str, int], Flow]):
        def __getitem__(self, key: tuple[str, int]) -> Flow:
            entered.add(key[0])
            return super().__getitem__(key)

    for path in TRANSCRIPTS.joinpath(language).glob("*.txt"):
        scene = Scene()
        scene.flows = Watched(scene.flows)
        play(path.read_text("utf-8"), scene)
    # These are played with several people and with time: tests.bot.test_conversations.
    elsewhere = {
        flow.id for flow in (*ORGANISING, *alerts.FLOWS, *events.FLOWS, *IDEAS, *VIEWS, *TALKS)
    }
    residents = {flow.id for flow in FLOWS} - elsewhere
    assert residents - entered == set()


# The same on platforms that can show less.


@each_transcript
@pytest.mark.parametrize("can", PLATFORMS.values(), ids=PLATFORMS)
def test_whatever_is_offered_fits_and_can_be_seen(path: Path, can: Capabilities) -> None:
    for _, message in _said(path):
        *before, last = parts = fit(message, can)
        assert all(0 < len(words(part.text)) <= can.text for part in parts)
        assert all(part.options == part.controls == () for part in before)
        assert len(last.options) + len(last.controls) <= max(can.buttons, 0)
        assert all(len(button.label) <= can.label for button in last.options)
        if not last.options:
            lines = "\n".join(words(part.text) for part in parts).splitlines()
            for number, option in enumerate(message.options, message.first):
                assert _line(number, option) in lines


@each_transcript
def test_typing_the_shown_number_or_the_label_is_pressing_the_button(path: Path) -> None:
    for scene, message in _said(path):
        for number, option in enumerate(message.options, message.first):
            pressed = scene.turn(Press(message.prompt, option.value))
            for typed in (str(number), option.label):
                assert _settled(scene, pressed) == _settled(scene, scene.turn(Words(typed)))


@each_transcript
def test_typing_the_label_of_a_control_is_pressing_it(path: Path) -> None:
    for scene, message in _said(path):
        for control in message.controls:
            pressed = scene.turn(Press(message.prompt, control.value))
            assert pressed == scene.turn(Words(control.label)), control


def _said(path: Path) -> Iterator[tuple[Scene, Message]]:
    """Each message of a conversation, with the scene as it is then."""
    scene = Scene()
    for _, turn, _ in turns(path.read_text("utf-8"), scene):
        if turn:
            yield scene, turn.message


def _line(number: int, option: Option) -> str:
    """How an option stands in a list: a label that begins with its number needs no other."""
    own = option.label.partition(" ")[0].rstrip(".") == str(number)
    return option.label if own else f"{number}. {option.label}"


def _settled(scene: Scene, turn: Turn) -> Turn:
    """What a turn comes to: several are chosen in one go by words, and one by one by tapping."""
    for frame in turn.session.frames[-1:]:
        step = scene.flows[frame.flow, frame.version].step(frame.step)
        if frame.draft and isinstance(step, Ask) and isinstance(step.answer, PickMany):
            after = copy(scene)
            after.stored = encode(turn.session)
            return after.turn(Press(str(turn.session.asked), "/done"))
    return turn

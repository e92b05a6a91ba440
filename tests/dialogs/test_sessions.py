"""What is remembered can be read for ever, whatever the code has become since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dialogs.answers import Number, Scale
from dialogs.builtin import FLOWS
from dialogs.flow import Ask, Do, Flow, Review
from dialogs.markup import words
from dialogs.messages import Press, Words
from dialogs.session import Frame, Session, decode, encode
from tests.play import Scene, survey

DATA = Path(__file__).parent.parent / "data"
FORMATS = sorted((DATA / "sessions").glob("*.json"))


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: f"format {path.stem}")
def test_a_session_of_any_format_is_read_for_ever(path: Path) -> None:
    sample = json.loads(path.read_bytes())
    assert sample["format"] == path.stem
    assert json.loads(encode(decode(path.read_bytes()))) == sample


def test_the_sample_of_the_newest_format_uses_every_field() -> None:
    """So a field that is renamed or dropped is missed at once."""
    sample = json.loads(FORMATS[-1].read_bytes())
    assert sample.keys() == {"format", *_fields(Session)}
    assert {field for frame in sample["frames"] for field in frame} == _fields(Frame)


def test_a_person_in_that_session_goes_on_where_they_were() -> None:
    scene = Scene(consents={"surveys"}, decided={"surveys", "contact"}, new=False)
    scene.open(survey("kinds"))
    scene.open(survey("bus"))
    scene.stored = FORMATS[-1].read_bytes()
    shown = scene.hear(Words("weiter")).message
    assert [option.label for option in shown.options] == [
        "✓ Der Preis",
        "Die Zeiten",
        "✓ Keine Haltestelle",
    ]
    frame = scene.hear(Words("fertig")).session.frames[-1]
    assert frame.step == "review"
    assert list(frame.answers) == ["opening", "rides", "why_not", "wish"]
    assert frame.answers["why_not"] == ("price", "stop")


@pytest.mark.parametrize(
    "raw", [b"", b'{"format":"0"}', b'{"format":"2","frames":[]}', b"[]", b"null"]
)
def test_what_is_no_session_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(raw)


def test_an_empty_session_is_small() -> None:
    assert encode(Session()) == b'{"format":"1"}'


def test_no_step_of_a_flow_is_lost() -> None:
    """People may be at any of these steps while the bot is updated.

    A step that is renamed says so in its flow's `moved`. One that is dropped leaves people
    behind: they are told, if the flow stays, and shown the menu otherwise. Where that is meant,
    write the list anew.
    """
    listed = (DATA / "steps.txt").read_text("utf-8").split()
    steps = {f"{flow.id}.{step.id}" for flow in FLOWS for step in flow.steps}
    moved = {f"{flow.id}.{old}" for flow in FLOWS for old in flow.moved}
    assert set(listed) - steps == moved
    assert steps - set(listed) == set(), "new steps belong into tests/data/steps.txt"
    assert all(flow.waits_at(new) for flow in FLOWS for new in flow.moved.values())


TEA = Flow(
    "tea",
    (
        Ask("how_strong", {"de": "Wie stark?"}, Scale(), counted=True),
        Ask("how_much", {"de": "Wie viel?"}, Number(), counted=True),
        Review("review"),
        Do("drink", "cast_ballot"),
    ),
    stays=True,
    moved={"strength": "how_strong", "amount": "how_much"},
)
"""Its questions were `strength` and `amount` once."""


def test_whoever_was_at_a_step_that_is_renamed_goes_on_there() -> None:
    scene = Scene([TEA], new=False)
    frame = Frame("tea", step="amount", answers={"strength": 3}, before={"amount": 2})
    scene.stored = encode(Session((frame,), asked=7))
    shown = scene.turn(Press("6", "1")).message
    assert "Wie viel?" in words(shown.text)
    assert "Ihre Antwort bisher: 2" in words(shown.text)
    after = scene.hear(Press("7", "/keep")).session.frames[-1]
    assert (after.step, after.answers) == ("review", {"how_strong": 3, "how_much": 2})
    [act] = scene.hear(Words("absenden")).acts
    assert act.answers == {"how_strong": 3, "how_much": 2, "review": "send"}


def test_an_answer_that_was_being_changed_and_what_was_cancelled_are_carried_on() -> None:
    scene = Scene([TEA], new=False)
    all_ = {"strength": 3, "amount": 2}
    editing = Frame(
        "tea", step="strength", answers={"amount": 2}, editing="strength", unedited=all_
    )
    scene.stored = encode(Session((editing,), asked=1))
    after = scene.hear(Words("5")).session.frames[-1]
    assert (after.step, after.answers) == ("review", {"how_strong": 5, "how_much": 2})
    cancelled = Frame("tea", step="amount", answers={"strength": 3})
    scene.stored = encode(Session(dropped=(cancelled,)))
    again = scene.hear(Words("rückgängig")).session.frames[-1]
    assert (again.step, again.answers) == ("how_much", {"how_strong": 3})


def test_a_step_where_nobody_waits_any_more_does_no_harm() -> None:
    scene = Scene([TEA], new=False)
    scene.stored = encode(Session((Frame("tea", step="drink"),)))
    assert scene.hear(Words("weiter")).session.frames[-1].flow == "menu"


def _fields(type_: Any) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(type_)}

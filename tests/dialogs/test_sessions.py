"""What is remembered can be read for ever, whatever the code has become since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dialogs.builtin import FLOWS
from dialogs.messages import Words
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

    A step that is renamed or dropped leaves them behind: they are told, if the flow stays, and
    shown the menu otherwise. Where that is meant, write the list anew.
    """
    listed = (DATA / "steps.txt").read_text("utf-8").split()
    steps = [f"{flow.id}.{step.id}" for flow in FLOWS for step in flow.steps]
    assert set(listed) - set(steps) == set()
    assert set(steps) - set(listed) == set(), "new steps belong into tests/data/steps.txt"


def _fields(type_: Any) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(type_)}

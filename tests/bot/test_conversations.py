"""Whole conversations of several people, word for word; `pytest --update` writes them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from dialogs.builtin import alerts, events
from dialogs.builtin.results import VIEWS
from dialogs.engine.course import NONE, Course
from dialogs.ideas.flows import FLOWS as IDEAS
from dialogs.organising import FLOWS
from dialogs.organising.events import FIXED_EVENTS
from dialogs.organising.feeds import FIXED_FEEDS
from dialogs.organising.publishing import FIXED
from dialogs.talks.flows import FLOWS as TALKS
from dialogs.texts import LANGUAGES
from storage.database import Database
from tests.bot.conversations import ALL, CONVERSATIONS, Conversation, named

SEVERAL = {flow.id for flow in (*FLOWS, *alerts.FLOWS, *events.FLOWS, *IDEAS, *VIEWS, *TALKS)}
"""What several people have to do with."""
LATE = {flow.id for flow in (*FIXED, *FIXED_EVENTS, *FIXED_FEEDS)}
"""What is said of a press that comes too late: test_editing, events.test_writing."""
MARK = "# flows "
"""Begins the last line of a German conversation: the flows in it; the others say the same."""


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The flows that are begun."""
    found: set[str] = set()
    begin = Course.begin

    def watched(course: Course, id: str, answers: Mapping[str, str] = NONE) -> None:
        found.add(id)
        begin(course, id, answers)

    monkeypatch.setattr(Course, "begin", watched)
    return found


@pytest.mark.parametrize("path", ALL, ids=named)
def test_the_bot_says_what_the_conversation_says(
    path: Path, sqlite: Database, entered: set[str], request: pytest.FixtureRequest
) -> None:
    script = path.read_text("utf-8").partition(MARK)[0]
    played = Conversation(sqlite).play(script)
    if path.parent.name == "de":
        played += f"{MARK}{' '.join(sorted(entered & SEVERAL))}\n"
    if request.config.getoption("--update"):
        path.write_text(played, "utf-8")
    assert played == path.read_text("utf-8")


def test_every_conversation_is_there_in_every_language() -> None:
    languages = defaultdict(set)
    for path in ALL:
        languages[path.name].add(path.parent.name)
    missing = {name: set(LANGUAGES) - found for name, found in languages.items()}
    assert {name: lacking for name, lacking in missing.items() if lacking} == {}


def test_every_flow_of_several_people_is_in_some_conversation() -> None:
    written = [path.read_text("utf-8") for path in CONVERSATIONS.joinpath("de").glob("*.txt")]
    begun = {flow for script in written for flow in script.partition(MARK)[2].split()}
    assert SEVERAL - begun - LATE == set()

"""Whole conversations, word for word, in every language; `pytest --update` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.builtin import FLOWS
from dialogs.texts import LANGUAGES
from tests.play import Scene, play

TRANSCRIPTS = Path(__file__).parent.parent / "transcripts"
ALL = sorted(TRANSCRIPTS.rglob("*.txt"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(TRANSCRIPTS)))
def test_the_bot_says_what_the_transcript_says(path: Path, request: pytest.FixtureRequest) -> None:
    script = path.read_text("utf-8")
    played = play(script, Scene())
    if request.config.getoption("--update"):
        path.write_text(played, "utf-8")
    assert played == path.read_text("utf-8")

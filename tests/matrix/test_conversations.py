"""Conversations of several people on a real Synapse: they read what is written, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests.bot.conversations import ALL, Conversation, named
from tests.stages.matrix import OnMatrix
from tests.stages.running import differences

from .synapse import Synapse

ANEW = "whoever has deleted everything begins anew in German, for Matrix tells no language"
NOT_HERE = {
    "rooms.txt": "its rooms are on Matrix themselves; real ones are in test_rooms.py",
    "de-simple/gone_meanwhile.txt": ANEW,
    "en/gone_meanwhile.txt": ANEW,
}


def some() -> list[Any]:
    here = [path for path in ALL if not named(path).endswith(tuple(NOT_HERE))]
    return [pytest.param(path, id=named(path)) for path in here]


@pytest.mark.chaos
@pytest.mark.parametrize("path", some())
def test_people_read_on_matrix_what_is_written(
    path: Path, sqlite: Database, synapse: Synapse, tmp_path: Path
) -> None:
    script = path.read_text("utf-8")
    with OnMatrix(sqlite, synapse, tmp_path) as stage:
        played = Conversation(sqlite, stage).play(script)
        unlike = differences(played, stage.as_played(script))
        assert not unlike, "".join(unlike)

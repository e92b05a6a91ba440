"""docs/daten.md tells of every table, and of none that there is not (B11)."""

from __future__ import annotations

import re
from pathlib import Path

from storage.tables import metadata

PAGE = Path(__file__).parents[2] / "docs" / "daten.md"


def test_every_table_is_told_of_and_no_other() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if "|" in line]
    named = {name for row in rows for name in re.findall(r"`(\w+)(?:\.\w+)?`", row[1])}
    assert named == set(metadata.tables)

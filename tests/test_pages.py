"""What pages for people lead to is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.builtin.consent import PURPOSES

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(r"`((?:tests|benchmarks|bot|storage|dialogs|adapters)/[\w/.-]*)`")
"""A file or folder of ours in a page."""
RECORDS = ROOT / "docs" / "vorlagen" / "verzeichnis.md"


def links(page: Path) -> Iterator[str]:
    """To files, without what they lead to inside them."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:|#", link):
            yield link.partition("#")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_leads_to_is_there(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []
    named = re.findall(
        r"`((?:tests|benchmarks|bot|storage|dialogs|adapters)/[\w/.-]*)`", page.read_text()
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_records_of_processing_name_each_purpose_that_people_agree_to() -> None:
    """By what the bot calls it; a new one belongs there."""
    names = {"surveys": "Umfragen", "ideas": "Ideen", "alerts": "Hinweise"}
    names |= {"contact": "Nachrichten von uns", "talks": "Gespräche"}
    assert set(names) == set(PURPOSES)
    told = RECORDS.read_text("utf-8")
    assert [name for name in names.values() if f"„{name}“" not in told] == []

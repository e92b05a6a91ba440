"""The pictures of chats: what the script draws lies there, and shows every word."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.markup import Span, plain, words
from docs import berichte, tabellen
from docs.bilder import HERE, SCENARIOS, Scenario, bubbles, files
from docs.chat import BUBBLE, PAD, Bubble, picture, told, wide, wrapped

SVG = "{http://www.w3.org/2000/svg}"
MADE = dict(files())
LETTERS = st.characters(min_codepoint=32, max_codepoint=0x2588, exclude_categories=["Cc", "Cs"])
TEXT = st.text(LETTERS | st.sampled_from(" \n<>&\"'"), max_size=80)


def drawn(raw: str | bytes) -> Xml.Element:
    return Xml.fromstring(raw)


def lines(svg: Xml.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.stem)
def test_what_lies_there_is_what_the_script_draws(path: Path) -> None:
    assert path.read_bytes() == MADE[path], "uv run python -m docs.bilder"


def test_reports_and_posters_lie_there_as_they_are_printed() -> None:
    for path, content in berichte.files():
        assert path.read_bytes() == content, "uv run python -m docs.berichte"


def test_nothing_else_lies_there() -> None:
    made = set(MADE) | {path for path, _ in tabellen.files() if path.suffix == ".svg"}
    made |= {path for path, _ in berichte.files()}
    assert set((HERE / "bilder").iterdir()) == made


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_word_and_button_can_be_seen_and_heard(name: str) -> None:
    svg = drawn(MADE[HERE / "bilder" / f"{name}.svg"])
    seen = "".join("".join(lines(svg)).split())
    described = svg.findtext(f"{SVG}desc") or ""
    assert svg.findtext(f"{SVG}title") == SCENARIOS[name].title
    for bubble in bubbles(SCENARIOS[name]):
        assert "".join(words(bubble.text).split()) in seen
        assert told("Revierstimme", bubble) in described
        assert all("".join(label.split()) in seen for row in bubble.rows for label in row)


@given(TEXT, TEXT)
def test_whatever_is_said_is_no_markup_and_nothing_of_it_is_lost(said: str, label: str) -> None:
    bubble = Bubble((Span(said), Span(label, bold=True)), rows=((label,),))
    svg = drawn(picture(label, "Bot", [bubble]))
    seen = "".join(lines(svg))
    assert "".join((said + label).split()) in "".join(seen.split())
    assert {element.tag for element in svg.iter()} <= {
        SVG + tag for tag in ("svg", "title", "desc", "rect", "path", "circle", "text", "tspan")
    }


@given(TEXT)
def test_no_line_is_longer_than_there_is_room(said: str) -> None:
    text = wrapped(plain(said), BUBBLE - 2 * PAD)
    assert "".join(words(line) for line in text) == said.replace("\n", "")
    assert all(wide(line) <= BUBBLE - 2 * PAD for line in text)
    assert len(text) > said.count("\n")


def test_a_button_that_is_not_there_cannot_be_pressed() -> None:
    with pytest.raises(ValueError, match="no button"):
        list(bubbles(Scenario("", "# open puls", "> /start", "Gibt es nicht")))
    with pytest.raises(AssertionError, match="no button"):
        list(bubbles(Scenario("", "# open puls", "> /start\n> [Gibt es nicht]")))

"""Only our own templates bring markup; whatever is filled in stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.markup import Span, fields, glue, plain, rich, words
from dialogs.texts import shown

LINK = (Span("hier", link="https://beispiel.example"),)


@pytest.mark.parametrize(
    ("template", "values", "spans"),
    [
        ("Guten Tag", {}, (Span("Guten Tag"),)),
        ("**Guten** Tag", {}, (Span("Guten", True), Span(" Tag"))),
        ("Guten **Tag**", {}, (Span("Guten "), Span("Tag", True))),
        ("{name}!", {"name": "Ada"}, (Span("Ada!"),)),
        ("**{name}**", {"name": "Ada"}, (Span("Ada", True),)),
        ("{n} von {of}", {"n": 2, "of": 5}, (Span("2 von 5"),)),
        ("{n}", {"n": 0}, (Span("0"),)),
        ("{name}!", {"name": ""}, (Span("!"),)),
        ("", {}, ()),
        # A value that is rich already keeps its style, and takes on that of its place.
        ("Siehe {link}", {"link": LINK}, (Span("Siehe "), *LINK)),
        ("**{link}**", {"link": LINK}, (Span("hier", True, "https://beispiel.example"),)),
        # What looks alike is one stretch, and links are never joined.
        ("**Zu {link}{link}**", {"link": plain("A")}, (Span("Zu AA", True),)),
        ("{link}{link}", {"link": LINK}, (*LINK, *LINK)),
        # What only looks like a field or like bold is text.
        ("{Name} {1} {} { x }", {}, (Span("{Name} {1} {} { x }"),)),
        ("2 * 3 * 4", {}, (Span("2 * 3 * 4"),)),
    ],
)
def test_a_template_is_filled_in(
    template: str, values: dict[str, object], spans: tuple[Span, ...]
) -> None:
    assert rich(template, **values) == spans  # type: ignore[arg-type]


@pytest.mark.parametrize("template", ["**offen", "zu**", "**a** und **b"])
def test_bold_that_is_not_closed_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="bold is not closed"):
        rich(template)


def test_a_value_that_is_not_given_is_missed() -> None:
    with pytest.raises(KeyError, match="name"):
        rich("Guten Tag, {name}")


def test_the_fields_of_a_template_are_known() -> None:
    assert fields("**{title}** {why} {title} {Nicht}") == {"title", "why"}


HOSTILE = st.text(st.sampled_from("*{}_[]()<>&\\`name x\n"), max_size=30) | st.text(max_size=30)


@given(HOSTILE)
def test_no_value_brings_markup_of_its_own(value: str) -> None:
    """Whatever is filled in stands there letter by letter, in the style of its place."""
    filled = rich("**{name}** sagt: {name}", name=value)
    after = Span(f" sagt: {value}")
    assert filled == ((Span(value, True), after) if value else (after,))


@given(HOSTILE, st.sampled_from(["de", "en", "xx"]))
def test_a_text_of_an_organiser_is_plain(text: str, language: str) -> None:
    for span in shown({language: text}, ("de", "de-simple", "en")):
        assert (span.bold, span.link) == (False, "")
        assert span.text.endswith(text)


@given(HOSTILE)
def test_plain_says_what_it_is_given(text: str) -> None:
    assert words(plain(text)) == text


@given(st.lists(HOSTILE, max_size=4))
def test_texts_are_glued_without_gaps(texts: list[str]) -> None:
    assert words(glue(map(plain, texts), " | ")) == " | ".join(filter(None, texts))

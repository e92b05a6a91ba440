"""What people type is made harmless, and what they meant stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.cleaning import LONGEST, clean, says_something


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("Mehr Busse", "Mehr Busse"),
        ("  Mehr Busse\n", "Mehr Busse"),
        ("Zeile\r\nZeile\rZeile", "Zeile\nZeile\nZeile"),
        ("a\tb", "a b"),
        ("gru\u0308n", "grün"),
        ("ja\x00nein", "janein"),
        ("\x1b[31mrot", "[31mrot"),
        ("\u202egnal\u202c", "gnal"),
        ("zu\u200bsammen\ufeff", "zusammen"),
        ("weich\u00adtrennen", "weichtrennen"),
        ("half \ud83d", "half"),
        ("e\u0301\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
        # What looks like that and is meant stays.
        ("👨‍👩‍👧 🏳️‍🌈", "👨‍👩‍👧 🏳️‍🌈"),
        ("Việt Nam", "Việt Nam"),
        ("من", "من"),
        ("२०२६", "२०२६"),
        ("„Ja“ – vielleicht …", "„Ja“ – vielleicht …"),
        ("", ""),
    ],
)
def test_only_what_hides_or_reorders_is_dropped(said: str, cleaned: str) -> None:
    assert clean(said) == cleaned


@given(st.text(st.characters(), max_size=200))
def test_a_clean_text_is_clean(said: str) -> None:
    cleaned = clean(said)
    cleaned.encode()  # No half surrogates: it can be stored and sent.
    assert clean(cleaned) == cleaned
    assert not any(
        unicodedata.category(character) == "Cc" and character != "\n" for character in cleaned
    )


@pytest.mark.parametrize("said", ["x" * 65_536, "ä" * 65_536, "🙂" * 65_536])
def test_no_more_is_looked_at_than_any_answer_may_have(said: str) -> None:
    assert len(clean(said)) == LONGEST


@pytest.mark.parametrize("said", ["a", "7", "ß", "ї", "你", "١", "🙂 a"])
def test_a_letter_or_a_digit_says_something(said: str) -> None:
    assert says_something(said)


@pytest.mark.parametrize("said", ["", " ", "🙂", "...", "–", "👨‍👩‍👧", "\n"])
def test_signs_alone_say_nothing(said: str) -> None:
    assert not says_something(said)

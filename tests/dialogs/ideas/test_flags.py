"""What organisers are told to look at, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.ideas.flags import flags
from dialogs.texts import load


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Rufen Sie an: 0341 123456", "phone"),
        ("meine Nummer ist +49 151/23456789", "phone"),
        ("Post an anna.schmidt@beispiel.example bitte", "mail"),
        ("anna (at) beispiel (punkt) de", "mail"),
        ("Spenden auf DE89 3704 0044 0532 0130 00", "account"),
        ("Frau Müller vom Amt hilft nicht", "name"),
        ("Dr. Schulze sollte bleiben", "name"),
        ("unser Nachbar Krause parkt immer dort", "name"),
        ("Bahnhofstraße 12 ist eine Ruine", "address"),
        ("In der Leipziger Str. 4a brennt nie Licht", "address"),
        ("Das Auto BNA-XY 123 steht immer im Weg", "plate"),
        ("Mehr auf https://example.org/x", "link"),
        ("Nur Idioten planen so", "insult"),
        ("Den sollte man erschießen", "threat"),
    ],
)
def test_what_may_harm_somebody_is_flagged(text: str, rule: str) -> None:
    assert rule in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus soll ab 20 Uhr jede Stunde fahren",
        "Tempo 30 in der Ortsdurchfahrt, 3 Bänke und 2 Mülleimer",
        "Kohleausstieg vor 2038, nicht erst 2045",
        "Die Straße nach Teuchern braucht einen Radweg",
        "An der B2 und der A38 fehlt Lärmschutz",
        "Die Frauen im Verein brauchen einen Raum",
    ],
)
def test_everyday_ideas_are_not_flagged(text: str) -> None:
    assert flags(text) == []


@given(st.text(max_size=6000))
def test_any_text_is_read_and_every_rule_has_its_words(text: str) -> None:
    assert set(flags(text)) <= load("idea_flags").keys()

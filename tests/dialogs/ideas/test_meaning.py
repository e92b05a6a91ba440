"""What texts are taken to be about."""

from __future__ import annotations

import pytest

from dialogs.ideas.compounds import parts
from dialogs.ideas.meaning import meaning
from dialogs.ideas.stems import plain, stem
from dialogs.ideas.topics import TOPICS, by_fit, topics_of
from dialogs.ideas.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bäume", "Baum"), ("Busse", "Bus"), ("Häuser", "Haeuser"), ("Straßen", "Strasse")],
)
def test_endings_and_umlauts_make_no_difference(one: str, other: str) -> None:
    assert {*meaning(one).weights} == {*meaning(other).weights}


@pytest.mark.parametrize("word", ["steuer", "quelle", "neue", "bauen"])
def test_two_letters_that_are_no_umlaut_stay(word: str) -> None:
    assert plain(word) == word


@pytest.mark.parametrize(
    ("word", "made_of"),
    [
        ("kinderarztpraxis", {"kinder", "arztpraxis"}),
        ("busfahrplan", {"fahrplan", "plan"}),
        ("ganzundgarunbekannt", {"ganzundgarunbekannt"}),
    ],
)
def test_compounds_come_apart(word: str, made_of: set[str]) -> None:
    assert {*parts(word)} & made_of


@pytest.mark.parametrize("word", ["", "a", "x" * 5000, "straßenbahn" * 400])
def test_words_of_any_length_are_read(word: str) -> None:
    assert parts(plain(word))
    assert isinstance(stem(word), str)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ein Bäcker in Borna", "14729050"),
        ("Der Böhlener Bahnhof", "14729040"),
        ("Ruhe am Cospudener See", "cospudener"),
        ("Lärm an der A38", "road a38"),
        ("Blitzer an der Bundesstraße 2", "road b2"),
        ("Ein Fest in Ganzunbekannt", "named ganzunbekannt"),
        ("Ein Hospiz in Nordsachsen", "14730"),
    ],
)
def test_places_are_known_by_their_names(text: str, place: str) -> None:
    assert place in meaning(text).places


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Der Bus soll abends öfter fahren", "mobility"),
        ("Solaranlagen auf alle Schuldächer", "energy"),
        ("Mehr Lehrstellen im Handwerk", "work"),
        ("Mehr Lehrer für die Grundschule", "education"),
        ("Ein Hausarzt fürs Dorf", "health"),
        ("Mehr Mülleimer", "living"),
        ("Blühwiesen für Bienen", "nature"),
        ("Ein neuer Spielplatz", "leisure"),
        ("Glasfaser fürs Dorf", "digital"),
        ("Bürgerhaushalt einführen", "together"),
        ("More benches and bins", "living"),
    ],
)
def test_the_topic_is_told_from_the_words(text: str, topic: str) -> None:
    assert topics_of(text)[0] == topic
    assert by_fit(text)[0] == topic
    assert sorted(by_fit(text)) == sorted(TOPICS)


def test_where_words_say_nothing_no_topic_is_suggested() -> None:
    assert topics_of("Hallo, wie geht es?") == []
    assert by_fit("") == TOPICS


def test_every_topic_of_the_words_has_a_name_and_every_reference_is_to_a_concept() -> None:
    known = vocabulary()
    assert {*known.topics.values()} == {*TOPICS} - {"other"}
    assert {*known.settings} <= known.topics.keys()
    assert known.broader.keys() <= known.topics.keys()
    assert {wider for all_ in known.broader.values() for wider in all_} <= known.topics.keys()

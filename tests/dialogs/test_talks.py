"""Which group gets a talk, and what is said in one and not to the bot."""

from __future__ import annotations

import pytest

from dialogs.messages import Control, Start
from dialogs.organising.association import Association, Profile
from dialogs.organising.roles import EVERYBODY
from dialogs.talks.choosing import chosen
from dialogs.understanding.understand import understand

ALL = Association(EVERYBODY, "Bündnis", Profile(topics=("energy",)))
BORNA = Association("borna", "Borna", Profile(places=("14729050",)))
BUS = Association("bus", "Busverein", Profile(topics=("mobility",)))
KREIS = Association("kreis", "Kreis", Profile(places=("14729",), topics=("mobility",)))
HALLE = Association("halle", "Halle", Profile(places=("15002",)))
GROUPS = (ALL, BORNA, BUS, HALLE, KREIS)


@pytest.mark.parametrize(
    ("place", "topic", "whom"),
    [
        ("", "", EVERYBODY),
        ("14730", "energy", EVERYBODY),
        ("", "mobility", "bus"),
        ("14729", "", "borna"),
        ("14729", "mobility", "kreis"),
        ("15002", "mobility", "halle"),
        ("15002000", "", "halle"),
        ("16077", "mobility", "bus"),
        ("nowhere", "nothing", EVERYBODY),
    ],
)
def test_place_counts_more_than_topic_and_the_alliance_gets_the_rest(
    place: str, topic: str, whom: str
) -> None:
    assert chosen(GROUPS, place, topic) == whom


@pytest.mark.parametrize(
    "said",
    [
        "Guten Tag",
        "Ich habe eine Idee",
        "Was ist los?",
        "Mensch sprechen",
        "Meine Ideen",
        "/menü x",
    ],
)
def test_what_is_said_to_a_person_is_no_command(said: str) -> None:
    assert understand(said, free=True, meant=True) is None


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Stopp", Control.STOP),
        ("Menü", Control.MENU),
        ("Datenschutz", Start("privacy")),
        ("Alles löschen", Start("forget_me")),
        ("Meine Daten", Start("my_data")),
        ("/talk", Start("talk")),
    ],
)
def test_what_is_said_of_the_bot_itself_is_meant_for_it(
    said: str, meaning: Control | Start
) -> None:
    assert understand(said, free=True, meant=True) == meaning

"""What an invitation leads to in the database: taking part, withdrawing, seeing it in my data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.messages import OFFER, Press
from storage.budget import Budget
from storage.database import Database
from storage.recipients import Aim
from storage.settling import Settled
from storage.store import Store
from storage.tables import told
from tests.bot.talking import NOW, Bot, Person, ours, publish
from tests.storage.samples import HERE, campaign
from tests.storage.samples import survey as short

ANY = Budget(most=100)
HOUR = timedelta(hours=1)


@pytest.fixture
def anna(database: Database) -> Person:
    """Somebody who agreed to be written to, and was invited to two surveys."""
    publish(database, short(), short("bahn", title={"de": "Die Bahn"}), "puls")
    anna = Bot(database).person("anna")
    anna.say("Hallo", "=yes", "=survey:puls", "=join", "1", "=contact_yes")
    for survey, now in (("bus", NOW), ("bahn", NOW + timedelta(seconds=1))):
        id = campaign(database, survey, now)
        database.do(lambda store, id=id, now=now: store.campaigns.plan(id, now, ANY))  # type: ignore[misc]
    return anna


def waiting(anna: Person) -> int:
    return anna.bot.database.look(lambda store: store.campaigns.waiting(NOW + HOUR))


def said(anna: Person) -> None:
    """All that waits is said."""

    def work(store: Store) -> None:
        while posts := store.outbox.claim(HERE, NOW + HOUR, 10):
            done = [Settled(post.id, delivered_as="said") for post in posts]
            store.outbox.settle(done, NOW + HOUR)

    anna.bot.database.do(work)


def press(anna: Person, flow: str) -> str:
    """A button of an invitation, whenever that came."""
    inbound = anna.inbound("x")
    anna.bot.hear(type(inbound)(inbound.key, inbound.platform, "anna", Press(OFFER, flow)))
    return anna.told


@pytest.mark.parametrize("said", ["Keine Umfragen mehr", "=no_invitations"])
def test_no_more_surveys_takes_back_all_that_waits(anna: Person, said: str) -> None:
    assert waiting(anna) == 2
    told = press(anna, said[1:]) if said[0] == "=" else anna.say(said)
    assert told == ours("invitation", "no_more")
    assert waiting(anna) == 0
    count = anna.bot.database.look(lambda s: s.campaigns.recipients.count(Aim("bus"), NOW, ANY))
    assert count == {}


def test_withdrawing_everything_takes_it_back_too(anna: Person) -> None:
    anna.say("Einwilligung widerrufen", "Alles widerrufen")
    assert waiting(anna) == 0


def test_another_withdrawal_leaves_it(anna: Person) -> None:
    anna.say("Einwilligung widerrufen", "=surveys")
    assert waiting(anna) == 2


def test_taking_part_takes_back_the_invitation_to_that_survey_alone(anna: Person) -> None:
    assert "Fahren Sie Bus?" in press(anna, "survey:bus")
    anna.say("yes", "überspringen", "Ja, absenden")
    assert waiting(anna) == 1


@pytest.mark.parametrize("yes", ["ja", "Ja, teilnehmen"])
def test_yes_follows_the_newest_invitation_that_is_still_open(anna: Person, yes: str) -> None:
    said(anna)
    assert "Fahren Sie Bus?" in anna.say(yes), "the invitation has told what opens it"
    assert ours("engine", "recap", title="Die Bahn", given=0) in anna.say("Hallo")
    anna.say("/stop")
    anna.bot.database.do(lambda store: store.surveys.close("bahn", NOW))
    assert "Fahren Sie Bus?" in anna.say(yes)
    assert ours("engine", "recap", title="Der Bus", given=0) in anna.say("Hallo")
    anna.say("yes", "überspringen", "Ja, absenden")
    assert ours("surveys", "ask") in anna.say(yes)


def test_yes_follows_no_invitation_that_is_still_to_be_said(anna: Person) -> None:
    assert ours("surveys", "ask") in anna.say("ja")


def test_it_can_be_answered_in_the_middle_of_another_survey(anna: Person) -> None:
    press(anna, "survey:bus")
    assert "Fahren Sie Bus?" in press(anna, "survey:bahn")
    after = anna.say("no", "überspringen", "Ja, absenden")
    assert ours("engine", "resumed", title="Der Bus") in after
    assert "Fahren Sie Bus?" in after


def test_my_data_names_the_invitations_and_everything_deleted_takes_them_along(
    anna: Person,
) -> None:
    assert ours("my_data", "invited", titles="Die Bahn, Der Bus") in anna.say("meine Daten")
    anna.say("Alles löschen", "=yes")
    assert waiting(anna) == 0
    with anna.bot.database.engine.connect() as connection:
        assert connection.execute(told.select()).all() == []


@pytest.mark.parametrize("value", ["", ":", "survey:", "survey:none", "menu", "x" * 64, "/stop"])
def test_whatever_a_hostile_button_says_is_answered(anna: Person, value: str) -> None:
    assert press(anna, value)

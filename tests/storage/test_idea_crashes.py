"""Dying after any statement of what is done with ideas leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from dialogs.surveys.audience import Audience
from storage.budget import Budget
from storage.campaign import Order
from storage.database import Database
from storage.idea import Handed
from storage.idea_months import IDEAS
from storage.store import Store

from .contents import contents
from .crashes import Crash, crashing
from .samples import NOW, chat, message


def hand_in(store: Store) -> None:
    number = store.ideas.next_number()
    store.ideas.hand_in(number, Handed("Worte", "", "other"), chat(store, "anna"), NOW)


def merge(store: Store) -> None:
    store.handling.merge(2, 1, "org", NOW)


def tell(store: Store) -> None:
    if (untold := store.news.untold(100)) is not None:
        told = [(hearer, message("Neues")) for hearer in untold.hearers]
        store.news.tell(untold.change.id, told, NOW, NOW)
        store.news.all_told(untold.change.id, NOW)


def two_published(store: Store) -> None:
    store.consents.note(chat(store, "anna"), frozenset({"ideas"}), True, "1", NOW)
    for number in (1, 2):
        hand_in(store)
        store.handling.release(number, "org", NOW)


def hide(store: Store) -> None:
    store.handling.reject(1, "insult", "org", NOW)


def point(store: Store) -> None:
    giver = store.ideas.get(1).giver
    assert giver
    store.idea_points.keep(1, giver, 51.12345, 12.49876)
    store.idea_points.show(1)


def a_month(store: Store) -> None:
    store.handling.advance(1, "under_way", "org", NOW)
    changes = [change for change, _ in store.idea_months.changed(NOW, NOW + timedelta(days=1))]
    month = store.idea_months.draft("2026-11", "14", ["14729"], changes)
    store.idea_months.word(month, "above", "Danke!")
    order = Order(audience=Audience(("14729",)), kind=IDEAS)
    campaign = store.campaigns.tell_ideas({"de": message("Neues")}, NOW, NOW, order)
    store.idea_months.settle(month, "released", campaign)


def released(store: Store) -> None:
    """Two people live where a month that has been released tells of."""
    for name in ("berta", "carla"):
        who = chat(store, name)
        store.consents.note(who, frozenset({"contact", "ideas"}), True, "1", NOW)
        store.residences.keep(who.participant, "14729")
    a_month(store)


def plan(store: Store) -> None:
    (campaign,) = store.campaigns.all()
    assert store.campaigns.plan(campaign.id, NOW, Budget(most=100)) == 2


def take_back(store: Store) -> None:
    (campaign,) = store.campaigns.all()
    store.campaigns.stop(campaign.id, NOW)


@pytest.mark.parametrize("act", [plan, take_back])
def test_dying_while_a_month_is_planned_or_taken_back_tells_nobody_of_half_of_it(
    database: Database, act: Callable[[Store], None]
) -> None:
    database.do(two_published)
    database.do(released)
    crashed_everywhere(database, act)
    if act is plan:
        (campaign,) = database.look(lambda store: store.campaigns.all())
        # The next slice finds that all are told.
        later = database.do(lambda store: store.campaigns.plan(campaign.id, NOW, Budget(most=100)))
        assert (campaign.recipients, later) == (2, 0)


@pytest.mark.parametrize("act", [hand_in, merge, tell, hide, point, a_month])
def test_a_crash_after_any_statement_leaves_all_or_nothing(
    database: Database, act: Callable[[Store], None]
) -> None:
    database.do(two_published)
    crashed_everywhere(database, act)


def crashed_everywhere(database: Database, act: Callable[[Store], None]) -> None:
    before = contents(database)
    for number in count(1):
        try:
            with crashing(database, number):
                database.do(act)
        except Crash:
            assert contents(database) == before
        else:
            break
    assert number > 3
    assert contents(database) != before

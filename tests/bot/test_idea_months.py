"""What happened to ideas in a month: who is told of which region, once, and never against a no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.campaigns.planner import Planner
from bot.ideas.months import message, prepare
from bot.sending.sent import sent_to
from dialogs.surveys.audience import Audience
from dialogs.texts import LANGUAGES
from storage.audit import CONSOLE
from storage.budget import Budget
from storage.campaign import Order
from storage.chats import Chat
from storage.database import Database
from storage.idea import Handed
from storage.idea_months import IDEAS, Month, NoMonth
from storage.settling import Settled
from storage.store import Store
from storage.tables import outbox, told
from tests.bot.conversations import CONVERSATIONS, Conversation
from tests.bot.talking import PLATFORM, Bot, Standing, messages, organise
from tests.storage.samples import HERE, NOW, chat

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 12, 1, 9, tzinfo=BERLIN)
BOTH = ("contact", "ideas")
BORNA, HALLE, GERA = "14729050", "15002000", "16077001"


def happened(database: Database, *regions: str) -> None:
    """An idea of each region is under way since this month."""

    def work(store: Store) -> None:
        for region in regions:
            number = store.ideas.next_number()
            handed = Handed(f"Idee {number}", region, "other")
            store.ideas.hand_in(number, handed, chat(store, "anna"), NOW)
            store.handling.release(number, "org", NOW)
            store.handling.advance(number, "under_way", "org", NOW)

    database.do(work)


def prepared(database: Database, now: datetime = FIRST) -> dict[str, Month]:
    database.do(lambda store: prepare(store, now, BERLIN, now))
    drafts = database.look(lambda store: store.idea_months.in_state("draft"))
    return {month.region: month for month in drafts}


def resident(database: Database, who: str, home: str, consents: Collection[str] = BOTH) -> Chat:
    def work(store: Store) -> Chat:
        one = chat(store, who)
        store.consents.note(one, frozenset(consents), True, "1", NOW)
        if home:
            store.residences.keep(one.participant, home)
        return one

    return database.do(work)


def release(database: Database, month: Month, starter: str = CONSOLE) -> str:
    def work(store: Store) -> str:
        items = store.idea_months.items(month.id)
        texts = {language: message(month, items, language) for language in LANGUAGES}
        places = Audience(month.places)
        order = Order(starter=starter, audience=places, kind=IDEAS, approved_by="zoe")
        campaign = store.campaigns.tell_ideas(texts, FIRST, FIRST, order)
        store.idea_months.settle(month.id, "released", campaign)
        return campaign

    return database.do(work)


def planned(database: Database, campaign: str) -> None:
    for _ in range(2):  # a second time adds nobody
        database.do(lambda store: store.campaigns.plan(campaign, FIRST, Budget()))


def waiting(database: Database) -> list[int]:
    query = select(outbox.c.chat).where(outbox.c.campaign.is_not(None), outbox.c.due.is_not(None))
    with database.engine.connect() as connection:
        return sorted(connection.execute(query).scalars())


def test_a_district_with_enough_is_told_by_itself_and_others_with_their_land(
    sqlite: Database,
) -> None:
    happened(sqlite, BORNA, BORNA, BORNA, "14730010", HALLE, "")
    drafts = prepared(sqlite)
    assert set(drafts) == {"14729", "14", "15", "16"}
    assert drafts["14729"].places == ("14729",)
    assert "14729" not in drafts["14"].places
    numbers = {
        region: [item.number for item in sqlite.look(lambda s, m=m: s.idea_months.items(m.id))]  # type: ignore[misc]
        for region, m in drafts.items()
    }
    assert numbers == {"14729": [1, 2, 3, 6], "14": [4, 6], "15": [5, 6], "16": [6]}


def test_a_month_is_drafted_once_and_expires_with_the_next(sqlite: Database) -> None:
    happened(sqlite, HALLE)
    assert set(prepared(sqlite)) == {"15"}
    assert set(prepared(sqlite, FIRST + timedelta(days=20))) == {"15"}
    assert prepared(sqlite, FIRST + timedelta(days=31)) == {}
    with pytest.raises(NoMonth):
        sqlite.do(lambda store: store.idea_months.settle("2026-11-15", "released"))


def test_only_who_lives_there_and_agreed_to_both_is_told(database: Database) -> None:
    happened(database, HALLE)
    here = resident(database, "berta", "15002")
    resident(database, "carla", "14713")
    resident(database, "dora", "15002", ("contact",))
    resident(database, "emma", "15002", ("ideas",))
    resident(database, "fine", "")
    planned(database, release(database, prepared(database)["15"]))
    assert waiting(database) == [here.id]


def test_whoever_moves_in_between_is_told_of_one_region_only(database: Database) -> None:
    happened(database, HALLE, GERA)
    berta = resident(database, "berta", "15002")
    drafts = prepared(database)
    planned(database, release(database, drafts["15"]))
    resident(database, "berta", "16077")
    planned(database, release(database, drafts["16"]))
    assert waiting(database) == [berta.id]
    with database.engine.connect() as connection:
        assert len(connection.execute(select(told)).all()) == 1


@pytest.mark.parametrize("purpose", BOTH)
def test_a_no_counts_until_right_before_it_is_said(database: Database, purpose: str) -> None:
    happened(database, HALLE)
    berta = resident(database, "berta", "15002")
    planned(database, release(database, prepared(database)["15"]))

    def refuse(store: Store) -> str:
        [post] = store.outbox.claim(HERE, FIRST, 10)
        store.consents.note(berta, frozenset({purpose}), False, "1", FIRST)
        store.write()
        return store.campaigns.verdicts([post.id], FIRST)[post.id]

    assert database.do(refuse) == "drop"


def test_what_waits_is_taken_back_from_whoever_leaves_ideas(database: Database) -> None:
    happened(database, HALLE)
    berta = resident(database, "berta", "15002")
    planned(database, release(database, prepared(database)["15"]))
    database.do(lambda store: store.idea_months.withdraw(berta.participant, FIRST))
    assert waiting(database) == []


def test_it_counts_as_one_of_the_messages_of_the_week(database: Database) -> None:
    happened(database, HALLE)
    resident(database, "berta", "15002")
    campaign = release(database, prepared(database)["15"])
    full = Budget(most=0)
    database.do(lambda store: store.campaigns.plan(campaign, FIRST, full))
    assert waiting(database) == []


def test_who_was_told_is_forgotten_two_months_later(database: Database) -> None:
    happened(database, HALLE)
    resident(database, "berta", "15002")
    campaign = release(database, prepared(database)["15"])
    planned(database, campaign)

    def said(store: Store) -> None:
        posts = store.outbox.claim(HERE, FIRST, 10)
        store.outbox.settle([Settled(post.id, delivered_as="1") for post in posts], FIRST)
        assert store.campaigns.finish(campaign, FIRST)

    database.do(said)
    prepared(database, FIRST + timedelta(days=31))
    with database.engine.connect() as connection:
        assert len(connection.execute(select(told)).all()) == 1
    prepared(database, FIRST + timedelta(days=62))
    with database.engine.connect() as connection:
        assert connection.execute(select(told)).all() == []


def test_what_is_stopped_before_anybody_has_heard_of_it_can_be_released_again(
    database: Database,
) -> None:
    happened(database, HALLE)
    berta = resident(database, "berta", "15002")
    month = prepared(database)["15"]
    first = release(database, month)
    database.do(lambda store: store.campaigns.pause(first))
    database.do(lambda store: store.campaigns.stop(first, FIRST))
    assert database.look(lambda store: store.idea_months.in_state("released")) == []
    assert database.look(lambda store: store.campaigns.get(first)).taken_back
    planned(database, release(database, database.look(lambda s: s.idea_months.get(month.id))))
    assert waiting(database) == [berta.id]


async def test_what_is_taken_back_as_it_begins_is_not_said_to_begin(sqlite: Database) -> None:
    """The planner has read it before, and tells nobody of what is a draft again."""
    happened(sqlite, HALLE)
    resident(sqlite, "berta", "15002")
    bot = Bot(sqlite, now=FIRST)
    organise(bot, "dorf", bot.person("clara"))
    [clara] = sqlite.look(lambda store: store.organisers.all("dorf"))
    campaign = release(sqlite, prepared(sqlite)["15"], clara.id)
    read = sqlite.look(lambda store: store.campaigns.get(campaign))
    sqlite.do(lambda store: store.campaigns.stop(campaign, FIRST))
    planner = Planner(sqlite, Standing(bot), (), bot.config.broadcast)
    assert await planner._one(read)
    assert messages(sqlite, PLATFORM, "clara") == []
    assert not await planner.work()
    assert sqlite.look(lambda store: store.campaigns.get(campaign)).ended
    assert waiting(sqlite) == []


def test_what_is_stopped_when_some_have_heard_of_it_stays_released(database: Database) -> None:
    happened(database, HALLE)
    resident(database, "berta", "15002")
    campaign = release(database, prepared(database)["15"])
    planned(database, campaign)
    database.do(lambda store: store.campaigns.stop(campaign, FIRST))
    assert waiting(database) == []
    month = database.look(lambda store: store.idea_months.of_campaign(campaign))
    assert month.state == "released"
    with pytest.raises(NoMonth):
        database.look(lambda store: store.idea_months.of_campaign("none"))


def test_what_is_paused_waits_until_it_is_resumed(database: Database) -> None:
    happened(database, HALLE)
    resident(database, "berta", "15002")
    campaign = release(database, prepared(database)["15"])
    planned(database, campaign)
    database.do(lambda store: store.campaigns.pause(campaign))
    assert database.do(lambda store: store.outbox.claim(HERE, FIRST, 10)) == []
    database.do(lambda store: store.campaigns.resume(campaign, FIRST, FIRST))
    assert len(database.do(lambda store: store.outbox.claim(HERE, FIRST, 10))) == 1


def test_organisers_see_how_far_a_month_is(sqlite: Database) -> None:
    """At least, and only what is no clue to a few (k)."""
    happened(sqlite, HALLE)
    for number in range(23):
        resident(sqlite, f"berta {number}", "15002")
    campaign = release(sqlite, prepared(sqlite)["15"])
    planned(sqlite, campaign)

    def said(store: Store) -> list[int]:
        shown = [sent_to(store, store.campaigns.get(campaign), 10)]
        for most in (9, 14):
            posts = store.outbox.claim(HERE, FIRST, most)
            store.outbox.settle([Settled(post.id, delivered_as="1") for post in posts], FIRST)
            shown.append(sent_to(store, store.campaigns.get(campaign), 10))
        return shown

    assert sqlite.do(said) == [0, 0, 20]


def test_an_idea_that_is_hidden_or_left_out_is_not_told(sqlite: Database) -> None:
    happened(sqlite, HALLE, HALLE)
    month = prepared(sqlite)["15"]

    def work(store: Store) -> list[bool]:
        store.handling.reject(1, "insult", "org", FIRST)
        store.idea_months.toggle(month.id, 2)
        return [item.left_out for item in store.idea_months.items(month.id)]

    assert sqlite.do(work) == [True]


def test_more_than_500_people_need_a_second_organiser(sqlite: Database) -> None:
    """The one who released it first changes nothing by doing so again."""
    script = (CONVERSATIONS / "de" / "ideas_of_a_month.txt").read_text("utf-8")
    begin, _ = script.split("orga> =above")
    conversation = Conversation(sqlite)
    conversation.play(begin.replace("# pass 9 days", "# contacts 501 14730\n# pass 9 days"))
    once = "orga> =sure\norga> =yes_send\n"
    conversation.play(f"{once}orga> /handle_ideas\norga> =months.alliance\n")
    conversation.play(f"orga> =idea_month:alliance.2026-11-14\n{once}")
    month = sqlite.look(lambda store: store.idea_months.get("2026-11-14"))
    assert (month.state, bool(month.wanted_by)) == ("draft", True)
    conversation.play("zoe> =idea_month:alliance.2026-11-14\nzoe> =sure\nzoe> =yes_send\n")
    assert sqlite.look(lambda store: store.idea_months.get("2026-11-14")).state == "released"
    [campaign] = sqlite.look(lambda store: store.campaigns.all())
    assert campaign.order.approved_by
    assert campaign.order.starter not in ("console", campaign.order.approved_by)
    conversation.play("zoe> /undo_sending\n")  # who released it last can take it back as well
    assert sqlite.look(lambda store: store.idea_months.get("2026-11-14")).state == "draft"

"""Events written in the chat: told when the time to take them back is over, by who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.adapter import Inbound
from bot.catalogue import Catalogues
from bot.commands import COMMANDS
from bot.doing import Doing
from dialogs.engine import Act
from dialogs.events.event import Listed
from dialogs.markup import words
from dialogs.messages import OFFER, Press
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.world import Barred
from storage.audit import CONSOLE
from storage.database import Database
from storage.event_drafts import EventDraft
from storage.organisers import Invite
from storage.store import Store
from storage.tables import outbox
from tests.bot.events.planning import BERLIN, local, planned
from tests.bot.talking import Bot, Person, ours, place

CODES = {"anna": "2345ABCDEF", "hans": "3456BCDEFG", "ida": "4567CDEFGH"}
SIMPLE = ("Solarabend", "Sa 5.12. 18-20 Uhr", "Rathaus, 04552 Borna", "=energy")


@dataclass
class Groups:
    """Anna organises in one group, Hans helps there; Ida organises in another one."""

    bot: Bot

    def __post_init__(self) -> None:
        now = self.bot.now

        def work(store: Store) -> None:
            for id in ("bike", "other", EVERYBODY):
                store.associations.add(id, f"Gruppe {id}", now)
            for name, (group, role) in {
                "anna": ("bike", Role.ORGANISER),
                "hans": ("bike", Role.HELPER),
                "ida": ("other", Role.ORGANISER),
            }.items():
                invite = Invite(group, role, name, CONSOLE)
                store.organisers.invite(CODES[name], invite, now + timedelta(days=3))

        self.bot.database.do(work)
        for name, code in CODES.items():
            self.person(name).say(f"/start organise_{code}", "=yes")

    def person(self, name: str) -> Person:
        return self.bot.person(name)

    def write(self, name: str, *answers: str) -> Person:
        """Somebody writes an event, and looks at its page."""
        person = self.person(name)
        self.open(person, "new_event:bike")
        person.say(*(answers or SIMPLE))
        return person

    def open(self, person: Person, flow: str) -> str:
        pressed = Press(OFFER, flow)
        self.bot.hear(Inbound(self.bot.key(), person.platform, person.address, pressed, "de"))
        return person.told

    def events(self) -> list[Listed]:
        return self.bot.database.do(lambda store: store.events.upcoming(self.bot.now))

    def drafts(self) -> list[EventDraft]:
        return self.bot.database.do(
            lambda store: store.event_drafts.of("bike", "draft", "waiting")
        )

    def wanted(self) -> int:
        """How many alerts that wait may still be said."""

        database, waiting = self.bot.database, select(outbox.c.id)
        with database.engine.connect() as connection:
            posts = connection.execute(waiting.where(outbox.c.alert == "reminder")).scalars().all()
        return len(database.do(lambda store: store.alerts.verdicts(posts, self.bot.now)))

    def after(self, **time: float) -> None:
        self.bot.pass_(**time)
        planned(self.bot.database, self.bot.now)


@pytest.fixture
def groups(sqlite: Database) -> Groups:
    return Groups(Bot(sqlite))


def test_nothing_is_published_before_the_time_to_take_it_back_is_over(groups: Groups) -> None:
    anna = groups.write("anna")
    anna.say("=publish")
    groups.after(seconds=119)
    assert groups.events() == []
    groups.after(seconds=2)
    (one,) = groups.events()
    assert one.event.title == "Solarabend"
    assert one.association == "bike"
    local = one.event.start.astimezone(BERLIN)
    assert f"{local:%Y-%m-%d %H:%M}" == "2026-12-05 18:00"
    assert one.event.regions == ("14729050",)


def test_what_is_taken_back_is_not_published(groups: Groups) -> None:
    groups.write("anna").say("=publish", "=recall")
    groups.after(minutes=10)
    assert groups.events() == []
    assert [one.state for one in groups.drafts()] == ["draft"]


def test_a_right_that_is_taken_meanwhile_counts(groups: Groups) -> None:
    groups.write("anna").say("=publish")

    def work(store: Store) -> None:
        (anna,) = [one for one in store.organisers.all("bike") if one.role is Role.ORGANISER]
        store.organisers.change(anna.id, Role.HELPER)

    groups.bot.database.do(work)
    groups.after(minutes=3)
    assert groups.events() == []
    assert [one.state for one in groups.drafts()] == ["draft"]


def test_who_helps_writes_and_who_organises_publishes(groups: Groups) -> None:
    hans = groups.write("hans")
    assert ours("event_writing", "helper_waits") in hans.told
    assert "publish" not in {option.value for option in hans.shown.options}
    (draft,) = groups.drafts()
    anna = groups.person("anna")
    groups.open(anna, f"event_draft:{draft.id}")
    anna.say("=publish")
    groups.after(minutes=3)
    assert len(groups.events()) == 1


def test_nobody_of_another_group_sees_or_touches_it(groups: Groups) -> None:
    groups.write("anna").say("=publish")
    (draft,) = groups.drafts()
    ida, barred = groups.person("ida"), ours("organise", "barred")
    assert groups.open(ida, f"event_draft:{draft.id}") == barred
    assert groups.open(ida, "own_events:bike") == barred
    assert groups.open(ida, "new_event:bike") != barred
    ida.say(*SIMPLE)
    assert len(groups.drafts()) == 1
    groups.after(minutes=3)
    (one,) = groups.events()
    for flow in ("own_event", "change_event", "cancel_event", "event_changing"):
        assert groups.open(ida, f"{flow}:{one.id}") == barred
    resident = groups.person("rita")
    assert "Solarabend" not in groups.open(resident, f"event_draft:{draft.id}")


EVERYTHING = ("publish", "recall", "drop", "title", "again")


@pytest.mark.parametrize(
    ("name", "acts"), [("hans", ("publish", "recall")), ("ida", EVERYTHING), ("rita", EVERYTHING)]
)
def test_a_command_asks_for_its_right_itself(
    groups: Groups, name: str, acts: tuple[str, ...]
) -> None:
    """Hans helps there, Ida organises elsewhere, Rita is a resident."""
    groups.write("anna").say("=publish")
    groups.after(minutes=3)
    (one,) = groups.events()
    groups.write("anna", "Treff", *SIMPLE[1:])
    (draft,) = groups.drafts()
    groups.person(name).say("/menu")

    def work(store: Store) -> None:
        doing = doing_as(store, groups.person(name))
        tried = [Act("cancel_event", "one", answers={"event": one.id})]
        answers = {"draft": draft.id, "title": "X"}
        tried += [Act("change_event_draft", what, answers=answers) for what in acts]
        for act in tried:
            with pytest.raises(Barred):
                COMMANDS[act.command](doing, act)

    groups.bot.database.do(work)
    assert groups.drafts() == [draft]


def doing_as(store: Store, person: Person) -> Doing:
    bot = person.bot
    (chat,) = store.chats.at([place(person.address)], bot.now).values()
    catalogue = Catalogues().of(store)
    return Doing(store, chat, catalogue, bot.now, BERLIN, "7", bot.config)


def test_all_later_dates_of_a_series_can_be_called_off(groups: Groups) -> None:
    anna = groups.write("anna")
    anna.say("Wiederholen", "=weekly", "4", "=publish")
    groups.after(minutes=3)
    events = groups.events()
    assert len(events) == 4
    groups.open(anna, f"cancel_event:{events[1].id}")
    anna.say("=all")
    groups.after(minutes=3)
    assert [one.event.status == "cancelled" for one in groups.events()] == [
        False,
        True,
        True,
        True,
    ]
    single = groups.events()[0]
    groups.open(anna, f"change_event:{single.id}")
    anna.say("Zeit ändern", "5.12. 19 Uhr", "=publish")
    groups.after(minutes=3)
    assert groups.events()[0].event.status == "changed"


def test_every_action_is_in_the_audit_log(groups: Groups) -> None:
    anna = groups.write("anna")
    anna.say("=price", "frei", "=publish", "=recall", "=publish")
    groups.after(minutes=3)
    (one,) = groups.events()
    groups.open(anna, f"cancel_event:{one.id}")
    anna.say("=one")
    entries = groups.bot.database.do(lambda store: store.audit.entries("bike", 20))
    assert [entry.action for entry in reversed(entries)][2:] == [
        "event_write",
        "event_change",
        "event_publish",
        "event_recall",
        "event_publish",
        "event_published",
        "event_cancel",
    ]


def test_a_change_of_what_is_over_can_still_be_thrown_away(groups: Groups) -> None:
    anna = groups.write("anna")
    anna.say("=publish")
    groups.after(minutes=3)
    (one,) = groups.events()
    groups.open(anna, f"change_event:{one.id}")
    (draft,) = groups.drafts()
    groups.bot.pass_(days=30)
    groups.bot.database.do(lambda store: store.events.forget_over(groups.bot.now, 10))
    assert "Solarabend" in groups.open(anna, f"event_draft:{draft.id}")
    anna.say("Entwurf löschen")
    assert groups.drafts() == []


def test_what_is_doubtful_in_a_description_is_told_and_hinders_nothing(groups: Groups) -> None:
    anna = groups.write("anna")
    anna.say("=summary", "Es wird u. a. die Inbetriebnahme des Kraftwerks vorgestellt.")
    assert "u. a." in anna.told
    assert "publish" in {option.value for option in anna.shown.options}


def test_words_that_are_too_long_are_refused_and_not_cut(groups: Groups) -> None:
    anna = groups.write("anna")
    for field, most in (("price", 80), ("organiser", 120), ("summary", 600), ("title", 120)):
        groups.open(anna, f"event_draft:{groups.drafts()[0].id}")
        anna.say(ours("event_writing", f"change_{field}"), "x" * (most + 1))
        assert str(most) in anna.told
        anna.say("x" * most)
        (draft,) = groups.drafts()
        assert getattr(draft.written.event, field) == "x" * most


def test_what_is_over_cannot_be_published(groups: Groups) -> None:
    anna = groups.write("anna")
    groups.bot.pass_(days=20)
    (draft,) = groups.drafts()
    groups.open(anna, f"event_draft:{draft.id}")
    assert words(anna.shown.text).count("Solarabend") >= 1
    anna.say("=publish")
    assert anna.told.startswith(ours("event_writing", "over"))


def test_a_procedure_that_was_saved_is_recalled_before_its_end_unless_let_go(
    groups: Groups,
) -> None:
    """Saved by Rita and Ruth; Ruth lets it go while the reminder waits."""
    anna = groups.person("anna")
    groups.open(anna, "new_procedure:bike")
    anna.say("Bebauungsplan", "Borna", "4.12.", "https://stadt.example/plan", "=publish")
    groups.after(minutes=3)
    (one,) = groups.events()
    for name in ("rita", "ruth"):
        person = groups.person(name)
        groups.open(person, f"event:{one.id}")
        person.say("=watch", "=yes")
    groups.bot.now = local("2026-12-01T17:00")
    planned(groups.bot.database, groups.bot.now)
    waiting = [groups.person(name).told for name in ("rita", "ruth")]
    assert all("https://stadt.example/plan" in told for told in waiting)
    assert groups.wanted() == 2
    groups.open(groups.person("ruth"), f"event:{one.id}")
    groups.person("ruth").say("=unwatch")
    assert groups.wanted() == 1
    groups.after(days=1)
    assert groups.wanted() == 1

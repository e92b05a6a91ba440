"""A group with everything that organisers can have a hand in, and everybody who may try to."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from dialogs.events import Event
from dialogs.events.series import Written
from dialogs.organising.association import Profile
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.surveys.audience import EVERYBODY as ANYBODY
from dialogs.surveys.audience import Audience
from storage.ballots import Ballot
from storage.campaign import Order
from storage.database import Database
from storage.event_drafts import EventDraft
from storage.feeds import Feed
from storage.idea import Handed
from storage.idea_months import IDEAS
from storage.organisers import Invite
from storage.repeats import Repeat
from storage.store import Store
from tests.storage.samples import NOW, chat, contacts, message, survey

GROUP, OTHER = "radeln", "wandern"
CODE = "65NJ9TTEG8"
PARTS = {
    "helper": [(GROUP, Role.HELPER)],
    "organiser": [(GROUP, Role.ORGANISER)],
    "lead": [(GROUP, Role.ADMIN)],
    "chief": [(GROUP, Role.ADMIN)],
    "removed": [(GROUP, Role.ADMIN)],
    "their_organiser": [(OTHER, Role.ORGANISER)],
    "their_lead": [(OTHER, Role.ADMIN)],
    "office": [(EVERYBODY, Role.ADMIN)],
    "helper_and_office": [(GROUP, Role.HELPER), (EVERYBODY, Role.ADMIN)],
    "helper_and_their_lead": [(GROUP, Role.HELPER), (OTHER, Role.ADMIN)],
    "alliance": [(EVERYBODY, Role.ALLIANCE)],
}
"""Who is what; the chief wants all that is wanted, and nobody else has asked for anything."""
CAMPAIGNS = ("waiting", "planned", "paused")
DRAFT, OPEN, OVER, WANTED, TOLD = (
    f"{GROUP}-{name}" for name in ("draft", "open", "over", "wanted", "told")
)
FOLLOWERS = 24
MONTH, RELEASED = "2026-10-14730", "2026-10-15"
WRITTEN, TEMPLATE, FEED = "written", "template", f"https://{GROUP}.example/x.ics"
EVENT = Event(f"Treff {GROUP}", NOW + timedelta(days=5), regions=("14729050",))


class Made(Struct):
    """Names that were drawn: of organisers by who they are, campaigns, words, events and feeds."""

    organisers: dict[str, str]
    campaigns: dict[str, str]
    word: str
    event: str
    feed: str


def make(database: Database) -> Made:
    people = [f"somebody {number}" for number in range(FOLLOWERS)]
    contacts(database, *people)
    organisers = database.do(_join)
    database.do(_write)
    database.do(lambda store: _take_part(store, people))
    database.do(lambda store: [store.surveys.close(id, NOW) for id in (OVER, WANTED, TOLD)])
    campaigns = database.do(lambda store: _want(store, organisers["chief"]))
    database.do(_hand_in)
    database.do(_draft_month)
    campaigns["month"] = database.do(lambda store: _release_month(store, organisers["chief"]))
    database.do(_announce)
    feed = database.do(lambda store: store.feeds.add(Feed("", FEED, GROUP, GROUP), NOW))
    event = database.do(lambda store: store.events.add(EVENT, NOW, GROUP))
    database.do(lambda store: _talk(store, organisers["chief"]))
    word = database.look(lambda store: store.words.next(OVER, 1, "why"))
    assert word is not None
    return Made(organisers, campaigns, word.id, event, feed)


def _talk(store: Store, chief: str) -> None:
    """A talk with the group, and one ended with a block, against which somebody appeals."""
    for name in ("somebody 1", "somebody 2"):
        store.talks.open(chat(store, name).participant, GROUP, "", f"Guten Tag {GROUP}", NOW)
    blocked = chat(store, "somebody 2").participant
    store.talks.close(2, "closed", NOW)
    store.talk_blocks.block(blocked, 2, "flood", chief, NOW)
    store.talk_blocks.appeal(blocked)


def _announce(store: Store) -> None:
    """An event that is written, and one that was published before."""
    for id, state in ((WRITTEN, "draft"), (TEMPLATE, "published")):
        draft = EventDraft(id, GROUP, Written(EVENT), "nobody", state=state)  # type: ignore[arg-type]
        store.event_drafts.add(draft, NOW)


def _join(store: Store) -> dict[str, str]:
    for id in (EVERYBODY, GROUP, OTHER):
        store.associations.add(id, f"Verein {id}", NOW)
    found = {}
    for name, association, role in [(n, *part) for n, parts in PARTS.items() for part in parts]:
        invite = Invite(association, role, f"{name} von {association}", "console")
        store.organisers.invite(name, invite, NOW + timedelta(days=1))
        one = store.organisers.accept(name, chat(store, name).participant, NOW)
        assert one is not None
        found.setdefault(name, one.id)
    store.organisers.remove(found["removed"])
    later = NOW + timedelta(days=1)
    store.organisers.invite(CODE, Invite(GROUP, Role.HELPER, "Neu", found["chief"]), later)
    return found


def _write(store: Store) -> None:
    for id in (DRAFT, OPEN, OVER, WANTED, TOLD):
        store.drafts.keep(survey(id, title={"de": f"Fragen {id}"}), GROUP)
        if id != DRAFT:
            store.surveys.publish(id, NOW)


def _take_part(store: Store, people: list[str]) -> None:
    for number, name in enumerate(people):
        who = chat(store, name).participant
        for id in (OVER, WANTED, TOLD):
            answers = {"rides": "yes", "why": f"Grund {number} {GROUP}"}
            store.ballots.cast(Ballot(id, 1, answers), who, NOW)


def _want(store: Store, chief: str) -> dict[str, str]:
    later, made = NOW + timedelta(days=1), {}
    store.releases.ask(WANTED, chief, NOW, later)
    store.repeats.add(Repeat("monthly", GROUP, OPEN, Audience(), chief, later))
    for name in CAMPAIGNS:
        expires = later if name == "waiting" else None
        made[name] = campaign(store, chief, Order(GROUP, chief, ANYBODY, expires=expires))
    store.campaigns.pause(made["paused"])
    return made


def campaign(store: Store, starter: str, order: Order | None = None) -> str:
    texts = {"de": message("Kommen Sie?")}
    return store.campaigns.make(OPEN, texts, NOW, NOW, order or Order(GROUP, starter))


def _hand_in(store: Store) -> None:
    """Four ideas that the group has taken on; the third is shown."""
    for number in range(1, 5):
        handed = Handed(f"Mehr Bänke {number} {GROUP}", "14730", "other")
        store.ideas.hand_in(number, handed, chat(store, "somebody 1"), NOW)
        store.handling.take_on(number, GROUP)
    store.handling.release(3, "nobody", NOW)


def _draft_month(store: Store) -> None:
    """What is told of a month where the group is, and a point of the idea that is shown."""
    name = store.associations.one(GROUP)
    assert name is not None
    store.associations.describe(GROUP, name.name, Profile(places=("14730",)))
    store.idea_points.keep(3, chat(store, "somebody 1").participant, 51.3, 12.4)
    store.idea_months.draft("2026-10", "14730", ("14730",), store.handling.history(3))


def _release_month(store: Store, chief: str) -> str:
    """What is told of a month elsewhere: the group has released it."""
    store.idea_months.draft("2026-10", "15", ("15002",), store.handling.history(3))
    texts = {"de": message(f"Das ist passiert {GROUP}")}
    order = Order(GROUP, chief, Audience(("15002",)), IDEAS)
    made = store.campaigns.tell_ideas(texts, NOW, NOW, order)
    store.idea_months.settle(RELEASED, "released", made)
    return made

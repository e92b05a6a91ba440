"""What organisers see and do of the months of ideas that are drafted for their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from dialogs.answers import Choice
from dialogs.engine import Act
from dialogs.ideas.states import NotSo
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.surveys.audience import Audience
from dialogs.surveys.reached import place
from dialogs.texts import LANGUAGES, chain
from dialogs.world import Barred
from storage.campaign import Order
from storage.campaign_planning import MANY
from storage.idea_months import IDEAS, Month, NoMonth
from storage.organisers import Organiser
from storage.store import Store

from ..asked import Asked, Fact
from ..campaigns.starting import starts
from ..doing import Command, Doing
from ..ideas.months import DESK as T
from ..ideas.months import message, month_name, owners, told
from ..ideas.telling import listed
from .rights import Acting, part


class AtHand(NamedTuple):
    """A draft and the organiser who handles it, for an association."""

    month: Month
    organiser: Organiser
    association: str


def _at_hand(acting: Acting, of: str) -> AtHand:
    """`association.month`, if this person may handle that; raises Barred."""
    association, _, id = of.partition(".")
    organiser = part(acting, association, Role.ORGANISER)
    try:
        month = acting.store.idea_months.get(id)
    except NoMonth:
        raise Barred("no_month") from None
    if month.state != "draft":
        raise Barred("no_month")
    if association not in (EVERYBODY, *owners(acting.store, month.region)):
        raise Barred
    return AtHand(month, organiser, association)


def drafts(store: Store, association: str) -> list[Month]:
    """Those that an association can release."""
    return [
        month
        for month in store.idea_months.in_state("draft")
        if association in (EVERYBODY, *owners(store, month.region))
    ]


def month_choices(asked: Asked, association: str) -> tuple[Choice, ...]:
    """The drafts as they stand in the queue."""
    return tuple(
        Choice(f"idea_month:{association}.{month.id}", _titled(month))
        for month in drafts(asked.store, association)
    )


def _titled(month: Month) -> dict[str, str]:
    return {
        language: f"{month_name(month, language)}: {place(month.region, language)}"
        for language in LANGUAGES
    }


def _page(asked: Asked, of: str) -> Mapping[str, Any]:
    """What would be sent, word by word, and what else is to be known."""
    month = _at_hand(asked, of).month
    languages = chain(asked.language)
    items = asked.store.idea_months.items(month.id)
    name = "second" if month.wanted_by else "many" if _many(asked.store, month) else "few"
    return {
        "preview": told(month, items, asked.language),
        "left_out": sum(item.left_out for item in items),
        "approval": T[name].fill(languages, many=MANY),
    }


def _choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    _at_hand(asked, of)
    names = ("above", "below", "one", "sure", "leave")
    return tuple(Choice(name, T[f"{name}_entry"].by_language) for name in names)


def _ideas(asked: Asked, of: str) -> tuple[Choice, ...]:
    month = _at_hand(asked, of).month
    out = T["out"].raw(chain(asked.language))
    return tuple(
        Choice(
            str(item.number),
            {"de": f"{out} " * item.left_out + listed(item.number, item.words)},
        )
        for item in asked.store.idea_months.items(month.id)
    )


@contextmanager
def _handling(doing: Doing, act: Act, action: str) -> Iterator[AtHand]:
    """The draft at hand; what is done with it is written down."""
    hand = _at_hand(doing, act.answers["month"])
    try:
        yield hand
    except (NoMonth, NotSo):
        raise Barred("no_month") from None
    doing.store.audit.note(hand.organiser.id, hand.association, action, hand.month.id, doing.now)


def _word(where: Literal["above", "below"]) -> Command:
    def word(doing: Doing, act: Act) -> None:
        with _handling(doing, act, "word_month") as hand:
            doing.store.idea_months.word(hand.month.id, where, act.answers.get(where) or "")

    return word


def toggle_month_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "toggle_month_idea") as hand:
        doing.store.idea_months.toggle(hand.month.id, int(act.value))


def leave_month(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "leave_month") as hand:
        doing.store.idea_months.settle(hand.month.id, "left_out")


def release_month(doing: Doing, act: Act) -> None:
    """Send it; where it may reach many, somebody else has to release it as well (G2)."""
    with _handling(doing, act, "release_month") as hand:
        store, month = doing.store, hand.month
        many, approved_by = _many(store, month), ""
        if many and (not month.wanted_by or _same(store, month.wanted_by, hand.organiser)):
            return store.idea_months.want(month.id, hand.organiser.id)
        if many:
            approved_by = hand.organiser.id
        _send(doing, hand, approved_by)
    return None


def _send(doing: Doing, hand: AtHand, approved_by: str) -> None:
    store, month = doing.store, hand.month
    items = store.idea_months.items(month.id)
    if all(item.left_out for item in items):
        raise NotSo("Nichts zu sagen.")
    texts = {language: message(month, items, language) for language in LANGUAGES}
    order = Order(
        hand.association, audience=Audience(month.places), kind=IDEAS, approved_by=approved_by
    )
    due = starts(doing.now, doing.zone, doing.config.broadcast)
    campaign = store.campaigns.tell_ideas(texts, doing.now, due, order)
    store.idea_months.settle(month.id, "released", campaign)


def _many(store: Store, month: Month) -> bool:
    """Whether it may reach so many that two people have to agree."""
    audience = Audience(month.places)
    cells = store.campaigns.recipients.cells()
    return sum(n for cell, n in cells.items() if audience.fits(cell[0], cell[1])) > MANY


def _same(store: Store, id: str, organiser: Organiser) -> bool:
    """Whether it was the same person, in whatever association; nobody who is none any more."""
    other = store.organisers.one(id)
    return other is None or other.participant == organiser.participant


FACTS: dict[str, Fact] = {
    "month_page": _page,
    "month_choices": _choices,
    "month_ideas": _ideas,
}
COMMANDS: dict[str, Command] = {
    "word_above": _word("above"),
    "word_below": _word("below"),
    "toggle_month_idea": toggle_month_idea,
    "leave_month": leave_month,
    "release_month": release_month,
}

"""Whether somebody may do something, asked anew with every turn: taking a right holds at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dialogs.events.event import Listed
from dialogs.organising.association import Association
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.world import Barred
from storage.chats import Chat
from storage.drafts import Owned
from storage.event_drafts import EventDraft, NoDraft
from storage.events import NoEvent
from storage.organisers import Organiser
from storage.store import Store

Memberships = Mapping[str, tuple[Organiser, ...]]
"""Participant → what they are in each association."""


class Picture(Protocol):
    @property
    def organisers(self) -> Memberships: ...


class Acting(Protocol):
    """A turn that is being taken."""

    @property
    def chat(self) -> Chat: ...
    @property
    def catalogue(self) -> Picture: ...
    @property
    def store(self) -> Store: ...


def memberships(all_: Iterable[Organiser]) -> Memberships:
    found: dict[str, tuple[Organiser, ...]] = {}
    for organiser in all_:
        found[organiser.participant] = (*found.get(organiser.participant, ()), organiser)
    return found


def parts(acting: Acting) -> tuple[Organiser, ...]:
    """All that this person is."""
    return acting.catalogue.organisers.get(acting.chat.participant, ())


def leads_all(own: Iterable[Organiser]) -> bool:
    """Whether that makes somebody an admin of the alliance, who is one in every association."""
    return any(one.association == EVERYBODY and one.role is Role.ALLIANCE for one in own)


def groups(acting: Acting) -> list[Association]:
    """The associations that this person can act in; the alliance's admins in all."""
    own = {one.association for one in parts(acting)}
    everywhere = leads_all(parts(acting))
    return [one for one in acting.store.associations.all() if everywhere or one.id in own]


def part(acting: Acting, association: str, needed: Role = Role.HELPER) -> Organiser:
    """As whom this person acts in an association; raises Barred without that role there."""
    for organiser in sorted(parts(acting), key=lambda own: own.association == EVERYBODY):
        there = organiser.association == association or leads_all([organiser])
        if there and organiser.role.may(needed):
            return organiser
    raise Barred


def holds(acting: Acting, needed: str) -> bool:
    """Whether this person has at least that role anywhere."""
    return any(organiser.role.may(Role(needed)) for organiser in parts(acting))


def owned(acting: Acting, id: str, needed: Role = Role.ORGANISER) -> Owned:
    """A survey of an association in which this person may do that; raises Barred."""
    one = acting.store.drafts.find(id)
    if one is None or not one.association:
        raise Barred
    part(acting, one.association, needed)
    return one


def numbered(acting: Acting, of: str) -> tuple[Owned, int]:
    """The draft and the place of the question that `id.number` names; raises Barred."""
    id, _, number = of.rpartition(".")
    one = owned(acting, id)
    if not number.isdecimal() or int(number) >= len(one.survey.questions):
        raise Barred
    return one, int(number)


def drafted(acting: Acting, id: str, needed: Role = Role.HELPER) -> EventDraft:
    """An event that is written in an association where this person may do that; raises Barred."""
    try:
        draft = acting.store.event_drafts.get(id)
    except NoDraft:
        raise Barred from None
    part(acting, draft.association, needed)
    return draft


def held(acting: Acting, id: str, needed: Role = Role.HELPER) -> Listed:
    """A published event of an association where this person may do that; raises Barred."""
    try:
        listed = acting.store.events.get(id)
    except NoEvent:
        raise Barred("no_event") from None
    part(acting, listed.association or EVERYBODY, needed)
    return listed


def member(acting: Acting, association: str, needed: Role = Role.ORGANISER) -> Organiser:
    """The same for what was said to this association alone: the alliance is no part of others."""
    for organiser in parts(acting):
        if organiser.association == association and organiser.role.may(needed):
            return organiser
    raise Barred

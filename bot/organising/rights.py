"""Whether somebody may do something, asked anew with every turn: taking a right holds at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dialogs.organising.roles import EVERYBODY, Role
from dialogs.world import Barred
from storage.chats import Chat
from storage.drafts import Owned
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


def part(acting: Acting, association: str, needed: Role = Role.HELPER) -> Organiser:
    """As whom this person acts in an association; raises Barred without that role there."""
    for organiser in sorted(parts(acting), key=lambda own: own.association == EVERYBODY):
        alliance = organiser.association == EVERYBODY and organiser.role is Role.ALLIANCE
        if (organiser.association == association or alliance) and organiser.role.may(needed):
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


def member(acting: Acting, association: str, needed: Role = Role.ORGANISER) -> Organiser:
    """The same for what was said to this association alone: the alliance is no part of others."""
    for organiser in parts(acting):
        if organiser.association == association and organiser.role.may(needed):
            return organiser
    raise Barred

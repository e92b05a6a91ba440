"""Whether somebody may do something, asked anew with every turn: taking a right holds at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dialogs.organising.roles import EVERYBODY, Role
from dialogs.world import Barred
from storage.chats import Chat
from storage.organisers import Organiser

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

"""Who reads a talk, who is told of it, and which association gets it."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.organising.association import Association
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.talks.choosing import chosen
from storage.organisers import Organiser
from storage.store import Store
from storage.talk import Talk


def readers(store: Store, association: str) -> list[Organiser]:
    """All who may read and answer there. Helpers may not: people trust a talk to few."""
    found = store.organisers.all(association)
    return [one for one in found if one.role.may(Role.ORGANISER)]


def on_duty(store: Store, association: str) -> list[Organiser]:
    """Those who are told of new talks; all readers where everybody takes a rest."""
    found, resting = readers(store, association), store.talk_blocks.resting()
    return [one for one in found if one.id not in resting] or found


def groups(store: Store) -> list[Association]:
    """The associations in which somebody can answer, the alliance among them."""
    there = {one.association for one in store.organisers.all() if one.role.may(Role.ORGANISER)}
    return [one for one in store.associations.all() if one.id in there]


def group_for(store: Store, place: str, topic: str) -> Association | None:
    """The association that gets a talk; None where nobody answers anywhere."""
    found = groups(store)
    best = chosen(found, place, topic)
    fits = [one for one in found if one.id == best]
    return next(iter((*fits, *found)), None)


def answering(store: Store, talk: Talk) -> Organiser | None:
    """Who answers in a talk, if anybody does still."""
    one = store.organisers.one(talk.organiser) if talk.organiser else None
    if one is None or one.association != talk.association or not one.role.may(Role.ORGANISER):
        return None
    return one


def organisers_of(store: Store, talk: Talk) -> set[str]:
    """Whom a word of the resident is for: who answers, else all on duty."""
    one = answering(store, talk)
    return people([one] if one else on_duty(store, talk.association)) - {talk.participant}


def people(organisers: Iterable[Organiser]) -> set[str]:
    return {one.participant for one in organisers}


def called(store: Store, association: str) -> str:
    """The association's name as residents read it."""
    one = store.associations.one(association)
    return one.name if one else store.associations.one(EVERYBODY).name  # type: ignore[union-attr]

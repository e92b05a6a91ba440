"""Rooms that organisers register by a word posted there, and what becomes of rooms later."""

from __future__ import annotations

from datetime import datetime

from adapters.adapter import Left, Moved, Posted
from dialogs.messages import Message
from dialogs.organising.roles import Role
from dialogs.places import WHOLE
from dialogs.texts import shortened
from dialogs.understanding.cleaning import clean
from storage.audit import CONSOLE
from storage.moments import stamp
from storage.organisers import Organiser
from storage.rooms import MOST, TITLE, Room, Spot, Word
from storage.store import Store

from .saying import greeting, notices, refusal


def registered(store: Store, posted: Posted, now: datetime) -> None:
    """Register the room in which a word was posted, and tell the organiser and the room."""
    word = store.rooms.use(posted.word, now)
    organiser = store.organisers.one(word.organiser) if word else None
    if word is None or organiser is None or not organiser.role.may(Role.ORGANISER):
        _answer(store, posted, refusal("unknown", "de"), now)
        return
    there = store.rooms.at(posted.platform, posted.address)
    spot = Spot(posted.platform, posted.address, shortened(clean(posted.title), TITLE))
    if there is not None and there.association != word.association:
        _push(store, _nowhere(spot, word, now), organiser, "taken", now)
        _answer(store, posted, refusal("taken", word.language), now)
        return
    if there is None and store.rooms.count(word.association) >= MOST:
        _push(store, _nowhere(spot, word, now), organiser, "full", now)
        return
    region = _region(store, word.association)
    if there is None:
        there = store.rooms.register(spot, word, region, now)
        store.audit.note(organiser.id, word.association, "register_room", there.id, now)
        # By its room, so that it ends at once where the bot may not write there.
        store.room_posts.announce(there, f"hello:{stamp(now)}", greeting(store, there), now)
    _push(store, there, organiser, "registered", now)


def follow(store: Store, one: Left | Moved, now: datetime) -> None:
    """A room has moved, or the bot is out of it."""
    match one:
        case Moved():
            store.rooms.move(one.platform, one.address, one.to, now)
        case Left(out=True):
            store.rooms.left(one.platform, one.address, now)
        case Left():
            return


def tell_ends(store: Store, now: datetime, due: datetime) -> int:
    """Tell organisers, once each, of rooms in which the bot is no longer; how many rooms."""
    ended = [room for room in store.rooms.untold_ends() if store.rooms.end_told(room.id)]
    for room in ended:
        store.audit.note(CONSOLE, room.association, "lose_room", room.id, now)
        for organiser in _concerned(store, room):
            _push(store, room, organiser, "ended", due)
    return len(ended)


def _concerned(store: Store, room: Room) -> list[Organiser]:
    """Who registered a room, or where they are gone, all who could have."""
    who = store.organisers.one(room.registered_by)
    if who is not None and who.association == room.association:
        return [who]
    all_ = store.organisers.all(room.association)
    return [one for one in all_ if one.role.may(Role.ORGANISER)]


def _push(store: Store, room: Room, who: Organiser, event: str, due: datetime) -> None:
    # A room that is registered anew is heard of anew.
    thing = f"{room.id}.{stamp(room.registered)}"
    store.notices.push(thing, who.participant, event, notices(event, room), due)


def _answer(store: Store, posted: Posted, message: Message, now: datetime) -> None:
    """Say why nothing happened; in each room once an hour, however many words are tried there."""
    hour = now.strftime("%Y-%m-%dT%H")
    if store.chats.unheard([f"no word {posted.platform} {posted.address} {hour}"], now):
        store.outbox.add_public(posted.platform, posted.address, message, now)


def _region(store: Store, association: str) -> str:
    """Where the association is at home, as far as it has told; else everywhere."""
    known = store.associations.one(association)
    places = known.profile.places if known else ()
    return places[0] if len(places) == 1 else WHOLE


def _nowhere(spot: Spot, word: Word, now: datetime) -> Room:
    """A room that was not registered for that association, to speak of."""
    about = "", spot.platform, spot.title, word.association, WHOLE, (), False, False
    return Room(*about, "never", word.language, word.organiser, now, "ended")

"""What organisers have done with their groups and channels."""

from __future__ import annotations

from datetime import timedelta

from dialogs.engine import Act
from dialogs.events import TOPICS
from dialogs.events.areas import known
from dialogs.organising.roles import Role
from dialogs.world import Barred
from storage.rooms import Room, Word

from ..doing import Command, Doing
from ..organising.commands import note
from ..organising.rights import part
from .facts import MINUTES, room_of, rooms_for
from .news import announce_everywhere


def offer_room_word(doing: Doing, act: Act) -> None:
    association = act.answers["group"]
    mine = part(doing, association, Role.ORGANISER)
    word = Word(association, mine.id, doing.chat.language)
    doing.store.rooms.offer(act.value, word, doing.now + timedelta(minutes=MINUTES))


def change_room(doing: Doing, act: Act) -> None:
    room = room_of(doing, act.answers["room"])
    store, action = doing.store, "change_room"
    match act.value:
        case "pause":
            store.rooms.pause(room.id, doing.now)
            action = "pause_room"
        case "resume":
            store.rooms.resume(room.id)
            action = "resume_room"
        case name:
            store.rooms.change(room.id, **_changed(room, name, act))
    mine = part(doing, room.association, Role.ORGANISER)
    note(doing, mine, room.association, action, f"{room.id} {act.value}")


def remove_room(doing: Doing, act: Act) -> None:
    room = room_of(doing, act.answers["room"])
    doing.store.rooms.remove(room.id, doing.now)
    mine = part(doing, room.association, Role.ORGANISER)
    note(doing, mine, room.association, "remove_room", room.id)


def announce_survey(doing: Doing, act: Act) -> None:
    id = act.answers["survey"]
    one, rooms = rooms_for(doing, id)
    announce_everywhere(doing.store, id, rooms, doing.config, doing.now)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "announce", id)


def _changed(room: Room, name: str, act: Act) -> dict[str, str | bool]:
    """The new value of what somebody changes; raises Barred for what no question offers."""
    match name:
        case "surveys":
            return {"surveys": not room.surveys}
        case "results":
            return {"results": not room.results}
        case "events":
            return {"events": act.answers["events"]}
        case "topics":
            chosen = act.answers["topics"]
            return {"topics": " ".join(topic for topic in TOPICS if topic in chosen)}
        case "region" if known(act.answers["region"]):
            return {"region": act.answers["region"]}
    raise Barred


COMMANDS: dict[str, Command] = {
    "offer_room_word": offer_room_word,
    "change_room": change_room,
    "remove_room": remove_room,
    "announce_survey": announce_survey,
}

"""What organisers see of their groups and channels."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from dialogs.answers import Choice
from dialogs.answers.area import Area
from dialogs.markup import glue, plain
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, in_language, load, shortened
from dialogs.understanding.codes import ROOM_LENGTH, fresh
from dialogs.world import Barred
from storage.drafts import Owned
from storage.rooms import Room

from ..asked import Asked, Fact
from ..organising.facts import association, named
from ..organising.rights import Acting, owned, part, parts
from ..platforms import title_of
from ..reaching import known
from .news import rooms_of
from .saying import room_name

T, TOPIC = load("rooms"), load("topics")
MINUTES = 60
"""A word's time."""
PLACE = Area(level="municipality")


def room_of(acting: Acting, id: str) -> Room:
    """A room of an association in which this person may announce; raises Barred."""
    if (room := acting.store.rooms.one(id)) is None:
        raise Barred
    part(acting, room.association, Role.ORGANISER)
    return room


def rooms_for(acting: Acting, survey: str) -> tuple[Owned, list[Room]]:
    """An own survey that runs, and the rooms that have not heard of it; raises Barred."""
    one = owned(acting, survey)
    if one.state != "open":
        raise Barred
    known = rooms_of(acting.store, survey)
    return one, [room for room in known if room.association == one.association]


def _rooms(asked: Asked, of: str) -> Mapping[str, Any]:
    part(asked, of, Role.ORGANISER)
    return {"group": association(asked, of).name, "number": asked.store.rooms.count(of)}


def _room_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of, Role.ORGANISER)
    found = [named(f"room:{room.id}", _label(asked, room)) for room in asked.store.rooms.all(of)]
    return (Choice(f"new_room:{of}", T["new"].by_language), *found)


def _label(asked: Asked, room: Room) -> str:
    return shortened(room_name(room.title, asked.language), 40)


def _my_rooms(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = {one.association for one in parts(asked) if one.role.may(Role.ORGANISER)}
    everywhere = any(o.association == EVERYBODY and o.role is Role.ALLIANCE for o in parts(asked))
    return tuple(
        named(room.id, _label(asked, room))
        for room in asked.store.rooms.all()
        if everywhere or room.association in mine
    )


def _room(asked: Asked, of: str) -> Mapping[str, Any]:
    room, languages = room_of(asked, of), chain(asked.language)

    def text(name: str) -> str:
        return T[name].raw(languages)

    return {
        "title": room_name(room.title, asked.language),
        "platform": title_of(room.platform),
        "state": text(room.state),
        "region": PLACE.words(room.region, languages),
        "topics": ", ".join(TOPIC[one].raw(languages) for one in room.topics or ("all",)),
        "surveys": text("said" if room.surveys else "unsaid"),
        "results": text("said" if room.results else "unsaid"),
        "events": text(f"told_{room.events}"),
    }


def _room_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    room = room_of(asked, of)
    names = ("region", "topics", "surveys", "results", "events")
    steer = ("pause" if room.state == "on" else "resume", "remove")
    changes = tuple(Choice(name, T[f"change_{name}"].by_language) for name in names)
    return (*changes, *(Choice(name, T[name].by_language) for name in steer))


def _fresh_room_word(asked: Asked, of: str) -> Mapping[str, Any]:
    word, languages = fresh(secrets.choice, ROOM_LENGTH), chain(asked.language)
    command = "register" if asked.language == "en" else "anmelden"
    found = []
    for presence, bot in known(asked.store):
        said = presence.in_room(bot, command, word)
        found.append(T["way"].fill(languages, platform=presence.title, command=said))
    lines = glue(found, "\n") if found else plain(f"/{command} {word}")
    return {"fact": word, "lines": lines, "minutes": MINUTES}


def _announcing(asked: Asked, of: str) -> Mapping[str, Any]:
    one, rooms = rooms_for(asked, of)
    lines = [plain(f"– {_label(asked, room)}") for room in rooms]
    title = in_language(one.survey.heading, chain(asked.language))
    return {"title": title, "rooms": glue(lines, "\n"), "number": len(rooms)}


def _announce_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    _, rooms = rooms_for(asked, of)
    names = ("yes_announce", "no_announce") if rooms else ()
    return tuple(Choice(name, T[name].by_language) for name in names)


FACTS: dict[str, Fact] = {
    "rooms": _rooms,
    "room_entries": _room_entries,
    "my_rooms": _my_rooms,
    "room": _room,
    "room_choices": _room_choices,
    "fresh_room_word": _fresh_room_word,
    "announcing": _announcing,
    "announce_choices": _announce_choices,
}

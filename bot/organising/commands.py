"""What organisers have the bot do: each command asks for its right, does it, and writes it down.

A command raises Barred before it has done anything.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from msgspec.structs import replace

from dialogs.engine import Act
from dialogs.organising.association import Profile
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.understanding.codes import invite_in
from dialogs.world import Barred
from storage.organisers import Invite, LastAdmin, Organiser

from ..doing import Command, Doing
from .idea_commands import COMMANDS as ideas
from .rights import part

LONGEST_NAME, LONGEST_LINK, MOST_PLACES = 80, 200, 20
HOURS = 72
"""An invitation's time."""


def invite_organiser(doing: Doing, act: Act) -> None:
    association, role = act.answers["group"], Role(act.answers["role"])
    mine = part(doing, association, Role.ADMIN)
    if role is Role.ALLIANCE and (association != EVERYBODY or mine.role is not Role.ALLIANCE):
        raise Barred
    invite = Invite(association, role, act.answers["name"], mine.id)
    doing.store.organisers.invite(act.value, invite, doing.now + timedelta(hours=HOURS))
    note(doing, mine, association, "invite", role)


def accept_invite(doing: Doing, act: Act) -> None:
    organiser = doing.store.organisers.accept(
        invite_in(act.value), doing.chat.participant, doing.now
    )
    if organiser is None:
        raise Barred("no_invite")
    note(doing, organiser, organiser.association, "accept", organiser.role)
    doing.store.surveys.changed()


def change_role(doing: Doing, act: Act) -> None:
    mine, one = _other(doing, act)
    role = Role(act.value)
    if role is Role.ALLIANCE and one.association != EVERYBODY:
        raise Barred
    try:
        doing.store.organisers.change(one.id, role)
    except LastAdmin:
        raise Barred("last_admin") from None
    note(doing, mine, one.association, "role", f"{one.id} {role}")
    doing.store.surveys.changed()


def remove_organiser(doing: Doing, act: Act) -> None:
    mine, one = _other(doing, act)
    try:
        doing.store.organisers.remove(one.id)
    except LastAdmin:
        raise Barred("last_admin") from None
    note(doing, mine, one.association, "remove", one.id)
    doing.store.surveys.changed()


def found_association(doing: Doing, act: Act) -> None:
    mine = part(doing, EVERYBODY, Role.ALLIANCE)
    doing.store.associations.add(act.value, act.answers["name"], doing.now)
    note(doing, mine, act.value, "found", act.value)


def describe_association(doing: Doing, act: Act) -> None:
    association = act.answers["group"]
    mine = part(doing, association, Role.ADMIN)
    known = doing.store.associations.one(association)
    if known is None:
        raise Barred
    said, profile = str(act.answers.get("words") or ""), known.profile
    name = known.name
    match act.value:
        case "name" if len(said) > LONGEST_NAME:
            raise Barred("too_long_name")
        case "name":
            name = said
        case "link" if not _is_link(said):
            raise Barred("no_such_link")
        case "about" | "joining" | "link" as field:
            profile = replace(profile, **{field: said})
        case "place":
            profile = _with_place(profile, act.answers["where"])
        case "no_places":
            profile = replace(profile, places=())
        case "topic":
            topics = dict.fromkeys((*profile.topics, act.answers["topic"]))
            profile = replace(profile, topics=tuple(topics))
        case "no_topics":
            profile = replace(profile, topics=())
        case "reply":
            profile = replace(profile, reply=act.answers["reply"])
    doing.store.associations.describe(association, name, profile)
    note(doing, mine, association, "profile", act.value)


def note(doing: Doing, who: Organiser, association: str, action: str, subject: str) -> None:
    """Write down what was done, and by whom."""
    doing.store.audit.note(who.id, association, action, subject, doing.now)


def _other(doing: Doing, act: Act) -> tuple[Organiser, Organiser]:
    """As whom this person acts, and the one who is changed; raises Barred."""
    one = doing.store.organisers.one(act.answers["who"])
    if one is None:
        raise Barred
    needed = Role.ALLIANCE if one.role is Role.ALLIANCE else Role.ADMIN
    return part(doing, one.association, needed), one


def _with_place(profile: Profile, key: str) -> Profile:
    places = dict.fromkeys((*profile.places, key))
    return replace(profile, places=tuple(places)[-MOST_PLACES:])


def _is_link(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    plain = len(said) <= LONGEST_LINK and said.isascii() and not set(said) & set(' "<>\\')
    return plain and parts.scheme == "https" and "." in (parts.hostname or "")


COMMANDS: dict[str, Command] = {
    **ideas,
    "invite_organiser": invite_organiser,
    "accept_invite": accept_invite,
    "change_role": change_role,
    "remove_organiser": remove_organiser,
    "found_association": found_association,
    "describe_association": describe_association,
}

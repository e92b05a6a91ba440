"""What the dialogs of organisers ask to know; each fact is told to those who may know it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from dialogs.answers import Choice, Where
from dialogs.markup import Rich, glue, plain
from dialogs.organising.association import Association
from dialogs.organising.roles import EVERYBODY, ORDER, Role
from dialogs.texts import Template, chain, load
from dialogs.understanding.codes import fresh, invite_in
from dialogs.world import Barred
from storage.organisers import Organiser

from ..asked import Asked, Fact
from ..reaching import routes_known
from .commands import HOURS
from .idea_facts import FACTS as ideas
from .rights import groups, holds, leads_all, part, parts

ROLES, T, M, G, A = map(load, ("roles", "organise", "members", "groups", "audit"))
PLACE = Where()
WRITING, TOPICS = load("writing"), load("idea_topics")
_LAST = 10


def _role(asked: Asked, of: str) -> bool:
    return holds(asked, of)


def _my_groups(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(named(one.id, one.name) for one in groups(asked))


def _writing_groups(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Those in whose name this person may write."""
    return tuple(named(one.id, one.name) for one in groups(asked) if _may(asked, one.id))


def _first_desk(asked: Asked, of: str) -> str:
    mine = groups(asked)
    return f"desk:{mine[0].id}" if len(mine) == 1 else "desk"


def _desk(asked: Asked, of: str) -> Mapping[str, str]:
    part(asked, of)
    return {"group": association(asked, of).name}


def _desk_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = part(asked, of)
    offered = [(f"own:{of}", WRITING["surveys"])]
    if mine.role.may(Role.ORGANISER):
        # What is done every week comes first, as a page has six entries.
        offered += [(f"{name}:{of}", T[name]) for name in ("send", "campaigns")]
        offered.append((f"idea_desk:{of}", load("idea_desk")["entry"]))
    offered.append((f"own_events:{of}", load("event_writing")["entry"]))
    if any(own.association == of and own.role.may(Role.ORGANISER) for own in parts(asked)):
        offered.append((f"talk_desk:{of}", load("talk_desk")["entry"]))
    offered.append((f"members:{of}", T["members"]))
    if mine.role.may(Role.ADMIN):
        offered += [(f"profile:{of}", T["profile"]), (f"protocol:{of}", T["protocol"])]
    if of == EVERYBODY and mine.role is Role.ALLIANCE:
        offered.append(("found", T["found"]))
    if mine.role.may(Role.ORGANISER):
        offered += [(f"{name}:{of}", T[name]) for name in ("repeat", "repeats")]
        offered.append((f"rooms:{of}", load("rooms")["entry"]))
    if of == EVERYBODY and mine.role is Role.ALLIANCE:
        offered.append(("budget", T["budget"]))
    return tuple(Choice(value, label.by_language) for value, label in offered)


def _group(asked: Asked, of: str) -> Mapping[str, Any]:
    """How an association presents itself, and how many there are in it."""
    shown = association(asked, of)
    return {
        "group": shown.name,
        "text": described(shown, asked),
        "number": len(asked.store.organisers.all(of)),
    }


def _members(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = part(asked, of)
    found = [_entry(one) for one in asked.store.organisers.all(of)]
    if mine.role.may(Role.ADMIN):
        found.append(Choice(f"invite:{of}", M["invite"].by_language))
    return tuple(found)


def _my_members(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = {one.id for one in groups(asked)}
    return tuple(
        named(one.id, one.name)
        for one in asked.store.organisers.all()
        if one.association in mine and _may(asked, one.association, Role.ADMIN)
    )


def _member(asked: Asked, of: str) -> Mapping[str, str]:
    one = member(asked, of)
    return {
        "name": one.name,
        "role": ROLES[one.role].raw(chain(asked.language)),
        "group": association(asked, one.association).name,
    }


def _member_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    one = member(asked, of)
    offered = [*given_by(asked, one.association), "remove"]
    return tuple(Choice(name, M[name].by_language) for name in offered if name != one.role)


def _roles_to_give(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(Choice(role, M[role].by_language) for role in given_by(asked, of))


def given_by(asked: Asked, association: str) -> list[Role]:
    """The roles that this person can give there: their own at most."""
    mine = part(asked, association, Role.ADMIN)
    top = Role.ALLIANCE if association == EVERYBODY and mine.role is Role.ALLIANCE else Role.ADMIN
    return [role for role in ORDER if top.may(role)]


def _fresh_invite(asked: Asked, of: str) -> Mapping[str, Any]:
    code = fresh(secrets.choice)
    languages = chain(asked.language)
    told = [M["way_code"].fill(languages, code=code)]
    for route in routes_known(asked.store, f"organise_{code}"):
        values = {"platform": route.platform, "link": route.url, "name": route.account}
        told.append(M[f"way_{route.how}"].fill(languages, **values))
    return {"fact": code, "hours": HOURS, "ways": glue(told, "\n")}


def _invite(asked: Asked, of: str) -> Mapping[str, str]:
    invite = asked.store.organisers.invited(invite_in(of), asked.now)
    if invite is None:
        raise Barred("no_invite")
    return {
        "group": association(asked, invite.association).name,
        "role": ROLES[invite.role].raw(chain(asked.language)),
        "name": invite.name,
    }


def _groups(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Those that have said something of themselves."""
    told = [one for one in asked.store.associations.all() if one.profile.about]
    return tuple(named(one.id, one.name) for one in told)


def _fresh_group(asked: Asked, of: str) -> str:
    return secrets.token_hex(4)


def _protocol(asked: Asked, of: str) -> Rich:
    part(asked, of, Role.ADMIN)
    languages = chain(asked.language)
    known = {one.id: one.name for one in asked.store.organisers.all()}
    lines = [
        A["line"].fill(
            languages,
            day=asked.day(entry.at, asked.language),
            who=known.get(entry.organiser)
            or A["console" if entry.organiser == "console" else "somebody"].raw(languages),
            what=A[entry.action].raw(languages) if entry.action in A else entry.action,
        )
        for entry in asked.store.audit.entries(of, _LAST)
    ]
    return glue(lines, "\n") if lines else A["none"].fill(languages)


def association(asked: Asked, id: str) -> Association:
    """Raises Barred where there is none."""
    if (found := asked.store.associations.one(id)) is None:
        raise Barred
    return found


def member(asked: Asked, id: str) -> Organiser:
    """An organiser whom this person can change; raises Barred."""
    if (one := asked.store.organisers.one(id)) is None:
        raise Barred
    part(asked, one.association, Role.ALLIANCE if one.role is Role.ALLIANCE else Role.ADMIN)
    return one


def described(one: Association, asked: Asked) -> Rich:
    """What everybody may read of an association."""
    languages, profile = chain(asked.language), one.profile
    topics = ", ".join(TOPICS[topic].raw(languages) for topic in profile.topics)
    places = ", ".join(PLACE.words(key, languages) for key in profile.places)
    told: list[tuple[Template, str]] = [
        (G["about"], profile.about),
        (G["joining"], profile.joining),
        (G["places"], places),
        (G["link"], profile.link),
        (G["topics"], topics),
    ]
    lines = [text.fill(languages, text=said) for text, said in told if said]
    return glue([plain(one.name), *lines], "\n")


def named(id: str, name: str) -> Choice:
    """A choice whose label is somebody's own words, the same in every language."""
    return Choice(id, {"de": name})


def _entry(one: Organiser) -> Choice:
    label = {
        language: template.format(name=one.name, role=ROLES[one.role].by_language[language])
        for language, template in M["entry"].by_language.items()
    }
    return Choice(f"member:{one.id}", label)


def _may(asked: Asked, id: str, role: Role = Role.ORGANISER) -> bool:
    return any(
        one.role.may(role) and (one.association == id or leads_all([one])) for one in parts(asked)
    )


FACTS: dict[str, Fact] = {
    **ideas,
    "role": _role,
    "my_groups": _my_groups,
    "writing_groups": _writing_groups,
    "first_desk": _first_desk,
    "desk": _desk,
    "desk_entries": _desk_entries,
    "group": _group,
    "groups": _groups,
    "members": _members,
    "my_members": _my_members,
    "member": _member,
    "member_choices": _member_choices,
    "roles_to_give": _roles_to_give,
    "fresh_invite": _fresh_invite,
    "fresh_group": _fresh_group,
    "invite": _invite,
    "protocol": _protocol,
}

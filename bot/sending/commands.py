"""What organisers have sent, approve of and hold up: each asks for its right and is noted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dialogs.engine import Act
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.places import WHOLE
from dialogs.world import Barred
from storage.campaign import Campaign, Order
from storage.campaign_planning import MANY
from storage.repeats import Repeat
from storage.surveys import Refused

from ..campaigns.starting import in_peace, invitations, starts
from ..doing import Command, Doing
from ..organising.commands import note
from ..organising.rights import part, parts
from .facts import campaign_of, is_starter, reachable
from .repeating import APPROVAL, next_month
from .telling import ask_for_approval, tell_starter
from .wanted import from_answers


def make_campaign(doing: Doing, act: Act) -> None:
    config, now = doing.config, doing.now
    wanted = from_answers(act.answers, config.zone, now, secrets.token_hex(4))
    mine = part(doing, wanted.group, Role.ORGANISER)
    _, many = reachable(doing, wanted)
    expires = now + APPROVAL if many else None
    order = Order(wanted.group, mine.id, wanted.audience, expires=expires, id=act.value)
    due = starts(now, config.zone, config.broadcast)
    if wanted.start and wanted.start > due:
        due = starts(wanted.start, config.zone, config.broadcast, at_once=True)
    texts = invitations(doing.store, wanted.survey, config.operator)
    try:
        doing.store.campaigns.make(wanted.survey, texts, now, due, order)
    except Refused:
        raise Barred from None
    note(doing, mine, wanted.group, "send", f"{act.value} {wanted.survey}")
    if many:
        ask_for_approval(doing.store, doing.store.campaigns.get(act.value), _peace(doing))


def undo_campaign(doing: Doing, act: Act) -> None:
    own = {one.id for one in parts(doing)}
    mine = [c for c in doing.store.campaigns.all() if c.order.starter in own and not c.ended]
    fresh = [c for c in mine if c.state in ("waiting", "planned")]
    if not fresh:
        raise Barred
    _steer(doing, fresh[0], "stop")


def steer_campaign(doing: Doing, act: Act) -> None:
    _steer(doing, campaign_of(doing, str(act.answers["which"])), act.value)


def _steer(doing: Doing, campaign: Campaign, what: str) -> None:
    mine = part(doing, campaign.order.association, Role.ORGANISER)
    if what not in _STEPS:
        raise Barred
    try:
        _STEPS[what](doing, campaign)
    except Refused:
        raise Barred from None
    note(doing, mine, campaign.order.association, what, f"{campaign.id} {campaign.survey}")


def _approve(doing: Doing, campaign: Campaign) -> None:
    """Somebody else has to: not whoever wants it, and only as long as they may want it."""
    starter = doing.store.organisers.one(campaign.order.starter)
    wanted = campaign.order.starter == "console" or (
        starter is not None and starter.role.may(Role.ORGANISER)
    )
    late = campaign.order.expires is None or campaign.order.expires <= doing.now
    if late or not wanted or is_starter(doing, campaign):
        raise Barred
    mine = part(doing, campaign.order.association, Role.ORGANISER)
    settings = doing.config.broadcast
    due = max(campaign.due, starts(doing.now, doing.config.zone, settings))
    doing.store.campaigns.approve(campaign.id, mine.id, due)
    tell_starter(doing.store, campaign, "approved", _peace(doing))


def _refuse(doing: Doing, campaign: Campaign) -> None:
    if campaign.state != "waiting":
        raise Barred
    doing.store.campaigns.stop(campaign.id, doing.now)
    tell_starter(doing.store, campaign, "refused", _peace(doing))


def _resume(doing: Doing, campaign: Campaign) -> None:
    due = starts(doing.now, doing.config.zone, doing.config.broadcast, at_once=True)
    doing.store.campaigns.resume(campaign.id, doing.now, due)


def _remind(doing: Doing, campaign: Campaign) -> None:
    """Once a survey; the database refuses a second one that is not stopped."""
    store, survey, order = doing.store, campaign.survey or "", campaign.order
    all_ = [c for c in store.campaigns.all() if c.survey == survey]
    if any(c.kind == "reminder" and c.state != "stopped" for c in all_):
        raise Barred("one_reminder")
    mine = part(doing, order.association, Role.ORGANISER)
    many = sum(c.recipients for c in all_ if c.kind == "survey") > MANY
    reminder = Order(
        order.association,
        mine.id,
        kind="reminder",
        expires=doing.now + APPROVAL if many else None,
    )
    texts = invitations(store, survey, doing.config.operator, reminds=True)
    due = starts(doing.now, doing.config.zone, doing.config.broadcast)
    id = store.campaigns.make(survey, texts, doing.now, due, reminder)
    if many:
        ask_for_approval(store, store.campaigns.get(id), _peace(doing))


_STEPS: dict[str, Callable[[Any, Campaign], None]] = {
    "approve": _approve,
    "refuse": _refuse,
    "pause": lambda doing, campaign: doing.store.campaigns.pause(campaign.id),
    "resume": _resume,
    "stop": lambda doing, campaign: doing.store.campaigns.stop(campaign.id, doing.now),
    "remind": _remind,
}


def lower_budget(doing: Doing, act: Act) -> None:
    mine = part(doing, EVERYBODY, Role.ALLIANCE)
    most = {"two": 2, "one": 1, "zero": 0}.get(act.value)
    if most is None:
        raise Barred
    doing.store.limits.lower(most)
    note(doing, mine, EVERYBODY, "budget", act.value)


def add_repeat(doing: Doing, act: Act) -> None:
    zone = doing.config.zone
    wanted = from_answers(act.answers, zone, doing.now, "")
    mine = part(doing, wanted.group, Role.ORGANISER)
    reachable(doing, wanted)
    due = next_month(doing.now, zone)
    repeat = Repeat(act.value, wanted.group, wanted.survey, wanted.audience, mine.id, due)
    doing.store.repeats.add(repeat)
    note(doing, mine, wanted.group, "repeat", f"{act.value} {wanted.survey}")


def end_repeat(doing: Doing, act: Act) -> None:
    found = [one for one in doing.store.repeats.all() if one.id == act.value]
    if not found:
        raise Barred
    mine = part(doing, found[0].association, Role.ORGANISER)
    doing.store.repeats.put_off(act.value, None)
    note(doing, mine, found[0].association, "unrepeat", act.value)


def keep_residence(doing: Doing, act: Act) -> None:
    if act.value and act.value != WHOLE:
        doing.store.residences.keep(doing.chat.participant, act.value[:5])


def drop_residence(doing: Doing, act: Act) -> None:
    doing.store.residences.forget(doing.chat.participant)


def decline_invitation(doing: Doing, act: Act) -> None:
    """Not now: no reminder either, to that survey or to the newest that they were invited to."""
    named = act.answers.get("survey", "")
    doing.store.campaigns.recipients.decline(doing.chat.participant, named)


def _peace(doing: Doing) -> datetime:
    return in_peace(doing.now, doing.config.zone, doing.config.broadcast)


COMMANDS: dict[str, Command] = {
    "make_campaign": make_campaign,
    "undo_campaign": undo_campaign,
    "steer_campaign": steer_campaign,
    "lower_budget": lower_budget,
    "add_repeat": add_repeat,
    "end_repeat": end_repeat,
    "keep_residence": keep_residence,
    "drop_residence": drop_residence,
    "decline_invitation": decline_invitation,
}

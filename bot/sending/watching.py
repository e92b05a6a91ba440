"""What organisers look at of what has been sent or waits: invitations, and months of ideas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.answers import Choice
from dialogs.organising.roles import Role
from dialogs.surveys.reached import place
from dialogs.texts import chain, load
from dialogs.world import Barred
from storage.campaign import Campaign, NoCampaign
from storage.idea_months import IDEAS

from ..asked import Asked, Fact
from ..doing import Doing
from ..organising.rights import part, parts
from .about import about, says
from .facts import audience_in_words, in_words, moment
from .preview import looks
from .sent import sent_to
from .telling import spoken

T, S = load("sending"), load("sending_states")
_LAST = 12


def _campaigns(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of)
    theirs = [c for c in _all(asked) if c.order.association == of]
    return _choices(asked, theirs, "campaign:")


def _my_campaigns(asked: Asked, of: str) -> tuple[Choice, ...]:
    return _choices(asked, [c for c in _all(asked) if may(asked, c, Role.HELPER)])


def _all(asked: Asked) -> list[Campaign]:
    return [c for c in asked.store.campaigns.all() if c.kind == IDEAS or c.survey]


def _choices(asked: Asked, found: list[Campaign], flow: str = "") -> tuple[Choice, ...]:
    return tuple(
        Choice(
            f"{flow}{one.id}",
            {
                language: f"{S[one.state].by_language[language]}: {words}"
                for language, words in spoken(about(asked.store, one)).items()
            },
        )
        for one in [one for one in found if not one.taken_back][:_LAST]
    )


def _campaign(asked: Asked, of: str) -> Mapping[str, Any]:
    campaign, languages = campaign_of(asked, of), chain(asked.language)
    return {
        "title": in_words(about(asked.store, campaign), asked),
        "looks": looks(says(asked.store, campaign, asked.operator), languages),
        "state": S[campaign.state].raw(languages),
        "audience": _audience(asked, campaign),
        "begin": moment(campaign.due, asked),
        "sent": _sent(asked, campaign),
    }


def _audience(asked: Asked, campaign: Campaign) -> str:
    if campaign.kind != IDEAS:
        return audience_in_words(asked, campaign.order.audience)
    languages, places = chain(asked.language), campaign.order.audience.places
    names = ", ".join(place(key, asked.language) for key in places)
    return T["who_lives_there"].raw(languages).format(places=names)


def _sent(asked: Asked, campaign: Campaign) -> str:
    """How many have been written to; not where that would say how many have answered something."""
    languages, told = chain(asked.language), sent_to(asked.store, campaign, asked.config.results.k)
    if not told:
        return T["sent_some"].raw(languages)
    return T["sent"].raw(languages).format(number=told)


def _campaign_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    campaign = campaign_of(asked, of)
    offered = [name for name in _STEPS.get(campaign.state, ()) if fits(campaign, name)]
    if not may(asked, campaign, Role.ORGANISER):
        offered = []
    elif campaign.state == "waiting":
        offered = ["stop"] if is_starter(asked, campaign) else ["approve", "refuse"]
    return tuple(Choice(name, T[name].by_language) for name in (*offered, "nothing"))


_STEPS = {
    "planned": ("stop", "pause"),
    "running": ("pause", "stop"),
    "paused": ("resume", "stop"),
    "done": ("remind",),
}


def fits(campaign: Campaign, step: str) -> bool:
    """Whether that can ever be done with such a campaign: of a month nobody is reminded."""
    return campaign.kind != IDEAS or step in ("pause", "resume", "stop")


def campaign_of(asked: Asked | Doing, id: str) -> Campaign:
    """One that this person may see; raises Barred."""
    try:
        campaign = asked.store.campaigns.get(id)
    except NoCampaign:
        raise Barred from None
    part(asked, campaign.order.association)
    if campaign.taken_back:
        raise Barred
    return campaign


def may(asked: Asked, campaign: Campaign, role: Role) -> bool:
    """Whether this person may do that with a campaign."""
    try:
        return bool(part(asked, campaign.order.association, role))
    except Barred:
        return False


def is_starter(asked: Asked | Doing, campaign: Campaign) -> bool:
    """Whether this very person wants it, in whatever part."""
    starter = asked.store.organisers.one(campaign.order.starter)
    own = any(one.id == campaign.order.starter for one in parts(asked))
    return own or (starter is not None and starter.participant == asked.chat.participant)


FACTS: dict[str, Fact] = {
    "campaigns": _campaigns,
    "my_campaigns": _my_campaigns,
    "campaign": _campaign,
    "campaign_choices": _campaign_choices,
}

"""Telling organisers how a sending goes: each thing once, and never in quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.messages import Message
from dialogs.organising.notices import Event, notice
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, Text
from storage.campaign import Campaign
from storage.organisers import Organiser
from storage.store import Store


def tell_starter(store: Store, campaign: Campaign, event: Event, due: datetime) -> bool:
    """Tell whoever started it, if they are an organiser still; whether they were not told yet."""
    starter = store.organisers.one(campaign.order.starter)
    if starter is None:
        return False
    return store.notices.push(
        campaign.id, starter.participant, event, _texts(store, campaign, event), due
    )


def ask_for_approval(store: Store, campaign: Campaign, due: datetime) -> int:
    """Ask all who can approve of a campaign; how many there are."""
    texts = _texts(store, campaign, "approve")
    asked = approvers(store, campaign)
    for organiser in asked:
        store.notices.push(campaign.id, organiser.participant, "approve", texts, due)
    return len(asked)


def approvers(store: Store, campaign: Campaign) -> list[Organiser]:
    """Other people of the association, or where there are none, of the alliance."""
    starter = store.organisers.one(campaign.order.starter)
    own = starter.participant if starter else ""
    for association in (campaign.order.association, EVERYBODY):
        found = [
            one
            for one in store.organisers.all(association)
            if one.role.may(Role.ORGANISER) and one.participant != own
        ]
        if found:
            return found
    return []


def newest(store: Store, survey: str) -> Survey:
    """The published version; raises Unknown."""
    standing = store.surveys.standing(survey)
    return store.surveys.draft(survey, standing.version or standing.newest)


def title(store: Store, survey: str) -> Text:
    return newest(store, survey).heading


def _texts(store: Store, campaign: Campaign, event: Event) -> Mapping[str, Message]:
    about = title(store, campaign.survey or "")
    return {language: notice(event, campaign.id, about, language) for language in LANGUAGES}

"""What a sending is about, and what people read of it: a survey, or a month of ideas."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.messages import Message
from dialogs.surveys.reached import place
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, Text, chain, load
from storage.campaign import Campaign
from storage.idea_months import IDEAS, Month
from storage.store import Store

from ..campaigns.starting import invitations
from ..config import Operator
from ..ideas.months import message, month_name

T = load("sending")


def newest(store: Store, survey: str) -> Survey:
    """The published version; raises Unknown."""
    standing = store.surveys.standing(survey)
    return store.surveys.draft(survey, standing.version or standing.newest)


def title(store: Store, survey: str) -> Text:
    return newest(store, survey).heading


def about(store: Store, campaign: Campaign) -> Text:
    """The survey's title, or the month and region; raises Unknown, NoMonth."""
    if campaign.kind != IDEAS:
        return title(store, campaign.survey or "")
    month = store.idea_months.of_campaign(campaign.id)
    return {language: _month(month, language) for language in LANGUAGES}


def says(store: Store, campaign: Campaign, operator: Operator) -> Mapping[str, Message]:
    """What people read, by language; what has been sent is kept no longer than that takes."""
    if campaign.kind != IDEAS:
        reminds = campaign.kind == "reminder"
        return invitations(store, campaign.survey or "", operator, reminds)
    if kept := store.campaigns.announced.texts(campaign.id):
        return kept
    month = store.idea_months.of_campaign(campaign.id)
    items = store.idea_months.items(month.id)
    return {language: message(month, items, language) for language in LANGUAGES}


def _month(month: Month, language: str) -> str:
    template = T["month"].raw(chain(language))
    return template.format(region=place(month.region, language), month=month_name(month, language))

"""How many a sending was said to, as far as that may be told."""

from __future__ import annotations

from dialogs.suppression import rounded
from storage.campaign import Campaign
from storage.store import Store


def sent_to(store: Store, campaign: Campaign, k: int) -> int:
    """At least so many; 0 where that would say how many have answered something (C5)."""
    if campaign.kind == "reminder" or campaign.order.audience.earlier:
        return 0
    return rounded(store.campaigns.progress(campaign.id).sent, k)

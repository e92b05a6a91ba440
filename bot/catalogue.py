"""What can be talked about right now: built-in flows, open surveys, published results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from dialogs.builtin import FLOWS
from dialogs.builtin.menu import entries, first, offers
from dialogs.flow import Flow
from dialogs.places import Gazetteer, shipped_places, with_names
from dialogs.surveys.survey import flow
from dialogs.surveys.trial import trial
from dialogs.world import Listing
from storage.places import Called
from storage.store import Store

from .ideas.shelf import Shelf
from .organising.rights import Memberships, leads_all, memberships
from .results.counting import Counting


class Catalogue(Struct, frozen=True):
    """A picture of all surveys as of a `revision`; `facts` are those that it settles."""

    revision: str
    flows: Mapping[tuple[str, int], Flow]
    current: Mapping[str, int]
    open: tuple[Listing, ...]
    results: tuple[Listing, ...]
    facts: Mapping[str, Any]
    places: Gazetteer
    codes: Mapping[str, str]
    posters: frozenset[str]
    organisers: Memberships
    shelf: Shelf
    counting: Counting
    trials: Mapping[str, Mapping[tuple[str, int], Flow]]

    def trials_of(self, participant: str) -> Mapping[tuple[str, int], Flow]:
        """The drafts that somebody may try out: those of the associations they act in."""
        own = self.organisers.get(participant, ())
        where = self.trials if leads_all(own) else {one.association for one in own}
        return {key: f for one in where for key, f in self.trials.get(one, {}).items()}


class Catalogues:
    """Keeps the last picture; takes a new one when surveys or names of places have changed."""

    def __init__(self) -> None:
        self._last: Catalogue | None = None
        self._shelf = Shelf()
        self._counting = Counting()
        self._places: tuple[tuple[Called, ...], Gazetteer] = ((), shipped_places())
        self._flows: dict[tuple[str, int], Flow] = {(f.id, f.version): f for f in FLOWS}

    def of(self, store: Store) -> Catalogue:
        revision = store.surveys.revision()
        if self._last is None or self._last.revision != revision:
            self._last = self._taken(store, revision)
        return self._last

    def _taken(self, store: Store, revision: str) -> Catalogue:
        for id, version in store.surveys.published():
            if (f"survey:{id}", version) not in self._flows:
                made = flow(store.surveys.definition(id, version))
                self._flows[made.id, version] = made
        current = {flow.id: flow.version for flow in FLOWS}
        open_, results = [], []
        codes: dict[str, str] = {}
        told: set[str] = set()
        for standing in store.surveys.standings():
            if standing.state == "draft":
                continue
            codes[standing.code] = f"survey:{standing.id}"
            told.add(standing.id)
            survey = store.surveys.definition(standing.id, standing.version)
            listing = Listing(survey.id, survey.heading)
            tallies = store.surveys.tallies(survey.id)[standing.version]
            if standing.state == "open":
                current[f"survey:{survey.id}"] = standing.version
                open_.append(listing)
                shown = survey.results == "public" and tallies.released.participants >= standing.k
            else:
                shown = survey.results != "organisers"
            if shown:
                results.append(listing)
        facts = {
            "menu": entries(open_, bool(results)),
            "surveys": offers(open_, "survey:"),
            "results": offers(results),
            "first_flow": first(open_),
        }
        posters = {p.code: f"survey:{p.survey}" for p in store.posters.all() if p.survey in told}
        names = store.places.names()
        if names != self._places[0]:
            self._places = names, with_names(names)
        return Catalogue(
            revision,
            dict(self._flows),
            current,
            tuple(open_),
            tuple(results),
            facts,
            self._places[1],
            codes | posters,
            frozenset(posters),
            memberships(store.organisers.all()),
            self._shelf,
            self._counting,
            _trials(store),
        )


def _trials(store: Store) -> dict[str, dict[tuple[str, int], Flow]]:
    """Association → its drafts, as flows that count nothing."""
    found: dict[str, dict[tuple[str, int], Flow]] = {}
    for one in store.drafts.all():
        made = trial(one.survey)
        found.setdefault(one.association, {})[made.id, made.version] = made
    return found

"""What flows can ask to know, by name; told only to turns that ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.answers import Choice
from dialogs.builtin.consent import PURPOSES
from dialogs.markup import glue
from dialogs.messages import File
from dialogs.texts import chain, load
from storage.chats import Chat

from .asked import Asked, Fact
from .catalogue import Catalogue
from .config import Operator
from .events.facts import FACTS as events
from .ideas.facts import FACTS as ideas
from .linking import facts as linking
from .my_data import my_data
from .my_data_files import my_data_files
from .organising.dashboard import FACTS as dashboard
from .organising.event_facts import FACTS as own_events
from .organising.facts import FACTS as organising
from .organising.feeds import FACTS as feeds
from .organising.following import FACTS as following
from .organising.hung import FACTS as hung
from .organising.idea_months import FACTS as idea_months
from .organising.moderating import FACTS as moderating
from .organising.releasing import FACTS as releasing
from .organising.surveys import FACTS as surveys
from .organising.talk_facts import FACTS as talk_desk
from .reports.report import report
from .results.rendering import as_text
from .results.result import result
from .results.sources import source
from .rooms.facts import FACTS as rooms
from .sending.facts import FACTS as sending
from .sending.watching import FACTS as sendings
from .talks.facts import FACTS as talks
from .viewing.facts import FACTS as viewing

DESK_ENTRY = Choice("organise", load("organise")["entry"].by_language)


def at_hand(chat: Chat, catalogue: Catalogue, operator: Mapping[str, str]) -> dict[str, Any]:
    """What every turn may know for nothing."""
    given, decided = chat.given, chat.decided
    facts: dict[str, Any] = {"operator": operator, "silent": chat.silent, **catalogue.facts}
    for purpose in PURPOSES:
        facts[f"consent:{purpose}"] = purpose in given
        facts[f"decided:{purpose}"] = purpose in decided
    if chat.participant in catalogue.organisers:
        facts["menu"] = (*facts["menu"], DESK_ENTRY)
    return facts


def tell(name: str, asked: Asked) -> Any:
    """The fact of that name, such as `my_data` or `result:bus-2026`."""
    kind, _, of = name.partition(":")
    return FACTS[kind](asked, of)


def operator_values(operator: Operator) -> dict[str, str]:
    """What every text may name of the operator."""
    return operator.values()


def _consents(asked: Asked, of: str) -> tuple[Choice, ...]:
    names = load("consents")
    given = [Choice(p, names[p].by_language) for p in sorted(asked.chat.given)]
    return (*given, Choice("*", names["all"].by_language)) if len(given) > 1 else tuple(given)


def _result(asked: Asked, of: str) -> Any:
    # Somebody may hold an old button or type a name: the same gate as the menu.
    if of not in {listing.id for listing in asked.catalogue.results}:
        return load("results")["empty"].fill(chain(asked.language))
    sources = [
        source(asked.store, of, asked.operator, version)
        for version in asked.store.surveys.versions(of)
    ]
    # Another wording is another result; one that nobody answered says nothing.
    told = [one for one in sources if one.tallies.released.participants] or sources[:1]
    return glue(as_text(result(one, asked.language, asked.day), asked.language) for one in told)


def _pictures(asked: Asked, of: str) -> tuple[File, ...]:
    """Charts of the newest wording's result, if they are drawn already."""
    if of not in {listing.id for listing in asked.catalogue.results}:
        return ()
    shown = source(asked.store, of, asked.operator)
    made = report(result(shown, asked.language, asked.day), shown.survey, asked.language)
    pictures = asked.store.pictures.of(of, asked.language, made.sha256)
    return tuple(File(one.name, "image/png", one.alt, one.content) for one in pictures)


def _invited(asked: Asked, of: str) -> str:
    """The flow of the newest invitation that was said and can be followed, else all surveys."""
    store, who = asked.store, asked.chat.participant
    open_ = {listing.id for listing in asked.catalogue.open}
    for survey in store.campaigns.invited(who, said=True):
        if survey in open_ and store.ballots.of(survey, who) is None:
            return f"survey:{survey}"
    return "surveys"


FACTS: dict[str, Fact] = {
    **ideas,
    **organising,
    **idea_months,
    **events,
    **own_events,
    **feeds,
    **surveys,
    **moderating,
    **releasing,
    **dashboard,
    **following,
    **hung,
    **sending,
    **sendings,
    **viewing,
    **rooms,
    **talks,
    **talk_desk,
    "today": lambda asked, of: {"day": asked.day(asked.now, asked.language)},
    "consents": _consents,
    "invited": _invited,
    "result": _result,
    "result_pictures": _pictures,
    "my_data_files": lambda asked, of: my_data_files(
        asked.store, asked.chat, asked.catalogue.flows, asked.now
    ),
    "my_data": lambda asked, of: my_data(
        asked.store, asked.chat, asked.catalogue.flows, asked.day, asked.now
    ),
    **linking.FACTS,
}
"""What costs something to find out."""

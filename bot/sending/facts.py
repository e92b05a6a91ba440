"""What organisers look at before and while something is sent: never more exact than it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dialogs.answers import Choice
from dialogs.markup import Rich, plain
from dialogs.organising.roles import Role
from dialogs.suppression import reach
from dialogs.surveys.audience import Audience
from dialogs.surveys.reached import place, reached
from dialogs.texts import Text, chain, load
from dialogs.world import Barred
from storage.campaign_planning import MANY
from storage.campaigns import fresh_id
from storage.surveys import Unknown

from ..asked import Asked, Fact
from ..campaigns.starting import ends, invitations, starts
from ..doing import Doing
from ..organising.rights import part
from ..platforms import title_of
from .about import title
from .preview import looks
from .telling import spoken
from .wanted import ANSWERED, UNANSWERED, Wanted, from_fact

T, S, R, N = load("sending"), load("sending_states"), load("repeating"), load("residence")
_LAST = 12


def _surveys_to_send(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of, Role.ORGANISER)
    open_ = asked.catalogue.open
    return tuple(Choice(s.id, s.title) for s in open_ if asked.store.drafts.owner(s.id) == of)


def _earlier_surveys(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Whose ballots to look at: of others of their surveys, which can still tell whose."""
    group, _, wanted = of.partition("|")
    part(asked, group, Role.ORGANISER)
    offered = []
    for survey in asked.store.surveys.linked():
        if asked.store.drafts.owner(survey) == group and survey != wanted:
            about = title(asked.store, survey)
            offered += [
                Choice(f"{sign}{survey}", _with_title(name, about))
                for sign, name in ((ANSWERED, "who_answered"), (UNANSWERED, "who_did_not"))
            ]
    return tuple(offered)


def _prospect(asked: Asked, of: str) -> Mapping[str, Any]:
    """What would be sent: a preview, how many it reaches at least, and when."""
    wanted = from_fact(of, asked.zone, asked.now)
    shown, many = reachable(asked, wanted)
    begin = starts(asked.now, asked.zone, asked.config.broadcast)
    if wanted.start and wanted.start > begin:
        begin = starts(wanted.start, asked.zone, asked.config.broadcast, at_once=True)
    needs = "needs_approval" if many else "needs_nobody"
    languages = chain(asked.language)
    return {
        "title": in_words(title(asked.store, wanted.survey), asked),
        "looks": looks(invitations(asked.store, wanted.survey, asked.operator), languages),
        "audience": audience_in_words(asked, wanted.audience),
        "numbers": _numbers(shown, wanted.audience, asked),
        "begin": moment(begin, asked),
        "minutes": _minutes(ends(begin, shown, asked.config) - begin),
        "approval": T[needs].fill(languages, many=MANY),
    }


def reachable(asked: Asked | Doing, wanted: Wanted) -> tuple[Counter[str], bool]:
    """How many by platform at least, and whether it needs an approval; raises Barred."""
    part(asked, wanted.group, Role.ORGANISER)
    check(asked, wanted)
    cells = asked.store.campaigns.recipients.cells()
    audience, k = wanted.audience, asked.config.results.k
    shown = reach(cells, audience, k)
    if shown is None or 0 < audience.sample < k:
        raise Barred("too_few_people")
    people = sum(n for cell, n in cells.items() if audience.fits(cell[0], cell[1]))
    return shown, min(people, audience.sample or people) > MANY


def check(asked: Asked | Doing, wanted: Wanted) -> None:
    """Raises Barred unless both surveys are the association's own and can be used so."""
    owner, earlier = asked.store.drafts.owner, wanted.audience.earlier
    if owner(wanted.survey) != wanted.group:
        raise Barred
    if earlier and (owner(earlier) != wanted.group or not asked.store.surveys.secret(earlier)):
        raise Barred


def _numbers(shown: Counter[str], audience: Audience, asked: Asked) -> str:
    languages = chain(asked.language)
    if audience.sample:
        return T["drawn_number"].raw(languages).format(number=audience.sample)
    total = shown.total()
    if not total:
        return T["some_number"].raw(languages)
    by_platform = ", ".join(f"{title_of(name)}: {n}" for name, n in sorted(shown.items()))
    return T["at_least"].raw(languages).format(number=total, platforms=by_platform)


def _fresh_campaign(asked: Asked, of: str) -> str:
    return fresh_id()


def _repeating(asked: Asked, of: str) -> Mapping[str, Any]:
    wanted = from_fact(of, asked.zone, asked.now)
    reachable(asked, wanted)
    return {
        "title": in_words(title(asked.store, wanted.survey), asked),
        "audience": audience_in_words(asked, wanted.audience),
    }


def _repeats(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of, Role.ORGANISER)
    return tuple(
        Choice(one.id, _with_title("repeat", title(asked.store, one.survey), R))
        for one in asked.store.repeats.all(of)
    )


def _residence(asked: Asked, of: str) -> str:
    known = asked.store.residences.of(asked.chat.participant)
    languages = chain(asked.language)
    return place(known, asked.language) if known else N["nothing"].raw(languages)


def audience_in_words(asked: Asked, audience: Audience) -> str:
    try:
        earlier = title(asked.store, audience.earlier) if audience.earlier else {}
    except Unknown:
        earlier = {}
    return reached(audience, earlier, asked.language)


def in_words(text: Text, asked: Asked) -> Rich:
    said = spoken(text)
    return plain(next((said[one] for one in chain(asked.language) if one in said), ""))


def moment(when: datetime, asked: Asked) -> str:
    """A day and time in words."""
    clock = when.astimezone(asked.zone).strftime("%H:%M")
    return (
        T["moment"]
        .raw(chain(asked.language))
        .format(day=asked.day(when, asked.language), clock=clock)
    )


def _minutes(took: timedelta) -> int:
    return max(1, round(took.total_seconds() / 60))


def _with_title(name: str, about: Text, texts: Mapping[str, Any] = T) -> Text:
    said = spoken(about)
    return {
        language: template.format(title=said[language])
        for language, template in texts[name].by_language.items()
    }


FACTS: dict[str, Fact] = {
    "surveys_to_send": _surveys_to_send,
    "earlier_surveys": _earlier_surveys,
    "prospect": _prospect,
    "fresh_campaign": _fresh_campaign,
    "repeating": _repeating,
    "repeats": _repeats,
    "residence": _residence,
}

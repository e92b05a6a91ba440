"""What organisers look at before and while something is sent: never more exact than it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dialogs.answers import Choice
from dialogs.markup import Rich, glue, plain
from dialogs.organising.roles import Role
from dialogs.suppression import reach
from dialogs.surveys.audience import Audience
from dialogs.surveys.reached import place, reached
from dialogs.texts import Text, chain, load
from dialogs.world import Barred
from storage.campaign import Campaign, NoCampaign
from storage.campaign_planning import MANY
from storage.campaigns import fresh_id
from storage.surveys import Unknown

from ..asked import Asked, Fact
from ..campaigns.starting import ends, invitations, starts
from ..doing import Doing
from ..organising.rights import part, parts
from ..platforms import title_of
from .preview import LOOKS, preview
from .sent import sent_to
from .telling import title
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
        "looks": _looks(asked, wanted.survey),
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


def _looks(asked: Asked, survey: str, reminds: bool = False) -> Rich:
    """The invitation as it looks on each platform, in the organiser's language."""
    texts = invitations(asked.store, survey, asked.operator, reminds)
    languages = chain(asked.language)
    message = next(texts[one] for one in languages if one in texts)
    return glue(
        glue((T["look_on"].fill(languages, name=name), preview(message, can)), "\n")
        for name, can in LOOKS.items()
    )


def _numbers(shown: Counter[str], audience: Audience, asked: Asked) -> str:
    languages = chain(asked.language)
    if audience.sample:
        return T["drawn_number"].raw(languages).format(number=audience.sample)
    total = shown.total()
    if not total:
        return T["some_number"].raw(languages)
    by_platform = ", ".join(f"{title_of(name)}: {n}" for name, n in sorted(shown.items()))
    return T["at_least"].raw(languages).format(number=total, platforms=by_platform)


def _campaigns(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of)
    theirs = [c for c in _all(asked) if c.order.association == of]
    return _choices(asked, theirs, "campaign:")


def _my_campaigns(asked: Asked, of: str) -> tuple[Choice, ...]:
    return _choices(asked, [c for c in _all(asked) if may(asked, c, Role.HELPER)])


def _all(asked: Asked) -> list[Campaign]:
    return [c for c in asked.store.campaigns.all() if c.survey]


def _choices(asked: Asked, found: list[Campaign], flow: str = "") -> tuple[Choice, ...]:
    return tuple(
        Choice(
            f"{flow}{one.id}",
            {
                language: f"{S[one.state].by_language[language]}: {words}"
                for language, words in _spoken(title(asked.store, one.survey or "")).items()
            },
        )
        for one in found[:_LAST]
    )


def _campaign(asked: Asked, of: str) -> Mapping[str, Any]:
    campaign, languages = campaign_of(asked, of), chain(asked.language)
    return {
        "title": in_words(title(asked.store, campaign.survey or ""), asked),
        "looks": _looks(asked, campaign.survey or "", campaign.kind == "reminder"),
        "state": S[campaign.state].raw(languages),
        "audience": audience_in_words(asked, campaign.order.audience),
        "begin": moment(campaign.due, asked),
        "sent": _sent(asked, campaign),
    }


def _sent(asked: Asked, campaign: Campaign) -> str:
    """How many have been written to; not where that would say how many have answered something."""
    languages, told = chain(asked.language), sent_to(asked.store, campaign, asked.config.results.k)
    if not told:
        return T["sent_some"].raw(languages)
    return T["sent"].raw(languages).format(number=told)


def _campaign_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    campaign = campaign_of(asked, of)
    offered = list(_STEPS.get(campaign.state, ()))
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


def campaign_of(asked: Asked | Doing, id: str) -> Campaign:
    """One that this person may see; raises Barred."""
    try:
        campaign = asked.store.campaigns.get(id)
    except NoCampaign:
        raise Barred from None
    part(asked, campaign.order.association)
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
    spoken = _spoken(text)
    return plain(next((spoken[one] for one in chain(asked.language) if one in spoken), ""))


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


def _spoken(text: Text) -> Text:
    """A text in every language of ours, as good as there is."""
    return {
        language: next((text[one] for one in (*chain(language), *text) if one in text), "")
        for language in ("de", "de-simple", "en")
    }


def _with_title(name: str, about: Text, texts: Mapping[str, Any] = T) -> Text:
    spoken = _spoken(about)
    return {
        language: template.format(title=spoken[language])
        for language, template in texts[name].by_language.items()
    }


FACTS: dict[str, Fact] = {
    "surveys_to_send": _surveys_to_send,
    "earlier_surveys": _earlier_surveys,
    "prospect": _prospect,
    "campaigns": _campaigns,
    "my_campaigns": _my_campaigns,
    "campaign": _campaign,
    "campaign_choices": _campaign_choices,
    "fresh_campaign": _fresh_campaign,
    "repeating": _repeating,
    "repeats": _repeats,
    "residence": _residence,
}

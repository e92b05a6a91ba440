"""What flows can have the bot do, by the names that their steps use."""

from __future__ import annotations

import hashlib
from functools import cache

from dialogs.builtin.consent import PURPOSES
from dialogs.engine import Act
from dialogs.texts import LANGUAGES, chain, load
from storage.ballots import Ballot
from storage.consents import CONTACT
from storage.idea_news import PURPOSE
from storage.talk import PURPOSE as TALKS

from .doing import Command, Doing
from .events.commands import COMMANDS as events
from .forgetting import forget
from .ideas.commands import COMMANDS as ideas
from .linking import commands as linking
from .linking.drafts import drop_elsewhere
from .organising.commands import COMMANDS as organising
from .organising.editing import COMMANDS as editing
from .organising.event_commands import COMMANDS as own_events
from .organising.feeds import COMMANDS as feeds
from .organising.following import COMMANDS as following
from .organising.idea_months import COMMANDS as idea_months
from .organising.moderating import COMMANDS as moderating
from .organising.releasing import COMMANDS as releasing
from .organising.talk_commands import COMMANDS as talk_desk
from .rooms.commands import COMMANDS as rooms
from .sending.commands import COMMANDS as sending
from .talks.commands import COMMANDS as talks
from .talks.telling import forget_talks


def give_consent(doing: Doing, act: Act) -> None:
    _note(doing, frozenset({act.value}), given=True)


def refuse_consent(doing: Doing, act: Act) -> None:
    _note(doing, frozenset({act.value}), given=False)


def withdraw_consent(doing: Doing, act: Act) -> None:
    given = doing.chat.given
    gone = given if act.value == "*" else given & {act.value}
    _note(doing, gone, given=False)
    drop_elsewhere(doing.store, doing.chat, doing.catalogue, given - gone, doing.now)


def leave_alerts(doing: Doing, act: Act) -> None:
    """Hear nothing more of events, and have nothing kept of what one did with them."""
    _note(doing, frozenset({"alerts"}), given=False)


def cast_ballot(doing: Doing, act: Act) -> None:
    ballot = Ballot(act.survey, act.version, act.answers, act.poster)
    doing.store.ballots.cast(ballot, doing.chat.participant, doing.now)
    doing.store.campaigns.answered(doing.chat.participant, act.survey, doing.now)


def set_language(doing: Doing, act: Act) -> None:
    if act.value in LANGUAGES:
        doing.store.chats.speak(doing.chat, act.value)


def forget_me(doing: Doing, act: Act) -> None:
    """Delete the person; ideas that are shown stay without them if they want it so."""
    forget(doing, doing.chat, "stay" if act.answers.get("ideas") == "stay" else "go")
    if doing.chat.participant in doing.catalogue.organisers:
        doing.store.surveys.changed()


COMMANDS: dict[str, Command] = {
    "give_consent": give_consent,
    "refuse_consent": refuse_consent,
    "withdraw_consent": withdraw_consent,
    "cast_ballot": cast_ballot,
    "set_language": set_language,
    "forget_me": forget_me,
    "leave_alerts": leave_alerts,
    **ideas,
    **organising,
    **idea_months,
    **events,
    **own_events,
    **feeds,
    **linking.COMMANDS,
    **editing,
    **moderating,
    **releasing,
    **following,
    **sending,
    **rooms,
    **talks,
    **talk_desk,
}


def _note(doing: Doing, purposes: frozenset[str], given: bool) -> None:
    known = purposes & frozenset(PURPOSES)
    if CONTACT in known and not given:
        doing.store.campaigns.withdraw(doing.chat.participant, doing.now)
        doing.store.residences.forget(doing.chat.participant)
    if "alerts" in known and not given:
        doing.store.alerts.forget(doing.chat.participant, doing.now)
    if PURPOSE in known and not given:
        doing.store.news.withdraw(doing.chat.participant, doing.now)
        doing.store.idea_months.withdraw(doing.chat.participant, doing.now)
        doing.store.ideas.leave(doing.chat.participant, stay=True)
    if TALKS in known and not given:
        forget_talks(doing, doing.chat.participant, "withdrawn")
    if known:
        version = f"{doing.privacy_version}-{_wording(doing.chat.language)}"
        doing.store.consents.note(doing.chat, known, given, version, doing.now)


@cache
def _wording(language: str) -> str:
    """What tells which wording was agreed to: the language, and a hash of its texts on consent."""
    asking = (
        *sorted(load("consent").items()),
        *(
            (name, load(topic)[name])
            for topic, name in (("alerts", "often"), ("event", "consent"), ("talk", "consent"))
        ),
    )
    texts = [template.raw(chain(language)) for _, template in asking]
    return f"{language}-{hashlib.sha256(''.join(texts).encode()).hexdigest()[:8]}"

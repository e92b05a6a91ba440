"""What flows can have the bot do, by the names that their steps use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache

from msgspec import Struct

from dialogs.builtin.consent import PURPOSES
from dialogs.engine import Act
from dialogs.texts import LANGUAGES, chain, load
from storage.ballots import Ballot
from storage.chats import Chat
from storage.recipients import CONTACT
from storage.store import Store

from .catalogue import Catalogue
from .config import Config
from .organising.commands import COMMANDS as organising
from .sending.commands import COMMANDS as sending


class Doing(Struct, frozen=True):
    """Whose turn has something done, and when."""

    store: Store
    chat: Chat
    catalogue: Catalogue
    now: datetime
    privacy_version: str
    config: Config


Command = Callable[[Doing, Act], None]


def give_consent(doing: Doing, act: Act) -> None:
    _note(doing, frozenset({act.value}), given=True)


def refuse_consent(doing: Doing, act: Act) -> None:
    _note(doing, frozenset({act.value}), given=False)


def withdraw_consent(doing: Doing, act: Act) -> None:
    given = doing.chat.given
    _note(doing, given if act.value == "*" else given & {act.value}, given=False)


def cast_ballot(doing: Doing, act: Act) -> None:
    ballot = Ballot(act.survey, act.version, act.answers)
    doing.store.ballots.cast(ballot, doing.chat.participant)
    doing.store.campaigns.answered(doing.chat.participant, act.survey, doing.now)


def set_language(doing: Doing, act: Act) -> None:
    if act.value in LANGUAGES:
        doing.store.chats.speak(doing.chat, act.value)


def forget_me(doing: Doing, act: Act) -> None:
    """Delete the person; their ballots go from open surveys and are nobody's in closed ones."""
    ballots, who = doing.store.ballots, doing.chat.participant
    for survey in doing.store.surveys.linked():
        if not ballots.withdraw(survey, who):
            ballots.cut(survey, who)
    for platform, address in doing.store.chats.addresses(doing.chat):
        doing.store.notes.forget(platform, address.encode())
    doing.store.chats.forget(doing.chat)
    if doing.chat.participant in doing.catalogue.organisers:
        doing.store.surveys.changed()


COMMANDS: dict[str, Command] = {
    "give_consent": give_consent,
    "refuse_consent": refuse_consent,
    "withdraw_consent": withdraw_consent,
    "cast_ballot": cast_ballot,
    "set_language": set_language,
    "forget_me": forget_me,
    **organising,
    **sending,
}


def _note(doing: Doing, purposes: frozenset[str], given: bool) -> None:
    known = purposes & frozenset(PURPOSES)
    if CONTACT in known and not given:
        doing.store.campaigns.withdraw(doing.chat.participant, doing.now)
        doing.store.residences.forget(doing.chat.participant)
    if known:
        version = f"{doing.privacy_version}-{_wording(doing.chat.language)}"
        doing.store.consents.note(doing.chat, known, given, version, doing.now)


@cache
def _wording(language: str) -> str:
    """What tells which wording was agreed to: the language, and a hash of its texts on consent."""
    texts = [template.raw(chain(language)) for _, template in sorted(load("consent").items())]
    return f"{language}-{hashlib.sha256(''.join(texts).encode()).hexdigest()[:8]}"

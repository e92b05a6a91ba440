"""Telling the people of a talk what was said and what became of it, at hours that suit them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from dialogs.messages import OFFER, Message, Option
from dialogs.texts import LANGUAGES, Template, chain, load
from storage.store import Store
from storage.talk import Talk

from ..campaigns.starting import in_peace
from ..config import Config
from .people import answering, called, on_duty, people

T, CALLS, RULES = load("talk_news"), load("talk_calls"), load("talk_rules")
AT_ONCE = timedelta(minutes=10)
"""Whoever said something so lately is awake and waits for an answer."""


_GUESTS: Mapping[str, Sequence[str]] = {
    "handed_over": ("talking", "object_to_talk"),
    "overdue": ("talking", "object_to_talk"),
    "closed": ("reopen_talk",),
    "silent": ("reopen_talk",),
    "blocked": ("talk",),
    "lifted": ("talk",),
    "block_kept": (),
}
"""The buttons below what residents are told; else one to go on."""


class Acting(Protocol):
    """Somebody, or the clock, has something done."""

    @property
    def store(self) -> Store: ...
    @property
    def now(self) -> datetime: ...
    @property
    def config(self) -> Config: ...


def tell_guest(  # noqa: PLR0913, PLR0917 - all that is told
    acting: Acting, talk: Talk, number: int, name: str, words: str = "", rule: str = ""
) -> None:
    """Tell the resident of an entry: `name` is the text's."""
    group = called(acting.store, talk.association)
    values = {"group": group, "words": words} | ({"rule": rule} if rule else {})
    texts = _texts(T, name, _GUESTS.get(name, ("talking",)), talk, values)
    last = acting.store.talks.last_said(talk.number, "guest")
    acting.store.talk_posts.tell(
        talk.number, number, {talk.participant}, texts, _due(acting, last)
    )


def call(  # noqa: PLR0913, PLR0917 - all that is told
    acting: Acting, talk: Talk, number: int, name: str, to: Collection[str], words: str = ""
) -> None:
    """Tell organisers of an entry."""
    values = {"group": called(acting.store, talk.association), "words": words}
    buttons = ("answer_guest", "handle_talk") if name == "said" else ("handle_talk",)
    texts = _texts(CALLS, name, () if name == "moved" else buttons, talk, values)
    one = answering(acting.store, talk)
    alone = one is not None and set(to) == {one.participant}
    last = acting.store.talks.last_said(talk.number, "organiser") if alone else None
    acting.store.talk_posts.tell(talk.number, number, to, texts, _due(acting, last))


def pass_on(acting: Acting, talk: Talk, number: int, words: str) -> None:
    """Bring what the resident said to who answers, or call those on duty if they do not know."""
    one = answering(acting.store, talk)
    if one is not None:
        call(acting, talk, number, "said", {one.participant} - {talk.participant}, words)
        return
    told = acting.store.talk_posts.told_since_answer(talk.number)
    fresh = people(on_duty(acting.store, talk.association)) - told - {talk.participant}
    call(acting, talk, number, "new", fresh)


def forget_talks(acting: Acting, participant: str, name: str) -> None:
    """Delete all talks of a person at once, and say so to those who know of them."""
    store = acting.store
    for talk in store.talks.hold_all(participant):
        one = answering(store, talk)
        known = {one.participant} if one else store.talk_posts.told_since_answer(talk.number)
        store.talk_posts.take_back(talk.number, acting.now)
        if talk.closed is None:
            texts = _texts(CALLS, name, (), talk, {})
            store.talk_posts.say_goodbye(known - {participant}, texts, _due(acting, None))
    store.talks.forget(participant)


def _due(acting: Acting, last: datetime | None) -> datetime:
    if last is not None and acting.now - last < AT_ONCE:
        return acting.now
    return in_peace(acting.now, acting.config.zone, acting.config.broadcast)


def _texts(
    texts: Mapping[str, Template],
    name: str,
    buttons: Collection[str],
    talk: Talk,
    values: Mapping[str, str],
) -> dict[str, Message]:
    """The same message in every language; the buttons' flows are those of this talk."""
    return {
        language: Message(
            texts[name].fill(chain(language), number=talk.number, **_said(values, language)),
            tuple(
                Option(
                    flow if flow == "talk" else f"{flow}:{talk.number}",
                    texts[flow].raw(chain(language)),
                )
                for flow in buttons
            ),
            prompt=OFFER if buttons else "",
        )
        for language in LANGUAGES
    }


def _said(values: Mapping[str, str], language: str) -> dict[str, str]:
    """The values in a language; of them only rules are ours."""
    ours = {"rule": RULES[values["rule"]].raw(chain(language))} if "rule" in values else {}
    return {**values, **ours}

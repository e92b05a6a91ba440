"""All that is stored about a person, in words (GDPR Art. 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from dialogs.flow import Flow
from dialogs.markup import Rich, glue, words
from dialogs.surveys.reached import place
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, chain, in_language, load
from storage.ballots import Ballot
from storage.chats import Chat
from storage.store import Store

from .events.subscribing import subscribed
from .ideas.telling import degrees
from .linking.facts import named
from .sending.telling import title
from .talks.told import told_talks

T = load("my_data")
PURPOSES = load("consents")


def my_data(
    store: Store,
    chat: Chat,
    flows: Mapping[tuple[str, int], Flow],
    day: Callable[[datetime, str], str],
    now: datetime,
) -> Rich:
    """The short form: language, consents, drafts, and ballots that can still be told."""
    languages = chain(chat.language)
    consents = [
        words(
            T["given"].fill(
                languages,
                purpose=PURPOSES[consent.purpose].raw(languages),
                day=day(consent.at, chat.language),
            )
        )
        for consent in store.consents.of(chat)
        if consent.given
    ]
    parts = [
        T["title"].fill(languages),
        T["language"].fill(languages, language=LANGUAGES[languages[0]]),
        T["platform"].fill(
            languages, platforms=", ".join(map(named, store.chats.platforms(chat)))
        ),
        T["consents"].fill(languages, consents=", ".join(consents) or T["none"].raw(languages)),
    ]
    others = store.chats.sessions(chat, now)
    if others:
        parts.insert(3, T["linked"].fill(languages))
    for frame in (frame for session in (chat.session, *others) for frame in session.frames):
        flow = flows.get((frame.flow, frame.version))
        if flow and flow.stays:
            given = sum(1 for question in flow.counted if question.id in frame.answers)
            title = in_language(flow.title, languages)
            parts.append(T["draft"].fill(languages, title=title, given=given))
    if home := store.residences.of(chat.participant):
        parts.append(T["residence"].fill(languages, place=place(home, chat.language)))
    titles = {flow.survey: flow.title for flow in flows.values() if flow.survey}
    ballots = [
        (ballot, store.surveys.definition(ballot.survey, ballot.version))
        for id in store.surveys.linked()
        if (ballot := store.ballots.of(id, chat.participant))
    ]
    parts += [_ballot(ballot, survey, languages) for ballot, survey in ballots]
    invited = [
        in_language(titles[id], languages)
        for id in store.campaigns.invited(chat.participant)
        if id in titles
    ]
    if invited:
        parts.append(T["invited"].fill(languages, titles=", ".join(invited)))
    parts += _waits(store, chat, languages)
    parts += _events(store, chat, languages)
    parts += [
        T["idea"].fill(languages, number=idea.number, words=idea.words)
        for idea in store.ideas.given(chat.participant)
    ]
    parts += told_talks(store, chat, languages)
    parts += [
        T["idea_point"].fill(languages, number=idea.number, point=", ".join(degrees(point)))
        for idea in store.ideas.given(chat.participant)
        if (point := store.idea_points.of(idea.number))
    ]
    if supported := store.ideas.supported(chat.participant):
        numbers = ", ".join(f"#{number}" for number in supported)
        parts.append(T["supported"].fill(languages, ideas=numbers))
    if not ballots:
        parts.append(T["no_ballots"].fill(languages))
    return glue((glue(parts, "\n"), T["outro"].fill(languages)))


def _waits(store: Store, chat: Chat, languages: tuple[str, ...]) -> Iterator[Rich]:
    """The surveys whose result a person is to hear of, and those put off with "not now"."""
    who = chat.participant
    lists = {
        "waits": store.followers.of(who),
        "declined": store.campaigns.recipients.declined(who),
    }
    for name, surveys in lists.items():
        if surveys:
            titles = [in_language(title(store, id), languages) for id in surveys]
            yield T[name].fill(languages, titles=", ".join(titles))


def _events(store: Store, chat: Chat, languages: tuple[str, ...]) -> list[Rich]:
    """What of events a person hears of, and what they did with some."""
    parts = []
    if wanted := store.alerts.wanted(chat.participant):
        told = ", ".join(" ".join(subscribed(one, languages)) for one in wanted)
        parts.append(T["alerts"].fill(languages, alerts=told))
    if marks := store.events.marks(chat.participant):
        titles = ", ".join(store.events.get(id).event.title for id in marks)
        parts.append(T["marks"].fill(languages, titles=titles))
    return parts


def _ballot(ballot: Ballot, survey: Survey, languages: tuple[str, ...]) -> Rich:
    title = in_language(survey.title or {"de": survey.id}, languages)
    lines = [T["ballot"].fill(languages, title=title)]
    lines += [
        T["answer"].fill(
            languages,
            question=in_language(question.text, languages),
            answer=question.answer.words(ballot.answers[question.id], languages),
        )
        for question in survey.questions
        if question.id in ballot.answers
    ]
    return glue(lines, "\n")

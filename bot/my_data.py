"""All that is stored about a person, in words (GDPR Art. 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from dialogs.flow import Flow
from dialogs.markup import Rich, Value, glue, words
from dialogs.surveys.reached import place
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES, chain, in_language, load
from storage.ballots import Ballot
from storage.chats import Chat
from storage.store import Store

from .events.subscribing import subscribed
from .ideas.telling import degrees
from .platforms import title_of
from .sending.telling import title
from .talks.told import told_talks

T = load("my_data")
PURPOSES = load("consents")


class _About(Struct, frozen=True):
    """Whose data, and what it takes to say it in their language."""

    store: Store
    chat: Chat
    flows: Mapping[tuple[str, int], Flow]
    day: Callable[[datetime, str], str]
    now: datetime
    languages: tuple[str, ...]

    @property
    def who(self) -> str:
        return self.chat.participant

    def say(self, text: str, **values: Value) -> Rich:
        return T[text].fill(self.languages, **values)


def my_data(
    store: Store,
    chat: Chat,
    flows: Mapping[tuple[str, int], Flow],
    day: Callable[[datetime, str], str],
    now: datetime,
) -> Rich:
    """The short form: language, consents, drafts, and ballots that can still be told."""
    about = _About(store, chat, flows, day, now, chain(chat.language))
    ballots = [_ballot(*one, about.languages) for one in _cast(about)]
    parts = (
        *_person(about),
        *_drafts(about),
        *_residence(about),
        *ballots,
        *_invited(about),
        *_waits(about),
        *_events(about),
        *_ideas(about),
        *told_talks(store, chat, about.languages),
        *([] if ballots else [about.say("no_ballots")]),
    )
    return glue((glue(parts, "\n"), about.say("outro")))


def _person(about: _About) -> Iterator[Rich]:
    """Language, platforms, and what they agreed to."""
    store, chat, languages = about.store, about.chat, about.languages
    yield about.say("title")
    yield about.say("language", language=LANGUAGES[languages[0]])
    yield about.say("platform", platforms=", ".join(map(title_of, store.chats.platforms(chat))))
    if store.chats.sessions(chat, about.now):
        yield about.say("linked")
    consents = [
        words(
            about.say(
                "given",
                purpose=PURPOSES[consent.purpose].raw(languages),
                day=about.day(consent.at, chat.language),
            )
        )
        for consent in store.consents.of(chat)
        if consent.given
    ]
    yield about.say("consents", consents=", ".join(consents) or T["none"].raw(languages))


def _drafts(about: _About) -> Iterator[Rich]:
    """What was begun, in any of their chats."""
    others = about.store.chats.sessions(about.chat, about.now)
    for frame in (frame for session in (about.chat.session, *others) for frame in session.frames):
        flow = about.flows.get((frame.flow, frame.version))
        if flow and flow.stays:
            given = sum(1 for question in flow.counted if question.id in frame.answers)
            yield about.say("draft", title=in_language(flow.title, about.languages), given=given)


def _residence(about: _About) -> Iterator[Rich]:
    if home := about.store.residences.of(about.who):
        yield about.say("residence", place=place(home, about.chat.language))


def _cast(about: _About) -> Iterator[tuple[Ballot, Survey]]:
    """The ballots that are still known to be theirs."""
    surveys = about.store.surveys
    for id in surveys.linked():
        if ballot := about.store.ballots.of(id, about.who):
            yield ballot, surveys.definition(ballot.survey, ballot.version)


def _invited(about: _About) -> Iterator[Rich]:
    """Surveys that they were invited to."""
    titles = {flow.survey: flow.title for flow in about.flows.values() if flow.survey}
    invited = [
        in_language(titles[id], about.languages)
        for id in about.store.campaigns.invited(about.who)
        if id in titles
    ]
    if invited:
        yield about.say("invited", titles=", ".join(invited))


def _waits(about: _About) -> Iterator[Rich]:
    """The surveys whose result a person is to hear of, and those put off with "not now"."""
    store = about.store
    lists = {
        "waits": store.followers.of(about.who),
        "declined": store.campaigns.recipients.declined(about.who),
    }
    for name, surveys in lists.items():
        if surveys:
            titles = [in_language(title(store, id), about.languages) for id in surveys]
            yield about.say(name, titles=", ".join(titles))


def _events(about: _About) -> Iterator[Rich]:
    """What of events a person hears of, and what they did with some."""
    store, languages = about.store, about.languages
    if wanted := store.alerts.wanted(about.who):
        told = ", ".join(" ".join(subscribed(one, languages)) for one in wanted)
        yield about.say("alerts", alerts=told)
    if marks := store.events.marks(about.who):
        titles = ", ".join(store.events.get(id).event.title for id in marks)
        yield about.say("marks", titles=titles)


def _ideas(about: _About) -> Iterator[Rich]:
    """Ideas that they gave, with their points, and those that they support."""
    store = about.store
    for idea in store.ideas.given(about.who):
        yield about.say("idea", number=idea.number, words=idea.words)
        if point := store.idea_points.of(idea.number):
            yield about.say("idea_point", number=idea.number, point=", ".join(degrees(point)))
    if supported := store.ideas.supported(about.who):
        yield about.say("supported", ideas=", ".join(f"#{number}" for number in supported))


def _ballot(ballot: Ballot, survey: Survey, languages: tuple[str, ...]) -> Rich:
    title = in_language(survey.heading, languages)
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

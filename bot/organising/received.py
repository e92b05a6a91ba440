"""What becomes of a file that an organiser sent: a draft, or every problem with its place."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from adapters.surveyfiles import Read
from dialogs.markup import Rich, glue, plain
from dialogs.messages import OFFER, File, Message, Option
from dialogs.organising.roles import Role
from dialogs.surveys.editing import LONGEST_IN_CHAT, renamed
from dialogs.surveys.reading import Problem
from dialogs.surveys.survey import Survey
from dialogs.texts import chain, load
from dialogs.world import Barred
from storage.chats import Chat
from storage.store import Store
from storage.survey_files import Order

from .drafts import page
from .rights import Memberships, memberships, part

T = load("filing")
MOST = 15
"""Problems that are told in the message itself; a file tells all."""
_RANDOM = "23456789abcdefghjkmnpqrstvwxyz"


class Organisers(Struct, frozen=True):
    organisers: Memberships


class Acting(Struct, frozen=True):
    """Whoever sent a file, as of now: a right may have been taken since."""

    store: Store
    chat: Chat
    catalogue: Organisers


def acting(store: Store, chat: Chat) -> Acting:
    return Acting(store, chat, Organisers(memberships(store.organisers.all())))


def fresh_ending() -> str:
    """What tells an id from all others."""
    return "".join(secrets.choice(_RANDOM) for _ in range(4))


def enter(store: Store, order: Order, read: Read, why: str, now: datetime) -> None:
    """Make a draft of what was read and tell so, once; `why` says why it was not read."""
    # The chat first, as in a turn.
    chat = store.chats.by_id(order.chat, now)
    if not store.survey_files.done(order.id) or chat is None:
        return None
    try:
        mine = part(acting(store, chat), order.association, Role.ORGANISER)
    except Barred:
        return _tell(store, chat, load("organise")["barred"].fill(chain(chat.language)), now)
    if why:
        return _tell(store, chat, T[why].fill(chain(chat.language)), now)
    if read.survey is None:
        return store.outbox.add(chat, _faulty(read.problems, chat.language), now)
    survey = _own(store, read, read.survey, order.association)
    known = store.drafts.find(survey.id) is not None
    kept = store.drafts.keep(survey, order.association)
    store.audit.note(mine.id, order.association, "import", kept.id, now)
    return store.outbox.add(chat, _entered(store, kept.id, known, read.problems, chat), now)


def _own(store: Store, read: Read, survey: Survey, association: str) -> Survey:
    """The survey under an id that fits, and that belongs to nobody else."""
    if not any(survey.asker.values()) and (asker := store.associations.one(association)):
        survey = replace(survey, asker={"de": asker.name})
    there = store.drafts.find(survey.id)
    free = there is None or (there.association == association and there.state != "closed")
    if free and read.named and len(survey.id) <= LONGEST_IN_CHAT:
        return survey
    made = renamed(survey, fresh_ending())
    while store.drafts.find(made.id) is not None:
        made = renamed(survey, fresh_ending())
    return made


def _tell(store: Store, chat: Chat, text: Rich, now: datetime) -> None:
    store.outbox.add(chat, Message(text), now)


def _entered(
    store: Store, id: str, known: bool, problems: Sequence[Problem], chat: Chat
) -> Message:
    """The draft's page; what was noticed in the workbook itself comes before it."""
    languages = chain(chat.language)
    one = store.drafts.find(id)
    assert one is not None
    noticed = [problem for problem in problems if problem.place.startswith("Blatt")]
    told = [
        T["changed" if known else "entered"].fill(languages),
        _listed(noticed),
        page(one, chat.language),
        T["find_it"].fill(languages),
    ]
    button = Option(f"draft:{id}", T["open"].raw(languages))
    files = _all(noticed, chat.language)
    text = glue([part for part in told if part])
    return Message(text, (button,), prompt=OFFER, files=files)


def _faulty(problems: Sequence[Problem], language: str) -> Message:
    """Every problem: the first in words, all in a file where they are many."""
    languages, files = chain(language), _all(problems, language)
    told = [T["faulty"].fill(languages), _listed(problems)]
    if files:
        told.append(T["all_faults"].fill(languages, number=len(problems)))
    return Message(glue(told), files=files)


def _listed(problems: Sequence[Problem]) -> Rich:
    return glue((plain(f"– {problem}") for problem in problems[:MOST]), "\n")


def _all(problems: Sequence[Problem], language: str) -> tuple[File, ...]:
    if len(problems) <= MOST:
        return ()
    lines = "".join(f"{problem}\n" for problem in problems)
    alt = T["faults_file"].raw(chain(language))
    return (File("hinweise.txt", "text/plain", alt, lines.encode()),)

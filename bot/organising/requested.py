"""A survey that an organiser asked for, as files."""

from __future__ import annotations

from datetime import datetime

import msgspec

from dialogs.messages import File, Message
from dialogs.surveys.survey import Survey
from dialogs.texts import chain, in_language, load
from dialogs.world import Barred
from storage.store import Store
from storage.survey_files import Order

from .received import acting
from .rights import part

T = load("filing")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(
    store: Store, order: Order, survey: Survey | None, workbook: bytes, now: datetime
) -> None:
    """Send it once, as a table and as JSON; where a table cannot hold it, as JSON alone."""
    chat = store.chats.by_id(order.chat, now)
    if not store.survey_files.done(order.id) or chat is None:
        return None
    languages = chain(chat.language)
    try:
        part(acting(store, chat), order.association)
    except Barred:
        survey = None
    if survey is None:
        text = load("organise")["barred"].fill(languages)
        return store.outbox.add(chat, Message(text), now)
    title = in_language(survey.heading, languages)
    files = [
        File(f"{survey.id}.xlsx", WORKBOOK, T["as_table"].raw(languages), workbook),
        File(f"{survey.id}.json", "application/json", T["as_json"].raw(languages), _json(survey)),
    ]
    told = "sent" if workbook else "no_table"
    text = T[told].fill(languages, title=title)
    given = tuple(file for file in files if file.content)
    return store.outbox.add(chat, Message(text, files=given), now)


def _json(survey: Survey) -> bytes:
    return msgspec.json.format(msgspec.json.encode(survey), indent=2) + b"\n"

"""The sheet of an idea that an organiser asked for, as files."""

from __future__ import annotations

import logging
from datetime import datetime

from dialogs.messages import File, Message
from dialogs.organising.roles import Role
from dialogs.texts import chain, load
from dialogs.world import Barred
from storage.idea import NoIdea
from storage.store import Store
from storage.survey_files import Order

from ..ideas.photos import drawn
from ..ideas.sheet import D, Sheet, Telling, sheet
from ..ideas.sheet_cells import as_csv
from ..ideas.sheet_layout import sheets_pdf
from ..printing import Unprintable
from .received import acting
from .rights import part

log = logging.getLogger(__name__)


def sheet_of(store: Store, order: Order, telling: Telling) -> Sheet | None:
    """What was asked for; None where the idea is not shown, or not any longer."""
    if not _shown(store, order):
        return None
    return sheet(store, order.idea or 0, telling, order.association)


def _shown(store: Store, order: Order) -> bool:
    """Whether the idea is there, and shown to everybody."""
    try:
        return store.ideas.get(order.idea or 0).publication == "published"
    except NoIdea:
        return False


def pdf_of(one: Sheet, photo: bytes) -> bytes:
    """Nothing where it cannot be printed: the table goes without it. Waits for a process.

    `photo` is as it was stored.
    """
    try:
        return sheets_pdf([one], one.language, drawn(one, photo))
    except Unprintable as error:
        log.warning("the sheet of an idea is not printed: %s", error)
        return b""


def send_sheet(store: Store, order: Order, one: Sheet | None, pdf: bytes, now: datetime) -> None:
    """Send it once, to whoever may still have it."""
    # The chat first, as in a turn.
    chat = store.chats.by_id(order.chat, now)
    if not store.survey_files.done(order.id) or chat is None:
        return None
    languages = chain(chat.language)
    try:
        part(acting(store, chat), order.association, Role.ORGANISER)
    except Barred:
        text = load("organise")["barred"].fill(languages)
        return store.outbox.add(chat, Message(text), now)
    if one is None or not _shown(store, order):
        return store.outbox.add(chat, Message(load("ideas")["no_idea"].fill(languages)), now)
    name = D["file"].raw(chain(one.language)).format(number=one.number)
    files = (
        File(f"{name}.pdf", "application/pdf", D["as_pdf"].raw(languages), pdf),
        File(f"{name}.csv", "text/csv", D["as_table"].raw(languages), as_csv([one])),
    )
    text = D["sent" if pdf else "no_pdf"].fill(languages, number=one.number)
    given = tuple(file for file in files if file.content)
    return store.outbox.add(chat, Message(text, files=given), now)

"""Files that are to become surveys, surveys and ideas that are to become files: until then."""

from __future__ import annotations

import secrets
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from .chats import Chat
from .crypt import KeyProblem, Keys
from .files import context
from .moments import stamp
from .tables import files, survey_files

_NEXT = (
    select(survey_files, files.c.ref_sealed)
    .join(files, files.c.id == survey_files.c.file, isouter=True)
    .where(
        survey_files.c.platform == bindparam("platform"),
        or_(survey_files.c.retry.is_(None), survey_files.c.retry <= bindparam("now")),
    )
    .order_by(survey_files.c.retry.asc().nulls_first(), survey_files.c.id)
    .limit(1)
)


class Order(Struct, frozen=True):
    """A file to read, by its platform's name `ref`, or else a `survey` or an `idea` to write.

    `association` is the one in whose name; `ref` is empty where it is lost.
    """

    id: str
    chat: int
    association: str
    ref: str
    survey: str | None
    attempts: int
    idea: int | None = None


class SurveyFiles:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def order_reading(self, chat: Chat, association: str, file: str) -> None:
        """Have a file of this chat, which has been noted, become a survey."""
        self._order(chat, association, file=file)

    def order_writing(self, chat: Chat, association: str, survey: str) -> None:
        """Have a survey sent to this chat as files."""
        self._order(chat, association, survey=survey)

    def order_sheet(self, chat: Chat, association: str, idea: int) -> None:
        """Have an idea sent to this chat as a sheet for an authority."""
        self._order(chat, association, idea=idea)

    def next(self, platform: str, now: datetime) -> Order | None:
        """What is to be done now."""
        values = {"platform": platform, "now": stamp(now)}
        row = self._connection.execute(_NEXT, values).first()
        if row is None:
            return None
        ref = self._ref(row.file, row.ref_sealed) if row.file else ""
        return Order(row.id, row.chat, row.association, ref, row.survey, row.attempts, row.idea)

    def postponed(self, id: str, until: datetime) -> None:
        """Try again later."""
        self._connection.execute(
            update(survey_files)
            .where(survey_files.c.id == id)
            .values(retry=stamp(until), attempts=survey_files.c.attempts + 1)
        )

    def done(self, id: str) -> bool:
        """Forget an order and its file; false where another has done it, or nobody wants it."""
        mine = delete(survey_files).where(survey_files.c.id == id).returning(survey_files.c.file)
        row = self._connection.execute(mine).first()
        if row is None:
            return False
        if row.file:
            self._connection.execute(delete(files).where(files.c.id == row.file))
        return True

    def _order(self, chat: Chat, association: str, **what: str | int) -> None:
        row = {
            "id": secrets.token_hex(16),
            "chat": chat.id,
            "platform": chat.platform,
            "association": association,
            "attempts": 0,
        }
        self._connection.execute(insert(survey_files), {**row, **what})

    def _ref(self, file: str, sealed: bytes) -> str:
        try:
            return self._keys.unseal(sealed, context(file)).decode()
        except KeyProblem:
            return ""

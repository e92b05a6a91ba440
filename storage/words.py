"""People's own words of surveys that are over: apart from ballots, read before they are shown.

They are detached when ballots become nobody's, under ids drawn anew: neither the ballot, nor the
other words in it, nor an order can be told of them any longer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, func, insert, select, update

from dialogs.surveys.survey import Survey

from .crypt import Keys
from .tables import ballots, surveys, words

State = Literal["unread", "shown", "hidden"]
SLICE = 1000
"""Rows written with one statement."""
Definition = Callable[[str, int], Survey]
_decode = msgspec.json.decode


class Said(Struct, frozen=True):
    """What somebody answered in their own words, nobody knows who: a text, or a file's name."""

    id: str
    survey: str
    version: int
    question: str
    text: str
    file: bool
    state: State


class Counts(Struct):
    """Texts in each state, and files, which nobody can have be shown yet."""

    unread: int = 0
    shown: int = 0
    hidden: int = 0
    files: int = 0

    @property
    def all(self) -> int:
        return self.unread + self.shown + self.hidden + self.files


class Words:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def counts(self, survey: str) -> dict[tuple[int, str], Counts]:
        """(version, question) → how many there are."""
        which = words.c.version, words.c.question, words.c.state, words.c.file
        query = select(*which, func.count()).where(words.c.survey == survey).group_by(*which)
        found: dict[tuple[int, str], Counts] = {}
        for version, question, state, file, number in self._connection.execute(query):
            counts = found.setdefault((version, question), Counts())
            name = "files" if file else state
            setattr(counts, name, getattr(counts, name) + number)
        return found

    def next(self, survey: str, version: int, question: str, but: str = "") -> Said | None:
        """A text that nobody has read and that is not `but`, in the order of the random ids."""
        query = select(words).where(
            words.c.survey == survey,
            words.c.version == version,
            words.c.question == question,
            words.c.state == "unread",
            words.c.file.is_(False),
            words.c.id != but,
        )
        row = self._connection.execute(query.order_by(words.c.id).limit(1)).first()
        return self._said(row) if row else None

    def one(self, id: str) -> Said | None:
        row = self._connection.execute(select(words).where(words.c.id == id)).first()
        return self._said(row) if row else None

    def judge(self, id: str, state: State) -> None:
        """Have it be shown or not."""
        which = words.c.id == id, words.c.file.is_(False)
        self._connection.execute(update(words).where(*which).values(state=state))

    def unread(self, survey: str) -> None:
        """Have all words of a survey be as if nobody had read them."""
        query = update(words).where(words.c.survey == survey, words.c.file.is_(False))
        self._connection.execute(query.values(state="unread"))

    def shown(self, survey: str, version: int) -> dict[str, tuple[str, ...]]:
        """Question → the texts that may be shown, in an order that tells nothing."""
        query = select(words).where(
            words.c.survey == survey, words.c.version == version, words.c.state == "shown"
        )
        found: dict[str, list[str]] = {}
        for row in self._connection.execute(query.order_by(words.c.id)):
            found.setdefault(row.question, []).append(self._said(row).text)
        return {question: tuple(texts) for question, texts in found.items()}

    def _said(self, row: Row[Any]) -> Said:
        text = self._keys.unseal(row.said_sealed, _context(row.id)).decode()
        return Said(row.id, row.survey, row.version, row.question, text, row.file, row.state)


def attached(connection: Connection) -> list[str]:
    """The surveys whose ballots are nobody's and still hold words."""
    query = (
        select(surveys.c.id)
        .join(ballots, ballots.c.survey == surveys.c.id)
        .where(
            surveys.c.state == "closed",
            surveys.c.secret_sealed.is_(None),
            ballots.c.words_sealed.is_not(None),
        )
    )
    return list(connection.execute(query.distinct().order_by(surveys.c.id)).scalars())


def detach(connection: Connection, keys: Keys, survey: str, definition: Definition) -> None:
    """Take all words out of a survey's ballots."""
    holding = ballots.c.survey == survey, ballots.c.words_sealed.is_not(None)
    query = select(ballots.c.voter, ballots.c.version, ballots.c.words_sealed).where(*holding)
    found: list[dict[str, object]] = []
    for row in connection.execute(query):
        opened = _decode(keys.unseal(row.words_sealed, b"ballot" + row.voter))
        asked = {q.id: q.answer for q in definition(survey, row.version).questions}
        for question, answer in opened.items():
            files = asked[question].files(answer)
            for text in files or (asked[question].words(answer, ()),):
                about = {"survey": survey, "version": row.version, "question": question}
                found.append(about | _row(keys, text, bool(files)))
    found.sort(key=itemgetter("id"))
    for first in range(0, len(found), SLICE):
        connection.execute(insert(words), found[first : first + SLICE])
    connection.execute(update(ballots).where(*holding).values(words_sealed=None))


def _row(keys: Keys, text: str, file: bool) -> dict[str, object]:
    id = secrets.token_hex(8)
    sealed = keys.seal(text.encode(), _context(id))
    state = "hidden" if file else "unread"
    return {"id": id, "said_sealed": sealed, "file": file, "state": state}


def _context(id: str) -> bytes:
    return b"words" + id.encode()

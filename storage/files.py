"""Photos and voice messages: noted in the turn, fetched after it, gone with their answer."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, delete, insert, null, or_, select, update

from dialogs.messages import Media, MediaKind, is_document

from .chats import Chat
from .crypt import KeyProblem, Keys
from .moments import day, stamp
from .tables import chats, files, survey_files

SURVEY = "survey"
"""The kind of a file that may become a survey; it waits until it is said whose."""
_NEXT = (
    select(files.c.id, files.c.kind, files.c.ref_sealed, files.c.attempts)
    .where(
        files.c.platform == bindparam("platform"),
        files.c.ref_sealed.is_not(None),
        files.c.kind != SURVEY,
        or_(files.c.retry.is_(None), files.c.retry <= bindparam("now")),
    )
    .order_by(files.c.retry.asc().nulls_first(), files.c.id)
    .limit(bindparam("most"))
)
_KEPT = or_(files.c.survey.is_not(None), files.c.idea.is_not(None))
"""What belongs to a ballot or an idea, and no longer to a chat."""


def new_name() -> str:
    """The bot's own name for a file; nothing about it can be told from that."""
    return secrets.token_hex(16)


class Unfetched(Struct, frozen=True):
    """A file that lies at its platform yet, under the name `ref`; empty where that is lost."""

    id: str
    kind: MediaKind
    ref: str
    attempts: int


class StoredFile(Struct, frozen=True):
    media_type: str
    content: bytes


class Files:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def note(self, chat: Chat, media: Media, ref: str, now: datetime) -> None:
        """Remember a file of this chat under the name that `media` bears, to be fetched."""
        row = {
            "id": media.ref,
            "chat": chat.id,
            "platform": chat.platform,
            "kind": SURVEY if is_document(media) else str(media.kind),
            "ref_sealed": self._keys.seal(ref.encode(), context(media.ref)),
            "attempts": 0,
            "day": day(now),
        }
        self._connection.execute(insert(files), [row])

    def unfetched(self, platform: str, now: datetime, most: int) -> list[Unfetched]:
        """What is to be fetched now."""
        values = {"platform": platform, "now": stamp(now), "most": most}
        found = []
        for row in self._connection.execute(_NEXT, values).all():
            try:
                ref = self._keys.unseal(row.ref_sealed, context(row.id)).decode()
            except KeyProblem:
                ref = ""  # Nobody can fetch it, and it must not be tried for ever.
            found.append(Unfetched(row.id, MediaKind(row.kind), ref, row.attempts))
        return found

    def fetched(self, id: str, media_type: str, content: bytes) -> None:
        """Keep what was fetched, if it is wanted still; not the chat's if it belongs elsewhere."""
        self._update(
            id,
            ref_sealed=None,
            media_type=media_type,
            content_sealed=self._keys.seal(content, context(id)),
            chat=case((_KEPT, null()), else_=files.c.chat),
            day=case((_KEPT, null()), else_=files.c.day),
        )

    def postponed(self, id: str, until: datetime) -> None:
        """Try again later."""
        self._update(id, retry=stamp(until), attempts=files.c.attempts + 1)

    def lost(self, id: str) -> int | None:
        """Forget a file that cannot be had; the chat that it came from."""
        query = select(files.c.chat).where(files.c.id == id)
        chat: int | None = self._connection.execute(query).scalar_one_or_none()
        self.drop([id])
        return chat

    def belong(self, ids: Collection[str], survey: str) -> None:
        """Have files belong to a ballot and no longer to a chat, as soon as they are here."""
        self._give(ids, survey=survey)

    def belong_to_idea(self, ids: Collection[str], idea: int) -> None:
        """The same with an idea; they go when it goes."""
        self._give(ids, idea=idea)

    def of_idea(self, idea: int) -> list[str]:
        """The names of an idea's files."""
        query = select(files.c.id).where(files.c.idea == idea).order_by(files.c.id)
        return list(self._connection.execute(query).scalars())

    def photo_of_idea(self, idea: int) -> str:
        """The name of its photo, if that has been fetched; nothing where there is none."""
        fetched = files.c.media_type == "image/jpeg", files.c.content_sealed.is_not(None)
        query = select(files.c.id).where(files.c.idea == idea, *fetched).order_by(files.c.id)
        return self._connection.execute(query).scalars().first() or ""

    def drop_of_ideas(self, ideas: Collection[int]) -> None:
        self._connection.execute(delete(files).where(files.c.idea.in_(ideas)))

    def _give(self, ids: Collection[str], **to: object) -> None:
        if not ids:
            return
        here = files.c.ref_sealed.is_(None)
        self._connection.execute(
            update(files)
            .where(files.c.id.in_(ids))
            .values(
                **to,
                chat=case((here, null()), else_=files.c.chat),
                day=case((here, null()), else_=files.c.day),
            )
        )

    def drop(self, ids: Iterable[str]) -> None:
        gone = list(ids)
        if gone:
            self._connection.execute(delete(files).where(files.c.id.in_(gone)))

    def content(self, id: str) -> StoredFile | None:
        """A file, if it has been fetched."""
        query = select(files.c.media_type, files.c.content_sealed).where(files.c.id == id)
        row = self._connection.execute(query).first()
        if row is None or row.content_sealed is None:
            return None
        content = self._keys.unseal(row.content_sealed, context(id))
        return StoredFile(row.media_type, content)

    def drop_unused(self, now: datetime, most: int) -> int:
        """Forget files of earlier days that no unfinished answer speaks of; how many."""
        query = (
            select(files.c.id, chats.c.session_sealed, chats.c.address_hash)
            .join(chats, chats.c.id == files.c.chat)
            .where(files.c.day < day(now), ~_KEPT)
            .where(
                files.c.id.not_in(
                    select(survey_files.c.file).where(survey_files.c.file.is_not(None))
                )
            )
        )
        unused = [
            row.id
            for row in self._connection.execute(query)
            if not self._spoken_of(row.id, row.session_sealed, row.address_hash)
        ][:most]
        self.drop(unused)
        return len(unused)

    def _spoken_of(self, id: str, session: bytes | None, hash: bytes) -> bool:
        if session is None:
            return False
        try:
            return id.encode() in self._keys.unseal(session, b"session" + hash)
        except KeyProblem:
            return False

    def _update(self, id: str, **values: object) -> None:
        self._connection.execute(update(files).where(files.c.id == id).values(**values))


def untie(connection: Connection, survey: str) -> None:
    """Have all files of a survey be nobody's, also those that are still to be fetched."""
    theirs = update(files).where(files.c.survey == survey)
    connection.execute(theirs.values(chat=None, day=None))


def context(id: str) -> bytes:
    """What the seals of a file are bound to."""
    return b"file" + id.encode()

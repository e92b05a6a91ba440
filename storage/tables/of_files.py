"""The tables of files on their way: photos, voice messages, surveys as documents."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from .schema import Moment, metadata

# Photos and voice messages. One of an unfinished answer is its chat's; one of a ballot is
# nobody's, known by a random id that stands in the ballot's sealed words, without a time.
files = Table(
    "files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE")),
    Column("survey", ForeignKey("surveys.id")),
    Column("idea", Integer),  # which takes it along when it goes
    Column("platform", String(20), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("ref_sealed", LargeBinary),  # until it is fetched
    Column("retry", Moment),
    Column("attempts", Integer, nullable=False),
    Column("media_type", String(40)),
    Column("content_sealed", LargeBinary),
    Column("day", Integer),  # when it came, as long as it belongs to a chat
    sqlite_with_rowid=False,
)
Index("files_chat", files.c.chat)
Index("files_idea", files.c.idea)
_unfetched = files.c.ref_sealed.is_not(None)
Index(
    "files_unfetched",
    files.c.platform,
    files.c.retry,
    sqlite_where=_unfetched,
    postgresql_where=_unfetched,
)

# Files to be read as surveys, and surveys and ideas to be sent as files, for an organiser's chat.
survey_files = Table(
    "survey_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("file", ForeignKey("files.id", ondelete="CASCADE"), unique=True),
    Column("survey", ForeignKey("surveys.id", ondelete="CASCADE")),
    Column("idea", Integer),  # that of a sheet
    Column("retry", Moment),
    Column("attempts", Integer, nullable=False),
    sqlite_with_rowid=False,
)

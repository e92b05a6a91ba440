"""The tables of what is sent: campaigns, whom they are for, and the outbox."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from .schema import Id, Moment, metadata

# An announcement to many people. Its rows in the outbox have no words of their own.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(20), nullable=False),  # survey, reminder
    Column("survey", ForeignKey("surveys.id")),  # the one it invites to
    # waiting (for somebody's approval), planned, running, paused, stopped, done
    Column("state", String(10), nullable=False),
    Column("made", Moment, nullable=False),
    Column("due", Moment, nullable=False),  # nothing of it is planned or sent before
    Column("cursor", String(32), nullable=False),  # the last participant who was looked at
    Column("planned", Moment),  # when everybody had been
    Column("recipients", Integer, nullable=False),  # rows written so far
    Column("sent", Integer, nullable=False),  # counted when it has ended, as is `failed`
    Column("failed", Integer, nullable=False),
    Column("ended", Moment),
    Column("association", String(16)),  # whose it is
    Column("audience", Text),  # JSON; everybody where there is none
    Column("starter", String(16)),  # the organiser's id, or console
    Column("approved_by", String(16)),  # who else agreed to it, likewise
    Column("expires", Moment),  # until when somebody can
    Column("cut", String(64)),  # the last lot that is drawn into its sample
    Column("turn", BigInteger, nullable=False, server_default=text("0")),  # the last it gave out
    Column("forgotten", Integer),  # the day on which it was last told; now nobody knows to whom
)
Index("campaigns_state", campaigns.c.state)
_reminds = text("kind = 'reminder' and state <> 'stopped'")
Index(
    "campaigns_reminder",
    campaigns.c.survey,
    unique=True,
    sqlite_where=_reminds,
    postgresql_where=_reminds,
)

# What a campaign says, in each language; wiped when it has ended.
campaign_texts = Table(
    "campaign_texts",
    metadata,
    Column("campaign", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("message_sealed", LargeBinary, nullable=False),
)

# Whom a campaign is for or was: once a person, whatever dies. Goes with the survey's secret.
told = Table(
    "told",
    metadata,
    Column("campaign", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, nullable=False),  # since 1970
    Column("declined", Boolean),  # said "not now": is not reminded
    sqlite_with_rowid=False,
)
Index("told_participant", told.c.participant)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(24), nullable=False),  # what makes a repeated send harmless
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE")),
    Column("address_sealed", LargeBinary),  # for a last word to somebody who has been forgotten
    Column("room", String(16)),  # where many listen, and nobody is asked anything
    Column("platform", String(20), nullable=False),
    Column("priority", Integer, nullable=False),
    # Associations that announce at once take turns: lower ones are said first.
    Column("turn", BigInteger, nullable=False, server_default=text("0")),
    Column("campaign", String(16)),  # the one whose words it says
    Column("alert", String(10)),  # digest, change, cancelled, reminder, idea: asked about before
    Column("event", String(12)),  # what the alert is about, if it is one thing
    Column("lands", String(10)),  # whose hours and holidays an alert keeps
    Column("body_sealed", LargeBinary),  # wiped once settled
    Column("due", Moment),  # empty once settled
    Column("retry", Moment),  # not before
    Column("claimed", Moment),  # empty unless it is being sent
    Column("expires", Moment),
    Column("attempts", Integer, nullable=False),
    Column("settled", Moment),
    Column("delivered_as", String(255)),
    Column("error", String(200)),
    sqlite_autoincrement=True,
)
# "is not null" and not a state: a partial index is of no use to a query with bound values.
_open = outbox.c.due.is_not(None)
_waiting = _open & outbox.c.claimed.is_(None)
Index(
    "outbox_waiting",
    outbox.c.platform,
    outbox.c.priority,
    outbox.c.turn,
    outbox.c.due,
    outbox.c.id,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index("outbox_open", outbox.c.chat, outbox.c.id, sqlite_where=_open, postgresql_where=_open)
_announced = outbox.c.campaign.is_not(None)
Index(
    "outbox_campaign",
    outbox.c.campaign,
    outbox.c.chat,
    unique=True,
    sqlite_where=_announced,
    postgresql_where=_announced,
)
_settled = outbox.c.settled.is_not(None)
Index("outbox_settled", outbox.c.settled, sqlite_where=_settled, postgresql_where=_settled)

"""The tables as SQLAlchemy Core knows them; the migrations have to lead to these.

Times are whole milliseconds since 1970 in UTC: they compare alike in both databases. Columns
named `*_sealed` are encrypted as `crypt` does it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Moment = BigInteger
Id = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

# What was heard, by a keyed hash of the platform's name for it: never a platform id.
heard = Table(
    "heard",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("error", String(200)),
    sqlite_with_rowid=False,
)
Index("heard_at", heard.c.at)

# A person, known by nothing but a random id. `consents` is what holds now ("surveys -contact":
# given, refused); the proof of each step stands in the table of that name.
participants = Table(
    "participants",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("language", String(20), nullable=False),
    Column("consents", String(200), nullable=False),
    Column("seen", Integer, nullable=False),  # days since 1970: no finer than retention needs
    Column("last_chat", Id),  # the one used last, where there was more than one; no time
    sqlite_with_rowid=False,
)
Index("participants_seen", participants.c.seen)

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("address_hash", LargeBinary(16), nullable=False, unique=True),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("session_sealed", LargeBinary),
    Column("gone", Boolean, nullable=False),  # blocked the bot or left
    Column("seen", Integer),  # days since 1970, where it was heard of since this is kept
    sqlite_autoincrement=True,
)
Index("chats_participant", chats.c.participant)

# One-time codes that join another chat to this one, by a keyed hash.
link_codes = Table(
    "link_codes",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("expires", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Wrong codes lately, by a keyed hash of the chat: deleting everything must not give new tries.
link_tries = Table(
    "link_tries",
    metadata,
    Column("who", LargeBinary(16), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("until", Moment, nullable=False),  # when they are forgotten
    sqlite_with_rowid=False,
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("text_version", String(60), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("consents_participant", consents.c.participant)

surveys = Table(
    "surveys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(10), nullable=False),  # draft, open, closed
    Column("version", Integer, nullable=False),  # the published one, 0 before
    Column("published", Moment),
    Column("closed", Moment),
    Column(
        "secret_sealed", LargeBinary
    ),  # ties participants to ballots; destroyed after the close
    Column("examples", Integer, nullable=False),  # made-up ballots of a demonstration
    Column("code", String(8)),  # to be typed; from the publishing on
    Column("association", String(16)),  # whose it is; the operator's own where there is none
    Column("ends", Moment),  # when it closes by itself
    Column("k", Integer),  # fewest people of whom something is told; 10 where none is named
    Column("bursts", String(100)),  # JSON: whether many ballots alike came within minutes
)
Index("surveys_code", surveys.c.code, unique=True)

survey_versions = Table(
    "survey_versions",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", Text, nullable=False),  # JSON
    Column("published", Boolean, nullable=False),  # frozen from then on
)

# No sequence, and no time that outlives the survey's secret: that opens the minute in which a
# ballot was cast, and the minute goes when it goes. The key is random to whoever lacks the secret,
# and without row ids SQLite keeps the rows in the order of that key.
ballots = Table(
    "ballots",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("voter", LargeBinary(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("answers", Text, nullable=False),  # JSON
    Column("words_sealed", LargeBinary),  # free texts and files
    Column("cast_sealed", LargeBinary),  # the minute, by the survey's secret
    Column("poster", String(8)),  # the code of the one that led there; goes with the secret
    sqlite_with_rowid=False,
)

# People's own words and files, detached from their ballots when those become nobody's. The id is
# drawn anew, so that nothing tells which words came together, or from whom.
words = Table(
    "words",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("survey", ForeignKey("surveys.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", String(40), nullable=False),
    Column("said_sealed", LargeBinary, nullable=False),  # a text, or the name of a file
    Column("file", Boolean, nullable=False),
    Column("state", String(10), nullable=False),  # unread, shown, hidden
    sqlite_with_rowid=False,
)
Index("words_survey", words.c.survey, words.c.version, words.c.question, words.c.state)

# How often each question was reached; organisers see `shown`, which moves in steps.
steps = Table(
    "steps",
    metadata,
    # No foreign key: counting must not wait for whoever holds the survey to count a ballot.
    Column("survey", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("reached", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
)

# Leave to take out one row a ballot: asked for by one organiser, given by another with a code.
releases = Table(
    "releases",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("asked_by", String(16), nullable=False),
    Column("given_by", String(16)),
    Column("code", LargeBinary(16)),
    Column("expires", Moment, nullable=False),
)

# Who took part in a survey that is over, until their messages are written; not what they said.
followers = Table(
    "followers",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("followers_participant", followers.c.participant)

# What hangs somewhere and leads to a survey; `place` says where, in the organisers' words.
posters = Table(
    "posters",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("survey", ForeignKey("surveys.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1, in the order in which they were made
    Column("place", String(80), nullable=False),
    Column("ballots", Integer),  # that came by it: counted once, at the close
)
Index("posters_survey", posters.c.survey, posters.c.place, unique=True)

tallies = Table(
    "tallies",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("tally", Text, nullable=False),  # JSON
)

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
    Column("platform", String(20), nullable=False),
    Column("priority", Integer, nullable=False),
    # Associations that announce at once take turns: lower ones are said first.
    Column("turn", BigInteger, nullable=False, server_default=text("0")),
    Column("campaign", String(16)),  # the one whose words it says
    Column("alert", String(10)),  # digest, change, cancelled or reminder: asked about before
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

# Files to be read as surveys, and surveys to be sent as files, for an organiser's chat.
survey_files = Table(
    "survey_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("file", ForeignKey("files.id", ondelete="CASCADE"), unique=True),
    Column("survey", ForeignKey("surveys.id", ondelete="CASCADE")),
    Column("retry", Moment),
    Column("attempts", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Pictures of results that people may see, of exactly the numbers with that hash (in hexadecimal).
pictures = Table(
    "pictures",
    metadata,
    Column("survey", ForeignKey("surveys.id"), primary_key=True),
    Column("view", String(10), primary_key=True),  # empty: the result itself
    Column("language", String(20), primary_key=True),
    Column("number", Integer, primary_key=True),  # 0 only says what was drawn
    Column("sha256", String(64), nullable=False),
    Column("name", String(80), nullable=False),
    Column("alt", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# What people call places, beside the names that come with the package.
place_names = Table(
    "place_names",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("region", String(8), primary_key=True),  # its official key
    sqlite_with_rowid=False,
)

# What the clock has done: each job's period once, whoever ticks.
periods = Table(
    "periods",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What the adapters remember between two runs: where they were, their keys and their tokens.
platform_notes = Table(
    "platform_notes",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value_sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What happens in the region, as it is now. `version` counts what people have to be told of;
# `unannounced` is since when some of them have not been.
events = Table(
    "events",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("association", String(40), nullable=False),  # empty: the alliance's
    Column("version", Integer, nullable=False),
    Column("starts", Moment, nullable=False),
    Column("over", Moment, nullable=False),
    Column("published", Moment, nullable=False),  # later than any before, whatever the clock says
    Column("unannounced", Moment),
    Column("event", Text, nullable=False),  # JSON
)
Index("events_over", events.c.over)
Index("events_published", events.c.published, unique=True)
_unannounced = events.c.unannounced.is_not(None)
Index(
    "events_unannounced",
    events.c.unannounced,
    sqlite_where=_unannounced,
    postgresql_where=_unannounced,
)

# An event as it was when its version was told: to say what has changed since.
event_versions = Table(
    "event_versions",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("told", Text, nullable=False),  # JSON
)

# Calendars that are fetched again and again.
feeds = Table(
    "feeds",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("association", String(40), nullable=False),
    Column("url", String(1000), nullable=False),
    Column("name", String(120), nullable=False),
    Column("regions", String(200), nullable=False),
    Column("topics", String(100), nullable=False),
    Column("etag", String(300), nullable=False),
    Column("modified", String(100), nullable=False),
    Column("due", Moment, nullable=False),
    Column("checked", Moment),
    Column("failures", Integer, nullable=False),
    Column("error", String(300), nullable=False),
)

# Where an event is known from; a file that was imported once has no feed.
event_sources = Table(
    "event_sources",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("key", String(64), primary_key=True),  # a hash of what the source calls it
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("link", String(500), nullable=False),
    Column("leads", Boolean, nullable=False),  # the one whose word counts
)
Index("event_sources_event", event_sources.c.event)

# How often somebody wants to hear of events, and what they want to hear of. `done` is the last
# period that was looked after; `lands` whose holidays count.
alerts = Table(
    "alerts",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("frequency", String(10), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("lands", String(10), nullable=False),
    Column("done", Moment, nullable=False),
    sqlite_with_rowid=False,
)
Index("alerts_due", alerts.c.frequency, alerts.c.hour, alerts.c.lands, alerts.c.done)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("place", String(8), primary_key=True),
    Column("radius", Integer, primary_key=True),  # kilometres
    Column("topic", String(20), primary_key=True),  # empty: all
    sqlite_with_rowid=False,
)

# One digest a person and period, whatever dies and however the clock jumps.
digests = Table(
    "digests",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(20), primary_key=True),
    Column("day", Integer, nullable=False),  # since 1970
    sqlite_with_rowid=False,
)
Index("digests_day", digests.c.day)

# Who was told of which version of an event, until a day after its end.
event_told = Table(
    "event_told",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("post", String(24)),  # the key of the one that says so
    sqlite_with_rowid=False,
)
Index("event_told_participant", event_told.c.participant)
Index("event_told_post", event_told.c.post)

# What somebody does with an event; gone a day after its end.
event_marks = Table(
    "event_marks",
    metadata,
    Column("event", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("coming", Boolean, nullable=False),
    Column("saved", Boolean, nullable=False),
    Column("remind", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index("event_marks_participant", event_marks.c.participant)
# A civil-society group that organises; `profile` is what everybody may read of it, as JSON.
associations = Table(
    "associations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("profile", Text, nullable=False),
    Column("founded", Moment, nullable=False),
)

# Who may do what; `name` is what the one who invited calls them.
organisers = Table(
    "organisers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("role", String(12), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("since", Moment, nullable=False),
)
Index("organisers_participant", organisers.c.participant, organisers.c.association, unique=True)

# Codes that make somebody an organiser, once; by a keyed hash.
invites = Table(
    "invites",
    metadata,
    Column("code", LargeBinary(16), primary_key=True),
    Column("association", ForeignKey("associations.id"), nullable=False),
    Column("role", String(12), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("invited_by", String(16), nullable=False),
    Column("expires", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What organisers did. Each row's seal covers the row and the seal before it.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("organiser", String(16), nullable=False),
    Column("association", String(16), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("before", LargeBinary(32), nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
)

# In which district people live, if they told it for invitations from nearby.
residences = Table(
    "residences",
    metadata,
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("region", String(8), nullable=False),
    sqlite_with_rowid=False,
)

# What was pushed to one person because of one thing: once, whatever dies.
notices = Table(
    "notices",
    metadata,
    Column("thing", String(40), primary_key=True),
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("event", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
Index("notices_participant", notices.c.participant)

# Surveys that are asked again each month, until `due` is empty; each month's is a round.
repeats = Table(
    "repeats",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("association", String(16), nullable=False),
    Column("survey", ForeignKey("surveys.id"), nullable=False),
    Column("audience", Text, nullable=False),
    Column("starter", String(16), nullable=False),
    Column("due", Moment),
)
rounds = Table(
    "rounds",
    metadata,
    Column("repeat", ForeignKey("repeats.id"), primary_key=True),
    Column("period", String(7), primary_key=True),  # such as 2026-12
    Column("survey", String(40), nullable=False),
)

"""The tables of surveys, their ballots and what is counted and shown of them."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from .schema import Moment, metadata

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
    # JSON: how regions are told apart, settled when ballots become nobody's; empty before.
    Column("regions", Text),
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
Index("words_survey", words.c.survey, words.c.version, words.c.state, words.c.question)

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

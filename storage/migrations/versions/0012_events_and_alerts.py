"""Events, who wants to hear of them, who was told, and feeds that tell of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("association", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("unannounced", sa.BigInteger(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("events_over", "events", ["over"], unique=False)
    op.create_index("events_published", "events", ["published"], unique=True)
    op.create_index(
        "events_unannounced",
        "events",
        ["unannounced"],
        unique=False,
        sqlite_where=sa.text("unannounced IS NOT NULL"),
        postgresql_where=sa.text("unannounced IS NOT NULL"),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("association", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("regions", sa.String(length=200), nullable=False),
        sa.Column("topics", sa.String(length=100), nullable=False),
        sa.Column("etag", sa.String(length=300), nullable=False),
        sa.Column("modified", sa.String(length=100), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    op.create_table(
        "alerts",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("frequency", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("lands", sa.String(length=10), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_alerts_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant", name=op.f("pk_alerts")),
        sqlite_with_rowid=False,
    )
    op.create_index("alerts_due", "alerts", ["frequency", "hour", "lands", "done"], unique=False)
    op.create_table(
        "digests",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_digests_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant", "period", name=op.f("pk_digests")),
        sqlite_with_rowid=False,
    )
    op.create_index("digests_day", "digests", ["day"], unique=False)
    op.create_table(
        "event_marks",
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("saved", sa.Boolean(), nullable=False),
        sa.Column("remind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["events.id"], name=op.f("fk_event_marks_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_event_marks_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event", "participant", name=op.f("pk_event_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("event_marks_participant", "event_marks", ["participant"], unique=False)
    op.create_table(
        "event_sources",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["events.id"], name=op.f("fk_event_sources_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_event_sources")),
    )
    op.create_index("event_sources_event", "event_sources", ["event"], unique=False)
    op.create_table(
        "event_told",
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["event"], ["events.id"], name=op.f("fk_event_told_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_event_told_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event", "participant", "version", name=op.f("pk_event_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("event_told_post", "event_told", ["post"], unique=False)
    op.create_index("event_told_participant", "event_told", ["participant"], unique=False)
    op.create_table(
        "event_versions",
        sa.Column("event", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["events.id"], name=op.f("fk_event_versions_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event", "version", name=op.f("pk_event_versions")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_subscriptions_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "participant", "place", "radius", "topic", name=op.f("pk_subscriptions")
        ),
        sqlite_with_rowid=False,
    )
    op.add_column("outbox", sa.Column("alert", sa.String(length=10), nullable=True))
    op.add_column("outbox", sa.Column("event", sa.String(length=12), nullable=True))
    op.add_column("outbox", sa.Column("lands", sa.String(length=10), nullable=True))

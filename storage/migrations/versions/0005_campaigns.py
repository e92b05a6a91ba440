"""Announcements to many people, whom they are for, and when a chat was last heard of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("survey", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("cursor", sa.String(length=32), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["survey"], ["surveys.id"], name=op.f("fk_campaigns_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("campaigns_state", "campaigns", ["state"])
    op.create_table(
        "campaign_texts",
        sa.Column("campaign", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"],
            ["campaigns.id"],
            name=op.f("fk_campaign_texts_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign", "language", name=op.f("pk_campaign_texts")),
    )
    op.create_table(
        "told",
        sa.Column("campaign", sa.String(length=16), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.id"], name=op.f("fk_told_campaign"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_told_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign", "participant", name=op.f("pk_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("told_participant", "told", ["participant"])
    op.add_column("chats", sa.Column("seen", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("campaign", sa.String(length=16), nullable=True))
    op.create_index(
        "outbox_campaign",
        "outbox",
        ["campaign", "chat"],
        unique=True,
        sqlite_where=sa.text("campaign IS NOT NULL"),
        postgresql_where=sa.text("campaign IS NOT NULL"),
    )

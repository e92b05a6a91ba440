"""Associations, who may do what in them, invitations to join, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "associations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("founded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_associations")),
    )
    op.create_table(
        "organisers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("participant", sa.String(length=32), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_organisers_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["association"], ["associations.id"], name=op.f("fk_organisers_association")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisers")),
    )
    op.create_index(
        "organisers_participant", "organisers", ["participant", "association"], unique=True
    )
    op.create_table(
        "invites",
        sa.Column("code", sa.LargeBinary(length=16), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.String(length=16), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["association"], ["associations.id"], name=op.f("fk_invites_association")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_invites")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("before", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.add_column("surveys", sa.Column("association", sa.String(length=16), nullable=True))
    op.add_column("campaigns", sa.Column("association", sa.String(length=16), nullable=True))
    # The row by which writers of the audit log wait for each other.
    meta = sa.table("meta", sa.column("name"), sa.column("value"))
    op.bulk_insert(meta, [{"name": "audit", "value": ""}])

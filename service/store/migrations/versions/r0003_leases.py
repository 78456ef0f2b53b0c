"""Who solves a roster just now, until when that counts without a sign of life, and how often its solver crashed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("rosters") as rosters:
        rosters.add_column(sa.Column("leased_by", sa.Text(), nullable=True))
        rosters.add_column(sa.Column("leased_until", UtcTime(timezone=True), nullable=True))
        rosters.add_column(sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("rosters") as rosters:
        for column in ("leased_by", "leased_until", "crashes"):
            rosters.drop_column(column)

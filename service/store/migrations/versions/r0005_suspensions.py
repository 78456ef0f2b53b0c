"""What an organisation has stopped, in all its days. Partners see none of it: reasons tell of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0005"
down_revision = "0004"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_OWN = "owner = (select nullif(current_setting('onevisit.organisation', true), ''))"
_MOMENT = UtcTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "suspensions",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("starts", _MOMENT, nullable=False),
        sa.Column("ends", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_name", sa.Text(), nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="suspensions_key"),
    )
    op.create_index("suspensions_owner", "suspensions", ["owner"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table suspensions enable row level security")
        op.execute("alter table suspensions force row level security")
        for policy, command, bound in (
            ("seen", "select", "using"),
            ("added", "insert", "with check"),
            ("changed", "update", "using"),
            ("taken", "delete", "using"),
        ):
            op.execute(f"create policy {policy} on suspensions for {command} {bound} ({_ALL} or {_OWN})")


def downgrade() -> None:
    op.drop_table("suspensions")

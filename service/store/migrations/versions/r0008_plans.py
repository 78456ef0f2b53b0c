"""What a repair would make of a roster, kept from when it is shown until the roster moves on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0008"
down_revision = "0007"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_OWN = "owner = (select nullif(current_setting('onevisit.organisation', true), ''))"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("roster", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("created", UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["roster"], ["rosters.id"], name="plans_roster_of_rosters", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="plans_key"),
    )
    op.create_index("plans_roster", "plans", ["roster"])
    op.create_index("plans_owner", "plans", ["owner"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table plans enable row level security")
        op.execute("alter table plans force row level security")
        for policy, command, bound in (
            ("seen", "select", "using"),
            ("added", "insert", "with check"),
            ("changed", "update", "using"),
            ("taken", "delete", "using"),
        ):
            op.execute(f"create policy {policy} on plans for {command} {bound} ({_ALL} or {_OWN})")


def downgrade() -> None:
    op.drop_table("plans")

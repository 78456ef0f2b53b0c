"""A partner is asked before another organisation's days come into its view. Who sees some already has agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0007"
down_revision = "0006"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_ORGANISATION = "(select nullif(current_setting('onevisit.organisation', true), ''))"
_OWN = f"owner = {_ORGANISATION}"
_MOMENT = UtcTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "partnerships",
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("partner", sa.String(100), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("decided", _MOMENT, nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("owner", "partner", name="partnerships_key"),
    )
    op.create_index("partnerships_partner", "partnerships", ["partner"])
    op.create_table(
        "offers",
        sa.Column("problem", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(100), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem", "owner"],
            ["problems.id", "problems.owner"],
            name="offers_problem_owner_of_problems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("problem", "organisation", name="offers_key"),
    )
    op.create_index("offers_organisation", "offers", ["organisation"])
    op.create_index("offers_owner", "offers", ["owner"])
    op.execute(
        'insert into partnerships (owner, partner, state, created, "by")'
        " select distinct owner, organisation, 'accepted', current_timestamp, 'system' from shares"
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, seen in (("partnerships", f"{_OWN} or partner = {_ORGANISATION}"), ("offers", _OWN)):
            op.execute(f"alter table {table} enable row level security")
            op.execute(f"alter table {table} force row level security")
            op.execute(f"create policy seen on {table} for select using ({_ALL} or {seen})")
            op.execute(f"create policy added on {table} for insert with check ({_ALL} or {_OWN})")
            op.execute(f"create policy changed on {table} for update using ({_ALL} or {_OWN})")
            op.execute(f"create policy taken on {table} for delete using ({_ALL} or {_OWN})")


def downgrade() -> None:
    op.drop_table("offers")
    op.drop_table("partnerships")

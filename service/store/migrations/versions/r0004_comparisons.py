"""Comparisons of three rosters wait in the queue of rosters. Partners see none: total less own is the others' count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0004"
down_revision = "0003"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_ORGANISATION = "(select nullif(current_setting('onevisit.organisation', true), ''))"
_OWN = f"owner = {_ORGANISATION}"
_SHARED = f"exists (select 1 from shares s where s.problem = rosters.problem and s.organisation = {_ORGANISATION})"


def upgrade() -> None:
    with op.batch_alter_table("rosters") as rosters:
        rosters.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default="roster"))
        rosters.add_column(sa.Column("turn", UtcTime(timezone=True), nullable=True))
        rosters.add_column(sa.Column("roster", sa.String(40), nullable=True))
        rosters.add_column(sa.Column("seeds", sa.Integer(), nullable=True))
        rosters.add_column(sa.Column("made", sa.Integer(), nullable=True))
        rosters.create_foreign_key("rosters_roster_of_rosters", "rosters", ["roster"], ["id"], ondelete="CASCADE")
        rosters.create_index("rosters_roster", ["roster"])
    _seen(f"{_OWN} or (kind = 'roster' and {_SHARED})")


def downgrade() -> None:
    op.execute("delete from rosters where kind <> 'roster'")
    _seen(f"{_OWN} or {_SHARED}")
    with op.batch_alter_table("rosters") as rosters:
        rosters.drop_index("rosters_roster")
        rosters.drop_constraint("rosters_roster_of_rosters", type_="foreignkey")
        for column in ("kind", "turn", "roster", "seeds", "made"):
            rosters.drop_column(column)


def _seen(rows: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"alter policy seen on rosters using ({_ALL} or {rows})")

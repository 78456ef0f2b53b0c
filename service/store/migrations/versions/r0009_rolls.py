"""Whom a look showed, from where it came, and which version: so that the audit can say who saw a client.

Columns are added, the audit is never made anew: its triggers stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_ORGANISATION = "(select nullif(current_setting('onevisit.organisation', true), ''))"
_POSTGRES = """
create trigger rolls_are_kept before update or delete on rolls for each row execute function audit_is_kept();
create trigger rolls_are_whole before truncate on rolls for each statement execute function audit_is_kept();
"""
_SQLITE = (
    "create trigger rolls_unchanged before update on rolls begin select raise(abort, 'the audit is append-only'); end",
    "create trigger rolls_kept before delete on rolls begin select raise(abort, 'the audit is append-only'); end",
    "create trigger rolls_unreplaced before insert on rolls when exists (select 1 from rolls where owner = new.owner"
    " and viewer = new.viewer and digest = new.digest)"
    " begin select raise(abort, 'the audit is append-only'); end",
)


def upgrade() -> None:
    op.add_column("audit", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column("audit", sa.Column("sight", sa.String(16), nullable=True))
    op.add_column("audit", sa.Column("address", sa.String(64), nullable=True))
    op.add_column("audit", sa.Column("roll", sa.String(64), nullable=True))
    op.create_index("audit_roll", "audit", ["roll"])
    op.create_table(
        "rolls",
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("viewer", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("clients", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "viewer", "digest", name="rolls_key"),
    )
    op.create_index("rolls_viewer", "rolls", ["viewer"])
    if op.get_bind().dialect.name != "postgresql":
        for statement in _SQLITE:
            op.execute(statement)
        return
    op.execute("alter table rolls enable row level security")
    op.execute("alter table rolls force row level security")
    seen = f"{_ALL} or owner = {_ORGANISATION} or viewer = {_ORGANISATION}"
    op.execute(f"create policy seen on rolls for select using ({seen})")
    op.execute(f"create policy added on rolls for insert with check ({_ALL} or viewer = {_ORGANISATION})")
    op.execute(_POSTGRES)


def downgrade() -> None:
    op.drop_table("rolls")
    op.drop_index("audit_roll", "audit")
    for column in ("roll", "address", "sight", "version"):
        op.drop_column("audit", column)

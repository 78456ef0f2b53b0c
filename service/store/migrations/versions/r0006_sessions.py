"""Sessions of browsers, kept here so that they end: when nobody uses them, after some hours, and by signing out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.tables import UtcTime

revision = "0006"
down_revision = "0005"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_OWN = "organisation = (select nullif(current_setting('onevisit.organisation', true), ''))"
_MOMENT = UtcTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(40), nullable=True),
        sa.Column("person", sa.String(40), nullable=True),
        sa.Column("organisation", sa.String(100), nullable=True),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("ends", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="sessions_key"),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name="sessions_key_of_keys", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="sessions_person_of_people", ondelete="CASCADE"),
    )
    for column in ("key", "person", "organisation", "ends"):
        op.create_index(f"sessions_by_{column}", "sessions", [column])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table sessions enable row level security")
        op.execute("alter table sessions force row level security")
        for policy, command, bound in (
            ("seen", "select", "using"),
            ("added", "insert", "with check"),
            ("changed", "update", "using"),
            ("taken", "delete", "using"),
        ):
            op.execute(f"create policy {policy} on sessions for {command} {bound} ({_ALL} or {_OWN})")


def downgrade() -> None:
    op.drop_table("sessions")

"""Who may see and write which rows (PostgreSQL), and an audit that nobody changes (both).

``onevisit.organisation``, ``onevisit.who`` and ``onevisit.all`` are set at the start of each transaction, see
service/store/database.py; without them nothing is seen. FORCE binds the tables' owner too, which the service is.
Who partners are stands in shares, with the problem's owner beside it: a policy that asked problems would ask itself.
A later revision that makes the audit anew on SQLite (batch mode) has to make its triggers anew as well.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_ALL = "(select current_setting('onevisit.all', true)) = 'yes'"
_WHO = "(select nullif(current_setting('onevisit.who', true), ''))"
_ORGANISATION = "(select nullif(current_setting('onevisit.organisation', true), ''))"

_OWN = f"owner = {_ORGANISATION}"
_STAFF = f"organisation = {_ORGANISATION}"
_SEEN_ROSTER = "exists (select 1 from rosters r where r.id = roster)"  # seen: bounded by the policy of rosters
_OWN_ROSTER = f"exists (select 1 from rosters r where r.id = roster and r.owner = {_ORGANISATION})"
_OWN_WEBHOOK = "exists (select 1 from webhooks w where w.id = webhook)"
_SHARED = f"exists (select 1 from shares s where s.problem = {{problem}} and s.organisation = {_ORGANISATION})"

# table: what is seen, what may be added, what may be changed or taken away
_POLICIES = {
    "organisations": (f"id = {_ORGANISATION}",) * 3,
    "keys": (_STAFF,) * 3,
    "people": (_STAFF,) * 3,
    "problems": (f"{_OWN} or {_SHARED.format(problem='problems.id')}", _OWN, _OWN),
    "shares": (f"{_OWN} or {_STAFF}", _OWN, _OWN),
    "rosters": (f"{_OWN} or {_SHARED.format(problem='rosters.problem')}", _OWN, _OWN),
    "versions": (_SEEN_ROSTER, _OWN_ROSTER, _OWN_ROSTER),
    "events": (_SEEN_ROSTER, _OWN_ROSTER, _OWN_ROSTER),
    # A partner's nurse lead signs too.
    "decisions": (
        _SEEN_ROSTER,
        "exists (select 1 from rosters r where r.id = roster and r.owner = decisions.owner)",
        _OWN_ROSTER,
    ),
    "audit": (f"{_OWN} or {_STAFF}", _STAFF, "false"),
    "history": (_OWN,) * 3,
    "batches": (_OWN,) * 3,
    "webhooks": (_OWN,) * 3,
    "deliveries": (_OWN_WEBHOOK,) * 3,
    "idempotency": (f"who = {_WHO}",) * 3,
}

_POSTGRES_AUDIT = """
create function audit_is_kept() returns trigger language plpgsql as
$$ begin raise exception 'the audit is append-only'; end $$;
create trigger audit_is_kept before update or delete on audit for each row execute function audit_is_kept();
create trigger audit_is_whole before truncate on audit for each statement execute function audit_is_kept();
"""

# The last one is for "insert or replace", which takes the old row away without asking the trigger for deletes.
_SQLITE_AUDIT = (
    "create trigger audit_unchanged before update on audit begin select raise(abort, 'the audit is append-only'); end",
    "create trigger audit_kept before delete on audit begin select raise(abort, 'the audit is append-only'); end",
    "create trigger audit_unreplaced before insert on audit when exists (select 1 from audit where id = new.id)"
    " begin select raise(abort, 'the audit is append-only'); end",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE_AUDIT:
            op.execute(statement)
        return
    for table, (seen, added, changed) in _POLICIES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy seen on {table} for select using ({_ALL} or {seen})")
        op.execute(f"create policy added on {table} for insert with check ({_ALL} or {added})")
        op.execute(f"create policy changed on {table} for update using ({_ALL} or {changed})")
        op.execute(f"create policy taken on {table} for delete using ({_ALL} or {changed})")
    op.execute(_POSTGRES_AUDIT)

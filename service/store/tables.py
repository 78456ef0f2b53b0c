"""Every table of the store, the same on SQLite and PostgreSQL.

``owner`` is always the organisation that submitted; partners are the organisations a problem names, see Share.
Documents are kept as compressed JSON. Times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Table as Table
from .base import UtcTime as UtcTime
from .base import is_id as is_id
from .base import new_id as new_id
from .base import now as now


class Organisation(Table):
    """An organisation that has keys or people here. Its id is the one that problems use."""

    __tablename__ = "organisations"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(default=now)


class Key(Table):
    """An API key: only its hash is kept. The part before the dot, in the clear, finds it."""

    __tablename__ = "keys"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    created: Mapped[datetime] = mapped_column(default=now)
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Person(Table):
    """Somebody known to the OIDC issuer, and what they are here. Unknown people get nothing."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    created: Mapped[datetime] = mapped_column(default=now)
    revoked: Mapped[datetime | None]


class SignIn(Table):
    """A browser's session: somebody came in at the page, by a key or by their issuer. Only its secret's hash is kept.

    seen: when it was last used, to within a minute. ends: when it is over whatever happens. ended: somebody signed out.
    """

    __tablename__ = "sessions"
    __table_args__ = tuple(Index(f"sessions_by_{one}", one) for one in ("key", "person", "organisation", "ends"))
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of what the cookie holds
    key: Mapped[str | None] = mapped_column(ForeignKey("keys.id", ondelete="CASCADE"))
    person: Mapped[str | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    organisation: Mapped[str | None] = mapped_column(String(100))
    created: Mapped[datetime] = mapped_column(default=now)
    seen: Mapped[datetime] = mapped_column(default=now)
    ends: Mapped[datetime]
    ended: Mapped[datetime | None]


class Problem(Table):
    """A problem as submitted, with what was stopped since. document: the canonical JSON, compressed. digest: its
    fingerprint.
    """

    __tablename__ = "problems"
    __table_args__ = (UniqueConstraint("id", "owner"),)  # what shares and rosters refer to: their owner is the same
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    name: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    visits: Mapped[int]
    shifts: Mapped[int]
    starts: Mapped[datetime | None]  # the horizon's first moment; None on a literature clock
    days: Mapped[int] = mapped_column(default=1)
    document: Mapped[bytes]
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(Text)
    erased: Mapped[datetime | None]


class Share(Table):
    """An organisation that a problem names beside its owner: it sees its own clients there."""

    __tablename__ = "shares"
    __table_args__ = (
        ForeignKeyConstraint(["problem", "owner"], ["problems.id", "problems.owner"], ondelete="CASCADE"),
    )
    problem: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)  # the problem's: row-level security asks for it here


class Offer(Table):
    """A problem that names an organisation which has not agreed to see its owner's days: a Share once it does."""

    __tablename__ = "offers"
    __table_args__ = (
        ForeignKeyConstraint(["problem", "owner"], ["problems.id", "problems.owner"], ondelete="CASCADE"),
    )
    problem: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)


class Partnership(Table):
    """Whether a partner agrees to see its part of an owner's days. state: asked, accepted or refused."""

    __tablename__ = "partnerships"
    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    partner: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(String(12))
    created: Mapped[datetime] = mapped_column(default=now)
    decided: Mapped[datetime | None]
    by: Mapped[str | None] = mapped_column(Text)


class Job(Table):
    """What a solver works on: a Roster, or a Comparison of three. One table, for they wait in one queue, see leases.py.

    state: queued, running, done, cancelled or failed; the last three are for good.
    seconds: CPU time asked for (of a comparison for each roster); spent: used up so far. version: counts changes, for
    ETags; the database refuses a lost update. urgent: goes ahead of batch work. turn: when it let others go ahead last.
    outcome: all that is told of it, compressed JSON; while running, as far as that is known.
    problem_document: the problem after changes by hand (pins, absences, decisions); None: as submitted.
    """

    __tablename__ = "rosters"
    __table_args__ = (ForeignKeyConstraint(["problem", "owner"], ["problems.id", "problems.owner"]),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(12), server_default="roster")
    problem: Mapped[str] = mapped_column(String(40), index=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    batch: Mapped[str | None] = mapped_column(ForeignKey("batches.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="queued", index=True)
    urgent: Mapped[bool] = mapped_column(default=True)
    seconds: Mapped[float]
    joins: Mapped[str] = mapped_column(String(10), default="suggest")
    seed: Mapped[int] = mapped_column(default=0)
    pack: Mapped[str | None] = mapped_column(Text)  # TOML of what differs from the built-in pack
    start: Mapped[bytes | None]  # a roster to begin with
    spent: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(server_default="0")  # of the solver's own making
    leased_by: Mapped[str | None] = mapped_column(Text)  # see leases.py
    leased_until: Mapped[datetime | None]
    turn: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    best_cost: Mapped[int | None]
    served: Mapped[int | None]
    unserved: Mapped[int | None]
    hard: Mapped[int | None]
    document: Mapped[bytes | None]
    outcome: Mapped[bytes | None]
    problem_document: Mapped[bytes | None]
    why: Mapped[str | None] = mapped_column(Text)  # it failed, in words without personal data
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(Text)
    began: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    __mapper_args__ = {"version_id_col": version, "polymorphic_on": kind}  # noqa: RUF012 - as SQLAlchemy declares it


class Roster(Job):
    """A roster, asked for or made. document: the roster, compressed JSON; while running, the best so far.

    best_cost: cost units of the best saved so far.
    """

    __mapper_args__ = {"polymorphic_identity": "roster"}  # noqa: RUF012


class Comparison(Job):
    """The day of a roster made three ways: see jobs/comparison_job.py. What asks for rosters never finds one.

    roster: whose day it is, as it was when this was asked for. seeds: how often each way; made: rosters so far. joins:
    "all" that keep the conditions, or "apply" those that are signed or agreed.
    """

    __mapper_args__ = {"polymorphic_identity": "comparison"}  # noqa: RUF012
    roster: Mapped[str | None] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), index=True)
    seeds: Mapped[int | None]
    made: Mapped[int | None]


class Version(Table):
    """A roster as it was after solving, and after each change by hand. Never changed, so that undo has something."""

    __tablename__ = "versions"
    roster: Mapped[str] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[bytes]
    problem_document: Mapped[bytes | None]
    cost: Mapped[int]
    hard: Mapped[int] = mapped_column(default=0)
    what: Mapped[str] = mapped_column(Text)  # was done: "solved", "move V12 to S3"
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)


class Plan(Table):
    """What a repair would make of a roster, as it was shown: applied as it stands, or not at all.

    version: of the roster from which it was made; once that has moved on the plan is good for nothing.
    """

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    roster: Mapped[str] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    version: Mapped[int]
    document: Mapped[bytes]
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(Text)


class Event(Table):
    """What happened to a roster: a better one was found, its state changed. number counts from 1 in each roster."""

    __tablename__ = "events"
    roster: Mapped[str] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # progress, state, changed
    at: Mapped[datetime] = mapped_column(default=now)
    data: Mapped[dict[str, Any]]  # progress: seconds, cost, served, unserved, phase; state: state, why


class Decision(Table):
    """Somebody approved or refused a join of one roster's problem."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    roster: Mapped[str] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    visits: Mapped[list[Any]]
    outcome: Mapped[str] = mapped_column(String(20))
    approved: Mapped[bool]
    by: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)


class Audit(Table):
    """Who saw or changed which client's data. The database refuses to change or delete a row.

    client: the client's id, or "" where a whole problem, roster or list was looked at; whom that showed stands in the
    Roll of the digest in roll. owner: whose data it was. version: of the roster. sight: how much of it was shown.
    address: where the request came from.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("audit_client", "owner", "client"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    who: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(100))
    owner: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(30))  # read, changed, submitted, signed, exported, erased
    problem: Mapped[str | None] = mapped_column(String(40))
    roster: Mapped[str | None] = mapped_column(String(40))
    client: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int | None]
    sight: Mapped[str | None] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(String(64))
    roll: Mapped[str | None] = mapped_column(String(64), index=True)


class Roll(Table):
    """Whom a look showed: the ids of the clients, kept once however often the same people are looked at.

    owner: whose day it was. viewer: the organisation of who looked, "" for none. Kept like the audit, which refers to
    it: documents change and go, and who was seen in them must still be told.
    """

    __tablename__ = "rolls"
    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    viewer: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    clients: Mapped[bytes]


class PastVisit(Table):
    """A visit that took place: what continuity is measured against in later problems of the same owner."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("owner", "client", "worker", "start"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    client: Mapped[str] = mapped_column(String(200), index=True)
    worker: Mapped[str] = mapped_column(String(200))
    start: Mapped[datetime] = mapped_column(index=True)
    sector: Mapped[str] = mapped_column(String(10), default="social")


class Suspension(Table):
    """Something stopped in all of an owner's days: those that are here, whose documents say so, and those to come.

    id: also that in the documents. client: whom it is about, "" where nobody alone. by, ended_by: who did it, as the
    audit records them; name, ended_name: as documents tell it. ended: when somebody ended it. Nothing is taken out.
    """

    __tablename__ = "suspensions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    what: Mapped[str] = mapped_column(String(12))
    of: Mapped[str] = mapped_column(Text)
    client: Mapped[str] = mapped_column(String(200), default="")
    starts: Mapped[datetime]
    ends: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(default=now)
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_name: Mapped[str] = mapped_column(Text, default="")
    ended: Mapped[datetime | None]


class Batch(Table):
    """Many problems solved together before one deadline."""

    __tablename__ = "batches"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    name: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="running")
    report: Mapped[dict[str, Any] | None]
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(Text)
    ended: Mapped[datetime | None]


class Webhook(Table):
    """An address that is told when a roster or a batch ends. secret signs what is sent."""

    __tablename__ = "webhooks"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(Text)
    ended: Mapped[datetime | None]  # removed, or given up on


class Delivery(Table):
    """One message to a webhook, and how sending it went."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_id)
    webhook: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    body: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    next: Mapped[datetime | None] = mapped_column(index=True)  # None: sent, or given up on
    answer: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(default=now)


class Idempotency(Table):
    """What a request with an Idempotency-Key was answered, so that the same request again makes nothing twice."""

    __tablename__ = "idempotency"
    who: Mapped[str] = mapped_column(String(700), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))  # SHA-256 of method, path and body
    location: Mapped[str | None] = mapped_column(Text)
    status: Mapped[int | None]
    created: Mapped[datetime] = mapped_column(default=now)

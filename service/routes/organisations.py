"""Who may come in, and who did what: organisations, keys, people, the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.access import AccountRole, Action, Principal, require
from service.store import audit, keys, tables
from service.web.problem_details import Refusal, told
from solver.domain import Role

from .dependencies import ALWAYS, KEY, READING, Who
from .versions import After, Most, store_of

router = APIRouter(prefix="/v1", tags=["access"], dependencies=[KEY], responses=ALWAYS)

Id = Annotated[str, Path(max_length=40)]
_NAME = r"^[^\x00-\x1f\x7f]+$"


class _Wanted(BaseModel):
    """Who somebody is to be here. organisation: none is an admin of the whole installation."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200, pattern=_NAME)
    role: AccountRole
    organisation: str | None = Field(default=None, min_length=1, max_length=100, pattern=_NAME)


class NewKey(_Wanted):
    """A key for a system. expires: a moment with its offset."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "the council's scheduler", "role": "scheduler", "organisation": "council"}]
        }
    )
    expires: datetime | None = None


class NewPerson(_Wanted):
    """Somebody whom the OIDC issuer knows. subject: the token's claim "sub"."""

    issuer: str = Field(min_length=1, max_length=300, pattern=_NAME)
    subject: str = Field(min_length=1, max_length=300, pattern=_NAME)


@router.get("/organisations", responses=told(422))
def organisations(request: Request, who: Who) -> dict[str, Any]:
    """The organisations that have keys or people here; your own unless you are an admin of the installation."""
    require(who, Action.KEYS)
    with store_of(request).reading(who) as session:
        rows = session.scalars(_within(select(tables.Organisation), tables.Organisation.id, who)).all()
        return {"organisations": [{"id": row.id, "name": row.name, "created": row.created.isoformat()} for row in rows]}


@router.get("/keys", responses=told(422))
def listed_keys(request: Request, who: Who) -> dict[str, Any]:
    """Every key, without its secret."""
    require(who, Action.KEYS)
    with store_of(request).reading(who) as session:
        rows = session.scalars(_within(select(tables.Key), tables.Key.organisation, who)).all()
        return {
            "keys": [
                {
                    "id": row.id, "name": row.name, "role": row.role, "organisation": row.organisation,
                    "created": row.created.isoformat(), "expires": _moment(row.expires),
                    "revoked": _moment(row.revoked),
                }
                for row in rows
            ]
        }  # fmt: skip


@router.post("/keys", status_code=201, responses=READING | told(409, 422))
def make_key(request: Request, who: Who, wanted: NewKey) -> dict[str, Any]:
    """Make a key. The answer holds it in the clear, once and never again."""
    require(who, Action.KEYS)
    _bounded(who, wanted)
    if wanted.expires is not None and (wanted.expires.tzinfo is None or wanted.expires <= tables.now()):
        raise Refusal(422, "A key that is over", "want an expiry in the future, with its offset")
    with store_of(request).session(who) as session:
        _unbounded_only_for_admins(wanted)
        token = keys.new_key(session, wanted.name, wanted.role, wanted.organisation, wanted.expires)
        id_ = token.removeprefix("ov_").partition(".")[0]
        _note(session, who, wanted.organisation, f"key {id_} made, {wanted.role.code}")
        return {"id": id_, "key": token}


@router.delete("/keys/{id}", status_code=204, response_class=Response, responses=told(404, 422))
def revoke_key(request: Request, who: Who, id: Id) -> Response:
    """End a key at once."""
    require(who, Action.KEYS)
    with store_of(request).session(who) as session:
        row = session.get(tables.Key, id) if id.isascii() and id.isalnum() else None
        if row is None or not _reaches(who, row.organisation) or not keys.revoke_key(session, id):
            raise Refusal(404, "No such key", "want the id of a key in force")
        _note(session, who, row.organisation, f"key {id} revoked")
    return Response(status_code=204)


@router.get("/people", responses=told(422))
def listed_people(request: Request, who: Who) -> dict[str, Any]:
    """Everybody who was let in."""
    require(who, Action.KEYS)
    with store_of(request).reading(who) as session:
        rows = session.scalars(_within(select(tables.Person), tables.Person.organisation, who)).all()
        return {
            "people": [
                {
                    "id": row.id, "issuer": row.issuer, "subject": row.subject, "name": row.name, "role": row.role,
                    "organisation": row.organisation, "revoked": _moment(row.revoked),
                }
                for row in rows
            ]
        }  # fmt: skip


@router.post("/people", status_code=201, responses=READING | told(409, 422))
def let_in(request: Request, who: Who, wanted: NewPerson) -> dict[str, Any]:
    """Let somebody in whom the issuer knows, or change what they are."""
    require(who, Action.KEYS)
    _bounded(who, wanted)
    _unbounded_only_for_admins(wanted)
    with store_of(request).session(who) as session:
        try:
            row = keys.add_person(session, wanted.issuer, wanted.subject, wanted.name, wanted.role, wanted.organisation)
        except IntegrityError:  # a row that this session does not see
            raise Refusal(409, "Let in elsewhere", "want somebody who is not another organisation's") from None
        _note(session, who, wanted.organisation, f"person {row.id} let in, {wanted.role.code}")
        return {"id": row.id}


@router.delete("/people/{id}", status_code=204, response_class=Response, responses=told(404, 422))
def send_away(request: Request, who: Who, id: Id) -> Response:
    """Let somebody in no more."""
    require(who, Action.KEYS)
    with store_of(request).session(who) as session:
        row = session.get(tables.Person, id) if tables.is_id(id) else None
        if row is None or not _reaches(who, row.organisation) or not keys.revoke_person(session, id):
            raise Refusal(404, "Nobody of that id", "want the id of somebody who was let in")
        _note(session, who, row.organisation, f"person {id} revoked")
    return Response(status_code=204)


@router.get("/audit", responses=told(422))
def trail(
    request: Request,
    who: Who,
    client: Annotated[str | None, Query(max_length=200)] = None,
    roster: Annotated[str | None, Query(max_length=40)] = None,
    after: After = "",
    most: Most = 100,
) -> dict[str, Any]:
    """Who saw or changed which client's data, oldest first: about your organisation's data, and by its people."""
    require(who, Action.AUDIT)
    with store_of(request).session(who) as session:
        rows = audit.trail(session, who, client, after, most, roster)
        if client is not None and who.organisation is not None:  # looking a client up is itself a look at the client
            audit.record(session, who, "read", who.organisation, clients=[client], detail="audit")
        return {
            "entries": [
                {
                    "id": row.id, "at": row.at.isoformat(), "who": row.who, "role": row.role,
                    "organisation": row.organisation, "owner": row.owner, "action": row.action,
                    "problem": row.problem, "roster": row.roster, "client": row.client, "detail": row.detail,
                }
                for row in rows
            ],
            "next": rows[-1].id if len(rows) == most else None,
        }  # fmt: skip


def _within(rows: Any, column: Any, who: Principal) -> Any:
    return rows if who.everywhere else rows.where(column == who.organisation)


def _reaches(who: Principal, organisation: str | None) -> bool:
    return who.everywhere or who.organisation == organisation


def _bounded(who: Principal, wanted: _Wanted) -> None:
    """An organisation's admin lets people into that organisation only."""
    if not _reaches(who, wanted.organisation):
        raise Refusal(403, "Not for this role", f"want the organisation {who.organisation}, which is yours")


def _unbounded_only_for_admins(wanted: _Wanted) -> None:
    if wanted.organisation is None and wanted.role is not Role.ADMIN:
        raise Refusal(422, "Whose?", f"want an organisation for the role {wanted.role.code}")


def _note(session: Session, who: Principal, organisation: str | None, detail: str) -> None:
    audit.record(session, who, "access", organisation or "", detail=detail)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()

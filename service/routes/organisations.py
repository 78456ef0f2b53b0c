"""Who may come in, and who did what: organisations, keys, people, the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.access import AccountRole, Action, Principal, require
from service.store import audit, keys, tables
from service.web.problem_details import Refusal, describe_refusals
from solver.domain import Role

from .dependencies import ALWAYS, KEY, READING, After, CurrentPrincipal, Id, Most, no_such, store_of
from .models.access import AuditPage, KeyList, NewKey, NewPerson, OrganisationList, PersonList

router = APIRouter(prefix="/v1", tags=["access"], dependencies=[KEY], responses=ALWAYS)

_NAME = r"^[^\x00-\x1f\x7f]+$"


class _AccountRequest(BaseModel):
    """Who somebody is to be here. organisation: none is an admin of the whole installation."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(
        min_length=1, max_length=200, pattern=_NAME, description="What the key is for, or what somebody is called"
    )
    role: AccountRole = Field(description="What it may do")
    organisation: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=_NAME,
        description="Whose; none: an admin of the whole installation",
    )


class KeyRequest(_AccountRequest):
    """A key for a system."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "the council's scheduler", "role": "scheduler", "organisation": "council"}]
        }
    )
    expires: datetime | None = Field(default=None, description="When it ends by itself, with its offset")


class PersonRequest(_AccountRequest):
    """Somebody whom the OIDC issuer knows."""

    issuer: str = Field(min_length=1, max_length=300, pattern=_NAME, description="The OIDC issuer")
    subject: str = Field(min_length=1, max_length=300, pattern=_NAME, description='The token\'s claim "sub"')


@router.get("/organisations", response_model=OrganisationList, responses=describe_refusals(422))
def list_organisations(request: Request, principal: CurrentPrincipal) -> dict[str, Any]:
    """The organisations that have keys or people here; your own unless you are an admin of the installation."""
    require(principal, Action.KEYS)
    with store_of(request).reading(principal) as session:
        rows = session.scalars(_within(select(tables.Organisation), tables.Organisation.id, principal)).all()
        return {"organisations": [{"id": row.id, "name": row.name, "created": row.created.isoformat()} for row in rows]}


@router.get("/keys", response_model=KeyList, responses=describe_refusals(422))
def list_keys(request: Request, principal: CurrentPrincipal) -> dict[str, Any]:
    """Every key, without its secret."""
    require(principal, Action.KEYS)
    with store_of(request).reading(principal) as session:
        rows = session.scalars(_within(select(tables.Key), tables.Key.organisation, principal)).all()
        return {
            "keys": [
                {
                    "id": row.id,
                    "name": row.name,
                    "role": row.role,
                    "organisation": row.organisation,
                    "created": row.created.isoformat(),
                    "expires": _moment(row.expires),
                    "revoked": _moment(row.revoked),
                }
                for row in rows
            ]
        }


@router.post("/keys", response_model=NewKey, status_code=201, responses=READING | describe_refusals(409, 422))
def make_key(request: Request, principal: CurrentPrincipal, wanted: KeyRequest) -> dict[str, Any]:
    """Make a key. The answer holds it in the clear, once and never again."""
    require(principal, Action.KEYS)
    _require_own_organisation(principal, wanted)
    if wanted.expires is not None and (wanted.expires.tzinfo is None or wanted.expires <= tables.now()):
        raise Refusal(422, "A key that is over", "want an expiry in the future, with its offset")
    with store_of(request).session(principal) as session:
        _require_organisation(wanted)
        token = keys.make_key(session, wanted.name, wanted.role, wanted.organisation, wanted.expires)
        id_ = token.removeprefix("ov_").partition(".")[0]
        _note(session, principal, wanted.organisation, f"key {id_} made, {wanted.role.code}")
        return {"id": id_, "key": token}


@router.delete("/keys/{id}", status_code=204, response_class=Response, responses=describe_refusals(404, 422))
def revoke_key(request: Request, principal: CurrentPrincipal, id: Id) -> Response:
    """End a key at once."""
    require(principal, Action.KEYS)
    with store_of(request).session(principal) as session:
        row = session.get(tables.Key, id) if id.isascii() and id.isalnum() else None
        if row is None or not _reaches(principal, row.organisation) or not keys.revoke_key(session, id):
            raise no_such("key")
        _note(session, principal, row.organisation, f"key {id} revoked")
    return Response(status_code=204)


@router.get("/people", response_model=PersonList, responses=describe_refusals(422))
def list_people(request: Request, principal: CurrentPrincipal) -> dict[str, Any]:
    """Everybody who was let in."""
    require(principal, Action.KEYS)
    with store_of(request).reading(principal) as session:
        rows = session.scalars(_within(select(tables.Person), tables.Person.organisation, principal)).all()
        return {
            "people": [
                {
                    "id": row.id,
                    "issuer": row.issuer,
                    "subject": row.subject,
                    "name": row.name,
                    "role": row.role,
                    "organisation": row.organisation,
                    "revoked": _moment(row.revoked),
                }
                for row in rows
            ]
        }


@router.post("/people", response_model=NewPerson, status_code=201, responses=READING | describe_refusals(409, 422))
def add_person(request: Request, principal: CurrentPrincipal, wanted: PersonRequest) -> dict[str, Any]:
    """Let somebody in whom the issuer knows, or change what they are."""
    require(principal, Action.KEYS)
    _require_own_organisation(principal, wanted)
    _require_organisation(wanted)
    with store_of(request).session(principal) as session:
        try:
            row = keys.add_person(session, wanted.issuer, wanted.subject, wanted.name, wanted.role, wanted.organisation)
        except IntegrityError:  # a row that this session does not see
            raise Refusal(409, "Let in elsewhere", "want somebody who is not another organisation's") from None
        _note(session, principal, wanted.organisation, f"person {row.id} let in, {wanted.role.code}")
        return {"id": row.id}


@router.delete("/people/{id}", status_code=204, response_class=Response, responses=describe_refusals(404, 422))
def remove_person(request: Request, principal: CurrentPrincipal, id: Id) -> Response:
    """Let somebody in no more."""
    require(principal, Action.KEYS)
    with store_of(request).session(principal) as session:
        row = session.get(tables.Person, id) if tables.is_id(id) else None
        if row is None or not _reaches(principal, row.organisation) or not keys.revoke_person(session, id):
            raise no_such("person")
        _note(session, principal, row.organisation, f"person {id} revoked")
    return Response(status_code=204)


@router.get("/audit", response_model=AuditPage, responses=describe_refusals(422))
def list_audit_entries(
    request: Request,
    principal: CurrentPrincipal,
    client: Annotated[str | None, Query(max_length=200)] = None,
    roster: Annotated[str | None, Query(max_length=40)] = None,
    after: After = "",
    most: Most = 100,
) -> dict[str, Any]:
    """Who saw or changed which client's data, oldest first: about your organisation's data, and by its people.

    client: also every look at a day, a roster or a file that showed this client among others, and who was refused it.
    """
    require(principal, Action.AUDIT)
    store = store_of(request)
    with store.reading(principal) as session:  # opening the rolls takes its time: nobody who writes waits for it
        rows = audit.list_deeds(session, principal, client, after, most, roster)
        entries = [_describe_deed(row, principal) for row in rows]
    if client is not None:  # looking a client up is itself a look at the client
        for owner in {row.owner for row in rows} if principal.organisation is None else {principal.organisation}:
            store.witness.saw(principal, "read", owner, clients=(client,), detail="audit")
    return {"entries": entries, "next": rows[-1].id if len(rows) == most else None}


def _describe_deed(row: tables.Audit, principal: Principal) -> dict[str, Any]:
    foreign = audit.is_foreign_refusal(row, principal)
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "who": row.who,
        "role": row.role,
        "organisation": row.organisation,
        "owner": "" if foreign else row.owner,
        "action": row.action,
        "problem": None if foreign else row.problem,
        "roster": row.roster,
        "client": row.client,
        "detail": row.detail,
        "version": None if foreign else row.version,
        "sight": row.sight,
        "address": row.address,
    }


def _within(rows: Any, column: Any, principal: Principal) -> Any:
    return rows if principal.everywhere else rows.where(column == principal.organisation)


def _reaches(principal: Principal, organisation: str | None) -> bool:
    return principal.everywhere or principal.organisation == organisation


def _require_own_organisation(principal: Principal, wanted: _AccountRequest) -> None:
    """An organisation's admin lets people into that organisation only."""
    if not _reaches(principal, wanted.organisation):
        raise Refusal(403, "Not for this role", f"want the organisation {principal.organisation}, which is yours")


def _require_organisation(wanted: _AccountRequest) -> None:
    if wanted.organisation is None and wanted.role is not Role.ADMIN:
        raise Refusal(422, "Whose?", f"want an organisation for the role {wanted.role.code}")


def _note(session: Session, principal: Principal, organisation: str | None, detail: str) -> None:
    audit.record(session, principal, "access", organisation or "", detail=detail)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()

"""One client erased: in every stored document a number stands where the person was, and rosters go on working.

What identifies them goes: name, NHS number, address, the place's name, and the last digits of where they live. Their
id, and every id made of it ("C12-morning", "P-C12"), becomes a pseudonym, the same in all documents of one erasure, so
that every reference holds. The audit is kept as it is: it must say whose data was seen, and by whom it was erased.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from service.access import Principal
from solver import InputFaults, read_problem, read_roster
from solver.domain.references import REFERENCES

from . import audit, problems, tables
from .compression import pack, unpack
from .database import Store
from .plans import forget_plans
from .rosters import LIVE

_DEGREES = 3  # digits kept of latitude and longitude: some 100 m, so that journeys stay what they were to a few seconds
_NOTE = "(erased)"
# Names of fields that hold ids of clients: those of a problem's objects, and in outcomes the list "clients".
_CLIENTS = {"clients"} | {
    field.rpartition(".")[2] for fields in REFERENCES.values() for field, target in fields if target == "clients"
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


class CannotEraseError(Exception):
    """Nothing was erased, and why."""


@dataclass
class Erased:
    """What an erasure touched. pseudonym: what stands where the client's id stood; told to nobody else."""

    pseudonym: str
    problems: int = 0
    rosters: int = 0
    history: int = 0


def erase(store: Store, principal: Principal, owner: str, client: str) -> Erased:
    """Erase a client from all that an owner's store holds, at once or not at all.

    Raises CannotEraseError where nobody of that id is known, or a roster with them is being solved. Backups made before
    still hold them.
    """
    if not principal.everywhere and principal.organisation != owner:
        raise CannotEraseError("want an administrator of the organisation that submitted")
    done = Erased(f"erased-{secrets.token_hex(5)}")
    with store.session(principal) as session:
        changes = _Changes(client, done.pseudonym)
        ids = list(session.scalars(select(tables.Problem.id).where(tables.Problem.owner == owner)))
        found = [id_ for id_ in ids if changes.learn(unpack(_document(session, id_)))]
        done.history = session.execute(
            delete(tables.PastVisit).where(tables.PastVisit.owner == owner, tables.PastVisit.client == client)
        ).rowcount  # type: ignore[attr-defined]
        if not found and not done.history:
            raise CannotEraseError(f"no stored problem of {owner} has a client {client}")
        _refuse_live(session, found)
        for id_ in found:
            done.problems += 1
            done.rosters += _problem(session, session.get_one(tables.Problem, id_), changes)
        _messages(session, owner, changes)
        audit.record(session, principal, "erased", owner, clients=[client], detail=f"{done.problems} problems")
    problems.forget_loaded()
    scrub(store)
    return done


def scrub(store: Store) -> None:
    """Leave no deleted data in the database's own files. Readers go on; on SQLite writers wait."""
    if store.embedded:
        connection = store.engine.raw_connection()
        try:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(statement).fetchall()
        finally:
            connection.close()
        return
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
        for table in tables.Table.metadata.tables:
            connected.execute(text(f"vacuum {table}"))


@dataclass
class _Changes:
    """What is replaced by what. learn() collects it from each problem, words() applies it to any document."""

    client: str
    pseudonym: str
    names: set[str] = field(default_factory=set)  # of the person: name, NHS number, address, the place's name
    digests: dict[str, str] = field(default_factory=dict)  # of problems, before and after
    pattern: re.Pattern[str] = re.compile(r"(?!)")

    def learn(self, document: dict[str, Any]) -> bool:
        """Whether a problem has the client; if so, what identifies them there."""
        for one in document["clients"]:
            if one["id"] == self.client:
                told = [one["name"], one.get("nhs_number")]
                for place in _alone(document, one):
                    told += [place.get("address"), place.get("name"), place.get("postcode")]
                self.names |= {word for word in told if word and word.strip()}
                self.pattern = self._pattern()
                return True
        return False

    @property
    def telling(self) -> bool:
        """Whether an id is found in other ids and in sentences; one like "7" or "am" may mean anything there."""
        kinds = self.client.isdigit() or self.client.isalpha()
        return len(self.client) >= (5 if kinds else 3)

    def words(self, value: Any, at: str = "") -> Any:
        """A JSON value with everything replaced, in keys too. at: the name that the value has."""
        match value:
            case str():
                return self._text(value, at)
            case list():
                return [self.words(item, at) for item in value]
            case dict():
                return {
                    self._text(key): item if key == "version" else self.words(item, key) for key, item in value.items()
                }
        return value

    def _text(self, value: str, at: str = "") -> str:
        if value in self.digests:
            return self.digests[value]
        if value == self.client and (self.telling or at in _CLIENTS):
            return self.pseudonym
        return value if _MOMENT.fullmatch(value) else self.pattern.sub(self._instead, value)

    def _pattern(self) -> re.Pattern[str]:
        words = [*sorted(self.names, key=len, reverse=True), *([self.client] if self.telling else [])]
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)" if words else r"(?!)", re.I)

    def _instead(self, match: re.Match[str]) -> str:
        return self.pseudonym if match[0].casefold() == self.client.casefold() else _NOTE


def _alone(document: dict[str, Any], client: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The client's own place; not one where somebody else lives too, whose it remains."""
    others = {one["place"] for one in document["clients"] if one["id"] != client["id"]}
    others |= {one.get("home") for one in document["workers"]}
    for place in document["places"]:
        if place["id"] == client["place"] and place["id"] not in others:
            yield place


def _emptied(document: dict[str, Any], changes: _Changes) -> dict[str, Any]:
    """A problem's document without the person."""
    _empty_client(document, changes)
    _empty_records(document, changes)
    emptied: dict[str, Any] = changes.words(document)
    for kind in ("clients", "workers", "registrants", "organisations", "places", "schemes", "competencies"):
        for before, after in zip(document.get(kind, ()), emptied.get(kind, ()), strict=True):
            after |= {
                key: before[key] for key in ("name", "address", "postcode") if key in before
            }  # namesakes keep theirs
    return emptied


def _empty_client(document: dict[str, Any], changes: _Changes) -> None:
    """Takes name, NHS number and, where nobody else lives there, address and exact place from the client."""
    for one in document["clients"]:
        if one["id"] != changes.client:
            continue
        one["id"], one["name"] = changes.pseudonym, "Erased person"
        one.pop("nhs_number", None)
        for place in _alone(document, one):
            for told in ("address", "name", "postcode", "accuracy"):
                place.pop(told, None)
            for axis in ("lat", "lon"):
                if place.get(axis) is not None:
                    place[axis] = round(place[axis], _DEGREES)


def _empty_records(document: dict[str, Any], changes: _Changes) -> None:
    """Takes reasons, and a carer's name, from decisions, carers and suspensions that are about the client."""
    every = (*document["visits"], *document.get("cancelled_visits", ()))
    visits = {visit["id"] for visit in every if visit["client"] == changes.client}
    for decision in document.get("join_decisions", ()):
        if visits & set(decision["visits"]) and decision.get("reason"):
            decision["reason"] = _NOTE
    for visit in document["visits"]:
        for late in visit.get("late_accepted", ()) if visit["id"] in visits else ():
            late["reason"] = _NOTE
    for carer in document.get("unpaid_carers", ()):
        if carer["client"] == changes.client:
            carer["name"] = "Erased person"
    for gone in document.get("cancelled_visits", ()):
        if gone["client"] == changes.client:
            gone["reason"] = _NOTE
    theirs = {
        (what, one["id"])
        for what, kind in (("unpaid_carer", "unpaid_carers"), ("delegation", "delegations"))
        for one in document.get(kind, ())
        if one["client"] == changes.client
    }
    for stop in document.get("suspensions", ()):
        if stop.get("client") == changes.client or (stop["what"], stop["of"]) in theirs:
            stop["reason"] = _NOTE
        if (stop["what"], stop["of"]) == ("client", changes.client):
            stop["of"], stop["reason"] = changes.pseudonym, _NOTE


def _document(session: Session, problem: str) -> bytes:
    return session.scalars(select(tables.Problem.document).where(tables.Problem.id == problem)).one()


def _refuse_live(session: Session, found: list[str]) -> None:
    """A worker that holds the problem would write the person back."""
    live = select(tables.Job.id).where(tables.Job.state.in_(LIVE))
    busy = [id_ for problem in found for id_ in session.scalars(live.where(tables.Job.problem == problem))]
    if busy:
        raise CannotEraseError(f"being solved: {', '.join(busy)}. Cancel these rosters, or wait for them")


def _problem(session: Session, row: tables.Problem, changes: _Changes) -> int:
    """Empty a problem and all its rosters and comparisons; how many rosters."""
    row.name = changes.words(row.name)
    row.document, row.digest = _rewritten(row.document, changes)
    many = 0
    for id_ in session.scalars(select(tables.Job.id).where(tables.Job.problem == row.id)).all():
        roster = session.get_one(tables.Job, id_)
        many += isinstance(roster, tables.Roster)
        if roster.problem_document is not None:
            roster.problem_document, _ = _rewritten(roster.problem_document, changes)
        roster.why = changes.words(roster.why)
        for version in session.scalars(select(tables.Version).where(tables.Version.roster == id_)):
            if version.problem_document is not None:
                version.problem_document, _ = _rewritten(version.problem_document, changes)
            version.document = pack(changes.words(unpack(version.document)))
            version.what = changes.words(version.what)
            _readable(version.document, version.problem_document or row.document)
        forget_plans(session, id_)
        # After the versions: the digests of their problems are known now.
        roster.document, roster.start = _words(roster.document, changes), _words(roster.start, changes)
        roster.outcome = _words(roster.outcome, changes)
        if roster.document is not None:
            _readable(roster.document, roster.problem_document or row.document)
        for event in session.scalars(select(tables.Event).where(tables.Event.roster == id_)):
            event.data = changes.words(event.data)
        for decision in session.scalars(select(tables.Decision).where(tables.Decision.roster == id_)):
            after = changes.words(decision.visits)
            if after != decision.visits or _theirs(row, decision.visits, changes):
                decision.reason = _NOTE if decision.reason else ""
            decision.visits, decision.reason = after, changes.words(decision.reason)
        session.flush()
        session.expire(roster)  # its documents are large, and there may be hundreds
    return many


def _theirs(row: tables.Problem, visits: list[Any], changes: _Changes) -> bool:
    """Whether any of these visits, whose ids do not say so, is the client's."""
    problem = unpack(row.document)
    own = {visit["id"] for visit in problem["visits"] if visit["client"] == changes.pseudonym}
    return bool(own & set(visits))


def _rewritten(document: bytes, changes: _Changes) -> tuple[bytes, str]:
    """A problem's document without the person, and its new digest; the old one is replaced wherever it is named."""
    before = unpack(document)
    after = _emptied(unpack(document), changes)
    try:
        old, new = (read_problem(json.dumps(one).encode(), kept=True) for one in (before, after))
    except InputFaults as faults:
        raise CannotEraseError(f"the id {changes.client} means other things too: {faults.faults[0]}") from None
    changes.digests[old.digest] = new.digest
    return pack(after), new.digest


def _words(document: bytes | None, changes: _Changes) -> bytes | None:
    return None if document is None else pack(changes.words(unpack(document)))


def _readable(document: bytes, problem: bytes) -> None:
    """Raises CannotEraseError rather than keep a roster that no longer fits its problem."""
    try:
        read_roster(json.dumps(unpack(document)).encode(), problems.load(problem))
    except InputFaults as faults:
        raise CannotEraseError(f"a roster would not fit its problem any more: {faults.faults[0]}") from None


def _messages(session: Session, owner: str, changes: _Changes) -> None:
    """What was stopped, what batches told and webhooks sent."""
    for stop in session.scalars(select(tables.Suspension).where(tables.Suspension.owner == owner)):
        theirs = stop.client == changes.client
        stop.reason = _NOTE if theirs else changes.words(stop.reason)
        stop.of = changes.pseudonym if theirs and stop.what == "client" else changes.words(stop.of)
        stop.client = changes.pseudonym if theirs else stop.client
    for batch in session.scalars(select(tables.Batch).where(tables.Batch.owner == owner)):
        batch.name, batch.report = changes.words(batch.name), changes.words(batch.report)
    own = select(tables.Webhook.id).where(tables.Webhook.owner == owner)
    for sent in session.scalars(select(tables.Delivery).where(tables.Delivery.webhook.in_(own))):
        sent.body, sent.answer = changes.words(sent.body), changes.words(sent.answer)

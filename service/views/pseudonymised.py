"""What analysts are told of each field: codes for names and ids, places on a coarse grid, no free text; dates are kept.

Each table says which of its fields are told and how; what it does not name is left out. What tables cannot say, and
whole documents: coded_documents.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from solver.domain import (
    COLLECTIONS,
    Agreement,
    Break,
    CancelledVisit,
    Client,
    Competency,
    Consent,
    CoverHours,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    Join,
    JoinDecision,
    LateAcceptance,
    Link,
    Matrix,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Promise,
    Protocol,
    Registrant,
    Roster,
    Round,
    Scheme,
    Shift,
    StandingAgreement,
    Step,
    Stop,
    Subcontract,
    Suspension,
    Task,
    TaskBefore,
    TaskCode,
    TimeCritical,
    Travel,
    UnpaidCarer,
    Unserved,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)
from solver.domain.joint import REMAINS, SECOND

from .codes import Codes
from .telling import Document, Names, Table, Tables, as_is, each_by, one_by, whole

# What analysts are not told.
HIDDEN: Names = {
    Scheme: ("name",),
    Place: ("name", "address", "postcode", "accuracy"),
    Client: ("nhs_number",),
    JoinDecision: ("reason",),
    TaskCode: ("name",),
    Worker: ("born", "tax_year_miles"),  # both would tell people apart
}
# Told in another way than a table can say, in coded_documents.py: people's names are the codes of their ids.
OTHERWISE: Names = {
    Problem: ("version", "carried_over", "name", "horizon", "travel", "pack", *COLLECTIONS),
    Travel: ("matrices",),
    Place: ("lat", "lon"),
    Matrix: ("mode", "places", "durations_minutes", "metres"),
    Client: ("name",),
    Worker: ("name",),
    Registrant: ("name",),
    UnpaidCarer: ("name",),
    Suspension: ("of",),
    Roster: ("rounds", "unserved", "joins"),
    Round: ("shift", "stops"),
    Unserved: ("visit", "verdict", "reason"),
}


def _stated(value: Any) -> str:
    """That there is a text, not what it says."""
    return "stated"


class Coding:
    """The tables for one organisation's codes."""

    def __init__(self, codes: Codes):
        self.codes = codes

    def code(self, kind: str) -> Callable[[Any], Any]:
        return lambda name: self.codes(kind, name)

    def many(self, kind: str) -> Callable[[Any], Any]:
        return lambda names: [self.codes(kind, name) for name in names]

    def visit(self, name: str) -> str:
        """A visit, or what a join makes of visits."""
        return self.codes("visit", name)

    def stop(self, joins: Iterable[Document]) -> Table:
        """A stop, where these joins are made."""
        names: dict[str, str] = {}
        for join in joins:
            here = self.codes("joint", join["id"])
            names |= {join["id"] + end: here + end for end in ("", SECOND, REMAINS)}
        return {"visit": lambda name: names.get(name) or self.visit(name), **whole("start", "duration_minutes")}

    def tables(self) -> Tables:
        """How each field of each object is told, by its name in documents; in their own order, lists of objects by the
        tables of those.
        """
        code, many, visit = self.code, self.many, self.visit
        window = whole("start", "end")
        consent = {**whole("kind", "given", "recorded", "expires", "basis", "withdrawn"), "recorder": code("person")}
        held = whole("competency", "expires")
        critical = whole("at", "tolerance_minutes")
        rest = whole("duration_minutes", "earliest", "latest")
        late = {**whole("until", "on", "role"), "by": code("person"), "reason": _stated}
        step = {"visit": visit, **whole("task", "done_by")}
        task = {
            **whole("code", "duration_minutes", "owner", "competencies", "registered_nurse_only", "delegable"),
            "clinical_window": one_by(window),
            "clinical_window_set_by": code("registrant"),
            "time_critical": one_by(critical),
            "order": code("order"),
            "duplicate_of": visit,
            "duplicate_declared_by": code("registrant"),
        }
        return {
            Horizon: whole("timezone", "start", "days", "ticks_per_minute"),
            Travel: whole(
                "preset", "parking_minutes", "door_minutes", "traffic", "transit_wait_minutes", "transit_slowdown"
            ),
            Organisation: whole("id", "name", "sector", "kind"),
            Agreement: {
                **whole(
                    "id",
                    "between",
                    "health_task_to_care_worker",
                    "social_task_to_nurse",
                    "pre_agreed",
                    "starts",
                    "ends",
                    "signed",
                    "overhead_borne_by",
                ),
                "sharing_basis": _stated,
                "signed_by": code("person"),
            },
            Competency: whole("id", "name"),
            Scheme: {"id": code("scheme")},
            Place: {"id": code("place"), "scheme": code("scheme")},
            Household: {"id": code("household"), "place": code("place")},
            Client: {
                "id": code("client"),
                "place": code("place"),
                "household": code("household"),
                "refused_workers": many("worker"),
                "preferred_workers": many("worker"),
                "consents": each_by(consent),
                **whole("worker_sex", "lone_working", "stable"),
            },
            Consent: consent,
            Visit: {
                "id": visit,
                "client": code("client"),
                "tasks": each_by(task),
                "windows": each_by(window),
                "place": code("place"),
                "preferred_workers": many("worker"),
                "unpaid_carer": code("carer"),
                "late_accepted": each_by(late),
                **whole(
                    "organisation",
                    "windows_hard",
                    "workers",
                    "priority",
                    "optional",
                    "value_pence",
                    "length_minutes",
                    "kind",
                    "commissioner",
                    "provider",
                ),
            },
            Task: task,
            Window: window,
            TimeCritical: critical,
            LateAcceptance: late,
            Link: {
                "id": code("link"),
                "first": visit,
                "second": visit,
                **whole("kind", "min_gap_minutes", "max_gap_minutes"),
            },
            Worker: {
                "id": code("worker"),
                "home": code("place"),
                "team": code("team"),
                "competencies": each_by(held),
                "refused_clients": many("client"),
                **whole(
                    "organisation",
                    "sex",
                    "mode",
                    "registered_nurse",
                    "agency",
                    "under_18",
                    "contract_minutes",
                    "limit_minutes",
                    "longest_walk_minutes",
                    "hour_pence",
                    "accepts_delegation",
                    "apprentice",
                    "most_visits",
                ),
            },
            HeldCompetency: held,
            Delegation: {
                "id": code("delegation"),
                "client": code("client"),
                "worker": code("worker"),
                "registrant": code("registrant"),
                "contact": code("contact"),
                "also": many("worker"),
                **whole("task", "trained", "signed_off", "expires", "review"),
            },
            Shift: {
                "id": code("shift"),
                "worker": code("worker"),
                "start_place": code("place"),
                "end_place": code("place"),
                "break": one_by(rest),
                **whole("start", "end", "max_overtime_minutes", "mode", "engaged_by", "kind", "told_on"),
            },
            Break: rest,
            PastVisit: {"client": code("client"), "worker": code("worker"), **whole("start", "sector")},
            Pin: {"visit": visit, "shift": code("shift"), "worker": code("worker"), "start": as_is},
            Promise: {"visit": visit, "workers": many("worker"), **whole("start", "told", "to")},
            JoinDecision: {
                "id": code("decision"),
                "visits": many("visit"),
                "by": code("person"),
                "worker": code("worker"),
                "answers": code("decision"),
                **whole("approved", "role", "on", "outcome", "tasks", "worker_kind", "since", "until"),
            },
            Join: {
                "id": code("joint"),
                "visits": many("visit"),
                "steps": each_by(step),
                "signed_by": lambda _: "signed",
                **whole("outcome", "duration_minutes"),
            },
            Step: step,
            Stop: self.stop(()),
            **self.authority(),
        }

    def authority(self) -> Tables:
        """What lets somebody do something, what was stopped and what was done before."""
        code, many = self.code, self.many
        cover = whole("days", "from", "until")
        return {
            Registrant: {
                "id": code("registrant"),
                "registration": code("registration"),
                "contact": code("contact"),
                "cover": each_by(cover),
                **whole("organisation", "registered_until", "left"),
            },
            CoverHours: cover,
            Protocol: {
                "id": code("protocol"),
                "registrant": code("registrant"),
                **whole("organisation", "task", "signed", "expires"),
            },
            Subcontract: {
                "id": code("subcontract"),
                "clients": many("client"),
                **whole("provider", "to", "starts", "ends"),
            },
            UnpaidCarer: {
                "id": code("carer"),
                "client": code("client"),
                **whole("second_hands", "tasks", "carer_agreed", "client_agreed", "until"),
            },
            StandingAgreement: {
                "id": code("standing"),
                "signed_by": code("person"),
                **whole("organisation", "outcome", "tasks", "role", "signed", "review"),
            },
            TaskCode: whole(
                "code",
                "owner",
                "class",
                "hygiene",
                "meal",
                "call",
                "competencies",
                "least_minutes",
                "also",
                "gap_minutes",
            ),
            WorkerBefore: {"worker": code("worker"), **whole("until", "began", "week_minutes")},
            TaskBefore: {
                "client": code("client"),
                "order": code("order"),
                "visit": self.visit,
                **whole("task", "start", "end"),
            },
            CancelledVisit: {
                "id": self.visit,
                "client": code("client"),
                "by": code("person"),
                "reason": _stated,
                **whole("organisation", "on", "by_two"),
            },
            Suspension: {
                "id": code("suspension"),
                "by": code("person"),
                "ended_by": code("person"),
                "client": code("client"),
                "reason": _stated,
                **whole("what", "starts", "ends"),
            },
        }

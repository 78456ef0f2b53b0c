"""What a partner is told of each kind of object: the fields, and whose ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    UnpaidCarer,
    Unserved,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)

from .telling import Names, Tables, Tell, as_is, each_by, one_by, whole

if TYPE_CHECKING:
    from .partner import Part

# What partners are not told of what is theirs, or of what they share with others.
HIDDEN: Names = {
    Problem: ("travel", "pack"),
    JoinDecision: ("id", "by", "reason", "answers"),  # who decided, and why, stays with those who did
    Suspension: ("by", "ended_by"),
    Worker: ("born",),  # under_18 is told where it was said
}
# Told in another way than a table can say; it stands in the functions below.
OTHERWISE: Names = {
    Problem: ("version", "carried_over", "name", "horizon", *COLLECTIONS),
    JoinDecision: ("visits",),
    Join: ("id", "visits", "steps", "signed_by"),
    Step: ("visit", "task", "done_by"),
    Round: ("shift", "stops"),
    Stop: ("visit",),
    Unserved: ("reason",),
    Roster: ("rounds", "unserved", "joins"),
}


def partner_tables(part: Part) -> Tables:
    """How a partner is told each field of what is its own, by its name in documents. Lists of ids keep its own ones."""
    window = whole("start", "end")
    consent = whole("kind", "given", "recorded", "expires", "basis", "recorder", "withdrawn")
    cover = whole("days", "from", "until")
    held = whole("competency", "expires")
    critical = whole("at", "tolerance_minutes")
    rest = whole("duration_minutes", "earliest", "latest")
    late = whole("until", "by", "reason", "on", "role")
    task = {
        **whole(
            "code",
            "duration_minutes",
            "owner",
            "competencies",
            "clinical_window_set_by",
            "registered_nurse_only",
            "delegable",
            "order",
        ),
        "clinical_window": one_by(window),
        "time_critical": one_by(critical),
        "duplicate_of": _own(part.visits),
        "duplicate_declared_by": as_is,
    }
    return {
        Horizon: whole("timezone", "start", "days", "ticks_per_minute"),
        Organisation: whole("id", "name", "sector", "kind"),
        Agreement: whole(
            "id",
            "between",
            "health_task_to_care_worker",
            "social_task_to_nurse",
            "pre_agreed",
            "starts",
            "ends",
            "sharing_basis",
            "signed_by",
            "signed",
            "overhead_borne_by",
        ),
        Competency: whole("id", "name"),
        Scheme: whole("id", "name"),
        Place: whole("id", "lat", "lon", "name", "address", "scheme", "postcode", "accuracy"),
        Household: whole("id", "place"),
        Client: {
            **whole("id", "name", "place", "nhs_number", "household", "worker_sex", "lone_working", "stable"),
            "refused_workers": _among(part.workers),
            "preferred_workers": _among(part.workers),
            "consents": each_by(consent),
        },
        Consent: consent,
        Visit: {
            **whole(
                "id",
                "client",
                "organisation",
                "windows_hard",
                "workers",
                "priority",
                "optional",
                "value_pence",
                "length_minutes",
                "place",
                "kind",
                "commissioner",
                "provider",
                "unpaid_carer",
            ),
            "tasks": each_by(task),
            "windows": each_by(window),
            "preferred_workers": _among(part.workers),
            "late_accepted": each_by(late),
        },
        Task: task,
        Window: window,
        TimeCritical: critical,
        LateAcceptance: late,
        Link: whole("id", "kind", "first", "second", "min_gap_minutes", "max_gap_minutes"),
        Worker: {
            **whole(
                "id",
                "name",
                "organisation",
                "home",
                "team",
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
                "tax_year_miles",
                "most_visits",
            ),
            "competencies": each_by(held),
            "refused_clients": _among(part.clients),
        },
        HeldCompetency: held,
        Delegation: whole(
            "id",
            "client",
            "task",
            "worker",
            "also",
            "registrant",
            "contact",
            "trained",
            "signed_off",
            "expires",
            "review",
        ),
        Registrant: {
            **whole("id", "name", "organisation", "registration", "registered_until", "contact", "left"),
            "cover": each_by(cover),
        },
        CoverHours: cover,
        Protocol: whole("id", "organisation", "task", "registrant", "signed", "expires"),
        Subcontract: whole("id", "provider", "to", "clients", "starts", "ends"),
        UnpaidCarer: whole("id", "client", "name", "second_hands", "tasks", "carer_agreed", "client_agreed", "until"),
        StandingAgreement: whole("id", "organisation", "outcome", "tasks", "signed_by", "role", "signed", "review"),
        TaskCode: whole(
            "code",
            "name",
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
        Suspension: whole("id", "what", "of", "client", "starts", "ends", "reason"),
        CancelledVisit: whole("id", "client", "organisation", "reason", "by", "on", "by_two"),
        WorkerBefore: whole("worker", "until", "began", "week_minutes"),
        TaskBefore: whole("client", "task", "start", "end", "order", "visit"),
        Shift: {
            **whole(
                "id",
                "worker",
                "start",
                "end",
                "start_place",
                "end_place",
                "max_overtime_minutes",
                "mode",
                "engaged_by",
                "kind",
                "told_on",
            ),
            "break": one_by(rest),
        },
        Break: rest,
        PastVisit: whole("client", "worker", "start", "sector"),
        Pin: {"visit": as_is, "shift": _own(part.shifts), "worker": _own(part.workers), "start": as_is},
        Promise: whole("visit", "workers", "start", "told", "to"),
        JoinDecision: {
            **whole("approved", "role", "on", "outcome", "tasks", "worker_kind", "since", "until"),
            "worker": _own(part.workers),
        },
        Join: whole("outcome", "duration_minutes"),
        Stop: whole("start", "duration_minutes"),
        Unserved: whole("visit", "verdict"),
    }


def _among(known: set[str]) -> Tell:
    """Tells of a list of ids the known ones."""
    return lambda ids: [one for one in ids if one in known]


def _own(known: set[str]) -> Tell:
    """Tells an id that is known."""
    return lambda id_: id_ if id_ in known else None

"""Fields of a document that may say nothing without leaving anything open, and why; all others have a kind."""

from __future__ import annotations

_CLOSED: dict[str, tuple[str, ...]] = {
    "words for people": (
        "Problem.name", "Competency.name", "Scheme.name", "Place.name", "Place.address", "TaskCode.name",
        "TaskCode.also",
        "JoinDecision.reason", "Worker.team",
    ),
    "without it there is none, which is the safe reading": (
        "Problem.delegations", "Problem.subcontracts", "Problem.unpaid_carers", "Problem.suspensions",
        "Problem.competencies", "Problem.links", "Problem.history", "Problem.pins", "Agreement.pre_agreed",
        "Worker.competencies", "UnpaidCarer.tasks", "Delegation.also", "Visit.unpaid_carer",
        "Visit.late_accepted", "LateAcceptance.role", "Problem.cancelled_visits",
    ),
    "without an end, or a beginning, it goes on": (
        "Agreement.starts", "Agreement.ends", "Registrant.left", "Subcontract.starts", "Subcontract.ends",
        "UnpaidCarer.until", "Suspension.ends", "Suspension.ended_by",
        "Consent.expires", "Consent.withdrawn", "HeldCompetency.expires",
        "JoinDecision.since", "JoinDecision.until",
    ),
    "a wish or a bound that is there where somebody set it": (
        "Client.worker_sex", "Client.refused_workers", "Client.preferred_workers", "Visit.preferred_workers",
        "Worker.refused_clients", "Link.min_gap", "Link.max_gap", "Pin.shift", "Pin.worker", "Pin.start",
        "Task.clinical_window", "Task.clinical_window_set_by", "Task.time_critical", "Worker.most_visits",
    ),
    "without it the code is as strict as its words and its owner": ("TaskCode.task_class",),
    "it is said elsewhere: the organisation, all clients, the home, the tasks, the pack; or all share it": (
        "Visit.commissioner", "Visit.provider", "Visit.place", "Visit.length", "Visit.value", "Registrant.organisation",
        "Subcontract.clients", "Shift.start_place", "Shift.end_place", "Shift.max_overtime", "Shift.break_",
        "Shift.kind", "Shift.mode", "Worker.contract", "Worker.limit", "Worker.hour_pence",
        "Worker.longest_walk",        "Worker.born", "Problem.carried_over", "Agreement.overhead_borne_by",
    ),
    "of pay and notice only; without it the highest rate counts, and no notice is judged": (
        "Worker.apprentice", "Worker.tax_year_miles", "Shift.told_on",
    ),
    "it binds a signature where it is said; without it the signature is for all": (
        "JoinDecision.outcome", "JoinDecision.tasks", "JoinDecision.worker", "JoinDecision.worker_kind",
        "JoinDecision.answers",
    ),
    "of places, journeys and who lives together, whose faults are told when the document is read": (
        "Problem.schemes", "Problem.households", "Travel.matrices", "Matrix.metres", "Place.lat", "Place.lon",
        "Place.scheme", "Client.household", "Client.nhs_number",
    ),
    "who wants to be visited by whom is a wish; nobody's sex decides what they may do": ("Worker.sex",),
}  # fmt: skip
NOT_UNKNOWN: dict[str, str] = {field: why for why, fields in _CLOSED.items() for field in fields}

"""Every kind of unknown: how it is counted, which fields of a document it comes from, and what to ask whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from solver.domain import ConsentKind, Delegation, Problem, Task, fold
from solver.rules.authority.facts import Facts
from solver.rules.authority.registrants import find_carer_answering
from solver.rules.readings.acting import organisations_that_engage
from solver.rules.readings.readings import Readings

Asked = tuple[str, str]  # whom, and the sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """noun: how one of it is counted; nouns: several.

    fields: "Class.field" of the document, which leave it open when they say nothing.
    ask: from the readings and what it is about: whom to ask, and what.
    """

    id: str
    noun: str
    fields: tuple[str, ...]
    ask: Callable[[Readings, str], Asked]
    nouns: str = ""

    def count(self, number: int) -> str:
        """ "1 consent", "12 consents"."""
        return f"{number:,} {self.noun if number == 1 else self.nouns or f'{self.noun}s'}"


def _sharing(readings: Readings, about: str) -> Asked:
    name = readings.problem.client[about].name
    return name, (
        f"Ask {name}, or who decides for them, whether their record may be shared with the other organisation's staff. "
        f"{_none_recorded(readings, about, 'sharing')}"
    )


def _delegation(readings: Readings, about: str) -> Asked:
    name = readings.problem.client[about].name
    tasks = _tasks_of(readings, about)
    return name, (
        f"Ask {name}, or who decides for them, whether a named care worker may do {tasks} for them. "
        f"{_none_recorded(readings, about, 'delegation')}"
    )


def _none_recorded(readings: Readings, client: str, kind: ConsentKind) -> str:
    if any(row.kind == kind and row.is_unnamed for row in readings.problem.client[client].consents):
        return "A yes in their best interests counts once it says who wrote it down."
    return "No answer is recorded."


def _tasks_of(readings: Readings, client: str) -> str:
    codes = {
        task.code: None
        for visit in readings.problem.visits
        if visit.client == client
        for task in visit.tasks
        if readings.class_of(task) == "delegated"
    }
    return " and ".join(codes) or "health tasks"


def _record(readings: Readings, about: str) -> Asked:
    client, _, kind = about.rpartition(" ")
    name = readings.problem.client[client].name
    return name, (
        f"Complete the record of {name}'s consent to {kind}: whose decision it was (their own, best interests, an "
        "attorney's) and who wrote it down."
    )


def _stable(readings: Readings, about: str) -> Asked:
    name = readings.problem.client[about].name
    return "the nurse in charge", (
        f"Record whether {name}'s condition is stable: without that {_tasks_of(readings, about)} is for nurses only."
    )


def _agreement(readings: Readings, about: str) -> Asked:
    names = " and ".join(_organisations(readings.problem, about))
    return names, (
        f"No agreement between {names} is in force: until there is one, neither's staff make the other's visits."
    )


def _basis(readings: Readings, about: str) -> Asked:
    agreement = next(one for one in readings.problem.agreements if one.id == about)
    names = " and ".join(readings.problem.organisation[one].name for one in agreement.between)
    return names, (
        f"Agreement {about} between {names} does not say on what basis a client's record is shared while their consent "
        "is not known, or nobody has signed for it with a date."
    )


def _organisations(problem: Problem, about: str) -> list[str]:
    """Names of the organisations whose ids stand in a text; ids may hold blanks."""
    names = [one.name for one in problem.organisations if f" {one.id} " in f" {about} "]
    return names or [about]


def _registrant(readings: Readings, about: str) -> Asked:
    what, _, row = about.partition(" ")
    rows = readings.problem.delegations if what == "delegation" else readings.problem.protocols
    if found := next((one for one in rows if one.id == row), None):
        own = found.workers if isinstance(found, Delegation) else ()
        why = find_carer_answering(readings.once(Facts), found.registrant, own) or "names nobody who answers for it"
        return "whoever signed it", f"The {about} {why}: say which registrant does."
    return about, (
        f"{about} is named in delegations or protocols and is none of the registrants of the document: record who that "
        "is, with registration, contact and cover hours."
    )


def _registration(readings: Readings, about: str) -> Asked:
    name = readings.problem.registrant[about].name
    return name, f"Record {name}'s registration: the number and until when it lasts."


def _contact(readings: Readings, about: str) -> Asked:
    known = readings.registrant(about)
    name = about if known is None else known.name
    return name, f"Record how {name} is reached while what they answer for is done."


def _cover(readings: Readings, about: str) -> Asked:
    name = readings.problem.registrant[about].name
    return name, f"Record {name}'s cover hours: on which days and from when until when they can be reached."


def _delegation_due(readings: Readings, about: str) -> Asked:
    row = next(one for one in readings.problem.delegations if one.id == about)
    known = readings.registrant(row.registrant)
    who = row.registrant if known is None else known.name
    review = row.review is not None and row.review < row.expires
    day = row.review if review and row.review else row.expires
    worker, client = readings.problem.worker[row.worker].name, readings.problem.client[row.client].name
    return who, (
        f"The delegation of {client}'s {row.task} to {worker} {'is due for review' if review else 'expires'} on "
        f"{day.day} {day:%B %Y} ({about})."
    )


def _protocol(readings: Readings, about: str) -> Asked:
    organisation, _, code = about.rpartition(" ")
    name = readings.problem.organisation[organisation].name
    ends = [
        one.expires
        for one in readings.problem.protocols
        if one.organisation == organisation and fold(one.task) == code and one.expires is not None
    ]
    last = f" (the last expired on {max(ends).day} {max(ends):%B %Y})" if ends else ""
    return f"a registrant of {name}", (
        f"No protocol of {name} for {code} is in force{last}: without one its competent staff may not do it."
    )


def _protocol_due(readings: Readings, about: str) -> Asked:
    row = next(one for one in readings.problem.protocols if one.id == about)
    known = readings.registrant(row.registrant)
    who = row.registrant if known is None else known.name
    day = "" if row.expires is None else f"{row.expires.day} {row.expires:%B %Y}"
    return (
        who,
        f"The protocol of {readings.problem.organisation[row.organisation].name} for {row.task} expires on {day}.",
    )


def _code(readings: Readings, about: str) -> Asked:
    written = _written(readings, about)
    nearest = readings.catalogue.nearest(written)
    meant = f" (meant: {', '.join(nearest)}?)" if nearest else ""
    tasks = (task for visit in readings.problem.visits for task in visit.tasks if fold(task.code) == about)
    classes = {readings.class_of(task) for task in tasks}
    until = "it is never joined or delegated"
    if "registered" in classes:
        until = f"only registered nurses do it, and {until}"
    elif classes & {"delegated", "protocol"}:
        until = "only registered nurses do it, and who a delegation or a protocol for this very code lets; never joined"
    return "whoever keeps the task catalogue", (
        f"Say what task code {written} is{meant}: its class, owner and kind of call. Until then {until}."
    )


def _spoken_order(readings: Readings, about: str) -> Asked:
    name, _, code = about.rpartition(" ")
    told = (task for task in readings.problem.visit[name].tasks if fold(task.code) == code)
    task = next(one for one in told if readings.says_beyond(one))
    return "whoever wrote the order", (
        f'The order of {task.code} in visit {name}, "{task.order}", says {readings.says_beyond(task)}: say the code. '
        f"Until then {_who_may(readings, task)}, and it is never joined or delegated."
    )


def _who_may(readings: Readings, task: Task) -> str:
    registered = readings.class_of(task) == "registered"
    return "only a registered nurse does it" if registered else "only who is trained for that does it"


def _written(readings: Readings, code: str) -> str:
    """A folded task code as the document writes it."""
    written = (task.code for visit in readings.problem.visits for task in visit.tasks)
    return next((one for one in written if fold(one) == code), code)


def _competency(readings: Readings, about: str) -> Asked:
    codes = {
        task.code: None
        for visit in readings.problem.visits
        for task in visit.tasks
        if readings.class_of(task) == "protocol"
        and not readings.competencies_of(task)
        and about in readings.asked_by_catalogue(task)
    }
    if codes:
        return "whoever keeps the staff record", (
            f"The task catalogue asks for {about}, which the document does not declare: declare it and record who "
            f"holds it. Until then only registered nurses do {' and '.join(codes)}."
        )
    return "whoever keeps the staff record", (
        f"The task catalogue asks for {about}, which the document does not declare: it is asked of nobody. Record who "
        "holds it, or say that it is not wanted."
    )


def _training(readings: Readings, about: str) -> Asked:
    return "whoever keeps the task catalogue", (
        f"Say which competency {_written(readings, about)} asks for, in the task catalogue or with the task, and "
        "record who holds it: a protocol is for those who are trained. Until then only registered nurses do it."
    )


def _engaged(readings: Readings, about: str) -> Asked:
    shift = readings.problem.shift[about]
    worker = readings.problem.worker[shift.worker]
    could = [readings.problem.organisation[one].name for one in organisations_that_engage(readings.problem, worker)]
    agency = readings.problem.organisation[worker.organisation].name
    return agency, (
        f"Say who engaged {worker.name} of {agency} for shift {about}: {' or '.join(could) or 'nobody is known'}. "
        "Until then the shift acts for the agency alone."
    )


def _carer(readings: Readings, about: str) -> Asked:
    carer = readings.problem.unpaid_carer[about]
    client = readings.problem.client[carer.client].name
    missing = [name for name, day in ((carer.name, carer.carer_agreed), (client, carer.client_agreed)) if day is None]
    return " and ".join(missing), (
        f"Record on which day {' and '.join(missing)} agreed that {carer.name} helps with {client}'s care: until then "
        "staff do all of it."
    )


def _order(readings: Readings, about: str) -> Asked:
    client, _, code = about.rpartition(" ")
    name = readings.problem.client[client].name
    return "the prescriber, or who commissioned them", (
        f"{code} for {name} is commissioned twice at about the same time by two providers, and neither says which "
        "order it is: two doses until a registrant declares them one."
    )


def _same_medicine(readings: Readings, about: str) -> Asked:
    whose = [one for one in readings.problem.clients if about.startswith(f"{one.id}: ")]
    one = max(whose, key=lambda client: len(client.id))
    name, said = one.name, about.removeprefix(f"{one.id}: ").replace(" / ", " and ")
    return "the prescriber, or a registered nurse", (
        f"The orders {said} for {name}: same medicine? Until they are written in the same words, no distance is kept "
        "between them."
    )


def _namesake(readings: Readings, about: str) -> Asked:
    problem = readings.problem
    one, worker = next(
        (registrant, worker)
        for registrant in problem.registrants
        for worker in problem.workers
        if f"{registrant.id} {worker.id}" == about
    )
    return "whoever stopped them", (
        f"{worker.name} ({worker.id}) is stopped as a worker, and registrant {one.id} has the same name and still "
        "answers: stop the registrant too?"
    )


def _last_shifts(readings: Readings, about: str) -> Asked:
    return "whoever keeps yesterday's roster", (
        f"{about} have no last shift recorded: their rest is not judged (--before YESTERDAY ROSTER writes it)."
    )


def _last_tasks(readings: Readings, about: str) -> Asked:
    return "whoever keeps yesterday's roster", (
        f"{about} have no last dose or meal recorded: the distance of today's first is not judged (--before YESTERDAY "
        "ROSTER writes it)."
    )


def _signature(readings: Readings, about: str) -> Asked:
    visits, _, role = about.partition(" by a ")
    return f"a {role}", f"Sign for, or refuse, making {visits} one visit: it would pay, and nobody has decided."


_AGREEMENT = ("Agreement.sharing_basis", "Agreement.signed_by", "Agreement.signed")
_REGISTRATION = ("Registrant.registration", "Registrant.registered_until")
_CARER = ("UnpaidCarer.carer_agreed", "UnpaidCarer.client_agreed")
_ORDER = ("Task.order", "Task.duplicate_of", "Task.duplicate_declared_by")
_ORDERS = "orders that say more than their codes"
_SAME_MEDICINE = "orders that may be one medicine"
_NAMESAKES = "registrants of stopped workers' names"
_SIGNED = ("Problem.join_decisions", "Problem.standing_agreements")
_SHIFTS = ("Problem.workers_before", "WorkerBefore.began", "WorkerBefore.week")
_TASKS = ("Problem.tasks_before", "TaskBefore.end", "TaskBefore.order", "TaskBefore.visit")
KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("consent_sharing", "consent", ("Client.consents", "Consent.given"), _sharing),
        Kind("consent_delegation", "consent", ("Client.consents", "Consent.given"), _delegation),
        Kind("consent_record", "consent record", ("Consent.basis", "Consent.recorder"), _record),
        Kind("stable", "condition", ("Client.stable",), _stable),
        Kind("agreement", "agreement", ("Problem.agreements",), _agreement),
        Kind("agreement_basis", "agreement", _AGREEMENT, _basis),
        Kind("registrant", "registrant", ("Problem.registrants",), _registrant),
        Kind("registration", "registration", _REGISTRATION, _registration),
        Kind("contact", "contact", ("Registrant.contact", "Delegation.contact"), _contact),
        Kind("cover", "registrant's cover", ("Registrant.cover",), _cover, "registrants' cover"),
        Kind(
            "delegation_due",
            "delegation near its end",
            ("Delegation.review",),
            _delegation_due,
            "delegations near their end",
        ),
        Kind("protocol", "protocol", ("Problem.protocols",), _protocol),
        Kind("protocol_due", "protocol near its end", ("Protocol.expires",), _protocol_due, "protocols near their end"),
        Kind("code", "task code", ("Problem.task_catalogue",), _code),
        Kind("spoken_order", "order that says more than its code", ("Task.order",), _spoken_order, _ORDERS),
        Kind("same_medicine", "order that may be another's medicine", ("Task.order",), _same_medicine, _SAME_MEDICINE),
        Kind("competency", "competency", ("Task.competencies", "TaskCode.competencies"), _competency, "competencies"),
        Kind("training", "competency", ("TaskCode.competencies",), _training, "competencies"),
        Kind("engaged", "agency shift", ("Shift.engaged_by",), _engaged),
        Kind("carer", "carer's agreement", _CARER, _carer, "carers' agreements"),
        Kind("order", "order", _ORDER, _order),
        Kind("signature", "signature", _SIGNED, _signature),
        Kind("namesake", "registrant of a stopped worker's name", ("Suspension.of",), _namesake, _NAMESAKES),
        Kind("last_shifts", "last shift", _SHIFTS, _last_shifts),
        Kind("last_tasks", "last dose or meal", _TASKS, _last_tasks, "last doses or meals"),
    )
}

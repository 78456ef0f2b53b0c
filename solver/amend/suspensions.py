"""Suspensions written into a problem, and ended there. None is ever taken out: what was stopped, and when, stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from itertools import count
from typing import Any

from solver.domain import Fault, InputFaults, Problem, Suspension, SuspensionKind, fold
from solver.domain.names import fold_name, says_something
from solver.rules import Pack
from solver.rules.task_catalogue import is_reached

_PLURAL: Mapping[SuspensionKind, str] = {
    "client": "clients",
    "worker": "workers",
    "registrant": "registrants",
    "task": "task codes",
    "delegation": "delegations",
    "unpaid_carer": "unpaid carers",
}
_LONGEST = 1000  # characters of a reason


def add_suspension(
    problem: Problem,
    what: SuspensionKind,
    of: str,
    starts: datetime,
    ends: datetime | None,
    reason: str,
    by: str,
    id: str | None = None,
    client: str | None = None,
) -> tuple[Problem, Suspension]:
    """The problem with something stopped from a moment on, and the suspension as it stands there.

    of: an id, a task code in any spelling, or a registrant's name. Naive moments are local. id: the next free one
    ("stop-1") unless given. client: of a task, the one whose task alone is stopped. Raises InputFaults
    with everything that is wrong, an unknown id with those nearest to it.
    """
    faults: list[Fault] = []
    if problem.horizon.abstract:
        raise InputFaults([Fault("from", starts.isoformat(), "want a problem with dates: its clock knows none")])
    known = find_named(problem, what, of)
    if known is None:
        faults.append(Fault(what, of, describe_wanted(problem, what, of)))
    faults += _wrong_client(problem, what, client)
    begin = _read_moment(problem, "from", starts, faults)
    end = None if ends is None else _read_moment(problem, "to", ends, faults)
    if ends is not None and begin is not None and end is not None and end <= begin:
        faults.append(Fault("to", ends.isoformat(), "want a moment after the one from which it is stopped"))
    if not reason.strip() or len(reason) > _LONGEST:
        faults.append(Fault("reason", reason, "want a reason in a few words"))
    if not says_something(by):
        faults.append(Fault("by", by, "want the name of whoever stops it"))
    if faults:
        raise InputFaults(faults)
    assert known is not None
    assert begin is not None
    made = Suspension(
        id=id or _free_id(problem),
        what=what,
        of=known,
        client=client,
        starts=begin,
        ends=end,
        reason=reason.strip(),
        by=by.strip(),
    )
    return problem.replace(suspensions=(*problem.suspensions, made)), made


def end_suspension(problem: Problem, id: str, at: datetime, by: str) -> tuple[Problem, Suspension]:
    """The problem with a suspension ended at a moment, or at its own beginning where that is later.

    Raises InputFaults for an unknown one, one that has an end by then already, or no name.
    """
    faults: list[Fault] = []
    found = next((one for one in problem.suspensions if one.id == id), None)
    moment = _read_moment(problem, "at", at, faults)
    if found is None:
        there = ", ".join(one.id for one in problem.suspensions)
        faults.append(Fault("end", id, f"want one of {there}" if there else "want a suspension: nothing is stopped"))
    elif moment is not None and found.ends is not None and found.ends <= max(moment, found.starts):
        faults.append(Fault("end", id, f"want one that is in force; it ended {_words(problem, found.ends)}"))
    if not says_something(by):
        faults.append(Fault("by", by, "want the name of whoever ends it"))
    if faults:
        raise InputFaults(faults)
    assert found is not None
    assert moment is not None
    ended = found.model_copy(update={"ends": max(moment, found.starts), "ended_by": by.strip()})
    every = tuple(ended if one.id == id else one for one in problem.suspensions)
    return problem.replace(suspensions=every), ended


def _wrong_client(problem: Problem, what: SuspensionKind, client: str | None) -> list[Fault]:
    if client is None:
        return []
    if what != "task":
        return [Fault("client", client, "want a client only with a task: one task of one client")]
    if client not in problem.client:
        return [Fault("client", client, describe_wanted(problem, "client", client))]
    return []


def find_named(problem: Problem, what: SuspensionKind, of: str) -> str | None:
    """What somebody means, as the problem writes it; None: it knows no such thing.

    Ids as they are, task codes in any spelling or by words that a code or an order of the day says, registrants by id
    or by any name that a record calls them.
    """
    match what:
        case "client":
            return of if of in problem.client else None
        case "worker":
            return of if of in problem.worker else None
        case "unpaid_carer":
            return of if of in problem.unpaid_carer else None
        case "delegation":
            return of if any(one.id == of for one in problem.delegations) else None
        case "task":
            known = _task_codes(problem).get(fold(of))
            return known or (of.strip() if _is_said(problem, of) else None)
    named = _registrants(problem)
    return of if of in named else next((name for name in named if fold_name(name) == fold_name(of)), None)


def _is_said(problem: Problem, words: str) -> bool:
    catalogue = Pack.for_problem(problem).catalogue(problem)
    return any(is_reached(task, words, catalogue) for visit in problem.visits for task in visit.tasks)


def describe_wanted(problem: Problem, what: SuspensionKind, of: str) -> str:
    """ "want the id of one of the clients; the nearest: ada (Ada Pretend)"."""
    labels: dict[str, str] = {}  # every word it could have been meant by, and what it stands for
    match what:
        case "client":
            labels = {word: f"{one.id} ({one.name})" for one in problem.clients for word in (one.id, one.name)}
        case "worker":
            labels = {word: f"{one.id} ({one.name})" for one in problem.workers for word in (one.id, one.name)}
        case "registrant":
            labels = {name: name for name in _registrants(problem)}
        case "task":
            labels = dict.fromkeys(_task_codes(problem).values(), "")
        case "unpaid_carer":
            labels = {word: f"{one.id} ({one.name})" for one in problem.unpaid_carers for word in (one.id, one.name)}
        case "delegation":
            labels = {one.id: describe_named(problem, "delegation", one.id) for one in problem.delegations}
    folded = {fold_name(word): word for word in labels}
    near = get_close_matches(fold_name(of), folded, n=3, cutoff=0.5)
    told = dict.fromkeys(labels[folded[word]] or folded[word] for word in near)
    wanted = f"want one of the {_PLURAL[what]}" if what == "task" else f"want the id of one of the {_PLURAL[what]}"
    if told:
        return f"{wanted}; the nearest: {', '.join(told)}"
    return wanted if labels else f"{wanted}; there are none"


def describe_named(problem: Problem, what: SuspensionKind, of: str, client: str | None = None) -> str:
    """ "Ada Pretend (ada)", or "delegation d1 (Ada Pretend's insulin by Cal Sample)". client: whose task alone."""
    match what:
        case "task" if client is not None:
            known = problem.client.get(client)
            return f"task {of} of {client if known is None else f'{known.name} ({client})'}"
        case "unpaid_carer" if of in problem.unpaid_carer:
            carer = problem.unpaid_carer[of]
            return f"{carer.name} ({of}), unpaid carer of {problem.client[carer.client].name}"
        case "client" if of in problem.client:
            return f"{problem.client[of].name} ({of})"
        case "worker" if of in problem.worker:
            return f"{problem.worker[of].name} ({of})"
        case "registrant" if of in problem.registrant:
            return f"{problem.registrant[of].name} ({of})"
        case "delegation":
            for one in problem.delegations:
                if one.id == of:
                    workers = " or ".join(problem.worker[worker].name for worker in one.workers)
                    return f"delegation {of} ({problem.client[one.client].name}'s {one.task} by {workers})"
    return f"{what} {of}" if what in ("task", "delegation") else of


def describe_suspension(problem: Problem, stop: Suspension) -> str:
    """ "delegation d1 (...) is stopped from 1 March 2027 10:00 on". Neither who nor why is in it."""
    begin = _words(problem, stop.starts)
    until = "on" if stop.ends is None else f"until {_words(problem, stop.ends)}"
    return f"{describe_named(problem, stop.what, stop.of, stop.client)} is stopped from {begin} {until}"


def suspension_document(problem: Problem, stop: Suspension) -> dict[str, Any]:
    """A suspension as documents tell it. sentence: what is stopped and for how long."""
    plain = stop.model_dump(mode="json", context={"horizon": problem.horizon})
    return {**plain, "sentence": describe_suspension(problem, stop)}


def _task_codes(problem: Problem) -> dict[str, str]:
    """Every task code that the problem or a catalogue knows, by its folded spelling."""
    codes = [entry.code for entry in Pack.for_problem(problem).catalogue(problem).values()]
    codes += [one.task for one in problem.delegations] + [one.task for one in problem.protocols]
    codes += [task.code for visit in problem.visits for task in visit.tasks]
    return {fold(code): code for code in codes}


def _registrants(problem: Problem) -> dict[str, None]:
    """What registrants are called: ids and names of those who are known, and those that signatures name."""
    known = [word for one in problem.registrants for word in (one.id, one.name)]
    signed = [one.registrant for one in problem.delegations] + [one.registrant for one in problem.protocols]
    return dict.fromkeys([*known, *signed])


def _read_moment(problem: Problem, where: str, when: datetime, faults: list[Fault]) -> int | None:
    try:
        return problem.horizon.ticks(when)
    except ValueError as error:
        faults.append(Fault(where, when.isoformat(), str(error)))
        return None


def _words(problem: Problem, ticks: int) -> str:
    moment = problem.horizon.moment(ticks)
    return f"{moment.day} {moment:%B %Y %H:%M}"


def _free_id(problem: Problem) -> str:
    taken = {one.id for one in problem.suspensions}
    return next(name for number in count(1) if (name := f"stop-{number}") not in taken)

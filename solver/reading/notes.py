"""What is worth telling of a problem before anything else, though nothing about it is a fault.

A kind of note is a function from the problem (as commissioned) and the pack to sentences; NOTES lists them in the order
in which they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.completeness import count_unknowns
from solver.domain import JoinedProblem, Problem, Sector, fold
from solver.rules import Pack
from solver.rules.task_catalogue import unknown_codes

from .doubled import doubled_rows
from .people import people_twice
from .unjudged import told_nothing_of_before, told_nothing_of_nights

LISTED = 5  # of one kind; the rest are counted


def problem_notes(problem: Problem, pack: Pack | None = None, judged: bool = True) -> list[str]:
    """Sentences for whoever reads a document's answer, most important first. None for a literature instance.

    pack: the rules in force, for what it adds to the task catalogue; the built-in one where it is not given.
    judged: whether a roster of it is judged or made: what is judged without, and how much is unknown, is told too.
    """
    if problem.horizon.abstract:
        return []
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    rules = pack if pack is not None else Pack.load()
    kinds = [kind for kind in NOTES if judged or kind not in _OF_A_ROSTER]
    return [sentence for kind in kinds for sentence in kind(asked, rules)]


def first_version(problem: Problem, pack: Pack) -> Iterator[str]:
    """A document from before consents had three answers and registrants were people."""
    if problem.version == "1":
        who = "who is a registrant, " if problem.delegations else ""
        yield (
            f"This document is of version 1, in which nobody could say {who}who delivers for whom or what was stopped: "
            "all of it is unknown. onevisit convert brings it up to date."
        )


def unknown_tasks(problem: Problem, pack: Pack) -> Iterator[str]:
    """Task codes that no catalogue has, each told once with what may have been meant."""
    owners: dict[str, set[Sector]] = {}
    for visit in problem.visits:
        for task in visit.tasks:
            owners.setdefault(task.code, set()).add(task.owner)
    unknown = unknown_codes(problem, pack.catalogue(problem))
    for owner, who in (
        ("health", "only registered nurses do it"),
        ("social", "only staff of the organisation that delivers the visit do it"),
    ):
        codes = [code for code in unknown if owner in owners[code]]
        if not codes:
            continue
        told = [f"{code} (meant: {', '.join(unknown[code])}?)" if unknown[code] else code for code in codes[:LISTED]]
        more = f" and {len(codes) - LISTED:,} more" if len(codes) > LISTED else ""
        yield (
            f"Unknown task code{'s' if len(codes) != 1 else ''} of {owner} care: {', '.join(told)}{more}. Until the "
            f"task catalogue says what {'they are' if len(codes) != 1 else 'it is'}, {who}, and it is never joined or "
            "delegated."
        )


def repeated_visits(problem: Problem, pack: Pack) -> Iterator[str]:
    """Visits that say again what another says, as doubled rows of an export do."""
    horizon = problem.horizon
    found = doubled_rows(problem)
    for again, first in found[:LISTED]:
        visit = problem.visit[again]
        about = f"{problem.client[visit.client].name}, {problem.organisation[visit.organisation].name}"
        tasks = ", ".join(task.code for task in visit.tasks)
        spans = ", ".join(f"{horizon.label(one.start)}-{horizon.label(one.end)}" for one in visit.windows)
        yield f"{again} repeats {first} ({about}: {tasks}, {spans}): a doubled row? Both are commissioned as it stands."
    if len(found) > LISTED:
        yield f"{len(found) - LISTED:,} more visits repeat another one."


def unjudged(problem: Problem, pack: Pack) -> Iterator[str]:
    """What the day before would have told."""
    sentence = told_nothing_of_before(problem, pack)
    if sentence is not None:
        yield sentence


def unknown_counts(problem: Problem, pack: Pack) -> Iterator[str]:
    """How much is not known that safety rests on."""
    sentence = count_unknowns(problem, pack)
    if sentence is not None:
        yield sentence


def unknown_stops(problem: Problem, pack: Pack) -> Iterator[str]:
    """Suspensions of a task code that no catalogue and no visit has: they stop nothing."""
    catalogue = pack.catalogue(problem)
    codes = {fold(task.code) for visit in problem.visits for task in visit.tasks}
    for stop in problem.suspensions:
        if stop.what == "task" and stop.of not in catalogue and fold(stop.of) not in codes:
            near = ", ".join(catalogue.nearest(stop.of))
            meant = f" (meant: {near}?)" if near else ""
            yield f"Suspension {stop.id} stops the task code {stop.of}, which nobody knows{meant}: it stops nothing."


def unjudged_nights(problem: Problem, pack: Pack) -> Iterator[str]:
    """The averages over seventeen weeks of those who work at night."""
    if sentence := told_nothing_of_nights(problem):
        yield sentence


NOTES: tuple[Callable[[Problem, Pack], Iterator[str]], ...] = (
    first_version,
    unknown_tasks,
    unknown_stops,
    repeated_visits,
    people_twice,
    unjudged,
    unjudged_nights,
    unknown_counts,
)
_OF_A_ROSTER = (unjudged, unjudged_nights, unknown_counts)

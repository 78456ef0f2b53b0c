"""Published instances in and out: HHCRSP (Mankowska, Italian) and UHHC, recognised by what they hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from solver.rules import Pack, breaches_all, timeline

from ..domain import InputFaults, Problem, Roster
from ..travel import journeys
from . import hhcrsp, uhhc, uhhc_writing
from .instance import UNIT, format_of, problem_of
from .jsontext import Source, json_object
from .recovered import instance_of
from .whole_minutes import whole_minutes
from .writing import write_whole


def is_literature(data: dict[str, Any]) -> bool:
    """Whether a JSON object is an instance of a published format, sound or not."""
    return "onevisit" not in data and {"distances", "patients", "caregivers"} <= data.keys()


def read_literature(source: Source) -> Problem:
    """The problem in an HHCRSP or UHHC file (a path, or the bytes).

    Times become ticks of 1/1000 minute, prices pence, so that a cost unit is 1/1000 of the published cost's unit; see
    published_cost. Raises InputFaults with every fault at once, by JSON path.
    """
    data, name, odd = json_object(source)
    form = uhhc if "metadata" in data or "terminal_points" in data else hhcrsp
    try:
        instance = form.parse(data, Path(name).stem if name else form.__name__.rpartition(".")[2])
        if not odd:
            return problem_of(instance)
        faults: list[Any] = []
    except InputFaults as error:
        faults = [fault for fault in error.faults if fault.where not in {said.where for said in odd.values()}]
    raise InputFaults(replace(fault, file=name) for fault in [*odd.values(), *faults])


def write_instance(problem: Problem, target: str | Path) -> None:
    """Write a problem that came from a published format in that format; reading it again gives an equal problem.

    Raises InputFaults naming everything the format cannot say.
    """
    instance = instance_of(problem)
    form = uhhc_writing if instance.format == "uhhc" else hhcrsp
    write_whole(target, json.dumps(form.document(instance), ensure_ascii=False, allow_nan=False).encode())


def write_solution(problem: Problem, roster: Roster, target: str | Path) -> None:
    """Write a roster in the published solution format: times exact to 1/1000 minute, whole minutes where that costs no
    more and the instance knows nothing finer.

    Raises InputFaults where the problem is of no published format, or a patient who must be visited is not.
    """
    form = uhhc_writing if format_of(problem) == "uhhc" else hhcrsp
    if format_of(problem) is None:
        instance_of(problem)  # says what is wrong
    timed = whole_minutes(problem, roster, lambda roster: published_cost(problem, roster))
    document = form.solution(problem, timeline(problem, timed, journeys(problem)))
    write_whole(target, json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode())


def published_cost(problem: Problem, roster: Roster) -> float:
    """What a roster costs by the publication: its own objective, from the rules that stand for it.

    HHCRSP: (distance + total tardiness + largest tardiness) / 3. UHHC: the instance's weights; the wait after a lunch
    that opens a round is free there, though the rules price it. Hard rules do not count. Raises InputFaults for a
    problem of no published format.
    """
    if format_of(problem) is None:
        instance_of(problem)
    pack, travel = Pack.for_problem(problem), journeys(problem)
    measured = timeline(problem, roster, travel)
    cost = sum(breach.cost for breach in breaches_all(problem, travel, pack, measured))
    if format_of(problem) == "hhcrsp":
        return cost / UNIT / 3
    return (cost - uhhc_writing.free_waits(problem, measured)) / UNIT

"""A roster judged by the checker, for /v1/checks."""

from __future__ import annotations

import json

from service.store.compression import decompress
from service.store.problems import Submission
from solver import Fault, InputFaults, read_problem
from solver.check import check
from solver.formats import roster_made_for
from solver.reading import list_oddities
from solver.result import judged_outcome

from .rule_pack import rule_pack
from .work import Asked, roster_in


def judge_roster(wanted: Asked, document: bytes | None, submitted: str = "") -> bytes:
    """JSON of what the checker says. document: the problem as the store keeps it; None where it came along.

    submitted: its digest as it came, where what the organisation has stopped was written into it since.

    Raises InputFaults where rules or roster do not fit the problem.
    """
    first: tuple[str, ...] = ()
    if document is None:
        assert isinstance(wanted.problem, Submission)
        document, first = wanted.problem.document, wanted.problem.notes
    assert wanted.roster is not None
    problem = read_problem(decompress(document), kept=True)
    faults: list[Fault] = []
    try:
        pack = rule_pack(wanted.rules, problem)
    except InputFaults as error:
        faults += error.faults
    try:
        roster = roster_in("roster", wanted.roster, problem)
    except InputFaults as error:
        faults += error.faults
    if faults:
        raise InputFaults(faults)
    found = check(problem, roster, pack)
    told = judged_outcome(found, roster.unserved, pack=pack)
    made_for = roster_made_for(wanted.roster)
    return json.dumps(
        {
            "feasible": found.feasible,
            "made_for_this_problem": None if made_for is None else made_for in (problem.digest, submitted),
            "rules": {"name": pack.name, "version": pack.version, "digest": pack.digest},
            "loosened": told["loosened"],
            "problem_notes": [*first, *told["problem_notes"]],
            "please_look_at": list_oddities(problem, pack),
            "judgement": told["judgement"],
            "headline": told["headline"],
        }
    ).encode()

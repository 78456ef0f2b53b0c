"""What is wrong with a change, told at its place in the list; every fault of the list is told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from solver.domain import Fault, Join, Problem
from solver.domain.names import fold_name
from solver.explain.model import named

from .draft import Draft

_NEAREST = 3  # visits that may have been meant
_NIGHT = 12 * 60  # minutes that a late visit may begin past the last midnight


@dataclass
class ChangeFaults:
    """One change of the list, where its faults are gathered."""

    index: int
    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, value: Any, expected: str) -> None:
        self.found.append(Fault(f"changes[{self.index}].{where}", value, expected))

    def check_known(self, where: str, value: str, among: Iterable[str], what: str) -> bool:
        """Whether an id is known; a fault where it is not."""
        if value in among:
            return True
        self.add(where, value, f"want the id of one of the {what}")
        return False

    def add_faults(self, faults: Iterable[Fault], new: Mapping[tuple[str, int], str]) -> None:
        """Faults of a problem that the change would make, at the change. new: the field of the change by what it is in
        the problem, as list and number."""
        for fault in faults:
            name, number, rest = _split(fault.where)
            field_ = new.get((name, number))
            self.add(f"{field_}{rest}" if field_ is not None else "change", fault.value, fault.expected)

    def check_visit(self, draft: Draft, visit: str) -> bool:
        """Whether a commissioned visit is one of the day; a fault where it is not, with those nearest to it."""
        problem = draft.problem
        if visit in problem.visit:
            return True
        self.add("visit", visit, describe_wanted_visit(problem, draft.joins, visit))
        return False

    def read_start(self, problem: Problem, start: datetime | None, where: str = "start") -> int | None:
        """A start in ticks; a fault where it lies outside the horizon."""
        if start is None:
            return None
        horizon = problem.horizon
        if horizon.abstract:
            self.add(where, start.isoformat(), "want no start: this problem's clock knows no dates")
            return None
        last = horizon.end + _NIGHT * horizon.ticks_per_minute
        try:
            ticks = horizon.ticks(start)
        except ValueError as error:
            self.add(where, start.isoformat(), str(error))
            return None
        if 0 <= ticks <= last:
            return ticks
        span = f"{horizon.moment(0):%Y-%m-%d %H:%M} to {horizon.moment(horizon.end):%Y-%m-%d %H:%M}"
        self.add(where, start.isoformat(), f"want a time within the horizon, {span}")
        return None


def describe_wanted_visit(problem: Problem, joins: Sequence[Join], visit: str) -> str:
    """ "want the id of one of the visits; the nearest: V12 (Ada Pretend's 08:00 visit)": by id or by client's name."""
    join = next((one for one in joins if one.id == visit), None)
    if join is not None:
        return f"want one of the visits that it is made of: {', '.join(join.visits)}"
    gone = next((one for one in problem.cancelled_visits if one.id == visit), None)
    if gone is not None:
        return f"want a visit of the day: {gone.by} cancelled this one on {gone.on:%d.%m.%Y}"
    words: dict[str, list[str]] = {}
    for one in problem.visits:
        for word in (one.id, one.client, problem.client[one.client].name):
            words.setdefault(fold_name(word), []).append(one.id)
    near = get_close_matches(fold_name(visit), words, n=_NEAREST, cutoff=0.5)
    found = list(dict.fromkeys(id_ for word in near for id_ in words[word]))[:_NEAREST]
    told = f"; the nearest: {', '.join(named(problem, one) for one in found)}" if found else ""
    return f"want the id of one of the visits{told}"


def faults_of_problem(faults: Iterable[Fault], about: Collection[tuple[str, int]]) -> list[Fault]:
    """Those of a problem's faults that are about some of its objects, each as list and number."""
    return [fault for fault in faults if _split(fault.where)[:2] in about]


def _split(where: str) -> tuple[str, int, str]:
    """A path as list, number in it and the rest: "visits[3].tasks[0]" is ("visits", 3, ".tasks[0]")."""
    found = re.match(r"(\w+)\[(\d+)\](.*)", where)
    return (found[1], int(found[2]), found[3]) if found else (where, -1, "")

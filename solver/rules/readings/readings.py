"""What several rules read from a problem, each thing worked out once. Reading only: no roster is judged here.

It is always about the day as commissioned: who engages agency staff, how late a visit may be and what follows it do not
change because visits are joined, or could be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from solver.domain import (
    Catalogue,
    JoinedProblem,
    JointVisit,
    Problem,
    Registrant,
    Sector,
    Task,
    TaskClass,
    Visit,
    Worker,
)
from solver.domain.names import fold_name

from ..pack import Pack
from ..task_catalogue import class_of, competencies_of, entries_of, is_reached, said_by_order
from .acting import acting_organisations
from .answering import Wording, registrants_by_text
from .calls import Span, span_of
from .lateness import latest_starts_by_window
from .sectors import health_side

Made = TypeVar("Made")
# Where the pack has no such rule: minutes that a visit may be late by priority, and between calls of one client.
_CAPS: dict[str, Any] = {"minutes": [180.0, 120.0, 90.0, 60.0, 60.0]}
_SPACING: dict[str, Any] = {
    "least_minutes": {"meal": 90.0, "medicine": 0.0, "personal_care": 0.0},
    "wanted_minutes": {"meal": 180.0, "medicine": 0.0, "personal_care": 30.0},
    "dose_minutes": 60.0,
}


class Readings:
    """One problem under one rule pack. problem: as commissioned, or with joint visits beside the visits they offer to
    replace. Ask about any visit of it, joint ones too.
    """

    def __init__(self, problem: Problem, pack: Pack):
        self.problem = problem.origin if isinstance(problem, JoinedProblem) else problem
        self.pack = pack
        self.catalogue: Catalogue = pack.catalogue(self.problem)
        self.abstract = self.problem.horizon.abstract
        self._declared = frozenset(competency.id for competency in self.problem.competencies)
        self._spans: dict[str, tuple[Visit, Span]] = {}  # joint visits of one id may be of different tasks
        self._classes: dict[tuple[str, str, Sector, bool, bool], TaskClass] = {}
        self._reached: dict[tuple[str, str, Sector, str], bool] = {}
        self._made: dict[Any, Any] = {}

    def once(self, make: Callable[[Readings], Made]) -> Made:
        """What ``make`` makes of these readings, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def acting(self) -> dict[str, str]:
        """The organisation that each shift's worker acts for, by shift."""
        return acting_organisations(self.problem)

    @cached_property
    def _latest(self) -> dict[str, tuple[int, ...]]:
        entries = self.pack.entries
        caps = entries.get("lateness_cap")
        minutes = _CAPS if caps is None else caps.values if caps.enabled else None
        spacing = entries["call_spacing"].values if "call_spacing" in entries else _SPACING
        return latest_starts_by_window(self.problem, self.catalogue, minutes, spacing)

    def span(self, visit: Visit) -> Span:
        """The moments between which a visit may be made, and their dates; where it is pinned to a start, that one."""
        known = self._spans.get(visit.id)
        if known is None or known[0] is not visit:
            start = None if isinstance(visit, JointVisit) else self._pinned.get(visit.id)
            if start is None:
                found = span_of(self.problem, visit, self._latest)
            else:
                end, day = start + visit.duration, self.problem.horizon.date
                found = Span(start, end, day(start), day(max(start, end - 1)))
            known = self._spans[visit.id] = visit, found
        return known[1]

    @cached_property
    def _pinned(self) -> dict[str, int]:
        """The start of each visit that is pinned to one."""
        starts: dict[str, set[int]] = {}
        for pin in () if self.abstract else self.problem.pins:
            if pin.start is not None:
                starts.setdefault(pin.visit, set()).add(pin.start)
        return {visit: min(some) for visit, some in starts.items() if len(some) == 1}

    def class_of(self, task: Task) -> TaskClass:
        """Who may do a task: ordinary on a literature clock, whatever its code."""
        if self.abstract:
            return "ordinary"
        key = task.code, task.order, task.owner, task.registered_nurse_only, task.delegable
        found = self._classes.get(key)
        if found is None:
            found = self._classes[key] = class_of(task, self.catalogue)
        return found

    def is_known(self, task: Task) -> bool:
        """Whether some catalogue knows its code; on a literature clock codes mean nothing."""
        return self.abstract or task.code in self.catalogue

    def owner_of(self, task: Task) -> Sector:
        """Whose record a task belongs to: health where it says so itself or the catalogue does, for the cell is often
        left out.
        """
        entry = self.catalogue.get(task.code)
        return "health" if task.owner == "health" or (entry is not None and entry.owner == "health") else "social"

    def side_of(self, worker: Worker) -> Sector:
        """health: a registered nurse, or employed by a health organisation; else social."""
        return "health" if health_side(self.problem, worker) else "social"

    def competencies_of(self, task: Task) -> tuple[str, ...]:
        """What a task asks for: where it names nothing, what the catalogue says and the problem declares."""
        return task.competencies if self.abstract else competencies_of(task, self.catalogue, self._declared)

    def is_untaught_medicine(self, task: Task) -> bool:
        """Whether it is a medicine by an unknown code, and no competency tells who is trained for it."""
        known = self.is_known(task) or self.class_of(task) != "ordinary"
        return not known and bool(entries_of(task, self.catalogue)) and not self.competencies_of(task)

    def says_beyond(self, task: Task) -> str:
        """ "insulin": the first that the order of a task says beyond its code (``said_by_order``); nothing: none."""
        said = () if self.abstract else said_by_order(task, self.catalogue)
        return said[0].code if said else ""

    def is_reached(self, task: Task, code: str) -> bool:
        """Whether a stop of a task code is about a task, by what its code or its order says."""
        key = task.code, task.order, task.owner, code
        if key not in self._reached:
            self._reached[key] = is_reached(task, code, self.catalogue)
        return self._reached[key]

    def asked_by_catalogue(self, task: Task) -> tuple[str, ...]:
        """What the catalogue asks for by a task's code, whether the problem declares it or not."""
        entry = self.catalogue.get(task.code)
        return () if entry is None else entry.competencies

    @cached_property
    def wording(self) -> Wording:
        """What stands for nobody: the phrases of the built-in pack and those that this one adds."""
        return Wording.of(Pack.load().values("authority_registrant"), self.pack.values("authority_registrant"))

    def registrant(self, text: str) -> Registrant | None:
        """Who is meant by what a delegation or a protocol says; None: nobody in the data, or one of several."""
        return self._registrants.get(text) or self._registrants.get(fold_name(text))

    @cached_property
    def _registrants(self) -> dict[str, Registrant]:
        return registrants_by_text(self.problem)

    @cached_property
    def grace(self) -> tuple[date, date] | None:
        """The day up to which signatures may leave their registrant unknown, and the last day on which that is so.

        For problems carried over from a document of version 1, in which registrants could not be told.
        """
        if self.problem.carried_over is None and self.problem.version != "1":
            return None
        today = self.problem.horizon.date(0)
        since = min(self.problem.carried_over or today, today)  # nothing is carried over later than it is planned
        return since, since + timedelta(days=int(self.pack.values("authority_registrant")["grace_days"]))

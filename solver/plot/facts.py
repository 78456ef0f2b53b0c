"""What the page and the workbook show, gathered once: rows of shifts by organisation and day, marks on visits."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from solver.check import Check, charges_of
from solver.domain import Client, JointVisit, Outcome, Problem, Roster, Shift, Unserved, Visit
from solver.joining import describe_signature
from solver.rules import Breach, Run, Timeline, many_workers
from solver.rules.authority.basis import list_bases
from solver.rules.authority.stopped import find_stopped
from solver.rules.readings.readings import Readings

_OUTCOMES: dict[Outcome, str] = {
    "join": "joined:",
    "delegate": "delegated:",
    "absorb": "taken along:",
    "co_attend": "attended together:",
    "drop_duplicate": "done once for both:",
}


@dataclass(frozen=True)
class Row:
    """One shift as a line of the timeline. run is None when the shift has no stops."""

    shift: Shift
    run: Run | None
    number: int  # what the map and the row are both labelled with, from 1
    day: date


@dataclass(frozen=True)
class Facts:
    """A checked roster, sorted as page and workbook show it.

    rows: by organisation id, in the problem's order, then by start and worker.
    """

    problem: Problem
    roster: Roster
    check: Check
    timeline: Timeline
    rows: dict[str, tuple[Row, ...]]
    days: tuple[date, ...]
    late: dict[str, Breach]
    broken: dict[str, list[Breach]]
    unserved: tuple[Unserved, ...]
    met: frozenset[tuple[str, str]]  # client and worker who know each other
    stopped: dict[str, str]  # by visit that somebody stopped: why nobody makes it
    rests_on: dict[str, tuple[str, ...]]  # by visit that is made: delegations, protocols, agreements and consents

    def clock(self, ticks: int) -> str:
        """Wall-clock time without the day, "08:35"."""
        horizon = self.problem.horizon
        return horizon.label(ticks) if horizon.abstract else horizon.moment(ticks).strftime("%H:%M")

    def minutes(self, ticks: int) -> str:
        return f"{self.problem.horizon.minutes(ticks):.0f} min"

    def windows(self, visit: Visit) -> str:
        """The agreed windows, "08:00-09:00 or 10:00-11:00"."""
        spans = (f"{self.clock(window.start)}\u2013{self.clock(window.end)}" for window in visit.windows)
        return " or ".join(spans)

    def client_of(self, visit: Visit) -> Client:
        return self.problem.client[visit.client]

    def names(self, visit: Visit) -> str:
        """The client's name; of a joint visit to a household both."""
        return " and ".join(self.problem.client[client].name for client in visit.clients)

    def joins(self, visit: Visit) -> str:
        """What a joint visit stands for, with whose visits they are and who signed; nothing for others."""
        if not isinstance(visit, JointVisit):
            return ""
        parts = " + ".join(f"{part.id} ({self.problem.organisation[part.organisation].name})" for part in visit.parts)
        if visit.role != "whole":
            return f"{'second pair of hands for' if visit.role == 'second' else 'what remains of'} {parts}"
        signed = describe_signature(self.problem, visit.join.visits, visit.join.signed_by)
        return f"{_OUTCOMES[visit.join.outcome]} {parts}, {signed}{self._paid(visit)}"

    def _paid(self, visit: JointVisit) -> str:
        """Who pays for how much of it, where there are several."""
        ticks: Counter[str | None] = Counter()
        for charge in charges_of(self.problem, visit, self.check.pack.catalogue(self.problem)):
            ticks[charge.funder] += charge.ticks
        if len(ticks) < 2:
            return ""
        minutes = self.problem.horizon.minutes
        # To the tenth, not whole: shares of one visit add up to it.
        shares = [f"{self._funder(funder)} {round(minutes(many), 1):g} min" for funder, many in ticks.items()]
        return f", paid for by {' and '.join(shares)}"

    def _funder(self, funder: str | None) -> str:
        return "nobody known" if funder is None else self.problem.organisation[funder].name

    def familiar(self, client: str, worker: str) -> bool:
        """Whether the worker has visited the client in the history given."""
        return (client, worker) in self.met

    def company(self, visit: Visit) -> str:
        """ "two workers" where so many come together; nothing for a worker alone."""
        hands = self.problem.hands_of(visit)
        return many_workers(hands) if hands > 1 else ""

    def remarks(self, visit: Visit, worker: str) -> list[str]:
        """What the worker should know of a stop besides its tasks."""
        notes = [company] if (company := self.company(visit)) else []
        if visit.id in self.late:
            notes.append(f"late {self.minutes(self.late[visit.id].amount)}")
        if joins := self.joins(visit):
            notes.append(joins)
        if self.problem.history and not all(self.familiar(client, worker) for client in visit.clients):
            notes.append("new face")
        return notes + [breach.sentence for breach in self.broken.get(visit.id, ())]


def gather(roster: Roster, check: Check) -> Facts:
    """Sort the shifts of a checked roster into rows and mark its visits, joint ones in the place of what they join."""
    problem, measured = check.problem, check.timeline
    horizon = problem.horizon
    grouped: dict[str, list[tuple[date, int, str, Shift]]] = defaultdict(list)
    for shift in problem.shifts:
        worker = problem.worker[shift.worker]
        grouped[worker.organisation].append((horizon.date(shift.start), shift.start, worker.name, shift))
    rows: dict[str, tuple[Row, ...]] = {}
    number = 0
    for organisation in problem.organisations:
        lines = []
        for day, _, _, shift in sorted(grouped.get(organisation.id, ()), key=lambda entry: entry[:3]):
            number += 1
            lines.append(Row(shift, measured.runs.get(shift.id), number, day))
        if lines:
            rows[organisation.id] = tuple(lines)
    late: dict[str, Breach] = {}
    broken: dict[str, list[Breach]] = defaultdict(list)
    for breach in check.breaches:
        if breach.visit and breach.rule == "time_window" and not breach.hard:
            late[breach.visit] = breach
        if breach.hard:
            broken[breach.visit or breach.shift].append(breach)
    days = tuple(sorted({row.day for lines in rows.values() for row in lines}))
    met = frozenset((past.client, past.worker) for past in problem.history)
    missing = left_out(problem, roster, measured)
    readings = Readings(problem, check.pack)
    return Facts(
        problem,
        roster,
        check,
        measured,
        rows,
        days,
        late,
        broken,
        missing,
        met,
        find_stopped(problem),
        list_bases(readings, measured),
    )


def left_out(problem: Problem, roster: Roster, measured: Timeline) -> tuple[Unserved, ...]:
    """Every visit no round serves, most urgent first, with what the roster says about it."""
    said = {entry.visit: entry for entry in roster.unserved}
    missing = [visit for visit in problem.visits if visit.id not in measured.served]
    missing.sort(key=lambda visit: (visit.optional, -visit.priority, visit.windows[0].start, visit.id))
    return tuple(said.get(visit.id, Unserved(visit=visit.id)) for visit in missing)

"""The two lists of a record: visits, a row for each time somebody comes, and tasks, a row each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from solver.domain import VERDICT_WORDS, Delegation, Organisation, Problem, Roster, Task, Unserved, Visit, Worker, fold
from solver.rules import Pack, Timeline, list_loosened
from solver.rules.authority.givers import Giving, find_contact, list_givings
from solver.rules.readings.readings import Readings

from .attended import Attended, Doing

Grid = list[list[Any]]

VISITS = (
    "visit",
    "client",
    "client_name",
    "address",
    "day",
    "start",
    "end",
    "status",
    "worker",
    "worker_name",
    "worker_organisation",
    "joint_with",
    "funder",
    "funder_minutes",
    "why_unserved",
    "loosened",
)
TASKS = (
    "visit",
    "client",
    "client_name",
    "task",
    "planned_minutes",
    "order",
    "day",
    "start",
    "status",
    "worker",
    "worker_name",
    "worker_organisation",
    "given_by",
    "delegation",
    "registrant",
    "registrant_contact",
    "note",
    "funder",
    "funder_minutes",
    "why_unserved",
    "loosened",
)

# Columns of either list that hold ids, which a spreadsheet must not turn into numbers.
IDS = {"visit", "client", "worker", "delegation"}

# What a verdict comes to, for when its sentence tells of clients that are somebody else's.
VERDICTS = dict[str | None, str](VERDICT_WORDS.items())
VERDICTS[None] = "no reason was recorded; onevisit explain finds one"


_NO_FUNDER = "nursing, which a council may not pay for (Care Act 2014 s. 22): name the commissioner"


@dataclass(frozen=True)
class Record:
    """What one organisation is told of a roster: rows under a first row of column names.

    Times are local wall time (plain minutes on a literature clock).
    """

    organisation: Organisation
    visits: Grid
    tasks: Grid


def records(
    problem: Problem, roster: Roster, made: Problem, measured: Timeline, pack: Pack | None = None
) -> list[Record]:
    """A record for every organisation that commissioned a visit, in the problem's order.

    problem, roster: as commissioned and as read; made: the problem as_made gives; measured: the roster timed over that.
    pack: the rules in force, the problem's own unless given; what they ask less than the built-in ones do, and which
    caps on lateness were lifted, stands in every row: whose lateness only in the rows of that visit, else how many.
    """
    pack = pack or Pack.for_problem(problem)
    readings = Readings(made, pack)
    attended = Attended(made, measured, readings.catalogue)
    givings = list_givings(readings, measured)
    asking = {visit.organisation for visit in problem.visits}
    return [
        _Keeping(problem, roster, attended, one, readings, givings).record()
        for one in problem.organisations
        if one.id in asking
    ]


class _Keeping:
    """One organisation's record in the making."""

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        attended: Attended,
        organisation: Organisation,
        readings: Readings,
        givings: Mapping[str, Sequence[Giving]],
    ):
        self.problem, self.attended, self.organisation = problem, attended, organisation
        self.readings, self.givings = readings, givings
        self.own = [visit for visit in problem.visits if visit.organisation == organisation.id]
        self.said = {entry.visit: entry for entry in roster.unserved}
        self.tells_of_others = _tells_of_others(problem, self.own)

    def _loosened(self, *about: str) -> str | None:
        return "; ".join(list_loosened(self.problem, self.readings.pack, self.organisation.id, about=about)) or None

    def record(self) -> Record:
        visits: Grid = [list(VISITS)]
        tasks: Grid = [list(TASKS)]
        of_others = self._loosened()
        for visit in self.own:
            last = self._loosened(visit.id) if visit.late_accepted else of_others
            visits += [[*row, last] for row in self._visit(visit)]
            charges = self.attended.charges(visit)
            for number, doing in enumerate(self.attended.doings(visit)):
                tasks.append([*self._task(visit, doing, charges.get(number)), last])
        return Record(self.organisation, visits, tasks)

    def _visit(self, visit: Visit) -> Iterable[list[Any]]:
        client = self.problem.client[visit.client]
        place = next(place for place in self.problem.places if place.id == self.problem.place_of(visit))
        head = [visit.id, client.id, client.name, place.address or place.name]
        partners = self.attended.partners(visit)
        came = self.attended.attendances(visit)
        if not came:
            day = self._day(visit.windows[0].start)
            yield [*head, day, None, None, "unserved", None, None, None, None, None, None, self._why(visit)]
        for attendance in came:
            times = [self._day(attendance.start), self._clock(attendance.start), self._clock(attendance.end)]
            status, others = ("joint visit", self._with(partners)) if attendance.joint else ("planned", None)
            paid = [self.problem.organisation[visit.paid_by].name, self._minutes(attendance.charged)]
            yield [*head, *times, status, *self._people(attendance.workers), others, *paid, None]

    def _task(self, visit: Visit, doing: Doing, charge: tuple[str | None, int] | None) -> list[Any]:
        client = self.problem.client[visit.client]
        head: list[Any] = [visit.id, client.id, client.name, doing.task.code, self._minutes(doing.task.duration)]
        head.append(doing.task.order.strip() or None)
        if not doing.workers:
            day = self._day(visit.windows[0].start)
            return [*head, day, None, "unserved", *[None] * 10, self._why(visit)]
        funder, ticks = charge or (None, 0)
        under = self._delegations(visit, doing)
        return [
            *head,
            self._day(doing.start),
            self._clock(doing.start),
            "planned",
            *self._people(doing.workers),
            self._giver(visit, doing.task),
            "; ".join(one.id for one in under) or None,
            "; ".join(dict.fromkeys(self._registrant(one) for one in under)) or None,
            "; ".join(dict.fromkeys(filter(None, (find_contact(self.readings, one) for one in under)))) or None,
            self._note(doing) if funder else "; ".join(filter(None, (self._note(doing), _NO_FUNDER))),
            self.problem.organisation[funder].name if funder else None,
            self._minutes(ticks),
            None,
        ]

    def _people(self, workers: Sequence[Worker]) -> list[str]:
        """Ids, names and organisations of those who come together."""
        firms = dict.fromkeys(self.problem.organisation[worker.organisation].name for worker in workers)
        return ["; ".join(texts) for texts in ([w.id for w in workers], [w.name for w in workers], list(firms))]

    def _with(self, partners: Sequence[Visit]) -> str | None:
        """The other side of a joint visit: of another organisation's visit no more than whose it is."""
        return "; ".join(dict.fromkeys(self._whose(visit) for visit in partners)) or None

    def _whose(self, visit: Visit) -> str:
        if visit.organisation == self.organisation.id:
            return f"own visit {visit.id}"
        return self.problem.organisation[visit.organisation].name

    def _note(self, doing: Doing) -> str | None:
        if doing.once_with is None:
            return None
        other = self._whose(doing.once_with)
        return f"done once for both: {'also for' if doing.first else 'see'} {other}"

    def _delegations(self, visit: Visit, doing: Doing) -> list[Delegation]:
        """Those under which people who are no nurses do the task, in force on the day it is done."""
        assistants = {worker.id for worker in doing.workers if not worker.registered_nurse}
        day = self._day(doing.start)
        return [
            one
            for one in self.problem.delegations
            if assistants.intersection(one.workers) and _covers(one, visit, doing.task, day)
        ]

    def _giver(self, visit: Visit, task: Task) -> str | None:
        """The name of the one person who gives or does what is not everybody's to do; None where it is everybody's."""
        for stand in self.attended.stands(visit):
            for one in self.givings.get(stand.id, ()):
                if (one.client, fold(one.task.code)) == (visit.client, fold(task.code)):
                    return one.worker.name
        return None

    def _registrant(self, delegation: Delegation) -> str:
        """The name of who answers for it: of a registrant, or as an old document has it."""
        known = self.problem.registrant.get(delegation.registrant)
        return known.name if known is not None else delegation.registrant

    def _why(self, visit: Visit) -> str:
        """The reason a visit is left out, in words that name nobody else's client."""
        entry = self.said.get(visit.id, Unserved(visit=visit.id))
        if entry.reason and not self.tells_of_others(entry.reason):
            return f"{entry.verdict}: {entry.reason}" if entry.verdict else entry.reason
        if entry.reason and entry.verdict is None:
            return "the reason recorded is about clients of other organisations"
        return f"{entry.verdict}: {VERDICTS[entry.verdict]}" if entry.verdict else VERDICTS[None]

    def _day(self, ticks: int) -> Any:
        horizon = self.problem.horizon
        return None if horizon.abstract else horizon.date(ticks)

    def _clock(self, ticks: int) -> Any:
        horizon = self.problem.horizon
        return horizon.minutes(ticks) if horizon.abstract else horizon.moment(ticks).replace(tzinfo=None)

    def _minutes(self, ticks: int) -> Any:
        minutes = self.problem.horizon.minutes(ticks)
        return int(minutes) if minutes == int(minutes) else minutes


def _covers(one: Delegation, visit: Visit, task: Task, day: date | None) -> bool:
    """Whether a delegation is about this task and client, and in force on the day."""
    if (one.client, fold(one.task)) != (visit.client, fold(task.code)):
        return False
    return day is None or one.in_force(day)


def _tells_of_others(problem: Problem, own: Sequence[Visit]) -> Callable[[str], bool]:
    """Tells whether a text names a client, or a visit, that is none of these visits'."""
    mine = {visit.id for visit in own}
    clients = {visit.client for visit in own}
    words = {visit.id for visit in problem.visits if visit.id not in mine}
    for client in problem.clients:
        if client.id not in clients:
            words |= {client.id, client.name}
    return tells_of(words)


def tells_of(words: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether a text holds one of these words or phrases, whole, in large or small letters."""
    words = {word for word in words if word}
    if not words:
        return lambda text: False
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None

"""A bench to try changes of a few rounds on: the rules' own ``breaches``, asked about those rounds only.

A change of one round can matter to the other shifts of its worker and to the visits linked with its visits; the bench
cuts exactly these out of the problem, so that a try costs a fraction of a whole check. The literature's maxima and
balance look at every round; fairness is only estimated here (a share of less work): whoever reports a figure confirms
it on the whole roster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from solver.check import joined_as, known_part
from solver.domain import Horizon, JoinedProblem, Link, PastVisit, Pin, Problem, Roster, Round, Shift, Stop, Visit
from solver.rules import RULES, Breach, Case, Pack, Readings, Rule, Timeline, timeline
from solver.travel import Journeys, PairTable, journeys

Rounds = Mapping[str, Round]
_REPORTS = ("visit_length", "caseload", "minimum_wage")  # rules that neither forbid nor cost
_SHARED = ("max_lateness", "max_waiting", "max_idle", "workload_balance")  # what every round has a part in


@dataclass(frozen=True)
class Price:
    """What the rules say of a few rounds. hard: how much of each hard breach, by (rule, visit, shift)."""

    cost: int
    hard: Mapping[tuple[str, str, str], int]
    by_rule: Mapping[str, int]
    breaches: tuple[Breach, ...]

    def plus(self, other: Price) -> Price:
        """Both together; no rule may be in both."""
        by_rule, hard = {**self.by_rule, **other.by_rule}, {**self.hard, **other.hard}
        return Price(self.cost + other.cost, hard, by_rule, self.breaches + other.breaches)

    def adds(self, before: Price) -> tuple[Breach, ...]:
        """Hard breaches that ``before`` did not have, or had less of."""
        worse = {key for key, amount in self.hard.items() if amount > before.hard.get(key, 0)}
        return tuple(b for b in self.breaches if b.hard and (b.rule, b.visit, b.shift) in worse)


class _Hushed(Horizon):
    """A horizon that writes no clock times: the sentences of a try are never read, and writing them takes a fifth."""

    def label(self, ticks: int) -> str:
        return ""


class Bench:
    """One problem with one roster on it, and the means to price changes of its rounds."""

    def __init__(self, problem: Problem, roster: Roster, pack: Pack | None = None, travel: Journeys | None = None):
        self.pack = pack or Pack.for_problem(problem.origin if isinstance(problem, JoinedProblem) else problem)
        self.travel = travel or journeys(problem)
        self.problem = problem = joined_as(problem, roster)
        roster = known_part(problem, roster) if roster.joins else roster
        self.rounds: dict[str, Round] = {round_.shift: round_ for round_ in _timed(problem, roster, self.travel)}
        self._values = {name: entry.values for name, entry in self.pack.entries.items()}
        self.readings = Readings(self.problem, self.pack)
        self.rules: list[Rule] = [rule for rule in RULES if self.pack.enabled(rule.id) and rule.id not in _REPORTS]
        self._cuts = lru_cache(maxsize=512)(self._cut)  # every slot of a round asks for the same part
        self.ticks = {
            mode: table if isinstance(table, PairTable) else memoryview(table.data)
            for mode, table in self.travel.seconds.items()
        }

    @cached_property
    def serving(self) -> dict[str, tuple[str, ...]]:
        """Visit -> shifts that serve it."""
        found: dict[str, list[str]] = {}
        for shift, round_ in self.rounds.items():
            for stop in round_.stops:
                if stop.visit is not None:
                    found.setdefault(stop.visit, []).append(shift)
        return {visit: tuple(shifts) for visit, shifts in found.items()}

    @cached_property
    def unserved(self) -> list[Visit]:
        return [visit for visit in self.problem.visits if visit.id not in self.serving]

    @cached_property
    def worth(self) -> dict[str, int]:
        """Visit -> what leaving it out costs, by the rules' own word."""
        nobody = Timeline({}, {})
        found = Counter({visit.id: 0 for visit in self.problem.visits})
        for rule in self.rules:
            if rule.id in ("unserved", "pins"):
                found.update({b.visit: b.cost for b in rule.breaches(self.case(rule.id), nobody) if b.visit})
        return dict(found)

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """Visit -> its links."""
        found: dict[str, list[Link]] = {}
        for link in self.problem.links:
            found.setdefault(link.first, []).append(link)
            found.setdefault(link.second, []).append(link)
        return found

    @cached_property
    def shifts_of(self) -> dict[str, list[Shift]]:
        """Worker -> their shifts."""
        found: dict[str, list[Shift]] = {}
        for shift in self.problem.shifts:
            found.setdefault(shift.worker, []).append(shift)
        return found

    def past_of(self, client: str) -> list[PastVisit]:
        return self._history.get(client, [])

    @cached_property
    def _history(self) -> dict[str, list[PastVisit]]:
        found: dict[str, list[PastVisit]] = {}
        for past in self.problem.history:
            found.setdefault(past.client, []).append(past)
        return found

    def pins_of(self, visit: str) -> list[Pin]:
        return self._pins.get(visit, [])

    @cached_property
    def _pins(self) -> dict[str, list[Pin]]:
        found: dict[str, list[Pin]] = {}
        for pin in self.problem.pins:
            found.setdefault(pin.visit, []).append(pin)
        return found

    def case(self, rule: str, problem: Problem | None = None) -> Case:
        """What one rule looks at, in this problem or a part of it."""
        readings = self.readings
        return Case(
            problem or self.problem,
            self.travel,
            self._values[rule],
            self._values,
            readings.catalogue,
            readings=readings,
        )

    def cases(self, problem: Problem) -> list[tuple[Rule, Case]]:
        """Every rule in force with what it looks at."""
        return [(rule, self.case(rule.id, problem)) for rule in self.rules]

    @cached_property
    def hushed(self) -> Horizon:
        horizon = self.problem.horizon
        return _Hushed.model_construct(**{name: getattr(horizon, name) for name in Horizon.model_fields})

    @cached_property
    def shared(self) -> list[tuple[Rule, Case]]:
        """The rules in force that look at every round at once."""
        return [(rule, self.case(rule.id)) for rule in self.rules if rule.id in _SHARED]

    @cached_property
    def timeline(self) -> Timeline:
        """The whole roster as it is, measured."""
        rounds = tuple(self.rounds.values())
        return timeline(self.problem, Roster.model_construct(rounds=rounds, unserved=()), self.travel)

    def cut(self, shifts: Iterable[str], visits: Iterable[str]) -> Cut:
        """The part of the problem that changes of these rounds, and of whether these visits are served, can touch."""
        return self._cuts(frozenset(shifts), frozenset(visits))

    def _cut(self, shifts: frozenset[str], visits: frozenset[str]) -> Cut:
        workers = {self.problem.shift[shift].worker for shift in shifts}
        whole = {shift.id for worker in workers for shift in self.shifts_of[worker]}
        inside = set(visits)
        for shift in whole:
            if shift in self.rounds:
                inside.update(stop.visit for stop in self.rounds[shift].stops if stop.visit is not None)
        for visit in tuple(inside):
            for link in self.links.get(visit, ()):
                inside.update((link.first, link.second))
        partial: dict[str, Round] = {}
        for visit in inside:
            for shift in self.serving.get(visit, ()):
                if shift not in whole and shift not in partial:
                    # Only the tied stops of somebody else's round: the rest of it stays as it is.
                    stops = tuple(stop for stop in self.rounds[shift].stops if stop.visit in inside)
                    partial[shift] = Round(shift=shift, stops=stops)
        return Cut(self, frozenset(whole), frozenset(inside), partial)

    def confirm(self, rounds: Rounds) -> Price:
        """Every rule over the whole roster with some of its rounds replaced."""
        merged = {**self.rounds, **rounds}
        rounds_ = tuple(round_ for round_ in merged.values() if round_.stops)
        roster = Roster.model_construct(rounds=rounds_, unserved=())
        return _price(self.cases(self.problem), timeline(self.problem, roster, self.travel))

    @cached_property
    def whole(self) -> Price:
        """Every rule over the whole roster as it is."""
        return self.confirm({})

    def change(self, rounds: Rounds) -> tuple[int, tuple[Breach, ...], dict[str, int]]:
        """Cost change on the whole roster, hard breaches it would add, and the change by rule."""
        after = self.confirm(rounds)
        by_rule = Counter(dict(after.by_rule))
        by_rule.subtract(self.whole.by_rule)
        return (
            after.cost - self.whole.cost,
            after.adds(self.whole),
            {rule: cost for rule, cost in by_rule.items() if cost},
        )


class Cut:
    """A part of the problem: whole rounds of some workers, and stops of others that are tied to theirs."""

    def __init__(self, bench: Bench, shifts: frozenset[str], visits: frozenset[str], partial: dict[str, Round]):
        self.bench, self.partial = bench, partial
        self.base: dict[str, Round] = {shift: bench.rounds[shift] for shift in shifts if shift in bench.rounds}
        full = bench.problem
        chosen = [full.visit[visit] for visit in sorted(visits)]
        clients = {client for visit in chosen for client in visit.clients}
        parts = sorted([*shifts, *partial], key=full.shift_number.__getitem__)
        workers = {full.shift[shift].worker for shift in parts}
        fields: dict[str, Any] = {name: getattr(full, name) for name in Problem.model_fields}
        fields.update(
            horizon=bench.hushed,
            visits=tuple(chosen),
            shifts=tuple(full.shift[shift] for shift in parts),
            workers=tuple(full.worker[worker] for worker in sorted(workers)),
            clients=tuple(full.client[client] for client in sorted(clients)),
            links=_inside(bench, visits),
            pins=tuple(pin for visit in sorted(visits) for pin in bench.pins_of(visit)),
            history=tuple(
                past for client in sorted(clients) for past in bench.past_of(client) if past.worker in workers
            ),
        )
        # Valid as a part of a valid whole; the lookups are shared so that a cut costs next to nothing.
        self.problem = Problem.model_construct(**fields)
        self._cases = [(rule, case) for rule, case in bench.cases(self.problem) if rule.id not in _SHARED]
        self._visits = visits
        for name in ("client", "visit", "worker", "shift", "organisation", "place_number"):
            self.problem.__dict__[name] = getattr(full, name)

    @cached_property
    def before(self) -> Price:
        """The part as it is."""
        return self.price({})

    def price(self, rounds: Rounds) -> Price:
        """The part with some rounds replaced."""
        merged = {**self.partial, **self.base, **rounds}
        rounds_ = tuple(round_ for round_ in merged.values() if round_.stops)
        roster = Roster.model_construct(rounds=rounds_, unserved=())
        measured = timeline(self.problem, roster, self.bench.travel)
        price = _price(self._cases, measured)
        if not self.bench.shared:
            return price
        return price.plus(_price(self.bench.shared, self._among_all(measured, rounds)))

    def _among_all(self, measured: Timeline, rounds: Rounds) -> Timeline:
        """The whole roster with this part as measured."""
        ours = self.base.keys() | rounds.keys()
        known = self.bench.timeline
        runs = {shift: run for shift, run in known.runs.items() if shift not in ours}
        runs.update({shift: run for shift, run in measured.runs.items() if shift in ours})
        served = {visit: pairs for visit, pairs in known.served.items() if visit not in self._visits}
        return Timeline(runs, {**served, **measured.served})


def _timed(problem: Problem, roster: Roster, travel: Journeys) -> list[Round]:
    """The rounds with stops, every stop with its start and every break with its length."""
    rounds = [round_ for round_ in roster.rounds if round_.stops]
    if all(stop.start is not None and (stop.visit or stop.duration is not None) for r in rounds for stop in r.stops):
        return rounds
    runs = timeline(problem, roster, travel).runs
    return [
        Round(
            shift=shift,
            stops=tuple(
                Stop(visit=call.visit.id, start=call.start)
                if call.visit
                else Stop(start=call.start, duration=call.end - call.start)
                for call in run.calls
            ),
        )
        for shift, run in runs.items()
    ]


def _inside(bench: Bench, visits: frozenset[str]) -> tuple[Link, ...]:
    found = {link.id: link for visit in sorted(visits) for link in bench.links.get(visit, ())}
    return tuple(link for link in found.values() if link.first in visits and link.second in visits)


def _price(cases: Sequence[tuple[Rule, Case]], measured: Timeline) -> Price:
    cost = 0
    hard: Counter[tuple[str, str, str]] = Counter()
    by_rule: Counter[str] = Counter()
    kept: list[Breach] = []
    for rule, case in cases:
        for breach in rule.breaches(case, measured):
            cost += breach.cost
            if breach.hard:
                hard[breach.rule, breach.visit, breach.shift] += max(1, breach.amount)
                kept.append(breach)
            elif breach.cost:
                by_rule[breach.rule] += breach.cost
    return Price(cost, hard, by_rule, tuple(kept))

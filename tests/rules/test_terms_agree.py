"""Every rule says the same thing twice: cost and hardness from breaches equal cost and hardness from terms."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.domain import (
    Break,
    Client,
    Competency,
    HeldCompetency,
    Horizon,
    InputFaults,
    Link,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Roster,
    Round,
    Shift,
    Stop,
    Task,
    TimeCritical,
    Visit,
    Window,
    Worker,
)
from solver.rules import Pack, Term, Timeline, breaches_all, lower_all, terms, timeline
from solver.travel import journeys

STRICTER = {"weekly_rest"}  # its terms may forbid what the rule allows, never the other way round


class Evaluation:
    """Plain Python over the terms alone: cost and broken terms by rule id."""

    def __init__(self, problem: Problem, measured: Timeline, lowered: list[Term]):
        self.cost: Counter[str] = Counter()
        self.broken: set[str] = set()
        self.problem = problem
        self.shifts = [shift.id for shift in problem.shifts]
        self.workers = [worker.id for worker in problem.workers]
        self.runs = {index: measured.runs[name] for index, name in enumerate(self.shifts) if name in measured.runs}
        number = problem.shift_number
        self.served = {
            problem.visit_number[name]: [(number[run.shift.id], call.start) for run, call in pairs]
            for name, pairs in measured.served.items()
        }
        self.lateness = [0]
        self.either = [term for term in lowered if isinstance(term, terms.Alternatives)]
        for term in lowered:
            getattr(self, f"_{type(term).__name__}")(term)
        for term in lowered:
            if isinstance(term, terms.MaxLateCost):
                self.cost[term.rule] += max(self.lateness) * term.per_tick
        self.cost = Counter({rule: cost for rule, cost in self.cost.items() if cost})

    def _start(self, visit: int) -> int | None:
        return self.served[visit][0][1] if visit in self.served else None

    def _who(self, visit: int) -> set[str]:
        return {self.problem.shifts[shift].worker for shift, _ in self.served.get(visit, [])}

    def _MaxLateCost(self, term: terms.MaxLateCost) -> None:  # noqa: N802
        """Priced once all LateCost terms are seen."""

    def _Forbid(self, term: terms.Forbid) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            if any(term.pairs[visit, shift] for shift, _ in pairs):
                self.broken.add(term.rule)

    def _AssignCost(self, term: terms.AssignCost) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            self.cost[term.rule] += sum(int(term.cost[visit, shift]) for shift, _ in pairs)

    def _StartWithin(self, term: terms.StartWithin) -> None:  # noqa: N802
        start = self._start(term.visit)
        assert all(a <= b for a, b in term.intervals)
        assert all(b < c for (_, b), (c, _) in zip(term.intervals, term.intervals[1:], strict=False))
        if start is not None and not any(a <= start <= b for a, b in term.intervals):
            self.broken.add(term.rule)

    def _LateCost(self, term: terms.LateCost) -> None:  # noqa: N802
        start = self._start(term.visit)
        if start is None:
            return
        due = [due for opens, due in term.windows if opens <= start]
        if not due:
            self.broken.add(term.rule)
            return
        late = max(0, start - due[-1])
        self.lateness.append(late)
        self.cost[term.rule] += late * term.per_tick

    def _TravelCost(self, term: terms.TravelCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            between = sum(call.journey for call in run.calls[1:])
            metres = sum(call.metres for call in run.calls[1:])
            self.cost[term.rule] += between * int(term.per_tick[shift]) + metres * int(term.per_metre[shift])
            self.cost[term.rule] += (run.home_out + run.home_in) * int(term.home_per_tick[shift])
            self.cost[term.rule] += (run.home_out_metres + run.home_in_metres) * int(term.home_per_metre[shift])

    def _WaitCost(self, term: terms.WaitCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            self.cost[term.rule] += sum(call.wait for call in run.calls[1:]) * int(term.per_tick[shift])

    def _MaxWaitCost(self, term: terms.MaxWaitCost) -> None:  # noqa: N802
        waits = [call.wait for run in self.runs.values() for call in run.calls[1:]]
        self.cost[term.rule] += max(waits, default=0) * term.per_tick

    def _ShiftBounds(self, term: terms.ShiftBounds) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            if run.leave < term.earliest[shift] or run.back > term.latest[shift]:
                self.broken.add(term.rule)

    def _OvertimeCost(self, term: terms.OvertimeCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            self.cost[term.rule] += max(0, run.back - int(term.after[shift])) * int(term.per_tick[shift])

    def _MaxIdleCost(self, term: terms.MaxIdleCost) -> None:  # noqa: N802
        idle = [0]
        for shift in range(len(self.shifts)):
            start, end = int(term.start[shift]), int(term.end[shift])
            if shift in self.runs:
                run = self.runs[shift]
                idle.append(run.leave - start + sum(call.wait for call in run.calls[1:]) + max(0, end - run.back))
            else:
                idle.append(end - start)
        self.cost[term.rule] += max(idle) * term.per_tick

    def _BreakNeed(self, term: terms.BreakNeed) -> None:  # noqa: N802
        run = self.runs.get(term.shift)
        calls = run.calls if run else ()
        taken = [index for index, call in enumerate(calls) if call.visit is None]
        for index in taken:
            call = calls[index]
            inside = term.earliest <= calls[taken[0]].start <= term.latest
            ends = index in (0, len(calls) - 1) and not term.at_ends
            if len(taken) > 1 or not inside or ends or calls[taken[0]].end - calls[taken[0]].start < term.duration:
                self.broken.add(term.rule)
            assert call.visit is None
        if not taken and (run.back - run.leave if run else 0) > term.threshold:
            if term.missed is None:
                self.broken.add(term.rule)
            else:
                self.cost[term.rule] += term.missed

    def _UseCost(self, term: terms.UseCost) -> None:  # noqa: N802
        self.cost[term.rule] += sum(int(term.cost[shift]) for shift in self.runs)

    def _Handed(self, term: terms.Handed) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            together = len({start for _, start in pairs}) == 1
            if not len(pairs) == term.workers[visit] == len(self._who(visit)) or not together:
                self.broken.add(term.rule)

    def _Gap(self, term: terms.Gap) -> None:  # noqa: N802
        first, second = self._start(term.first), self._start(term.second)
        if first is not None and second is not None and not term.lo <= second - first <= term.hi:
            self.broken.add(term.rule)

    def _DifferentWorkers(self, term: terms.DifferentWorkers) -> None:  # noqa: N802
        if self._who(term.first) & self._who(term.second):
            self.broken.add(term.rule)

    def _SameWorker(self, term: terms.SameWorker) -> None:  # noqa: N802
        first, second = self._who(term.first), self._who(term.second)
        if first and second and not first & second:
            self.broken.add(term.rule)

    def _Bundle(self, term: terms.Bundle) -> None:  # noqa: N802
        if len({visit in self.served for visit in term.visits}) == 2:
            self.broken.add(term.rule)

    def _Alternatives(self, term: terms.Alternatives) -> None:  # noqa: N802
        if self.served.keys() & set(term.joint) and self.served.keys() & set(term.instead):
            self.broken.add(term.rule)
        if any(self.joints(visit) > 1 for visit in term.instead):
            self.broken.add(term.rule)

    def joints(self, visit: int) -> int:
        """How many served joint visits stand for a visit."""
        own = {other.joint for other in self.either if visit in other.instead}
        return sum(all(visit in self.served for visit in joint) for joint in own)

    def _UnservedCost(self, term: terms.UnservedCost) -> None:  # noqa: N802
        left = (visit for visit in range(len(term.cost)) if visit not in self.served and not self.joints(visit))
        self.cost[term.rule] += sum(int(term.cost[visit]) for visit in left)

    def _Rest(self, term: terms.Rest) -> None:  # noqa: N802
        if term.earlier in self.runs and term.later in self.runs:
            rest = self.runs[term.later].leave - self.runs[term.earlier].back
            if rest < term.gap:
                self.broken.add(term.rule)

    def _Hours(self, term: terms.Hours) -> None:  # noqa: N802
        worked = 0
        for shift in term.shifts:
            if run := self.runs.get(shift):
                worked += run.back - run.leave
                worked -= sum(call.end - call.start for call in run.calls if call.visit is None)
        if worked > term.cap:
            self.broken.add(term.rule)
        self.cost[term.rule] += max(0, worked - term.beyond) * term.per_tick

    def _NewFaceCost(self, term: terms.NewFaceCost) -> None:  # noqa: N802
        met = {
            (int(client), int(term.worker[k]))
            for v, pairs in self.served.items()
            for k, _ in pairs
            for client in (term.client[v], term.also[v])
            if client >= 0
        }
        self.cost[term.rule] += term.price * sum(not term.familiar[pair] for pair in met)

    def _LoadCost(self, term: terms.LoadCost) -> None:  # noqa: N802
        load = [0] * len(self.workers)
        for shift, run in self.runs.items():
            load[term.worker[shift]] += sum(call.end - call.start for call in run.calls if call.visit)
        away = sum(abs(a - int(b)) for a, b in zip(load, term.target, strict=True))
        self.cost[term.rule] += away * term.per_tick

    def _SpreadCost(self, term: terms.SpreadCost) -> None:  # noqa: N802
        load = {int(worker): 0 for worker in term.worker}
        for shift, run in self.runs.items():
            travel = sum(call.journey for call in run.calls) + run.home_in
            load[int(term.worker[shift])] += travel + sum(call.end - call.start for call in run.calls if call.visit)
        mean = Fraction(sum(load.values()), len(load))
        self.cost[term.rule] += term.price * sum(ceil(abs(work - mean) / term.unit) for work in load.values())


def _problem(dice: random.Random) -> Problem:
    abstract = dice.random() < 0.25
    unit = 1000 if abstract else 60
    hour = 60 * unit
    days = 1 if abstract else dice.choice([1, 1, 2, 7])
    horizon = Horizon(start=datetime(2026, 3, 27, tzinfo=UTC), days=days, ticks_per_minute=unit)
    places = tuple(Place(id=f"p{n}", lat=52 + dice.random() / 20, lon=dice.random() / 20) for n in range(6))
    workers = tuple(_worker(dice, n, unit) for n in range(dice.randint(1, 3)))
    clients = tuple(_client(dice, n, workers) for n in range(3))
    visits = tuple(_visit(dice, n, days, unit, workers) for n in range(dice.randint(1, 7)))
    shifts = []
    for n in range(dice.randint(1, 5)):
        start = dice.randrange(days) * 24 * hour + dice.randint(5, 16) * hour
        end = start + dice.randint(3, 10) * hour
        rest = None
        if dice.random() < 0.5:
            rest = Break(duration=dice.choice([15, 30, 45]) * unit, earliest=start + hour, latest=start + 3 * hour)
        overtime = dice.choice([None, 0, hour])
        worker = dice.choice(workers).id
        shifts.append(Shift(id=f"s{n}", worker=worker, start=start, end=end, break_=rest, max_overtime=overtime))
    history = tuple(
        PastVisit(
            client=dice.choice(clients).id, worker=dice.choice(workers).id, start=-dice.randint(0, 20) * 24 * hour
        )
        for _ in range(6)
    )
    pins = tuple(_pin(dice, visits, shifts) for _ in range(dice.choice([0, 0, 1, 2])))
    parts: dict[str, Any] = {
        "horizon": horizon,
        "organisations": (
            Organisation(id="o", name="Invented Care", sector="social"),
            Organisation(id="g", name="Invented Agency", sector="social", kind="agency"),
        ),
        "competencies": (Competency(id="c0"), Competency(id="c1")),
        "places": places,
        "clients": clients,
        "visits": visits,
        "workers": workers,
        "shifts": tuple(shifts),
        "history": history,
        "pack": _overrides(dice, abstract, visits),
    }
    links = _links(dice, visits, unit)
    while True:  # links and pins that contradict each other are faults of the problem
        try:
            return Problem(**parts, links=links, pins=pins)
        except InputFaults:
            assert links or pins
            links, pins = (links[1:], pins) if links else (links, pins[1:])


def _worker(dice: random.Random, n: int, unit: int) -> Worker:
    held = [
        HeldCompetency(
            competency=c, expires=dice.choice([None, date(2026, 3, 27), date(2026, 3, 28), date(2026, 1, 1)])
        )
        for c in ("c0", "c1")
        if dice.random() < 0.8
    ]
    return Worker(
        id=f"w{n}",
        name=f"W{n} Example",
        organisation=dice.choice(["o", "o", "g"]),
        home=f"p{n}",
        sex=dice.choice(["female", "male", None]),
        mode=dice.choice(["car", "bicycle", "walk"]),
        competencies=tuple(held),
        registered_nurse=dice.random() < 0.5,
        under_18=dice.random() < 0.2,
        contract=dice.choice([None, 0, 300 * unit, 2000 * unit]),
        limit=dice.choice([None, None, 200 * unit]),
        hour_pence=dice.choice([None, 1271, 2000]),
        refused_clients=("cl0",) if dice.random() < 0.1 else (),
    )


def _client(dice: random.Random, n: int, workers: tuple[Worker, ...]) -> Client:
    return Client(
        id=f"cl{n}",
        name=f"C{n} Testperson",
        place=f"p{3 + n}",
        worker_sex=dice.choice([None, None, "female"]),
        refused_workers=(dice.choice(workers).id,) if dice.random() < 0.1 else (),
        preferred_workers=(dice.choice(workers).id,) if dice.random() < 0.3 else (),
        lone_working=dice.choice(["none", "none", "none", "pair", "daylight"]),
    )


def _visit(dice: random.Random, n: int, days: int, unit: int, workers: tuple[Worker, ...]) -> Visit:
    hour = 60 * unit
    opens = dice.randrange(days) * 24 * hour + dice.randint(6 * 60, 20 * 60) * unit
    windows = [Window(start=opens, end=opens + dice.choice([0, 15, 60, 300]) * unit)]
    if dice.random() < 0.3:
        again = windows[0].end + dice.randint(1, 3 * hour)
        windows.append(Window(start=again, end=again + hour))
    clinical = Window(start=opens - hour, end=opens + hour) if dice.random() < 0.2 else None
    critical = TimeCritical(at=opens, tolerance=dice.choice([0, 30]) * unit) if dice.random() < 0.2 else None
    task = Task(
        code="t",
        duration=dice.choice([0, 10, 30, 60]) * unit,
        competencies=tuple(dice.sample(["c0", "c1"], dice.choice([0, 0, 1, 2]))),
        clinical_window=clinical,
        clinical_window_set_by="Nurse Example" if clinical else "",
        time_critical=critical,
        registered_nurse_only=dice.random() < 0.1,
    )
    return Visit(
        id=f"v{n}",
        client=f"cl{dice.randrange(3)}",
        organisation="o",
        tasks=(task,),
        windows=tuple(windows),
        windows_hard=dice.random() < 0.3,
        workers=dice.choice([1, 1, 1, 2]),
        priority=dice.randint(1, 5),
        optional=dice.random() < 0.2,
        value=dice.choice([None, 700]),
        preferred_workers=(dice.choice(workers).id,) if dice.random() < 0.2 else (),
    )


def _links(dice: random.Random, visits: tuple[Visit, ...], unit: int) -> tuple[Link, ...]:
    links = []
    for n in range(dice.choice([0, 1, 3]) if len(visits) > 1 else 0):
        first, second = sorted(dice.sample([visit.id for visit in visits], 2))
        kind = dice.choice(["double_handed", "same_start", "gap", "same_worker", "different_worker", "both_or_none"])
        least, most = dice.choice([(None, 120), (30, None), (30, 120), (0, 0)])
        gaps = {"min_gap": least and least * unit, "max_gap": most and most * unit} if kind == "gap" else {}
        if kind == "gap" and gaps == {"min_gap": None, "max_gap": None}:
            gaps = {"min_gap": 0}
        links.append(Link(id=f"l{n}", kind=kind, first=first, second=second, **gaps))
    return tuple(links)


def _pin(dice: random.Random, visits: tuple[Visit, ...], shifts: list[Shift]) -> Pin:
    visit, shift = dice.choice(visits), dice.choice(shifts)
    kind = dice.choice(["shift", "worker", "start"])
    value = {"shift": shift.id, "worker": shift.worker, "start": visit.windows[0].start}[kind]
    return Pin(visit=visit.id, **{kind: value})


def _overrides(dice: random.Random, abstract: bool, visits: tuple[Visit, ...]) -> dict[str, dict[str, object]]:
    pack: dict[str, dict[str, object]] = {
        "max_lateness": {"enabled": True, "price": dice.choice([1, 3])},
        "max_waiting": {"enabled": True},
        "max_idle": {"enabled": dice.random() < 0.5},
        "workload_balance": {"enabled": True, "unit_minutes": dice.choice([1, 7])},
        "time_window": {"at_end": dice.random() < 0.3},
        "mileage": {"home_share": dice.choice([0, 0.5])},
        "unserved": {"visits": {visits[0].id: 123}} if dice.random() < 0.3 else {},
    }
    if abstract:
        pack["competency"] = pack["refused_worker"] = {"hard": False, "price": 9}
    if dice.random() < 0.5:
        pack["break"] = {
            "statutory": False,
            "threshold_minutes": -1,
            "hard": False,
            "missed_price": 40,
            "at_ends": True,
            "must_end_by_latest": dice.random() < 0.5,
        }
    return pack


def _roster(dice: random.Random, problem: Problem) -> Roster:
    rounds: dict[str, list[Stop]] = {shift.id: [] for shift in problem.shifts}
    unit = problem.horizon.ticks_per_minute
    for visit in problem.visits:
        if dice.random() < 0.2:
            continue
        hands = visit.workers if dice.random() < 0.8 else 3 - visit.workers
        chosen = dice.sample(sorted(rounds), min(hands, len(rounds)))
        start = (
            visit.windows[0].start + dice.choice([0, 0, 10 * unit, 90 * unit, -unit]) if dice.random() < 0.5 else None
        )
        for shift in chosen:
            rounds[shift].append(Stop(visit=visit.id, start=start))
    for shift in problem.shifts:
        stops = rounds[shift.id]
        first = {visit.id: visit.windows[0].start for visit in problem.visits}
        stops.sort(key=lambda stop: first[stop.visit or ""])
        if stops and dice.random() < 0.5:
            length = shift.break_.duration if shift.break_ and dice.random() < 0.7 else dice.choice([10, 20, 45]) * unit
            start = dice.choice([None, shift.start + 90 * unit])
            stops.insert(dice.randint(0, len(stops)), Stop(start=start, duration=length))
    return Roster(rounds=tuple(Round(shift=shift, stops=tuple(stops)) for shift, stops in rounds.items()))


def _agrees(seed: int) -> tuple[Counter[str], set[str]]:
    dice = random.Random(seed)
    problem = _problem(dice)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    measured = timeline(problem, _roster(dice, problem), travel)
    told = breaches_all(problem, travel, pack, measured)
    cost: Counter[str] = Counter()
    for breach in told:
        assert not (breach.hard and breach.cost)
        assert breach.amount > 0
        assert breach.sentence.endswith(".")
        if breach.cost:
            cost[breach.rule] += breach.cost
    hard = {breach.rule for breach in told if breach.hard} - {"travel_time"}  # structural: it has no term
    counted = Evaluation(problem, measured, lower_all(problem, travel, pack))
    assert dict(counted.cost) == dict(cost)
    assert hard <= counted.broken
    assert counted.broken - hard <= STRICTER
    return cost, hard


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_breaches_and_terms_agree(seed: int) -> None:
    _agrees(seed)


@pytest.fixture(scope="module")
def seen() -> tuple[set[str], set[str]]:
    soft: set[str] = set()
    hard: set[str] = set()
    for seed in range(250):
        cost, broken = _agrees(seed)
        soft |= set(cost)
        hard |= broken
    return soft, hard


def test_the_random_rosters_break_every_rule_that_has_terms(seen: tuple[set[str], set[str]]) -> None:
    assert seen[0] >= {
        "agency", "break", "competency", "continuity", "contract_hours", "fairness", "max_idle", "max_lateness",
        "max_waiting", "mileage", "overtime", "paid_travel", "paid_waiting", "pins", "preferred_worker",
        "refused_worker", "time_window", "unserved", "workload_balance",
    }  # fmt: skip
    assert seen[1] >= {
        "both_or_none", "break", "clinical_window", "competency", "daily_rest", "different_worker", "dose_spacing",
        "double_handed", "lone_working", "one_place", "pins", "refused_worker", "same_start", "same_worker",
        "shift_bounds", "time_critical", "time_window", "weekly_hours",
    }  # fmt: skip

"""Small problems and rosters made of dice, so that every rule is kept at times and broken at others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

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
    Promise,
    Roster,
    Round,
    Shift,
    Stop,
    Task,
    TaskBefore,
    TimeCritical,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)
from solver.rules import timeline
from solver.travel import Journeys

from .random_packs import draw_overrides

# A client has calls of one kind at times; somebody stays; and no catalogue knows "t".
CODES = ("meal", "personal_care", "sit", "t")


def random_problem(dice: random.Random, nights: bool = False, within: bool = False) -> Problem:
    """A few visits, workers and shifts; everything that a rule asks about is there at times. Never faulty.

    nights: in some there are further shifts that follow on others, sleep-ins, and visits of many hours. within: visits
    fall into shifts, of which each is worked by a second worker too, and more often than not somebody is young.
    """
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
    if within:
        other = random.Random(repr(shifts))
        visits = tuple(_moved(visit, other.choice(shifts), other) for visit in visits)
        workers = (workers[0].model_copy(update={"under_18": other.random() < 0.6}), *workers[1:])
        shifts += [shift.model_copy(update={"id": f"beside {shift.id}", "worker": workers[-1].id}) for shift in shifts]
    history = tuple(
        PastVisit(
            client=dice.choice(clients).id, worker=dice.choice(workers).id, start=-dice.randint(0, 20) * 24 * hour
        )
        for _ in range(6)
    )
    pins = tuple(_pin(dice, visits, shifts) for _ in range(dice.choice([0, 0, 1, 2])))
    aside = random.Random(repr(visits))  # the days that dice makes stay what they are
    visits = _some_meet(aside, visits, unit, often=within)
    visits = _some_come_later(random.Random(repr(visits)), visits, unit)
    if nights and not (within and abstract):  # literature clocks know no sleep-ins
        later = random.Random(repr(shifts))
        shifts += _some_go_on(later, shifts, hour)
        visits = _some_stay_the_night(later, visits, hour)
    parts: dict[str, Any] = {
        "horizon": horizon,
        "organisations": (
            Organisation(id="o", name="Invented Care", sector="social"),
            Organisation(id="p", name="Invented Partners", sector="social"),
            Organisation(id="g", name="Invented Agency", sector="social", kind="agency"),
        ),
        "competencies": (Competency(id="c0"), Competency(id="c1")),
        "places": places,
        "clients": clients,
        "visits": visits,
        "workers": workers,
        "shifts": tuple(shifts) if abstract else tuple(_some_told_late(shifts)),
        "history": history,
        "tasks_before": tuple(_before(aside, n, clients, unit) for n in range(aside.choice([0, 0, 1, 2]))),
        "pack": draw_overrides(dice, abstract, visits),
    }
    parts["promises"] = tuple(_promises(random.Random(repr(shifts)), visits, workers, hour))
    links = _since_before(aside, visits, unit, parts["tasks_before"]) + _links(dice, visits, unit)
    parts["workers_before"] = tuple(_duty_before(aside, worker, unit) for worker in workers if aside.random() < 0.3)
    while True:  # links and pins that contradict each other are faults of the problem
        try:
            return Problem(**parts, links=links, pins=pins)
        except InputFaults:
            assert links or pins
            links, pins = (links[1:], pins) if links else (links, pins[1:])


def _promises(
    dice: random.Random, visits: tuple[Visit, ...], workers: tuple[Worker, ...], hour: int
) -> Iterator[Promise]:
    """What was told of some visits: near their windows, by anybody, some of it after the first day began."""
    for visit in visits:
        if dice.random() < 0.4:
            yield Promise(
                visit=visit.id,
                workers=tuple(worker.id for worker in dice.sample(workers, dice.randint(1, min(2, len(workers))))),
                start=max(0, visit.windows[0].start + dice.randint(-8, 8) * hour // 4),
                told=dice.choice([-9 * hour, 0, 5 * hour]),
                to=dice.choice(["client", "worker", "both"]),
            )


def _moved(visit: Visit, shift: Shift, dice: random.Random) -> Visit:
    """The visit with every time of it moved together, so that its first window opens while a shift lasts."""
    away = dice.randint(shift.start, shift.end) - visit.windows[0].start
    windows = tuple(Window(start=window.start + away, end=window.end + away) for window in visit.windows)
    tasks = []
    for task in visit.tasks:
        clinical, critical = task.clinical_window, task.time_critical
        tasks.append(
            task.model_copy(
                update={
                    "clinical_window": clinical and Window(start=clinical.start + away, end=clinical.end + away),
                    "time_critical": critical and TimeCritical(at=critical.at + away, tolerance=critical.tolerance),
                }
            )
        )
    return visit.model_copy(update={"windows": windows, "tasks": tuple(tasks)})


def _some_told_late(shifts: list[Shift]) -> Iterator[Shift]:
    """The workers of some shifts were told of them a week before, of others the day before."""
    for number, shift in enumerate(shifts):
        told_on = (None, date(2026, 3, 20), date(2026, 3, 26))[number % 3]
        yield shift.model_copy(update={"told_on": told_on})


def _some_go_on(dice: random.Random, shifts: list[Shift], hour: int) -> list[Shift]:
    """Further shifts, each beginning as another of the same worker ends or a little later; some are slept through."""
    if dice.random() < 0.5:
        return []
    found = []
    for number, shift in enumerate(dice.sample(shifts, dice.randint(1, len(shifts)))):
        start = shift.end + dice.choice([0, 0, hour // 3, hour, 8 * hour])
        kind = dice.choice([None, None, "sleep_in", "live_in", "standby", "waking_night"])
        fields = {"id": f"on{number}", "start": start, "end": start + dice.randint(2, 9) * hour, "kind": kind}
        found.append(shift.model_copy(update={**fields, "break_": None}))
    return found


def _some_stay_the_night(dice: random.Random, visits: tuple[Visit, ...], hour: int) -> tuple[Visit, ...]:
    """In some problems a visit that is slept through, or is so long that it holds its break."""
    if dice.random() < 0.6:
        return visits
    place, code, hours = dice.randrange(len(visits)), dice.choice(["sleep_in", "sit"]), dice.choice([1, 6, 7])
    task = visits[place].tasks[0].model_copy(update={"code": code, "duration": hours * hour})
    longer = visits[place].model_copy(update={"tasks": (task, *visits[place].tasks[1:])})
    return (*visits[:place], longer, *visits[place + 1 :])


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
        mode=dice.choice(["car", "bicycle", "transit" if n % 2 else "walk"]),
        competencies=tuple(held),
        registered_nurse=dice.random() < 0.5,
        under_18=dice.random() < 0.2,
        contract=dice.choice([None, 0, 300 * unit, 2000 * unit]),
        limit=dice.choice([None, None, 200 * unit]),
        hour_pence=dice.choice([None, 1271, 2000]),
        tax_year_miles=(None, 9_999, 10_000)[n % 3],
        most_visits=(1, None, 2)[n % 3],
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
        code=CODES[n % len(CODES)],
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
        provider="p" if n % 3 == 2 else None,
        tasks=(task,),
        windows=tuple(windows),
        windows_hard=dice.random() < 0.3,
        workers=dice.choice([1, 1, 1, 2]),
        priority=dice.randint(1, 5),
        optional=dice.random() < 0.2,
        value=dice.choice([None, 700]),
        preferred_workers=(dice.choice(workers).id,) if dice.random() < 0.2 else (),
    )


def _before(dice: random.Random, n: int, clients: tuple[Client, ...], unit: int) -> TaskBefore:
    """A call of before the horizon, or of its first morning."""
    begun = dice.randint(-300, 900) * unit
    over = dice.choice([None, begun + 20 * unit])
    visit = dice.choice([None, f"yesterday {n}"])
    return TaskBefore(client=dice.choice(clients).id, task=dice.choice(CODES), start=begun, end=over, visit=visit)


def _duty_before(dice: random.Random, worker: Worker, unit: int) -> WorkerBefore:
    """A last shift that ended the evening before, or runs into the horizon's first morning, begun then or there."""
    until = dice.randint(-600, 400) * unit
    began = dice.choice([None, until - 480 * unit, until - 60 * unit])
    week = random.Random(until).choice([None, 40, 55, 60, 64])  # dice of its own: the rest of the day stays what it was
    return WorkerBefore(worker=worker.id, until=until, began=began, week=None if week is None else week * 60 * unit)


def _some_meet(dice: random.Random, visits: tuple[Visit, ...], unit: int, often: bool = False) -> tuple[Visit, ...]:
    """At times two visits are for one client and at about one time, of one provider or of two, and of one kind."""
    if len(visits) < 2 or dice.random() < (0.1 if often else 0.4):
        return visits
    one, other = dice.sample(visits, 2)
    later = dice.choice([0, 0, 40]) * unit
    there = {
        "client": one.client,
        "windows": tuple(Window(start=window.start + later, end=window.end + later) for window in one.windows),
        "provider": dice.choice([one.provider, "p"]),
        "tasks": tuple(task.model_copy(update={"code": dice.choice(CODES[:2])}) for task in other.tasks),
    }
    return tuple(visit.model_copy(update=there) if visit is other else visit for visit in visits)


def _some_come_later(dice: random.Random, visits: tuple[Visit, ...], unit: int) -> tuple[Visit, ...]:
    """At times something comes before the task of a visit, so that it is reached later."""
    found = []
    for visit in visits:
        before = Task(code="t", duration=dice.choice([5, 20]) * unit)
        later = {"tasks": (before, *visit.tasks)}
        found.append(visit.model_copy(update=later) if dice.random() < 0.3 else visit)
    return tuple(found)


def _since_before(
    dice: random.Random, visits: tuple[Visit, ...], unit: int, before: tuple[TaskBefore, ...]
) -> tuple[Link, ...]:
    """A dose of before the horizon from which one of the visits keeps its distance, if there was one."""
    names = [one.visit for one in before if one.visit is not None]
    if not names:
        return ()
    least, second = dice.choice([0, 240]) * unit, dice.choice(visits).id
    return (Link(id="since", kind="gap", first=names[0], second=second, min_gap=least, max_gap=900 * unit),)


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


def random_roster(dice: random.Random, problem: Problem) -> Roster:
    """Most visits somewhere, with too few or too many workers, at odd times, with breaks at odd places."""
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
        for name in chosen:
            rounds[name].append(Stop(visit=visit.id, start=start))
    for shift in problem.shifts:
        stops = rounds[shift.id]
        first = {visit.id: visit.windows[0].start for visit in problem.visits}
        stops.sort(key=lambda stop: first[stop.visit or ""])
        if stops and dice.random() < 0.5:
            length = shift.break_.duration if shift.break_ and dice.random() < 0.7 else dice.choice([10, 20, 45]) * unit
            start = dice.choice([None, shift.start + 90 * unit])
            stops.insert(dice.randint(0, len(stops)), Stop(start=start, duration=length))
    return _roster(rounds)


def possible_roster(dice: random.Random, problem: Problem, travel: Journeys) -> Roster:
    """As many visits as find a place inside their windows, in a round inside its shift, with time for every way.

    Whatever else the rules ask is left to chance: rests, breaks, skills, who comes, how far apart calls are.
    """
    rounds: dict[str, list[Stop]] = {shift.id: [] for shift in problem.shifts}
    for visit in dice.sample(problem.visits, len(problem.visits)):
        for _ in range(6):
            chosen = dice.sample(problem.shifts, min(visit.workers, len(problem.shifts)))
            window = dice.choice(visit.windows)
            opens = max(window.start, *(shift.start for shift in chosen))
            closes = min(window.end, *(shift.end - visit.duration for shift in chosen))
            if opens > closes:
                continue
            stop = Stop(visit=visit.id, start=dice.choice([opens, closes, dice.randint(opens, closes)]))
            tried = {**rounds, **{shift.id: _in_order(rounds[shift.id], stop) for shift in chosen}}
            if _is_possible(problem, tried, travel):
                rounds = tried
                break
    for shift in problem.shifts:
        stops = rounds[shift.id]
        if stops and dice.random() < 0.5:
            place = dice.randint(0, len(stops))
            length = shift.break_.duration if shift.break_ else dice.choice([20, 30]) * problem.horizon.ticks_per_minute
            tried = {**rounds, shift.id: [*stops[:place], Stop(duration=length), *stops[place:]]}
            rounds = tried if _is_possible(problem, tried, travel) else rounds
    return _roster(rounds)


def _in_order(stops: list[Stop], more: Stop) -> list[Stop]:
    return sorted([*stops, more], key=lambda stop: stop.start or 0)


def _is_possible(problem: Problem, rounds: dict[str, list[Stop]], travel: Journeys) -> bool:
    """Whether each round lies inside its shift, overtime of its own included, nobody starts before being there, and
    nobody makes two rounds at once, or in another order than that of their shifts.
    """
    runs = sorted(timeline(problem, _roster(rounds), travel).runs.values(), key=lambda run: run.shift.start)
    for run in runs:
        over = run.shift.end + (run.shift.max_overtime or 0)
        if run.leave < run.shift.start or run.back > over or any(call.start < call.arrival for call in run.calls):
            return False
    return all(one.back <= then.leave for one, then in combinations(runs, 2) if one.shift.worker == then.shift.worker)


def _roster(rounds: dict[str, list[Stop]]) -> Roster:
    return Roster(rounds=tuple(Round(shift=shift, stops=tuple(stops)) for shift, stops in rounds.items()))

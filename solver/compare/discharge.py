"""How many more discharge packages a roster would carry: by really putting them in until one no longer fits.

A package is what somebody just out of hospital typically gets: four visits a day by one carer each, washing and
dressing in the morning (45 min), lunch and tea, and to bed (30 min each).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from solver.check import check
from solver.domain import Client, Problem, Roster, Task, Unserved, Visit, Window, joined
from solver.explain import repair_roster
from solver.rules import Pack

CALLS: tuple[tuple[str, str, time, time, int], ...] = (  # name, task code, opens, closes, minutes
    ("morning", "wash_and_dress", time(7, 30), time(10, 0), 45),
    ("lunch", "meal", time(11, 45), time(13, 45), 30),
    ("tea", "meal", time(16, 15), time(18, 30), 30),
    ("bed", "undress_to_bed", time(20, 0), time(22, 0), 30),
)
MOST = 40  # packages asked about


def discharge_packages(problem: Problem, count: int, seed: int = 0) -> Iterator[tuple[Client, tuple[Visit, ...]]]:
    """Invented clients with four visits on each day of the horizon, each behind the door of somebody already known.

    The same seed gives the same packages for every roster of a problem. The visits ask for what the social visits of
    that part of the day mostly ask for, and start on time or not at all.
    """
    rng = Random(f"discharge {seed}")
    homes = sorted({problem.place_of(visit) for visit in problem.visits})
    social = [visit for visit in problem.visits if problem.organisation[visit.organisation].sector == "social"]
    if not homes or not social or problem.horizon.abstract:
        return
    owner = Counter(visit.organisation for visit in social).most_common(1)[0][0]
    spans = {name: list(_spans(problem, opens, closes)) for name, _, opens, closes, _ in CALLS}
    alone = [visit for visit in social if problem.hands_of(visit) == 1]
    needs = {name: _needs(alone, spans[name]) for name in spans}
    tick = problem.horizon.ticks_per_minute
    taken = set(problem.client)
    for number in range(1, count + 1):
        identity = f"discharge-{number}"
        while identity in taken:
            identity += "x"
        client = Client(id=identity, name=f"Invented Discharge {number}", place=rng.choice(homes))
        visits = tuple(
            Visit(
                id=f"{identity}-{name}-day{day + 1}",
                client=identity,
                organisation=owner,
                tasks=(Task(code=code, duration=minutes * tick, competencies=needs[name]),),
                windows=(Window(start=spans[name][day][0], end=spans[name][day][1]),),
                windows_hard=True,
                priority=5,
            )
            for day in range(problem.horizon.days)
            for name, code, _, _, minutes in CALLS
        )
        yield client, visits


def _spans(problem: Problem, opens: time, closes: time) -> Iterator[tuple[int, int]]:
    """A part of the day on each day of the horizon, in ticks."""
    horizon = problem.horizon
    first = horizon.start.astimezone(ZoneInfo(horizon.timezone)).date()
    for day in range(horizon.days):
        today = first + timedelta(days=day)
        yield horizon.ticks(datetime.combine(today, opens)), horizon.ticks(datetime.combine(today, closes))


def _needs(visits: Sequence[Visit], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The competencies that visits of a part of the day ask for most often."""
    asked = Counter(
        tuple(sorted(visit.competencies))
        for visit in visits
        if any(window.start <= end and start <= window.end for window in visit.windows for start, end in spans)
    )
    return asked.most_common(1)[0][0] if asked else ()


def carried(problem: Problem, roster: Roster, pack: Pack | None = None, seed: int = 0, most: int = MOST) -> int:
    """How many packages go in, one after the other, until one does not; nobody who is on time becomes late for it.

    Nothing that is on a round is taken off or moved to another: the figure is what the free time carries as it lies.
    """
    pack = pack or Pack.for_problem(problem)
    problem, roster = _punctual(problem, roster, pack)
    fitted = 0
    for client, visits in discharge_packages(problem, most, seed):
        larger = problem.replace(clients=(*problem.clients, client), visits=(*problem.visits, *visits))
        waiting = tuple(Unserved(visit=visit.id) for visit in visits)
        asked = roster.model_copy(update={"unserved": (*roster.unserved, *waiting)})
        found = repair_roster(joined(larger, roster.joins), asked, pack).roster
        placed = {stop.visit for round_ in found.rounds for stop in round_.stops}
        if not all(visit.id in placed for visit in visits):
            return fitted
        problem, fitted = larger, fitted + 1
        roster = roster.model_copy(update={"rounds": found.rounds, "unserved": found.unserved})
    return fitted


def _punctual(problem: Problem, roster: Roster, pack: Pack) -> tuple[Problem, Roster]:
    """The problem without its unserved visits (they had their chance), in which who is on time has to stay so."""
    judged = check(problem, roster, pack)
    late = {breach.visit for breach in judged.breaches if breach.rule == "time_window"}
    late |= {part for join in roster.joins if join.id in late for part in join.visits}
    out = {entry.visit for entry in roster.unserved}
    visits = tuple(
        _without_reference(visit if visit.id in late else visit.model_copy(update={"windows_hard": True}), out)
        for visit in problem.visits
        if visit.id not in out
    )
    links = tuple(link for link in problem.links if not {link.first, link.second} & out)
    pins = tuple(pin for pin in problem.pins if pin.visit not in out)
    decisions = tuple(one for one in problem.join_decisions if not set(one.visits) & out)
    promises = tuple(promise for promise in problem.promises if promise.visit not in out)
    kept = problem.replace(visits=visits, links=links, pins=pins, promises=promises, join_decisions=decisions)
    return kept, roster.model_copy(update={"unserved": ()})


def _without_reference(visit: Visit, out: Collection[str]) -> Visit:
    """The visit whose tasks are declared duplicates of no visit that is gone."""
    if not any(task.duplicate_of in out for task in visit.tasks):
        return visit
    nobody = {"duplicate_of": None, "duplicate_declared_by": ""}
    tasks = (task.model_copy(update=nobody) if task.duplicate_of in out else task for task in visit.tasks)
    return visit.model_copy(update={"tasks": tuple(tasks)})

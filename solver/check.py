"""The checker: judges any roster from the document alone, also one made by hand. It shares no code with the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from solver.domain import Problem, Roster, Round, Stop
from solver.rules import (
    Account,
    Breach,
    Continuity,
    Pack,
    Timeline,
    Unit,
    breaches_all,
    case_for,
    continuity_of,
    lateness,
    timeline,
)
from solver.travel import Journeys, journeys

STRUCTURE = "structure"  # the rule id of faults in the roster itself: unknown ids, a visit lost or told twice


@dataclass(frozen=True, slots=True)
class Score:
    """Cost units by rule id (rules without cost left out), their sum, and the number of hard breaches."""

    by_rule: dict[str, int]
    total: int
    hard: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a scheduler asks first. Times in ticks, distances in metres.

    travel and metres: between visits; home: from and to home. late: visits after their window, lateness their sum.
    """

    commissioned: int
    served: int
    unserved: int
    tasks_served: int
    tasks_unserved: int
    rounds: int
    contact: int
    travel: int
    home: int
    waiting: int
    overtime: int
    metres: int
    home_metres: int
    late: int
    lateness: int
    continuity: dict[Account, Continuity]


@dataclass(frozen=True, slots=True)
class Check:
    """The judgement of one roster: every breach, hard ones first; the score; figures; the roster with its times."""

    breaches: tuple[Breach, ...]
    score: Score
    figures: Figures
    timeline: Timeline

    @property
    def feasible(self) -> bool:
        """No hard breach."""
        return self.score.hard == 0

    @property
    def sentences(self) -> list[str]:
        """Every breach in words."""
        return [breach.sentence for breach in self.breaches]


def check(problem: Problem, roster: Roster, pack: Pack | None = None, travel: Journeys | None = None) -> Check:
    """Re-time, judge and score a roster. pack and travel default to the problem's own.

    A roster naming unknown visits or shifts is judged without them, and each is a breach of the rule "structure".
    Raises InputFaults when the problem's rule values are wrong or a place cannot be reached.
    """
    pack = pack or Pack.for_problem(problem)
    travel = travel or journeys(problem)
    structure = list(_structure(problem, roster))
    measured = timeline(problem, _known(problem, roster), travel)
    found = structure + breaches_all(problem, travel, pack, measured)
    breaches = tuple(sorted(found, key=lambda breach: not breach.hard))
    by_rule: Counter[str] = Counter()
    for breach in breaches:
        if breach.cost:
            by_rule[breach.rule] += breach.cost
    score = Score(dict(by_rule), by_rule.total(), sum(breach.hard for breach in breaches))
    return Check(breaches, score, _figures(problem, measured, pack, travel), measured)


def _known(problem: Problem, roster: Roster) -> Roster:
    """The part of a roster that can be measured: known shifts, once each, and known visits."""
    rounds: dict[str, Round] = {}
    for round_ in roster.rounds:
        if round_.shift in problem.shift and round_.shift not in rounds:
            stops = tuple(stop for stop in round_.stops if stop.visit is None or stop.visit in problem.visit)
            rounds[round_.shift] = Round(shift=round_.shift, stops=stops)
    return Roster(rounds=tuple(rounds.values()))


def _structure(problem: Problem, roster: Roster) -> Iterator[Breach]:
    """Faults that no rule can see, because they lie in the roster and not in the work."""
    seen: set[str] = set()
    placed: set[str] = set()
    for round_ in roster.rounds:
        if round_.shift not in problem.shift:
            yield _fault(f"The roster has a round for shift {round_.shift}, which the problem does not know.")
        elif round_.shift in seen:
            yield _fault(f"The roster has two rounds for shift {round_.shift}; only the first is judged.", round_.shift)
        seen.add(round_.shift)
        for stop in round_.stops:
            if stop.visit is None:
                continue
            placed.add(stop.visit)
            if stop.visit not in problem.visit:
                sentence = f"Shift {round_.shift} makes visit {stop.visit}, which the problem does not know."
                yield _fault(sentence, round_.shift, stop.visit)
            else:
                yield from _stretched(problem, round_, stop, stop.visit)
    unserved = Counter(item.visit for item in roster.unserved)
    for visit, count in unserved.items():
        if visit not in problem.visit:
            yield _fault(f"Visit {visit} is listed as unserved, but the problem does not know it.", visit=visit)
        elif visit in placed:
            yield _fault(f"Visit {visit} is placed and also listed as unserved.", visit=visit)
        elif count > 1:
            yield _fault(f"Visit {visit} is listed as unserved {count} times.", visit=visit)
    for item in problem.visits:
        if item.id not in placed and item.id not in unserved:
            client = problem.client[item.client].name
            sentence = f"{client}'s visit {item.id} is LOST: neither on a round nor in the unserved list."
            yield _fault(sentence, visit=item.id)


def _stretched(problem: Problem, round_: Round, stop: Stop, visit: str) -> Iterator[Breach]:
    wanted = problem.visit[visit].duration
    if stop.duration is not None and stop.duration != wanted:
        minutes = problem.horizon.minutes
        sentence = (
            f"Visit {visit} on shift {round_.shift} is down for {minutes(stop.duration):g} min; it takes "
            f"{minutes(wanted):g} min."
        )
        yield _fault(sentence, round_.shift, visit, abs(stop.duration - wanted), "ticks")


def _fault(sentence: str, shift: str = "", visit: str = "", amount: int = 1, unit: Unit = "count") -> Breach:
    return Breach(STRUCTURE, True, amount, unit, 0, sentence, visit, shift)


def _figures(problem: Problem, measured: Timeline, pack: Pack, travel: Journeys) -> Figures:
    runs = list(measured.runs.values())
    served = [visit for visit in problem.visits if visit.id in measured.served]
    windows = case_for("time_window", problem, travel, pack)
    late = [lateness(windows, visit, measured.served[visit.id][0][1].start) for visit in served]
    tasks = sum(len(visit.tasks) for visit in served)
    days = float(pack.values("continuity")["window_days"])
    return Figures(
        commissioned=len(problem.visits),
        served=len(served),
        unserved=len(problem.visits) - len(served),
        tasks_served=tasks,
        tasks_unserved=sum(len(visit.tasks) for visit in problem.visits) - tasks,
        rounds=len(runs),
        contact=sum(run.contact for run in runs),
        travel=sum(run.travel for run in runs),
        home=sum(run.home_out + run.home_in for run in runs),
        waiting=sum(run.wait for run in runs),
        overtime=sum(max(0, run.back - run.shift.end) for run in runs),
        metres=sum(run.metres for run in runs),
        home_metres=sum(run.home_out_metres + run.home_in_metres for run in runs),
        late=sum(ticks > 0 for ticks in late),
        lateness=sum(late),
        continuity=continuity_of(problem, measured, days),
    )

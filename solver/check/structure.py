"""Faults that no rule can see, because they lie in the roster and not in the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from solver.domain import Problem, Roster, Round, Stop
from solver.rules import Breach, Unit

STRUCTURE = "structure"  # the rule id of faults in the roster itself: unknown ids, a visit lost or told twice


def known_part(problem: Problem, roster: Roster) -> Roster:
    """The part of a roster that can be measured: known shifts, once each, and known visits."""
    rounds: dict[str, Round] = {}
    for round_ in roster.rounds:
        if round_.shift in problem.shift and round_.shift not in rounds:
            stops = tuple(stop for stop in round_.stops if stop.visit is None or stop.visit in problem.visit)
            rounds[round_.shift] = Round(shift=round_.shift, stops=stops)
    return Roster(rounds=tuple(rounds.values()))


def structure_faults(problem: Problem, roster: Roster, told: Collection[str] = ()) -> Iterator[Breach]:
    """The faults of a roster. told: ids of visits and joins that need not be missed a second time."""
    placed = {stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit is not None}
    unserved = Counter(item.visit for item in roster.unserved)
    yield from _faults_of_rounds(problem, roster, told)
    yield from _faults_of_unserved(problem, unserved, placed, told)
    for item in problem.visits:
        if item.id not in placed and item.id not in unserved and item.id not in told:
            client = problem.client[item.client].name
            sentence = f"{client}'s visit {item.id} is LOST: neither on a round nor in the unserved list."
            yield fault(sentence, visit=item.id)


def _faults_of_rounds(problem: Problem, roster: Roster, told: Collection[str]) -> Iterator[Breach]:
    """Rounds of unknown shifts or of one shift twice, unknown visits, and visits of another length."""
    seen: set[str] = set()
    for round_ in roster.rounds:
        if round_.shift not in problem.shift:
            yield fault(f"The roster has a round for shift {round_.shift}, which the problem does not know.")
        elif round_.shift in seen:
            yield fault(f"The roster has two rounds for shift {round_.shift}; only the first is judged.", round_.shift)
        seen.add(round_.shift)
        for stop in round_.stops:
            if stop.visit is None:
                continue
            if stop.visit in problem.visit:
                yield from _stretched(problem, round_, stop, stop.visit)
            elif stop.visit not in told:
                sentence = f"Shift {round_.shift} makes visit {stop.visit}, which the problem does not know."
                yield fault(sentence, round_.shift, stop.visit)


def _faults_of_unserved(
    problem: Problem, unserved: Counter[str], placed: Collection[str], told: Collection[str]
) -> Iterator[Breach]:
    """Visits listed as left out that are unknown, made, or listed twice. unserved: how often each is listed."""
    for visit, count in unserved.items():
        if visit not in problem.visit and visit in told:
            continue
        if visit not in problem.visit:
            yield fault(f"Visit {visit} is listed as unserved, but the problem does not know it.", visit=visit)
        elif visit in placed:
            yield fault(f"Visit {visit} is placed and also listed as unserved.", visit=visit)
        elif count > 1:
            yield fault(f"Visit {visit} is listed as unserved {count} times.", visit=visit)


def _stretched(problem: Problem, round_: Round, stop: Stop, visit: str) -> Iterator[Breach]:
    wanted = problem.visit[visit].duration
    if stop.duration is not None and stop.duration != wanted:
        minutes = problem.horizon.minutes
        sentence = (
            f"Visit {visit} on shift {round_.shift} is down for {minutes(stop.duration):g} min; it takes "
            f"{minutes(wanted):g} min."
        )
        yield fault(sentence, round_.shift, visit, abs(stop.duration - wanted), "ticks")


def fault(sentence: str, shift: str = "", visit: str = "", amount: int = 1, unit: Unit = "count") -> Breach:
    return Breach(STRUCTURE, True, amount, unit, 0, sentence, visit, shift)

"""One day solved, and every verdict of its visits left out put to the test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from solver.check import check
from solver.domain import InputFaults, Problem, Roster, Round, Task
from solver.explain import Explanation, explain_unserved
from solver.explain.companions import find_tied_visits
from solver.explain.trial_pricing import TrialPricing
from solver.rules import RULE_BY_ID, Pack
from solver.solving import solve

from .brute import TooMany, can_all_be_made
from .days import Day

_ITERATIONS = 500
_ASKED = 2  # visits of one day
_COMPANY = 3  # visits that could make room for a break, the nearest


@dataclass(frozen=True, slots=True)
class Finding:
    """How one verdict fared. how: what confirmed it; wrong: what refutes it, empty where nothing does."""

    visit: str
    verdict: str
    rules: tuple[str, ...]
    how: tuple[str, ...]
    wrong: str = ""


def confirm_day(day: Day) -> list[Finding]:
    """The findings of the first few visits that a search leaves out."""
    found = solve(day.problem, iterations=_ITERATIONS, explain=False)
    verdicts = explain_unserved(day.problem, found.roster)
    return [_confirm(day, found.roster, one) for one in verdicts[:_ASKED]]


def _confirm(day: Day, roster: Roster, told: Explanation) -> Finding:
    rules = tuple(rule for rule in re.findall(r"\[([a-z_]+)\]", told.reason) if rule in RULE_BY_ID)
    try:
        how = tuple(_PUT_TO_THE_TEST[told.verdict](day, roster, told, rules))
    except Refuted as error:
        return Finding(told.visit, told.verdict, rules, (), f"{error}; it said: {told.reason}")
    return Finding(told.visit, told.verdict, rules, how)


class Refuted(Exception):  # noqa: N818
    """A person could show that a verdict is wrong."""


def _proven(day: Day, roster: Roster, told: Explanation, rules: tuple[str, ...]) -> Iterator[str]:
    """No roster has it (beside what is named); without the rule, or without what is named, one has."""
    problem = day.problem
    if not rules and "only" not in told.reason and "nobody on the list" not in told.reason:
        raise Refuted("PROVEN names no rule")
    others = list(told.displaces)
    must = sorted(find_tied_visits(TrialPricing(problem, roster), told.visit) | set(others))
    if day.small:
        for company in _companies(problem, must):
            try:
                if can_all_be_made(problem, [*must, *company]):
                    raise Refuted(f"there is a roster of {', '.join([*must, *company])}")
            except TooMany:
                continue
            yield "brute force"
    for company in _companies(problem, must)[-1:]:
        if _all_served(_only(problem, must, company), must):
            raise Refuted(f"the search makes all of {', '.join(must)}")
        yield "search"
    if others:
        mine = sorted(set(must) - set(others))
        if not _all_served(_only(problem, mine, ()), mine):
            raise Refuted(f"without {', '.join(others)} it cannot be made either")
        yield "without what is named"
    elif (lifted := _without(problem, rules)) is not None and _all_served(_only(lifted, must, ()), must):
        yield "without the rule"


def _capacity(day: Day, roster: Roster, told: Explanation, rules: tuple[str, ...]) -> Iterator[str]:
    """It can be made where there is nothing else, something is in the way, and without what is named all else fits."""
    problem = day.problem
    if not any(stop.visit for round_ in roster.rounds for stop in round_.stops):
        raise Refuted("CAPACITY on an empty roster")
    mine = sorted(find_tied_visits(TrialPricing(problem, roster), told.visit))
    if not _all_served(_only(problem, mine, ()), mine):
        near = _companies(problem, mine)[-1]
        if not _all_served(_only(problem, mine, near), mine):
            raise Refuted("it cannot be made on an empty roster")
    yield "on an empty roster"
    if told.displaces:
        gone = set(told.displaces)
        kept = {stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit} - gone
        wanted = sorted(kept | set(mine))
        rest = Roster(rounds=tuple(_without_visits(round_, gone) for round_ in roster.rounds))
        if not _all_served(_only(problem, wanted, ()), wanted, rest):
            raise Refuted(f"without {', '.join(sorted(gone))} there is no room either")
        yield "without what is named"


def _without_visits(round_: Round, gone: set[str]) -> Round:
    """A round without some visits, and without a break that is then before its first visit or after its last."""
    stops = [stop for stop in round_.stops if stop.visit not in gone]
    while stops and stops[0].visit is None:
        stops.pop(0)
    while stops and stops[-1].visit is None:
        stops.pop()
    return Round(shift=round_.shift, stops=tuple(stops))


def _placed(day: Day, roster: Roster, told: Explanation, rules: tuple[str, ...]) -> Iterator[str]:
    """The place that is told holds, at the price that is told."""
    if told.insertion is None:
        raise Refuted("there is no place to it")
    before, after = check(day.problem, roster), check(day.problem, told.insertion.apply(roster))
    if not after.feasible:
        raise Refuted("its place breaks a hard rule")
    change = after.score.total - before.score.total
    if change != told.insertion.cost_change or (change < 0) != (told.verdict == "NOT-FOUND"):
        raise Refuted(f"its place changes the cost by {change}")
    yield "applied"


_PUT_TO_THE_TEST = {"PROVEN": _proven, "CAPACITY": _capacity, "PRICED": _placed, "NOT-FOUND": _placed}


def _companies(problem: Problem, must: list[str]) -> list[tuple[str, ...]]:
    """Nothing, each one of the nearest other visits, and all of these: a break may stand between two visits."""
    start = problem.visit[must[0]].windows[0].start
    near = sorted(
        (visit for visit in problem.visits if visit.id not in must),
        key=lambda visit: (abs(visit.windows[0].start - start), visit.id),
    )[:_COMPANY]
    return [(), *((visit.id,) for visit in near), tuple(visit.id for visit in near)]


def _only(problem: Problem, must: list[str], may: tuple[str, ...]) -> Problem:
    """The problem with these visits alone; those that may be left out are worth nothing, and so are the other visits of
    their clients, which stay because a cap on lateness rests on the next call.
    """
    clients = {client for visit in must for client in problem.visit[visit].clients}
    may = (*may, *(one.id for one in problem.visits if clients & set(one.clients) and one.id not in {*must, *may}))
    kept = {*must, *may}
    visits = tuple(
        visit.model_copy(
            update={
                "optional": visit.id in may,
                "value": 0 if visit.id in may else None,
                "tasks": tuple(_of_these(task, kept) for task in visit.tasks),
            }
        )
        for visit in problem.visits
        if visit.id in kept
    )
    links = tuple(
        link
        for link in problem.links
        if link.second in kept and (link.first in kept or link.first not in problem.visit)
    )
    pins = tuple(pin for pin in problem.pins if pin.visit in kept)
    decisions = tuple(one for one in problem.join_decisions if set(one.visits) <= kept)
    return problem.replace(visits=visits, links=links, pins=pins, join_decisions=decisions)


def _of_these(task: Task, kept: set[str]) -> Task:
    """A task that repeats none of a visit that is not kept."""
    if task.duplicate_of is None or task.duplicate_of in kept:
        return task
    return task.model_copy(update={"duplicate_of": None, "duplicate_declared_by": ""})


def _all_served(problem: Problem, names: list[str], start: Roster | None = None) -> bool:
    known = start if start is None else start.model_copy(update={"unserved": ()})
    found = solve(problem, iterations=_ITERATIONS, explain=True, start=known)
    return not {entry.visit for entry in found.roster.unserved} & set(names)


def _without(problem: Problem, rules: tuple[str, ...]) -> Problem | None:
    """The problem with these rules off; None where one of them can only be on."""
    off = {rule: {**problem.pack.get(rule, {}), "enabled": False} for rule in rules}
    lifted = problem.replace(pack={**problem.pack, **off})
    try:
        Pack.for_problem(lifted)
    except InputFaults:
        return None
    return lifted

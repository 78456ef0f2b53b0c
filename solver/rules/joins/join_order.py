"""join_order: inside a joint visit tasks come in the order and at the distance that care asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Catalogue, JointVisit, fold, part_begins
from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..task_catalogue import is_meant
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from ..vocabulary.wording import length, who
from .told import Made, breach, made, on


class JoinOrderRule(Rule):
    """``before``: pairs "insulin > meal", each first task before each second one of the same client; a word is a task
    code by any spelling, or a kind of call (meal: breakfast too). ``within_minutes``: from start to start at most. So
    does what the task catalogue puts before or after meals. Gap links between the parts hold between where these begin.

    Hard, with the pack's values. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_order"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for found in made(timeline):
            yield from self._pairs(case, found)
            yield from self._links(case, found)

    def _pairs(self, case: Case, found: Made) -> Iterable[Breach]:
        problem, (run, _, visit) = case.problem, found
        told = f"in {who(problem, run)}'s joint visit {visit.id} on {on(visit_day(problem, visit))}"
        for pair in case.values["before"]:
            for client, first, second in _both_there(visit, pair, case.catalogue):
                if _turn(visit, first) > _turn(visit, second):
                    yield self._backwards(case, found, client, first, second, pair)
        for client, first, second in _around_meals(visit, case.catalogue):
            one, two = (fold(visit.task_of(visit.join.steps[number]).code) for number in (first, second))
            said = any(_means(pair, one, two, case.catalogue) for pair in case.values["before"])
            if _turn(visit, first) > _turn(visit, second) and not said:
                yield self._backwards(case, found, client, first, second, f"{one} > {two}")
        for pair, minutes in case.values["within_minutes"].items():
            most = round(float(minutes) * problem.horizon.ticks_per_minute)
            for client, first, second in _both_there(visit, pair, case.catalogue):
                gap = visit.begins[second] - visit.begins[first]
                if gap > most:
                    one, two = _codes(visit, first, second)
                    sentence = (
                        f"{problem.client[client].name}'s {two} begins {length(problem, gap)} after {one} {told}; at "
                        f"most {length(problem, most)} may lie between."
                    )
                    yield breach(self.id, sentence, run, visit, client, gap - most, "ticks", pair)

    def _backwards(self, case: Case, found: Made, client: str, first: int, second: int, about: str) -> Breach:
        problem, (run, _, visit) = case.problem, found
        one, two = _codes(visit, first, second)
        sentence = (
            f"{problem.client[client].name}'s {one} comes after {two} in {who(problem, run)}'s joint visit {visit.id} "
            f"on {on(visit_day(problem, visit))}; it comes before it."
        )
        return breach(self.id, sentence, run, visit, client, about=about)

    def _links(self, case: Case, found: Made) -> Iterable[Breach]:
        problem, (run, _, visit) = case.problem, found
        for link in visit.ties:
            if link.kind != "gap":
                continue
            gap = part_begins(visit, link.second) - part_begins(visit, link.first)
            least, most = link.min_gap or 0, link.max_gap
            if gap < least:
                away, wanted = least - gap, f"at least {length(problem, least)}"
            elif most is not None and gap > most:
                away, wanted = gap - most, f"at most {length(problem, most)}"
            else:
                continue
            sentence = (
                f"In {who(problem, run)}'s joint visit {visit.id} on {on(visit_day(problem, visit))} the tasks of "
                f"{link.second} begin {length(problem, gap)} after those of {link.first}; link {link.id} wants "
                f"{wanted}."
            )
            client = visit.part[link.second].client
            yield breach(self.id, sentence, run, visit, client, away, "ticks", link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _both_there(visit: JointVisit, pair: str, catalogue: Catalogue) -> Iterator[tuple[str, int, int]]:
    """(client, step of the first task, step of the second one) for each such pair of tasks that one client has."""
    steps = [(part.client, task.code, number) for number, part, task in tasks_in(visit)]
    for client, code, first in steps:
        for other, then, second in steps:
            if client == other and first != second and _means(pair, code, then, catalogue):
                yield client, first, second


def _means(pair: str, first: str, second: str, catalogue: Catalogue) -> bool:
    """Whether a pair "insulin > meal" speaks of these two codes."""
    one, two = pair.split(" > ")
    return is_meant(one, first, catalogue) and is_meant(two, second, catalogue)


def _around_meals(visit: JointVisit, catalogue: Catalogue) -> Iterator[tuple[str, int, int]]:
    """The same for what the catalogue puts before a meal of one client, or after it."""
    known = [found for found in tasks_in(visit) if found[2].code in catalogue]
    steps = [(part.client, catalogue[task.code], number) for number, part, task in known]
    for client, entry, number in steps:
        for other, then, meal in steps:
            if client != other or then.call != "meal" or entry.call == "meal":
                continue
            if entry.meal == "before":
                yield client, number, meal
            elif entry.meal == "after":
                yield client, meal, number


def _codes(visit: JointVisit, first: int, second: int) -> tuple[str, str]:
    """The codes of two steps as they were commissioned."""
    one, two = (visit.task_of(visit.join.steps[number]).code for number in (first, second))
    return one, two


def _turn(visit: JointVisit, number: int) -> int:
    """The place of a step in the order of the visit: that of the step which does it."""
    done_by = visit.join.steps[number].done_by
    return number if done_by is None else done_by

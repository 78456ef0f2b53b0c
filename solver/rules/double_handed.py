"""double_handed: each visit gets as many workers as it takes, together for the whole visit, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from solver.domain import Visit
from solver.terms import Bundle, DifferentWorkers, Gap, Handed, Term

from .authority.facts import Facts
from .authority.look import widened
from .permits import Permits
from .vocabulary.linked import Served, links_of, workers
from .vocabulary.rule import Breach, Case, Rule, Unit
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, many_workers, whose


class DoubleHandedRule(Rule):
    """For visits that take several workers, and for two visits tied by a double-handed link.

    One worker fewer is enough where an unpaid carer is a pair of hands by a recorded agreement in force.
    """

    id = "double_handed"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for visit_id, served in timeline.served.items():
            visit = problem.visit[visit_id]
            hands = _hands(case, visit, served)
            if len(served) != hands:
                names = both([problem.worker[run.shift.worker].name for run, _ in served])
                wanted = many_workers(hands)
                sentence = f"{whose(problem, visit)} takes {wanted} and has {len(served)}: {names}."
                yield self._breach(visit, served, abs(len(served) - hands), "count", sentence)
                continue
            for one, two in combinations(served, 2):
                yield from self._together(case, visit, (one,), (two,))
        for link in problem.links:
            if link.kind != "double_handed":
                continue
            first, second = timeline.served.get(link.first), timeline.served.get(link.second)
            if first and second:
                yield from self._together(case, problem.visit[link.second], first, second, link.id)
            elif served_half := first or second:
                there, missing = (link.first, link.second) if first else (link.second, link.first)
                sentence = (
                    f"{whose(problem, problem.visit[there])} is served without {missing}, its other pair of hands "
                    f"(link {link.id})."
                )
                yield self._breach(problem.visit[there], served_half, 1, "count", sentence, link.id)

    def _together(self, case: Case, visit: Visit, first: Served, second: Served, link: str = "") -> Iterator[Breach]:
        problem = case.problem
        (one, a), (two, b) = first[0], second[0]
        names = [problem.worker[run.shift.worker].name for run in (one, two)]
        if shared := sorted(workers(first) & workers(second)):
            sentence = (
                f"{whose(problem, visit)} takes two workers and {problem.worker[shared[0]].name} is down for both."
            )
            yield self._breach(visit, second, 1, "count", sentence, link)
        if a.start != b.start:
            sentence = (
                f"{whose(problem, visit)} takes two workers together, but {names[0]} starts at {at(problem, a.start)} "
                f"and {names[1]} at {at(problem, b.start)}."
            )
            yield self._breach(visit, second, abs(a.start - b.start), "ticks", sentence, link)

    def _breach(self, visit: Visit, served: Served, amount: int, unit: Unit, sentence: str, link: str = "") -> Breach:
        shift = served[0][0].shift
        place = (visit.id, shift.id, shift.worker, visit.client)
        return Breach(self.id, True, amount, unit, 0, sentence, *place, about=link)

    def lower(self, case: Case) -> Iterable[Term]:
        yield Handed(self.id, case.readings.once(Permits).hands(case.problem))
        for _, first, second in links_of(case.problem, "double_handed"):
            yield Gap(self.id, first, second, 0, 0)
            yield DifferentWorkers(self.id, first, second)
            yield Bundle(self.id, (first, second))


def _hands(case: Case, visit: Visit, served: Served) -> int:
    """How many workers a visit takes, an unpaid carer apart who is the second pair of hands by agreement."""
    if visit.workers == 1 or case.readings.abstract:
        return visit.workers
    facts, call = case.readings.once(Facts), served[0][1]
    return facts.hands(visit, widened(facts, case.readings.span(visit), call.start, call.end))

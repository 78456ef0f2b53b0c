"""dose_spacing: two visits of a gap link start at least and at most so far apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Link
from solver.terms import FOREVER, Gap, StartWithin, Term

from .readings.carried import begun_before
from .vocabulary.linked import links_of, served_links
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Call, Run, Timeline
from .vocabulary.wording import at, length, whose


class DoseSpacingRule(Rule):
    """From start to start; without a minimum the second still never starts before the first.

    The first may be a visit of before the horizon that tasks_before tells of.
    """

    id = "dose_spacing"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link, first, second in served_links(problem, timeline, "gap"):
            (_, one), (run, two) = first[0], second[0]
            assert one.visit is not None
            yield from self._breaches(case, link, one.start, whose(problem, one.visit), run, two)
        for link, begun in _since_before(case):
            if link.second in timeline.served:
                run, two = timeline.served[link.second][0]
                name = problem.client[problem.visit[link.second].client].name
                yield from self._breaches(case, link, begun, f"{name}'s visit {link.first} of before", run, two)

    def _breaches(self, case: Case, link: Link, begun: int, first: str, run: Run, two: Call) -> Iterator[Breach]:
        """What is wrong with the distance between the start of the first visit and the second one."""
        problem, gap, least = case.problem, two.start - begun, link.min_gap or 0
        assert two.visit is not None
        if gap < least:
            short, wanted = least - gap, f"at least {length(problem, least)}"
        elif link.max_gap is not None and gap > link.max_gap:
            short, wanted = gap - link.max_gap, f"at most {length(problem, link.max_gap)}"
        else:
            return
        sentence = (
            f"{whose(problem, two.visit)} starts at {at(problem, two.start)}, {length(problem, gap)} after "
            f"{first} at {at(problem, begun)}; link {link.id} wants {wanted}."
        )
        place = (two.visit.id, run.shift.id, run.shift.worker, two.visit.client)
        yield Breach(self.id, True, short, "ticks", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for link, first, second in links_of(case.problem, "gap"):
            upper = FOREVER if link.max_gap is None else link.max_gap
            yield Gap(self.id, first, second, link.min_gap or 0, upper)
        for link, begun in _since_before(case):
            upper = FOREVER if link.max_gap is None else begun + link.max_gap
            yield StartWithin(self.id, case.problem.visit_number[link.second], ((begun + (link.min_gap or 0), upper),))


def _since_before(case: Case) -> Iterator[tuple[Link, int]]:
    """The gap links whose first visit was made before the horizon, and when it began."""
    begun = begun_before(case.problem) if case.problem.tasks_before else {}
    for link in case.problem.links if begun else ():
        if link.kind == "gap" and link.first in begun:
            yield link, begun[link.first]

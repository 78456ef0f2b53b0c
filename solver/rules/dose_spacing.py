"""dose_spacing: two visits of a gap link start at least and at most so far apart."""

from __future__ import annotations

from collections.abc import Iterable

from .linked import links_of, served_links
from .rule import Breach, Case, Rule
from .terms import FOREVER, Gap, Term
from .timeline import Timeline
from .words import at, length, whose


class DoseSpacingRule(Rule):
    """From start to start; without a minimum the second still never starts before the first."""

    id = "dose_spacing"
    scope = "partners"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for link, first, second in served_links(problem, timeline, "gap"):
            one = first[0][1]
            run, two = second[0]
            assert one.visit is not None
            assert two.visit is not None
            gap, least = two.start - one.start, link.min_gap or 0
            if gap < least:
                short, wanted = least - gap, f"at least {length(problem, least)}"
            elif link.max_gap is not None and gap > link.max_gap:
                short, wanted = gap - link.max_gap, f"at most {length(problem, link.max_gap)}"
            else:
                continue
            sentence = (
                f"{whose(problem, two.visit)} starts at {at(problem, two.start)}, {length(problem, gap)} after "
                f"{whose(problem, one.visit)} at {at(problem, one.start)}; link {link.id} wants {wanted}."
            )
            place = (two.visit.id, run.shift.id, run.shift.worker, two.visit.client)
            yield Breach(self.id, True, short, "ticks", 0, sentence, *place, about=link.id)

    def lower(self, case: Case) -> Iterable[Term]:
        for link, first, second in links_of(case.problem, "gap"):
            upper = FOREVER if link.max_gap is None else link.max_gap
            yield Gap(self.id, first, second, link.min_gap or 0, upper)

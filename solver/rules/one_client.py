"""one_client: nobody has two visits at once, unless they belong together or one of them is somebody who stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from solver.domain import Catalogue, Problem, Visit
from solver.terms import Apart, OverlapCost, Term

from .readings.by_visit import ByVisit
from .readings.carried import Carried, are_alternatives, carried_by, commissioned_links, visits_together
from .readings.remembered import remember
from .task_catalogue import call_kinds
from .vocabulary.last_start import latest_start_by_visit
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length


class OneClientRule(Rule):
    """Two visits to one client do not last at once: hard where one provider delivers both, else each minute costs.

    Allowed where links bring them together (double-handed, same start), where two attend together, and where a task of
    either makes somebody stay (kind ``presence``: a sit, a night, living in). Two people of a home are two clients.

    lower: no term where windows and lateness caps keep two visits apart already.
    """

    id = "one_client"
    scope = "client"
    forbids, costs = True, True
    literature = True
    label = "two visits at once"
    reason = "would come while somebody else is with the client"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for pair in visits_apart(problem, case.catalogue).with_all(timeline.served):
            (_, mine), (run, yours) = timeline.served[pair.one.id][0], timeline.served[pair.other.id][0]
            if mine.start >= yours.end or yours.start >= mine.end:
                continue
            begin, end = max(mine.start, yours.start), min(mine.end, yours.end)
            together = end - begin  # 0 where one of them takes no time
            sentence = (
                f"{problem.client[pair.client].name} has two visits at once from {at(problem, begin)} to "
                f"{at(problem, end)}, {length(problem, together)}: {pair.one.id} and {pair.other.id}"
                f"{'' if pair.hard else ' of two providers'}."
            )
            place = (pair.other.id, run.shift.id, run.shift.worker, pair.client)
            cost = 0 if pair.hard else together * case.per_tick()
            yield Breach(self.id, pair.hard, max(1, together), "ticks", cost, sentence, *place, about=pair.one.id)

    def lower(self, case: Case) -> Iterable[Term]:
        number, latest = case.problem.visit_number, latest_start_by_visit(case)
        for pair in visits_apart(case.problem, case.catalogue):
            one, other = pair.one, pair.other
            if latest[one.id] + one.duration <= other.windows[0].start:
                continue
            if latest[other.id] + other.duration <= one.windows[0].start:
                continue
            lasting = number[one.id], number[other.id], one.duration, other.duration
            if pair.hard:
                yield Apart(self.id, *lasting)
            elif case.per_tick():
                yield OverlapCost(self.id, *lasting, case.per_tick())


@dataclass(frozen=True, slots=True)
class VisitsApart:
    """Two visits to one client that do not last at once. hard: one provider delivers something of both to them."""

    client: str
    one: Visit
    other: Visit
    hard: bool


@remember
def visits_apart(problem: Problem, catalogue: Catalogue) -> ByVisit[VisitsApart]:
    """Every such pair, for each client of both. None on a literature clock: a code there says nothing of who stays."""
    if problem.horizon.abstract:
        return ByVisit([], _visit_ids)
    together = visits_together(commissioned_links(problem))
    by_client: dict[str, dict[str, list[Carried]]] = {}
    for visit in problem.visits:
        for one in carried_by(visit):
            if not _stays(visit, catalogue):
                by_client.setdefault(one.part.client, {}).setdefault(visit.id, []).append(one)
    found: list[VisitsApart] = []
    for client, visits in by_client.items():
        for mine, yours in combinations(visits.values(), 2):
            first, then = mine[0].visit, yours[0].visit
            if are_alternatives(first, then) or _belong_together(carried_by(first), carried_by(then), together):
                continue
            providers = [{each.part.delivered_by for each in some} for some in (mine, yours)]
            found.append(VisitsApart(client, first, then, bool(providers[0] & providers[1])))
    return ByVisit(found, _visit_ids)


def _visit_ids(pair: VisitsApart) -> tuple[str, str]:
    return pair.one.id, pair.other.id


def _stays(visit: Visit, catalogue: Catalogue) -> bool:
    """Whether somebody stays with the client, so that other visits may happen meanwhile."""
    return any("presence" in call_kinds(one.tasks, catalogue) for one in carried_by(visit))


def _belong_together(
    mine: Iterable[Carried], yours: Iterable[Carried], together: Mapping[str, tuple[str, ...]]
) -> bool:
    theirs = {one.part.id for one in yours}
    return any(theirs.intersection(together.get(one.part.id, ())) for one in mine)

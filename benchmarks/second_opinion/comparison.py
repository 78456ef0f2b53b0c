"""The checker beside the second opinion: where the two differ on a roster, and what a search has lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from solver.check import check
from solver.domain import Join, Problem, Roster, TaskCode
from solver.rules import Breach, Pack
from solver.solving import DisputedScoreError, solve

from .finding import Finding
from .made import REMAINS, SECOND
from .opinion import judge
from .random_days import Day

# The rules of sections 1 to 5, by the ids under which the second opinion tells them.
COMPARED = frozenset(
    {
        *("authority_registered", "authority_delegated", "authority_registrant", "authority_protocol"),
        *("authority_sharing", "authority_agreement", "authority_catalogue", "suspended", "competency"),
        *("double_handed", "clinical_window", "time_critical", "dose_spacing", "call_spacing", "one_client"),
        *("join_windows", "join_identity", "join_signed", "join_catalogue", "join_order", "join_infection"),
    }
)
PRICED = frozenset({"call_spacing", "one_client"})  # what is priced by the minute, compared when asked for
# Ids of the checker that the second opinion knows by another name: the checker's first.
CHECKERS_NAMES: dict[str, str] = {}
# Of a joint visit the page leaves open which of these tells that a task is reached at the wrong moment.
_MOMENTS = frozenset({"clinical_window", "time_critical", "join_windows"})
_APART = ("double_handed", "not together")  # what the second opinion says of two workers who come at different times

Side = Literal["opinion", "checker", "error", "lost"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that only one of the two finds, an error instead of an answer, or a task lost or done twice.

    day: its seed and number, by which it can be made again. verdict: whether the roster is safe is itself in dispute.
    """

    day: str
    side: Side
    rule: str
    visit: str
    worker: str
    told: str
    verdict: bool = False

    def __str__(self) -> str:
        mark = "!" if self.verdict else " "
        return f"{mark} {self.day:>9} {self.side:8} {self.rule} {self.visit} {self.worker}: {self.told}"


def pack_codes(problem: Problem) -> tuple[TaskCode, ...]:
    """The task codes that the checker knows for a problem: data, which both read."""
    return tuple(Pack.for_problem(problem).catalogue(problem).values())


def compare(day: str, problem: Problem, roster: Roster, priced: bool = False) -> list[Difference]:
    """Every breach of sections 1 to 5 that only the checker or only the second opinion finds.

    Of a visit whose two workers come at different times, which both must say, no more is compared: it is made at no one
    moment. Whether the roster is safe is compared all the same.
    """
    try:
        found = check(problem, roster).breaches
    except Exception as error:
        return [Difference(day, "error", "check", "", "", repr(error), True)]
    ours = [
        finding
        for finding in judge(problem, roster, pack_codes(problem))
        if _compared(finding.rule, finding.hard, priced)
    ]
    theirs = [breach for breach in found if _compared(_named(breach), breach.hard, priced)]
    doubted = any(one.hard for one in ours) != any(one.hard for one in theirs)
    only = [
        Difference(day, "opinion", one.rule, one.visit, one.worker, one.why, doubted)
        for one in ours
        if not any(_same(one, other) for other in theirs)
    ]
    only += [
        Difference(day, "checker", _named(other), other.visit, other.worker, other.sentence, doubted)
        for other in theirs
        if not any(_same(one, other) for one in ours)
    ]
    apart = {one.visit for one in ours if (one.rule, one.why) == _APART}
    return [
        one
        for one in dict.fromkeys(only)
        if one.verdict or one.rule == _APART[0] or one.visit.removesuffix(REMAINS) not in apart
    ]


def compare_searched(day: Day, iterations: int, joins: Literal["off", "apply", "all"]) -> list[Difference]:
    """What a searched roster breaks in the second opinion, where the checker differs, and what got lost."""
    try:
        found = solve(day.problem, iterations=iterations, seed=1, joins=joins, explain=False)
    except DisputedScoreError as error:
        return [Difference(day.seed, "error", f"solve, joins {joins}", "", "", str(error), True)]
    roster = found.roster
    wrong = [
        Difference(day.seed, "opinion", one.rule, one.visit, one.worker, f"searched, joins {joins}: {one.why}", True)
        for one in judge(day.problem, roster, pack_codes(day.problem))
        if one.hard and one.rule in COMPARED and not (joins == "all" and _wants_a_signature(one))
    ]
    lost = [Difference(day.seed, "lost", f"joins {joins}", "", "", told, True) for told in lost_tasks(day, roster)]
    return [*wrong, *lost, *(compare(day.seed, day.problem, roster) if joins != "all" else [])]


def _wants_a_signature(finding: Finding) -> bool:
    """What joins "all" does without; a refusal stands even there."""
    return (finding.rule == "join_signed" and finding.why != "refused") or finding.why == "dropped without a nurse lead"


def lost_tasks(day: Day, roster: Roster) -> list[str]:
    """Tasks that a roster loses or does twice, visits that stand nowhere or twice, and hands that are missing."""
    problem, told = day.problem, []
    stops = Counter(stop.visit for round_ in roster.rounds for stop in round_.stops if stop.visit is not None)
    absent = Counter(entry.visit for entry in roster.unserved)
    made: dict[str, Join] = {visit: join for join in roster.joins for visit in join.visits}
    if sum(len(join.visits) for join in roster.joins) != len(made):
        told.append("a visit is in two joins")
    for visit in problem.visits:
        join = made.get(visit.id)
        served = stops[visit.id] > 0 if join is None else stops[join.id] > 0
        if served == (absent[visit.id] > 0) or absent[visit.id] > 1:
            told.append(f"{visit.id} is {'served and unserved' if served else 'neither served nor unserved'}")
        if join is not None and stops[visit.id]:
            told.append(f"{visit.id} is joined and on a round of its own")
        if join is None or not served:
            continue
        done = Counter(step.task for step in join.steps if step.visit == visit.id)
        left = [number for number in range(len(visit.tasks)) if not done[number]]
        if any(count > 1 for count in done.values()):
            told.append(f"{visit.id}: a task is done twice")
        if left and not stops[join.id + REMAINS]:
            told.append(f"{visit.id}: tasks {left} are lost")
    for join in roster.joins:
        if join.outcome == "co_attend" and stops[join.id] and not stops[join.id + SECOND]:
            told.append(f"{join.id} has one pair of hands")
    return told


def _compared(rule: str, hard: bool, priced: bool) -> bool:
    return rule in COMPARED if hard else priced and rule in PRICED


def _named(breach: Breach) -> str:
    return CHECKERS_NAMES.get(breach.rule, breach.rule)


def _same(ours: Finding, theirs: Breach) -> bool:
    """One breach told by both. Of two visits the checker may name either; no worker is any worker."""
    visits = {ours.visit, ours.other} - {""}
    alike = {ours.rule, _named(theirs)} <= _MOMENTS if ours.rule == "join_windows" else ours.rule == _named(theirs)
    return (
        alike
        and ours.hard == theirs.hard
        and (theirs.visit in visits if theirs.visit else theirs.client in ("", ours.client))
        and (not ours.worker or not theirs.worker or ours.worker == theirs.worker)
    )

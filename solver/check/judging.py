"""The judgement of one roster: re-timed, every breach, the score and the figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from solver.domain import JoinedProblem, Problem, Roster
from solver.domain.money import pence
from solver.rules import Breach, Pack, Timeline, breaches_all, timeline
from solver.travel import Journeys, journeys

from .figures import Figures, figures_of
from .joining import judged_on
from .structure import known_part, structure_faults


@dataclass(frozen=True, slots=True)
class Score:
    """Cost units by rule id (rules without cost left out), their sum, and the number of hard breaches."""

    by_rule: dict[str, int]
    total: int
    hard: int


@dataclass(frozen=True, slots=True, repr=False)
class Check:
    """The judgement of one roster: every breach, hard ones first; the score; figures; the roster with its times.

    problem: what the roster was judged on, with joint visits in the place of those it joins; pack: the rules.
    """

    breaches: tuple[Breach, ...]
    score: Score
    figures: Figures
    timeline: Timeline
    problem: Problem
    pack: Pack

    @property
    def feasible(self) -> bool:
        """No hard breach."""
        return self.score.hard == 0

    @property
    def sentences(self) -> list[str]:
        """Every breach in words."""
        return [breach.sentence for breach in self.breaches]

    def __repr__(self) -> str:
        """The figures that decide; who is concerned stands in ``sentences``."""
        served = f"{self.figures.served} of {self.figures.commissioned} visits served"
        return f"<Check: {self.score.hard} hard breaches, {served}, cost {pence(self.score.total):,.1f}>"


def check(problem: Problem, roster: Roster, pack: Pack | None = None, travel: Journeys | None = None) -> Check:
    """Re-time, judge and score a roster. pack and travel default to the problem's own.

    The roster's joins that can be carried out stand in the problem it is judged on; one that cannot is a breach of the
    rule "structure", as is naming unknown visits or shifts, which are left out. problem may be joined already.
    Raises InputFaults when the problem's rule values are wrong or a place cannot be reached.
    """
    commissioned = problem.origin if isinstance(problem, JoinedProblem) else problem
    pack = pack or Pack.for_problem(commissioned)
    travel = travel or journeys(commissioned)
    judged, wrong, told = judged_on(problem, roster)
    structure = [*wrong, *structure_faults(judged, roster, told)]
    measured = timeline(judged, known_part(judged, roster), travel)
    found = structure + breaches_all(judged, travel, pack, measured)
    breaches = tuple(sorted(found, key=lambda breach: not breach.hard))
    by_rule: Counter[str] = Counter()
    for breach in breaches:
        if breach.cost:
            by_rule[breach.rule] += breach.cost
    score = Score(dict(by_rule), by_rule.total(), sum(breach.hard for breach in breaches))
    return Check(breaches, score, figures_of(judged, measured, pack, travel), measured, judged, pack)

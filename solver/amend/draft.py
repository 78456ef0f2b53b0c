"""A roster in the making: its rounds with times, what is on them, and a bench to price changes on. Never mutated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from solver.check import Check, known_part
from solver.domain import Join, JointVisit, Problem, Roster, Round, Stop, Unserved, Visit, joined
from solver.explain.time_bounds import TimeBounds
from solver.explain.trial_pricing import TrialPricing
from solver.rules import Pack
from solver.travel import Journeys, journeys


@dataclass(frozen=True, eq=False)
class Draft:
    """problem: as commissioned; judged: with the joins carried out. rounds: by shift, with stops, every stop timed.

    unserved: what is known about visits on no round; those that are served are passed over. travel covers every mode
    of the problem that the first draft was of. begun: visits that were being made when something they rest on was
    stopped; that they are still there is no fault of whoever stopped it.
    """

    problem: Problem
    judged: Problem
    joins: tuple[Join, ...]
    rounds: Mapping[str, Round]
    unserved: Mapping[str, Unserved]
    pack: Pack
    travel: Journeys
    begun: frozenset[str] = frozenset()

    @classmethod
    def of(cls, problem: Problem, roster: Roster, before: Check, pack: Pack, travel: Journeys) -> Draft:
        """The roster as its check knows it: unknown shifts and visits, and joins that cannot be, are left out."""
        judged = before.problem
        known = Roster(rounds=known_part(judged, roster).rounds)
        joins = tuple(join for join in roster.joins if join.id in judged.visit)
        rounds = TrialPricing(judged, known, pack, travel).rounds
        return cls(problem, judged, joins, rounds, {one.visit: one for one in roster.unserved}, pack, travel)

    @cached_property
    def pricing(self) -> TrialPricing:
        rounds = tuple(self.rounds.values())
        return TrialPricing(
            self.judged, Roster.model_construct(rounds=rounds, unserved=(), joins=()), self.pack, self.travel
        )

    @cached_property
    def reach(self) -> TimeBounds:
        return TimeBounds(self.pricing)

    def with_rounds(self, rounds: Mapping[str, Round]) -> Draft:
        """With some rounds replaced; one without visits goes."""
        every = {**self.rounds, **rounds}
        return replace(self, rounds={shift: one for shift, one in every.items() if visits_of(one)})

    def without_rounds(self, shifts: Iterable[str]) -> Draft:
        """Without these rounds, whatever they serve."""
        gone = set(shifts)
        return replace(self, rounds={shift: one for shift, one in self.rounds.items() if shift not in gone})

    def with_reasons(self, reasons: Mapping[str, str]) -> Draft:
        """With reasons why visits, as commissioned, are on no round."""
        added = {visit: Unserved(visit=visit, reason=reason) for visit, reason in reasons.items()}
        return replace(self, unserved={**self.unserved, **added})

    def with_unserved(self, entries: Iterable[Unserved]) -> Draft:
        """With what is known of visits on no round, verdicts too."""
        return replace(self, unserved={**self.unserved, **{one.visit: one for one in entries}})

    def with_problem(self, problem: Problem) -> Draft:
        """On a changed problem, with the same joins. The stops of visits that go must be gone."""
        same = problem.places == self.problem.places and problem.roams == self.problem.roams
        travel = self.travel if same else journeys(problem)
        return replace(self, problem=problem, judged=joined(problem, self.joins), travel=travel)

    def with_joins(self, joins: tuple[Join, ...]) -> Draft:
        """With other joins. Raises InputFaults when links forbid one. The stops of joins that go must be gone."""
        return replace(self, joins=joins, judged=joined(self.problem, joins))

    def name_on_round(self, visit: str) -> str | None:
        """What stands on rounds for a visit: itself, or the joint visit that carries it; None: the visit is unknown."""
        if visit in self.judged.visit:
            return visit
        return next((join.id for join in self.joins if visit in join.visits), None)

    def join_of(self, name: str) -> Join | None:
        """The join that something on a round belongs to."""
        visit = self.judged.visit[name]
        return visit.join if isinstance(visit, JointVisit) else None

    def shifts_of(self, name: str) -> tuple[str, ...]:
        return self.pricing.serving.get(name, ())

    def start_of(self, name: str) -> int | None:
        """When it starts, on the first of its rounds."""
        for shift in self.shifts_of(name):
            for stop in self.rounds[shift].stops:
                if stop.visit == name:
                    return stop.start
        return None

    def visit(self, name: str) -> Visit:
        return self.judged.visit[name]

    def roster(self) -> Roster:
        """The roster, valid, with every visit of the problem on its rounds or in the unserved list."""
        rounds = tuple(
            Round(shift=shift, stops=tuple(_valid(stop) for stop in one.stops)) for shift, one in self.rounds.items()
        )
        left = tuple(
            self.unserved.get(visit.id, Unserved(visit=visit.id, reason="It was on no round and on no list."))
            for visit in self.judged.visits
            if visit.id not in self.pricing.serving
        )
        return Roster(rounds=rounds, unserved=left, joins=self.joins)


def visits_of(one: Round) -> list[str]:
    """The visits of a round in order, breaks left out."""
    return [stop.visit for stop in one.stops if stop.visit is not None]


def _valid(stop: Stop) -> Stop:
    return Stop(**{name: getattr(stop, name) for name in Stop.model_fields})

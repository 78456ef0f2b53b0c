"""What explanations are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from solver.domain import Problem, Roster, Round, Stop, Verdict
from solver.domain.money import pence, pounds
from solver.rules import RULE_BY_ID

_RULE = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Placing:
    """One worker of one visit put somewhere. position: among the stops, breaks counted, from 0; start in ticks."""

    visit: str
    shift: str
    position: int
    start: int


@dataclass(frozen=True, slots=True)
class Insertion:
    """A place for one visit, or for visits that go together. rounds: the changed rounds, re-timed, whole.

    cost_change: cost units on the whole roster; the relief of no longer leaving the visits out is counted in.
    by_rule: the same by rule.
    """

    placings: tuple[Placing, ...]
    rounds: tuple[Round, ...]
    cost_change: int
    by_rule: tuple[tuple[str, int], ...] = ()

    @property
    def visits(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(placing.visit for placing in self.placings))

    def apply(self, roster: Roster) -> Roster:
        """The roster with the visits put in."""
        changed = {round_.shift: round_ for round_ in self.rounds}
        rounds = [changed.pop(round_.shift, round_) for round_ in roster.rounds] + list(changed.values())
        served = set(self.visits)
        unserved = tuple(entry for entry in roster.unserved if entry.visit not in served)
        kept = tuple(round_ for round_ in rounds if round_.stops)
        return roster.model_copy(update={"rounds": kept, "unserved": unserved})


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why a visit is not served: ``visit``, ``verdict``, ``reason`` (a sentence, with names: print it) and ``rules``.

    insertion: the place found, for PRICED and NOT-FOUND; displaces: CAPACITY.
    """

    visit: str
    verdict: Verdict
    reason: str
    insertion: Insertion | None = None
    displaces: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that the reason names in square brackets, each once."""
        return tuple(rule for rule in dict.fromkeys(_RULE.findall(self.reason)) if rule in RULE_BY_ID)

    def __repr__(self) -> str:
        """Without the reason, which names people."""
        return f"Explanation(visit={self.visit!r}, verdict={self.verdict!r}, rules={self.rules!r})"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somewhere a placed visit could be. extra: cost units above where it is; sentence: what decides."""

    workers: tuple[str, ...]
    start: int
    extra: int
    sentence: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlacedExplanation:
    """Why a placed visit is where it is: ``sentence`` (with names: print it), and ``others``, every other place,
    cheapest first, each with a ``sentence`` of its own.
    """

    visit: str
    sentence: str = field(repr=False)
    others: tuple[Choice, ...]


def money(problem: Problem, cost: int) -> str:
    """A cost that somebody pays, in pounds; bare on a literature clock, whose prices are no money."""
    return f"{pence(cost):,.1f}" if problem.horizon.abstract else pounds(cost)


def points(problem: Problem, cost: int) -> str:
    """A cost that only weighs, or a sum of such and of money: "74.00 points", a pound as a point; bare likewise."""
    return f"{pence(cost):,.1f}" if problem.horizon.abstract else f"{pence(cost) / 100:,.2f} points"


def told_cost(problem: Problem, rule: str, cost: int) -> str:
    """A cost by a rule, in pounds where somebody pays it and in points where nobody does."""
    return money(problem, cost) if is_paid(rule) else points(problem, cost)


def split_paid(by_rule: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Costs by rule that somebody pays, and those that only weigh; each the dearest first."""
    ordered = sorted(by_rule.items(), key=lambda item: -item[1])
    paid = {rule: cost for rule, cost in ordered if is_paid(rule)}
    return paid, {rule: cost for rule, cost in ordered if rule not in paid}


def costs(problem: Problem, by_rule: Iterable[tuple[str, int]]) -> str:
    """The three largest of some costs by rule, in words: "waiting £2.40, continuity 2.50 points"."""
    words = (f"{cost_label(rule)} {told_cost(problem, rule, change)}" for rule, change in list(by_rule)[:3])
    return ", ".join(words) or "no other cost"


def is_paid(rule: str) -> bool:
    """Whether a rule's costs are money that somebody pays; else they only weigh one roster against another."""
    known = RULE_BY_ID.get(rule)
    return known is not None and known.paid


def cost_label(rule: str) -> str:
    """What people call a rule's costs."""
    known = RULE_BY_ID.get(rule)  # a stored result may name one that is no more
    return (known.label if known else "") or rule.replace("_", " ")


def named(problem: Problem, visit: str) -> str:
    """A visit as a scheduler knows it: "Anna Testperson's 08:00 visit (V12)"."""
    found = problem.visit[visit]
    start = problem.horizon.label(found.windows[0].start)
    names = " and ".join(f"{problem.client[client].name}'s" for client in found.clients)
    return f"{names} {start} visit ({visit})"


def make_stop(visit: str, start: int) -> Stop:
    return Stop.model_construct(visit=visit, start=start, duration=None)

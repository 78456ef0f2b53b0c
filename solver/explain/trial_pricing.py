"""What a change of a few rounds would cost and break: the rules' own ``breaches``, asked about those rounds only.

A change of one round can matter to the other shifts of its worker and to the visits linked with its visits; a
``ProblemPart`` is just these, so that a try costs a fraction of a whole check. Rules whose scope is the client look at
all visits of the part's clients, those whose scope is the roster at every round; fairness is only estimated here (a
share of less work): whoever reports a figure confirms it on the whole roster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from solver.check import joined_as, known_part, worsened
from solver.domain import Horizon, JoinedProblem, Link, PastVisit, Pin, Problem, Roster, Round, Shift, Stop, Visit
from solver.rules import RULES, Breach, Call, Case, Pack, Readings, Rule, Run, Timeline, timeline
from solver.travel import Journeys, PairTable, journeys

Rounds = Mapping[str, Round]


@dataclass(frozen=True)
class Price:
    """What the rules say of a few rounds. hard: how much of each hard breach, by (rule, visit, shift)."""

    cost: int
    hard: Mapping[tuple[str, str, str], int]
    by_rule: Mapping[str, int]
    breaches: tuple[Breach, ...]

    def plus(self, other: Price) -> Price:
        """Both together; no rule may be in both."""
        by_rule, hard = {**self.by_rule, **other.by_rule}, {**self.hard, **other.hard}
        return Price(self.cost + other.cost, hard, by_rule, self.breaches + other.breaches)

    def worsened_from(self, before: Price) -> tuple[Breach, ...]:
        """Hard breaches that ``before`` did not have, or had less of."""
        return worsened(before.breaches, self.breaches)


class _SilentHorizon(Horizon):
    """A horizon that writes no clock times: the sentences of a try are never read, and writing them takes a fifth."""

    def label(self, ticks: int) -> str:
        return ""


class TrialPricing:
    """One problem with one roster on it, and the means to price changes of its rounds."""

    def __init__(self, problem: Problem, roster: Roster, pack: Pack | None = None, travel: Journeys | None = None):
        self.pack = pack or Pack.for_problem(problem.origin if isinstance(problem, JoinedProblem) else problem)
        self.travel = travel or journeys(problem)
        self.problem = problem = joined_as(problem, roster)
        roster = known_part(problem, roster) if roster.joins else roster
        self.rounds: dict[str, Round] = {round_.shift: round_ for round_ in _add_times(problem, roster, self.travel)}
        self._values = {name: entry.values for name, entry in self.pack.entries.items()}
        self.readings = Readings(self.problem, self.pack)
        self._off = frozenset(name for name, entry in self.pack.entries.items() if not entry.enabled)
        self.rules: list[Rule] = [rule for rule in RULES if self.pack.enabled(rule.id) and not rule.reports]
        self._cuts = lru_cache(maxsize=512)(self._cut)  # every slot of a round asks for the same part
        self.ticks = {
            mode: table if isinstance(table, PairTable) else memoryview(table.data)
            for mode, table in self.travel.seconds.items()
        }

    @cached_property
    def serving(self) -> dict[str, tuple[str, ...]]:
        """Visit -> shifts that serve it."""
        found: dict[str, list[str]] = {}
        for shift, round_ in self.rounds.items():
            for stop in round_.stops:
                if stop.visit is not None:
                    found.setdefault(stop.visit, []).append(shift)
        return {visit: tuple(shifts) for visit, shifts in found.items()}

    @cached_property
    def unserved(self) -> list[Visit]:
        return [visit for visit in self.problem.visits if visit.id not in self.serving]

    @cached_property
    def unserved_cost(self) -> dict[str, int]:
        """Visit -> what leaving it out costs, by the rules' own word."""
        found = Counter({visit.id: 0 for visit in self.problem.visits})
        for breach in self._unserved_breaches:
            found[breach.visit] += breach.cost
        return dict(found)

    @cached_property
    def unserved_rules(self) -> frozenset[str]:
        """The rules by which leaving a visit out costs."""
        return frozenset(breach.rule for breach in self._unserved_breaches)

    @cached_property
    def _unserved_breaches(self) -> list[Breach]:
        """What the rules say of each visit when nobody comes to anyone."""
        nobody = Timeline({}, {})
        told = (breach for rule in self.rules for breach in rule.breaches(self.case(rule.id), nobody))
        return [breach for breach in told if breach.visit and breach.cost]

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """Visit -> its links."""
        found: dict[str, list[Link]] = {}
        for link in self.problem.links:
            found.setdefault(link.first, []).append(link)
            found.setdefault(link.second, []).append(link)
        return found

    @cached_property
    def shifts_of(self) -> dict[str, list[Shift]]:
        """Worker -> their shifts."""
        found: dict[str, list[Shift]] = {}
        for shift in self.problem.shifts:
            found.setdefault(shift.worker, []).append(shift)
        return found

    def past_of(self, client: str) -> list[PastVisit]:
        return self._history.get(client, [])

    @cached_property
    def _history(self) -> dict[str, list[PastVisit]]:
        found: dict[str, list[PastVisit]] = {}
        for past in self.problem.history:
            found.setdefault(past.client, []).append(past)
        return found

    def pins_of(self, visit: str) -> list[Pin]:
        return self._pins.get(visit, [])

    @cached_property
    def _pins(self) -> dict[str, list[Pin]]:
        found: dict[str, list[Pin]] = {}
        for pin in self.problem.pins:
            found.setdefault(pin.visit, []).append(pin)
        return found

    def case(self, rule: str, problem: Problem | None = None) -> Case:
        """What one rule looks at, in this problem or a part of it."""
        readings = self.readings
        return Case(
            problem or self.problem,
            self.travel,
            self._values[rule],
            self._values,
            readings.catalogue,
            self._off,
            readings=readings,
        )

    def cases(self, problem: Problem) -> list[tuple[Rule, Case]]:
        """Every rule in force with what it looks at."""
        return [(rule, self.case(rule.id, problem)) for rule in self.rules]

    @cached_property
    def place_of_round(self) -> dict[str, int]:
        """Shift -> the number of its round in the roster."""
        return {shift: number for number, shift in enumerate(self.rounds)}

    @cached_property
    def silent_horizon(self) -> Horizon:
        horizon = self.problem.horizon
        return _SilentHorizon.model_construct(**{name: getattr(horizon, name) for name in Horizon.model_fields})

    @cached_property
    def client_rules(self) -> list[tuple[Rule, Case]]:
        """The rules in force that look at all visits of a client."""
        return [(rule, self.case(rule.id)) for rule in self.rules if rule.scope == "client"]

    @cached_property
    def roster_rules(self) -> list[tuple[Rule, Case]]:
        """The rules in force that look at every round at once."""
        return [(rule, self.case(rule.id)) for rule in self.rules if rule.scope == "roster"]

    @cached_property
    def served_of(self) -> dict[str, list[str]]:
        """Client -> the visits to them that are served, in the order of the roster."""
        found: dict[str, list[str]] = {}
        for visit in self.timeline.served:
            for client in self.problem.visit[visit].clients:
                found.setdefault(client, []).append(visit)
        return found

    @cached_property
    def timeline(self) -> Timeline:
        """The whole roster as it is, measured."""
        rounds = tuple(self.rounds.values())
        return timeline(self.problem, Roster.model_construct(rounds=rounds, unserved=()), self.travel)

    def cut(self, shifts: Iterable[str], visits: Iterable[str]) -> ProblemPart:
        """The part of the problem that changes of these rounds, and of whether these visits are served, can touch."""
        return self._cuts(frozenset(shifts), frozenset(visits))

    def _cut(self, shifts: frozenset[str], visits: frozenset[str]) -> ProblemPart:
        workers = {self.problem.shift[shift].worker for shift in shifts}
        whole = {shift.id for worker in workers for shift in self.shifts_of[worker]}
        inside = set(visits)
        for shift in whole:
            if shift in self.rounds:
                inside.update(stop.visit for stop in self.rounds[shift].stops if stop.visit is not None)
        for visit in tuple(inside):
            for link in self.links.get(visit, ()):  # of a gap since yesterday's dose only one end is a visit here
                inside.update(end for end in (link.first, link.second) if end in self.problem.visit)
        partial: dict[str, Round] = {}
        for visit in inside:
            for shift in self.serving.get(visit, ()):
                if shift not in whole and shift not in partial:
                    # Only the tied stops of somebody else's round: the rest of it stays as it is.
                    stops = tuple(stop for stop in self.rounds[shift].stops if stop.visit in inside)
                    partial[shift] = Round(shift=shift, stops=stops)
        return ProblemPart(self, frozenset(whole), frozenset(inside), partial)

    def price_roster(self, rounds: Rounds) -> Price:
        """What every rule says of the whole roster with some of its rounds replaced."""
        merged = {**self.rounds, **rounds}
        rounds_ = tuple(round_ for round_ in merged.values() if round_.stops)
        roster = Roster.model_construct(rounds=rounds_, unserved=())
        return _price_rules(self.cases(self.problem), timeline(self.problem, roster, self.travel))

    @cached_property
    def whole(self) -> Price:
        """What every rule says of the whole roster as it is."""
        return self.price_roster({})

    def price_change(self, rounds: Rounds) -> tuple[int, tuple[Breach, ...], dict[str, int]]:
        """Cost change on the whole roster, hard breaches it would add, and the change by rule."""
        after = self.price_roster(rounds)
        by_rule = Counter(dict(after.by_rule))
        by_rule.subtract(self.whole.by_rule)
        return (
            after.cost - self.whole.cost,
            after.worsened_from(self.whole),
            {rule: cost for rule, cost in by_rule.items() if cost},
        )


class ProblemPart:
    """A part of the problem: whole rounds of some workers, and stops of others that are tied to theirs."""

    def __init__(
        self, pricing: TrialPricing, shifts: frozenset[str], visits: frozenset[str], partial: dict[str, Round]
    ):
        self.pricing, self.partial = pricing, partial
        full = pricing.problem
        # In the roster's order, as on the whole roster: of two who make a visit the first is who a breach is told of.
        known = {**partial, **{shift: pricing.rounds[shift] for shift in shifts if shift in pricing.rounds}}
        self.rounds = {shift: known[shift] for shift in sorted(known, key=pricing.place_of_round.__getitem__)}
        self.whole_rounds = self.rounds.keys() - partial.keys()
        chosen = [full.visit[visit] for visit in sorted(visits)]
        clients = {client for visit in chosen for client in visit.clients}
        parts = sorted([*shifts, *partial], key=full.shift_number.__getitem__)
        workers = {full.shift[shift].worker for shift in parts}
        fields: dict[str, Any] = {name: getattr(full, name) for name in Problem.model_fields}
        commissioned = full.origin if isinstance(full, JoinedProblem) else full
        fields.update(
            horizon=pricing.silent_horizon,
            join_decisions=commissioned.join_decisions,  # a joined problem has none of its own
            visits=tuple(chosen),
            shifts=tuple(full.shift[shift] for shift in parts),
            workers=tuple(full.worker[worker] for worker in sorted(workers)),
            clients=tuple(full.client[client] for client in sorted(clients)),
            links=_links_inside(pricing, visits),
            pins=tuple(pin for visit in sorted(visits) for pin in pricing.pins_of(visit)),
            history=tuple(
                past for client in sorted(clients) for past in pricing.past_of(client) if past.worker in workers
            ),
        )
        # Valid as a part of a valid whole; the lookups are shared so that a part costs next to nothing.
        self.problem = Problem.model_construct(**fields)
        cases = pricing.cases(self.problem)
        self._cases = [(rule, case) for rule, case in cases if rule.scope not in ("client", "roster")]
        self._visits, self._clients = visits, sorted(clients)
        for name in ("client", "visit", "worker", "shift", "organisation", "place_number", "beside"):
            self.problem.__dict__[name] = getattr(full, name)
        self.problem.__dict__["origin"] = getattr(full, "origin", full)  # who has signed is known there

    @cached_property
    def before(self) -> Price:
        """What the rules say of the part as it is."""
        return self.price({})

    def price(self, rounds: Rounds) -> Price:
        """What the rules say of it with some rounds replaced; of its clients' other visits, or of the whole roster,
        where their scope asks for it."""
        merged = {**self.rounds, **rounds}
        rounds_ = tuple(round_ for round_ in merged.values() if round_.stops)
        roster = Roster.model_construct(rounds=rounds_, unserved=())
        measured = timeline(self.problem, roster, self.pricing.travel)
        price = _price_rules(self._cases, measured)
        if self.pricing.client_rules:
            served = Timeline(measured.runs, {**self._served_beside, **measured.served})
            price = price.plus(_price_rules(self.pricing.client_rules, served))
        if not self.pricing.roster_rules:
            return price
        return price.plus(_price_rules(self.pricing.roster_rules, self._merge_into_roster(measured, rounds)))

    @cached_property
    def _served_beside(self) -> dict[str, tuple[tuple[Run, Call], ...]]:
        """The visits to clients of this part that are no part of it, as the roster has them."""
        known = self.pricing
        visits = {visit for client in self._clients for visit in known.served_of.get(client, ())} - self._visits
        return {visit: known.timeline.served[visit] for visit in sorted(visits)}

    def _merge_into_roster(self, measured: Timeline, rounds: Rounds) -> Timeline:
        """The whole roster with this part as measured."""
        ours = self.whole_rounds | rounds.keys()
        known = self.pricing.timeline
        runs = {shift: run for shift, run in known.runs.items() if shift not in ours}
        runs.update({shift: run for shift, run in measured.runs.items() if shift in ours})
        served = {visit: pairs for visit, pairs in known.served.items() if visit not in self._visits}
        return Timeline(runs, {**served, **measured.served})


def _add_times(problem: Problem, roster: Roster, travel: Journeys) -> list[Round]:
    """The rounds with stops, every stop with its start and every break with its length."""
    rounds = [round_ for round_ in roster.rounds if round_.stops]
    if all(stop.start is not None and (stop.visit or stop.duration is not None) for r in rounds for stop in r.stops):
        return rounds
    runs = timeline(problem, roster, travel).runs
    return [
        Round(
            shift=shift,
            stops=tuple(
                Stop(visit=call.visit.id, start=call.start)
                if call.visit
                else Stop(start=call.start, duration=call.end - call.start)
                for call in run.calls
            ),
        )
        for shift, run in runs.items()
    ]


def _links_inside(pricing: TrialPricing, visits: frozenset[str]) -> tuple[Link, ...]:
    found = {link.id: link for visit in sorted(visits) for link in pricing.links.get(visit, ())}
    outside = pricing.problem.visit.keys() - visits
    return tuple(link for link in found.values() if link.first not in outside and link.second not in outside)


def _price_rules(cases: Sequence[tuple[Rule, Case]], measured: Timeline) -> Price:
    cost = 0
    hard: Counter[tuple[str, str, str]] = Counter()
    by_rule: Counter[str] = Counter()
    kept: list[Breach] = []
    for rule, case in cases:
        for breach in rule.breaches(case, measured):
            cost += breach.cost
            if breach.hard:
                hard[breach.rule, breach.visit, breach.shift] += max(1, breach.amount)
                kept.append(breach)
            elif breach.cost:
                by_rule[breach.rule] += breach.cost
    return Price(cost, hard, by_rule, tuple(kept))

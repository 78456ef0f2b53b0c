"""What the engine is offered: commissioned visits, the joint visits that may stand for them, and who may make those.

One problem holds both; ``Alternatives`` terms see to it that of each join one side at most is served. Conditions become
bans of shifts and start times. ``settle`` turns what the engine chose back into a roster with joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

import numpy as np

from solver.domain import Join, JointVisit, Link, Problem, Roster, Unserved, Visit, Worker, relinked, ties_of
from solver.domain.ties import link_faults
from solver.rules import Pack, Term
from solver.rules.terms import Alternatives, Forbid, StartWithin

from .candidates import Candidate, candidates, partial
from .conditions import PERSONAL, SHARED, Refusal, possible_starts, refused
from .figures import Figures
from .register import Ask, Register
from .signatures import Signatures, outcome_of

Wanted = Literal["all", "signed"]
RULE = "joining"


@dataclass(frozen=True)
class Offer:
    """problem: commissioned and joint visits side by side. terms: to be added to its rules' terms. joins: by id.

    commissioned: the problem without them. A roster of ``problem`` becomes one of ``commissioned`` by ``settle``.
    """

    commissioned: Problem
    problem: Problem
    terms: tuple[Term, ...]
    candidates: Mapping[str, Candidate]
    signatures: Signatures = field(repr=False)

    @property
    def joins(self) -> dict[str, Join]:
        return {name: candidate.join for name, candidate in self.candidates.items()}


class OfferedProblem(Problem):
    """A problem in which joint visits stand beside the visits they would replace; never written anywhere."""


def offer(problem: Problem, pack: Pack, wanted: Wanted = "all", only: Iterable[str] | None = None) -> Offer:
    """Every join that some worker may make by all eleven conditions; ``signed``: and that needs no signature any more.

    only: no joins but these, by id.
    """
    register = Register(problem, Figures.of(pack, problem))
    signatures = Signatures(register)
    names = None if only is None else set(only)
    allowed: dict[str, tuple[Candidate, dict[str, str]]] = {}
    for candidate in candidates(register):
        if signatures.refusal(candidate.join.visits) or (names is not None and candidate.join.id not in names):
            continue
        found = _allowed(register, candidate)
        if found is not None:
            allowed[found[0].join.id] = found
    if wanted == "signed":
        for name, (candidate, bans) in list(allowed.items()):
            for worker in problem.workers:
                if worker.id not in bans and not signatures.possible(candidate.whole, worker):
                    bans[worker.id] = "join_unsigned"
            if len(bans) == len(problem.workers):
                del allowed[name]
    links = _links(problem, [candidate for candidate, _ in allowed.values()])
    kept = {name: allowed[name] for name in links}
    whole = _offered(
        problem, [candidate for candidate, _ in kept.values()], [link for some in links.values() for link in some]
    )
    terms = tuple(_terms(whole, register, kept))
    return Offer(problem, whole, terms, {name: candidate for name, (candidate, _) in kept.items()}, signatures)


def _allowed(register: Register, candidate: Candidate) -> tuple[Candidate, dict[str, str]] | None:
    """The candidate with the workers who may not make it, by the condition that says so; None where nobody may.

    Where nobody may make all of it, some of its tasks may move: those that can be delegated to a care worker, or what a
    nurse may do besides.
    """
    workers = register.problem.workers
    for version in (candidate, *_partly(register, candidate)):
        bans: dict[str, str] = {}
        alike: dict[tuple[str, bool], Refusal | None] = {}
        for worker in workers:
            ask = Ask(register, version.whole, worker)
            kind = worker.organisation, worker.registered_nurse
            if kind not in alike:
                alike[kind] = next(iter(refused(ask, SHARED)), None)
            refusal = alike[kind] or next(iter(refused(ask, PERSONAL)), None)
            if refusal is not None:
                bans[worker.id] = refusal.condition
            elif version.partial and not ask.crossing:
                bans[worker.id] = "join_partial"  # a part may stay behind only where the rest is delegated or absorbed
        if len(bans) < len(workers):
            return version, bans
    return None


def _partly(register: Register, candidate: Candidate) -> Iterator[Candidate]:
    """Versions of a pair in which some tasks stay behind: delegable ones move, or what health workers can do moves."""
    if len(candidate.parts) != 2 or candidate.join.outcome != "join":
        return
    for part, other in (candidate.parts, candidate.parts[::-1]):
        if part.kind != "routine" or part.organisation == other.organisation:
            continue
        moves = {number for number, task in enumerate(part.tasks) if task.owner == "health" and task.delegable}
        if 0 < len(moves) < len(part.tasks) and any(task.owner == "social" for task in other.tasks):
            version = partial(register, candidate, {part.id: moves}, "delegate")
            if version is not None:
                yield version
        held = _held_by_health(register, other)
        moves = {
            n for n, task in enumerate(part.tasks) if task.owner == "social" and held.issuperset(task.competencies)
        }
        if 0 < len(moves) < len(part.tasks) and any(task.owner == "health" for task in other.tasks):
            version = partial(register, candidate, {part.id: moves}, "absorb")
            if version is not None:
                yield version


def _held_by_health(register: Register, visit: Visit) -> frozenset[str]:
    """What the health worker who can do that visit and most besides holds."""
    best: frozenset[str] = frozenset()
    for worker in register.problem.workers:
        held = frozenset(item.competency for item in worker.competencies)
        if register.side(worker) == "health" and held >= visit.competencies and len(held) > len(best):
            best = held
    return best


def _links(problem: Problem, found: Sequence[Candidate]) -> dict[str, list[Link]]:
    """The links of each candidate's visits, by join; joins whose links contradict others are left out.

    A link of a commissioned visit also holds for every joint visit that carries it, also between two of those.
    """
    holders: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        for part in candidate.parts:
            holders[part.id].append(candidate)
    made: dict[str, list[Link]] = {candidate.join.id: list(ties_of(candidate.visits)) for candidate in found}
    both: dict[tuple[str, str], list[Link]] = {}
    for link in problem.links:
        for one, other in product([None, *holders[link.first]], [None, *holders[link.second]]):
            if (one is None and other is None) or _exclude(one, link.second) or _exclude(other, link.first):
                continue
            if one is not None and other is not None and {*one.join.visits} & {*other.join.visits}:
                continue
            whole: dict[str, JointVisit] = {}
            if one is not None:
                whole[link.first] = one.whole
            if other is not None:
                whole[link.second] = other.whole
            names = [candidate.join.id for candidate in (one, other) if candidate is not None]
            for new in relinked([link], whole):
                named = new.model_copy(update={"id": " ".join((link.id, *names))})
                if len(names) == 1:
                    made[names[0]].append(named)
                else:
                    both.setdefault((names[0], names[1]), []).append(named)
    return _without_contradictions(problem, made, both)


def _exclude(candidate: Candidate | None, visit: str) -> bool:
    return candidate is not None and visit in candidate.join.visits


def _without_contradictions(
    problem: Problem, made: dict[str, list[Link]], both: dict[tuple[str, str], list[Link]]
) -> dict[str, list[Link]]:
    """Joins with their links, each taken in only where all links together can still be kept by some roster."""
    everything = [link for some in (*made.values(), *both.values()) for link in some]
    one_by_one = any(link_faults([*problem.links, *everything]))
    links: list[Link] = list(problem.links)
    kept: dict[str, list[Link]] = {}
    for name, own in made.items():
        mine = [
            *own,
            *(link for pair, some in both.items() if name in pair and {*pair} <= {*kept, name} for link in some),
        ]
        if one_by_one and mine and any(link_faults([*links, *mine])):
            continue
        kept[name] = mine
        links += mine
    return kept


def _offered(problem: Problem, found: Sequence[Candidate], links: Sequence[Link]) -> Problem:
    """Commissioned and joint visits side by side. What is new in it was checked when it was made."""
    if not found:
        return problem
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    fields["visits"] = (*problem.visits, *(visit for candidate in found for visit in candidate.visits))
    fields["links"] = (*problem.links, *links)
    return OfferedProblem.model_construct(**fields)


def _terms(
    whole: Problem, register: Register, allowed: Mapping[str, tuple[Candidate, dict[str, str]]]
) -> Iterator[Term]:
    if not allowed:
        return
    number = whole.visit_number
    shifts = np.array([shift.worker for shift in whole.shifts], dtype=object)
    bans: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = {}
    for candidate, banned in allowed.values():
        visit = number[candidate.whole.id]
        joint = tuple(number[made.id] for made in candidate.visits)
        yield Alternatives(RULE, joint, tuple(number[part.id] for part in candidate.parts))
        ask = Ask(register, candidate.whole, whole.workers[0])
        spans = possible_starts(ask)
        yield StartWithin("join_windows", visit, tuple(spans))
        for worker, condition in banned.items():
            if condition not in bans:
                bans[condition] = np.zeros((len(whole.visits), len(whole.shifts)), dtype=np.bool_)
            bans[condition][visit, shifts == worker] = True
    for condition, pairs in bans.items():
        if pairs.any():
            yield Forbid(condition, pairs)


def settle(made: Offer, roster: Roster) -> Roster:
    """A roster of the offer as one of the commissioned problem: the joins it uses, who does them, what is left out."""
    problem = made.commissioned
    does: dict[str, list[Worker]] = defaultdict(list)
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                does[stop.visit].append(problem.worker[problem.shift[round_.shift].worker])
    joins = []
    for name, candidate in made.candidates.items():
        if name in does:
            joins.append(_settled(made, candidate, does[name]))
    served = set(does) | {visit for join in joins for visit in join.visits}
    left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in served)
    return Roster(rounds=roster.rounds, unserved=left, joins=tuple(joins))


def _settled(made: Offer, candidate: Candidate, workers: Sequence[Worker]) -> Join:
    outcome = outcome_of(made.signatures.register, candidate.whole, workers)
    signed = made.signatures.signed(candidate.whole, workers)
    return candidate.join.model_copy(update={"outcome": outcome, "signed_by": signed})

"""Who could do a visit at all, if it were the only visit in the world; and for everyone else, which rule says no."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from solver.domain import Problem, Roster, Round, Shift, Visit, Worker

from .bench import Bench
from .reach import Reach
from .shapes import stop
from .timing import Halt, forward

# Rules about company: they cannot be judged by one worker's lonely visit.
_COMPANY = {"double_handed", "both_or_none", "same_start", "same_worker", "different_worker", "dose_spacing", "break"}
_WORDS = {"pins": "are not who it is pinned to", "lone_working": "would go alone where two are wanted"}
# Which reason is given when several rules say no: what the worker is comes before when they are free.
_ORDER = ("competency", "refused_worker", "lone_working", "pins", "off duty", "out of reach")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a worker can never do a visit: the rule, and the words that follow "3 nurses"."""

    rule: str
    words: str


class Alone:
    """Answers for one problem; remembers every answer."""

    def __init__(self, bench: Bench, reach: Reach):
        self.reach = reach
        self._empty = Bench(bench.problem, Roster(), bench.pack, bench.travel)
        self.refusal = lru_cache(maxsize=None)(self._refusal)

    def shifts(self, visit: Visit) -> list[Shift]:
        """Every shift that could hold the visit (one of its workers) if it were empty and there were no other."""
        return [shift for shift in self._empty.problem.shifts if self.refusal(visit.id, shift.id) is None]

    def _refusal(self, visit_id: str, shift_id: str) -> Refusal | None:
        problem = self._empty.problem
        visit, shift = problem.visit[visit_id], problem.shift[shift_id]
        worker = problem.worker[shift.worker]
        spans = self.reach.alone(visit.id)
        halt = Halt(visit.id, problem.place_number[problem.place_of(visit)], visit.duration, spans)
        legs = self.reach.legs(shift.id)
        starts = forward([halt], legs)
        at = starts[0] if starts else max(visit.windows[0].start, shift.start)
        cut = self._empty.cut([shift.id], [visit.id])
        after = cut.price({shift.id: Round.model_construct(shift=shift.id, stops=(stop(visit.id, at),))})
        company = _COMPANY | ({"lone_working"} if problem.hands_of(visit) > 1 else set())
        wrong = {breach.rule for breach in after.adds(cut.before)} - company
        if "competency" in wrong:
            return Refusal("competency", lacking(problem, visit, worker))
        if "refused_worker" in wrong:
            return Refusal("refused_worker", declined(problem, visit, worker))
        if starts is None:
            return Refusal(*_away(problem, visit, shift, spans))
        for rule in sorted(wrong):
            return Refusal(rule, _WORDS.get(rule, f"are ruled out by {rule}"))
        return None

    def groups(self, visit: Visit) -> str:
        """Everybody who cannot come, grouped by reason: "24 care workers lack insulin; 3 nurses are off duty then"."""
        problem = self._empty.problem
        best: dict[str, Refusal] = {}
        for shift in problem.shifts:
            refusal = self.refusal(visit.id, shift.id)
            if refusal is None:
                continue
            known = best.get(shift.worker)
            if known is None or _rank(refusal) > _rank(known):
                best[shift.worker] = refusal
        able = {shift.worker for shift in self.shifts(visit)}
        counts: Counter[tuple[int, str, str, str]] = Counter()
        names: dict[tuple[int, str, str, str], list[str]] = defaultdict(list)
        for worker in problem.workers:
            if worker.id in able:
                continue
            refusal = best.get(worker.id, Refusal("shift_bounds", "have no shift"))
            key = (_rank(refusal), refusal.words, refusal.rule, "nurse" if worker.registered_nurse else "care worker")
            counts[key] += 1
            names[key].append(worker.name)
        parts = []
        for key in sorted(counts, key=lambda key: (key[0], -counts[key], key)):
            who = names[key][0] if counts[key] == 1 else f"{counts[key]} {key[3]}s"
            parts.append(f"{who} {_single(key[1]) if counts[key] == 1 else key[1]} [{key[2]}]")
        return "; ".join(parts)


def _rank(refusal: Refusal) -> int:
    """Higher: closer to being able to come."""
    words = {"shift_bounds": "off duty", "travel_time": "out of reach"}.get(refusal.rule, refusal.rule)
    return _ORDER.index(words) if words in _ORDER else len(_ORDER)


def _single(words: str) -> str:
    """The words said of one person."""
    first, _, rest = words.partition(" ")
    singular = {"lack": "lacks", "are": "is", "have": "has", "were": "was"}
    return f"{singular.get(first, first)} {rest}"


def lacking(problem: Problem, visit: Visit, worker: Worker) -> str:
    """What a worker lacks for a visit, in words that follow their number."""
    day = problem.horizon.date(visit.windows[-1].end)
    held = {item.competency: item.expires for item in worker.competencies}
    missing = sorted(visit.competencies - held.keys())
    if missing:
        return f"lack {' and '.join(missing)}"
    expired = sorted(name for name in visit.competencies if (until := held[name]) is not None and until < day)
    if expired:
        return f"have let {' and '.join(expired)} expire"
    return "are not registered nurses"


def declined(problem: Problem, visit: Visit, worker: Worker) -> str:
    """Which side of refused_worker applies."""
    clients = [problem.client[client] for client in visit.clients]
    if any(worker.id in client.refused_workers for client in clients):
        return "were declined by the client"
    if any(client.id in worker.refused_clients for client in clients):
        return "have declined the client"
    wanted = next(sex for client in clients if (sex := client.worker_sex) and sex != worker.sex)
    return f"are not the {wanted} worker the client asked for"


def _away(problem: Problem, visit: Visit, shift: Shift, spans: tuple[tuple[int, int], ...]) -> tuple[str, str]:
    if not spans:
        return "time_window", "have no moment that meets all the visit's own windows"
    if not any(shift.start <= high and low < shift.end for low, high in spans):
        return "shift_bounds", "are off duty then"
    return "travel_time", "cannot get there and back within their shift"

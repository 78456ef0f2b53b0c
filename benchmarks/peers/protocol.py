"""The protocol: every peer makes every day within every budget, each in a process of its own, one after the other.

A budget is CPU seconds on one thread, counted from when the peer's model is built (set-up has a column of its own).
Peers that can only be told wall time (VROOM, CP-SAT) get the budget as wall time; what they used stands in the row.
A peer that is not installed, finds nothing or dies has a row that says so.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from solver import Pack, Problem, journeys
from solver.engine import warm
from solver.rules import lower_all

from .cp_sat_peer import CpSat
from .days import Variant, day
from .figures import figures
from .judge import judge, price_list
from .ortools_peer import Routing
from .ours import OneVisit
from .peer import Answer, NoAnswer, Peer, Ready, installed
from .pyvrp_peer import PyVRP
from .vroom_peer import Vroom

OURS = "onevisit"
WIDE = 250
_PATIENCE = 240.0  # wall seconds beyond four budgets after which a peer is stopped


@dataclass(frozen=True)
class Row:
    """One run. Times in seconds, costs in pounds. trouble: why there is no cost, or empty.

    raw_hard, raw_unserved: the roster as it came. taken_out, put_in: what the repair did to it. served and the rest:
    the mended roster.
    """

    variant: Variant
    size: int
    seed: int
    seconds: float
    peer: str
    version: str
    visits: int = 0
    shifts: int = 0
    cost: float | None = None
    unserved: int = 0
    travel_hours: float = 0.0
    waiting_hours: float = 0.0
    late_minutes: float = 0.0
    raw_hard: int = 0
    raw_unserved: int = 0
    taken_out: int = 0
    put_in: int = 0
    set_up: float = 0.0
    cpu: float = 0.0
    wall: float = 0.0
    peak_mb: float = 0.0
    note: str = ""
    trouble: str = ""
    trace: tuple[tuple[float, float], ...] = ()

    @property
    def key(self) -> tuple[str, int, int, float, str]:
        return self.variant, self.size, self.seed, self.seconds, self.peer


@dataclass(frozen=True)
class Told:
    """What a child process reports."""

    answer: Answer | None
    trouble: str
    set_up: float
    cpu: float
    wall: float
    peak_mb: float


def peers(pack: Pack) -> list[Peer]:
    """Every peer, ours last."""
    return [
        PyVRP(),
        PyVRP(f"PyVRP, {WIDE} neighbours", neighbours=WIDE),
        Routing(),
        Vroom(),
        CpSat(pack),
        OneVisit(pack),
    ]


def measure(
    sizes: Sequence[int],
    seeds: int,
    seconds: Sequence[float],
    variants: Sequence[Variant],
    only: str,
    keep: Callable[[Row], None],
) -> list[Row]:
    """Run everything; ``keep`` hears of each row as it comes. Progress goes to standard error."""
    warm()
    rows: list[Row] = []
    for variant in variants:
        for size in sizes:
            for seed in range(1, seeds + 1):
                problem = day(size, seed, variant)
                for budget in seconds:
                    for peer in peers(price_list(problem)):
                        if only.lower() in peer.name.lower():
                            row = run(peer, problem, variant, size, seed, budget)
                            print(line(row), file=sys.stderr, flush=True)
                            keep(row)
                            rows.append(row)
    return rows


def run(peer: Peer, problem: Problem, variant: Variant, size: int, seed: int, seconds: float) -> Row:
    """One peer on one day, judged."""
    version = installed(peer.package)
    row = partial(Row, variant, size, seed, seconds, peer.name, version or "", len(problem.visits), len(problem.shifts))
    if version is None:
        return row(trouble=f"not installed ({peer.package})")
    told = _child(peer, problem, seconds, seed)
    took = {"set_up": told.set_up, "cpu": told.cpu, "wall": told.wall, "peak_mb": told.peak_mb}
    if told.answer is None:
        return row(trouble=told.trouble, **took)  # type: ignore[arg-type]
    travel, pack = journeys(problem), price_list(problem)
    verdict = judge(problem, lower_all(problem, travel, pack), travel, pack, told.answer.roster)
    judged = verdict.mended
    hour = 60 * problem.horizon.ticks_per_minute
    return row(
        cost=judged.score.total / 100_000 if judged.feasible else None,
        unserved=judged.figures.unserved,
        travel_hours=(judged.figures.travel + judged.figures.home) / hour,
        waiting_hours=judged.figures.waiting / hour,
        late_minutes=judged.figures.lateness / hour * 60,
        raw_hard=verdict.raw.score.hard,
        raw_unserved=verdict.raw.figures.unserved,
        taken_out=verdict.taken_out,
        put_in=verdict.put_in,
        note=told.answer.note,
        trouble="" if judged.feasible else f"{judged.score.hard} hard breaches",
        trace=tuple((at, cost / 100_000) for at, cost in thinned(told.answer.trace)),
        **took,
    )


def line(row: Row) -> str:
    """A row for a terminal."""
    cost = f"{row.cost:11,.2f} {row.unserved:3} unserved" if row.cost is not None else row.trouble
    mended = f"; {row.raw_hard} hard, {row.taken_out} out, {row.put_in} in" if row.taken_out or row.put_in else ""
    took = f"{row.set_up:.1f} + {row.cpu:.1f} s, {row.peak_mb:,.0f} MB"
    return f"{row.variant:6} {row.size:5} seed {row.seed} {row.seconds:4g} s  {row.peer:22} {cost}  ({took}{mended})"


def thinned(trace: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The first and the last improvement, and of the rest one for every eighth of the time before it."""
    kept: list[tuple[float, int]] = []
    for at, cost in trace:
        if len(kept) > 1 and at < kept[-2][0] * 1.125:
            kept[-1] = (at, cost)
        else:
            kept.append((at, cost))
    return kept


def _child(peer: Peer, problem: Problem, seconds: float, seed: int) -> Told:
    """Run a peer in a fresh process, so that no memory, thread or crash of one reaches another."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, peer, problem, seconds, seed), daemon=True)
    process.start()
    there.close()
    try:
        if here.poll(4 * seconds + _PATIENCE):
            told: Told = here.recv()
            return told
        return Told(None, "no roster in time", 0.0, 0.0, 4 * seconds + _PATIENCE, 0.0)
    except EOFError:
        process.join()
        return Told(None, f"died with exit code {process.exitcode}", 0.0, 0.0, 0.0, 0.0)
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def _peak() -> float:
    """Megabytes this process has held at most; 0 where the system does not say."""
    status = Path("/proc/self/status")  # the kernel's ru_maxrss would count the parent's too
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _work(report: Connection, peer: Peer, problem: Problem, seconds: float, seed: int) -> None:
    """The child's side. The kernel is compiled and the journeys are known before the clock starts."""
    travel, pack = journeys(problem), price_list(problem)
    if peer.name == OURS:
        warm()
    numbers = figures(problem, lower_all(problem, travel, pack), travel)
    ready = Ready()
    began, wall = time.process_time(), time.monotonic()
    answer, trouble = None, ""
    try:
        answer = peer.solve(numbers, seconds, seed, ready)
    except NoAnswer as none:
        trouble = str(none)
    except MemoryError:
        trouble = "out of memory"
    ended = time.process_time()
    set_up = ready.marks[0] - began if ready.marks else 0.0
    peak = _peak()
    report.send(Told(answer, trouble, set_up, ended - began - set_up, time.monotonic() - wall, peak))
    report.close()

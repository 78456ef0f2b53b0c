"""The kernel made ready: compiled once on a new machine, with a second process at the other half of it; else loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numba import typeof, types

from solver.domain import Client, Horizon, Organisation, Place, Problem, Roster, Shift, Task, Visit, Window, Worker
from solver.terms import Term, UnservedCost
from solver.travel import Journeys

from ..encode.arrays import build
from ..kernel import (
    alternatives,
    insert_remove,
    insertion,
    insertion_scan,
    intra_route,
    move_bundle,
    moves,
    propagate,
    ruin_recreate,
    solution,
    undo,
    worker_costs,
)
from ..kernel.pointers import box_data, box_state
from .cache import cache_folder, is_compiled
from .kept_code import call_whole, compile_alone, drop_mistaken, sweep
from .runner import search

_WARMING = threading.Lock()
_WARM: list[bool] = []
_WORD = b"go on\n"
_INT, _FLOAT = types.int64, types.float64
_INTS, _TABLE = types.int64[::1], types.int64[:, ::1]
# What the two processes compile, side by side: ours and theirs of each stage, with what each function takes beside the
# two boxes. A stage stands on the ones before it, and its halves take about as long (measured); what a function calls
# is compiled with it, so the longest chain, up to the search itself, is always in the making.
Part = tuple[tuple[Any, tuple[Any, ...]], ...]
STAGES: tuple[tuple[Part, Part], ...] = (
    (
        ((propagate.propagate, (_INT, _INT)),),
        (
            (insert_remove.remove, (_INT, _INT)),
            (worker_costs.within_limits, (_INT,)),
            (worker_costs.price_extremes, ()),
            (undo.rollback, ()),
            (ruin_recreate.ruin_strings, (_INT,)),
            (solution.restore_best, ()),
        ),
    ),
    (
        (
            (insertion_scan.best_insertions, (_INT, _TABLE, _INT, _FLOAT, _INT)),
            (insertion.insert_bundle, (_INT, _FLOAT, _INT, _INT, _INT)),
        ),
        (
            (insertion.retract, (_INT,)),
            (insertion_scan.price_by_bounds, (_INT, _TABLE, _INT, _INT, _TABLE, _INT)),
            (insertion.reinsert_best, (_INT, _TABLE, _INT, _INT, _INT)),
            (alternatives.rounds_alone, (_INT,) * 4),
            (solution.load, (_TABLE, _INTS, _INTS, _INTS, _INTS)),
            (ruin_recreate.ruin_related, (_INT,)),
            (ruin_recreate.ruin_route, (_INT,)),
            (ruin_recreate.seed_unit, ()),
            (solution.save_best, ()),
        ),
    ),
    (
        ((moves.enter, (_INT, _INT, _INT, _FLOAT)),),
        ((moves.swap_rounds, (_FLOAT,)), (intra_route.reorder, (_INT, _INT, _INT, _INT, _FLOAT))),
    ),
    (
        ((moves.local_move, (_INT, _FLOAT)), (ruin_recreate.recreate, (_FLOAT, _INT, types.boolean))),
        (
            (move_bundle.plan_for, (_INT, _INT)),
            (move_bundle.bound_exceeds_budget, (_INT, _INT, _FLOAT, _FLOAT)),
            (ruin_recreate.load_idlest_route, ()),
            (alternatives.clear_way, (_INT,)),
        ),
    ),
)


def warm() -> None:
    """Compile the kernel, or load it from the cache, by one small search. A minute or a few, once on a new machine.

    Where another process compiles the same, its end is waited for.
    """
    with _WARMING:
        if not _WARM:
            if is_compiled():
                call_whole(cache_folder())  # it is used
                _search_once()
            else:
                with compile_alone(cache_folder()):
                    _compile_all()
            _WARM.append(True)


def _compile_all() -> None:
    """Everything compiled into this version's folder, unless another process has just done so."""
    folder = cache_folder()
    if is_compiled():
        _search_once()
        return
    drop_mistaken(folder)  # of an earlier run that was stopped
    if (os.cpu_count() or 1) > 1:
        _compile_together()
    _search_once()
    if not drop_mistaken(folder):
        call_whole(folder)
    sweep(folder)


def _search_once() -> None:
    search(*_smallest(), moves=1, start=Roster())


def _compile_together() -> None:
    """Numba compiles one function at a time in a process, so half of it goes to another; both leave it in the cache.

    What the other process does not get done is compiled here, a little later, by the search that follows.
    """
    root = str(Path(__file__).parents[3])
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        other = subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {__name__} import help_out; help_out()"],  # -P: not the folder at hand
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except OSError:  # no second process to be had here
        return
    with other:
        assert other.stdin is not None
        assert other.stdout is not None
        try:
            for ours, _ in STAGES:
                with suppress(BrokenPipeError):  # it may have ended already
                    other.stdin.write(_WORD)
                    other.stdin.flush()
                _compile(ours)
                other.stdout.readline()
        finally:
            other.kill()


def help_out() -> None:
    """The other process: its half of each stage, once it has the word for it, and a word when that is done."""
    for _, theirs in STAGES:
        if sys.stdin.buffer.readline() != _WORD:
            return
        _compile(theirs)
        sys.stdout.buffer.write(_WORD)
        sys.stdout.buffer.flush()


def _compile(part: Part) -> None:
    arrays = build(*_smallest())
    boxes = typeof(box_data(arrays.data)), typeof(box_state(arrays.state(0)))
    for function, arguments in part:
        function.compile((*boxes, *arguments))


def _smallest() -> tuple[Problem, list[Term], Journeys]:
    """One visit, one shift: the same types as any problem."""
    problem = Problem(
        horizon=Horizon(start=datetime(2026, 1, 5, tzinfo=UTC)),
        organisations=(Organisation(id="o", name="o", sector="social"),),
        places=(Place(id="p", lat=0, lon=0),),
        clients=(Client(id="c", name="c", place="p"),),
        visits=(
            Visit(
                id="v",
                client="c",
                organisation="o",
                tasks=(Task(code="t", duration=60),),
                windows=(Window(start=0, end=60),),
            ),
        ),
        workers=(Worker(id="w", name="w", organisation="o", home="p"),),
        shifts=(Shift(id="s", worker="w", start=0, end=3600),),
    )
    nowhere = {"car": np.zeros((1, 1), np.int32)}
    return problem, [UnservedCost("unserved", np.ones(1, np.int64))], Journeys(nowhere, nowhere, "none")

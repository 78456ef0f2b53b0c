"""A given roster as the search's start: what the terms allow is kept stop by stop, the rest is left to insertion."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.domain import Roster

from ..encode.arrays import Arrays
from ..kernel.layout import BAD, BY_ROUND, FIRST_FIRST, FREE, NEVER, SECOND_FIRST, START, UNDECIDED
from ..kernel.pointers import box_data, box_state
from ..kernel.solution import load

Lines = tuple[NDArray[np.int64], NDArray[np.int64]]


class Seat(NamedTuple):
    """A roster as ``load`` takes it. hold: by unit; pause: by shift, before which stop the break is, FREE: anywhere.

    order: of each pair of visits that may not overlap, which goes first, UNDECIDED: as it turns out.
    """

    line: NDArray[np.int64]
    size: NDArray[np.int64]
    hold: NDArray[np.int64]
    pause: NDArray[np.int64]
    order: NDArray[np.int64]


def seat(arrays: Arrays, start: Roster | None) -> Seat:
    """What the kernel can take of the given roster: all of it where possible, else bundle by bundle.

    Where ties meet breaks or windows, more than one set of times can stand for the same lines. The given breaks are
    kept unless others are cheaper; and where that is cheaper, tied stops are held at the given times, no more of them
    than is needed: a hold lasts until its stop is moved.
    """
    shifts = len(arrays.data.shift)
    nowhere, anywhere = np.full(len(arrays.units), NEVER, np.int64), np.full(shifts, FREE, np.int64)
    undecided = np.full(len(arrays.data.apart), UNDECIDED, np.int64)
    if start is None:
        nobody = np.zeros((shifts, arrays.longest), np.int64), np.zeros(shifts, np.int64)
        return Seat(*nobody, nowhere, anywhere, undecided)
    given = arrays.lines(start)
    lines = _whole_bundles(arrays, *given)
    state = arrays.state()
    data, box = box_data(arrays.data), box_state(state)
    held = _given_times(arrays, start, lines)
    order = _given_order(arrays, lines, held)
    pause = np.where(
        lines[1] == given[1], arrays.pauses(start), FREE
    )  # of a round with fewer stops it may stand elsewhere
    best, least = Seat(*lines, nowhere, anywhere, order), BAD
    for where in (pause, anywhere):
        few = held
        for some in (nowhere, None, held):
            trial = Seat(*lines, few if some is None else some, where, order)
            cost = load(data, box, *trial)
            if cost < least:
                best, least = trial, cost
            if some is nowhere and cost < BAD:
                few = np.where(held <= state.time[:, START], NEVER, held)  # begins then, or later, by itself
    if least < BAD:
        return best
    line, size = lines
    wanted = [(k, [int(unit) for unit in line[k, : size[k]]]) for k in range(len(size))]
    kept: set[int] = set()
    for number in range(len(arrays.data.bundle)):  # one bundle more at a time, dropped again when it does not hold
        members = {int(unit) for unit in _listed(arrays.data.member, arrays.data.bundle[number])}
        if not any(members & set(units) for _, units in wanted):
            continue
        trial = Seat(*_only(arrays, wanted, kept | members), nowhere, anywhere, order)
        if load(data, box, *trial) < BAD:
            kept |= members
    return Seat(*_only(arrays, wanted, kept), nowhere, anywhere, order)


def _given_times(arrays: Arrays, start: Roster, lines: Lines) -> NDArray[np.int64]:
    """A hold for each tied unit at the start its stop has in the roster."""
    hold = np.full(len(arrays.units), NEVER, np.int64)
    line, size = lines
    for round_ in start.rounds:
        k = arrays.problem.shift_number[round_.shift]
        times = {stop.visit: stop.start for stop in round_.stops}
        for unit in line[k, : size[k]]:
            time = times[arrays.units[unit]]
            if time is not None and arrays.data.unit[unit]["links"]:
                hold[unit] = time
    return hold


def _given_order(arrays: Arrays, lines: Lines, begun: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of two visits goes first that may not overlap, where the roster has both and says when."""
    order = np.full(len(arrays.data.apart), UNDECIDED, np.int64)
    line, size = lines
    at = {int(unit): k for k in range(len(size)) for unit in line[k, : size[k]]}
    for pair, row in enumerate(arrays.data.apart):
        first = [unit for unit in range(row["first"], row["first"] + row["first_units"]) if unit in at]
        second = [unit for unit in range(row["second"], row["second"] + row["second_units"]) if unit in at]
        if not first or not second or min(begun[first[0]], begun[second[0]]) == NEVER:
            continue
        if {at[unit] for unit in first} & {at[unit] for unit in second} and row["by_round"]:
            order[pair] = BY_ROUND
        else:
            order[pair] = FIRST_FIRST if begun[first[0]] <= begun[second[0]] else SECOND_FIRST
    return order


def _only(arrays: Arrays, wanted: list[tuple[int, list[int]]], kept: set[int]) -> Lines:
    line = np.zeros((len(arrays.data.shift), arrays.longest), np.int64)
    size = np.zeros(len(arrays.data.shift), np.int64)
    for k, units in wanted:
        for unit in units:
            if unit in kept:
                line[k, size[k]] = unit
                size[k] += 1
    return line, size


def _whole_bundles(arrays: Arrays, line: NDArray[np.int64], size: NDArray[np.int64]) -> Lines:
    """Lines without units whose bundle is not all there, and without pairs of peers that disagree on the worker.

    Of a joint visit and its parts the joint one is kept.
    """
    data = arrays.data
    at = {int(line[k, i]): k for k in range(len(size)) for i in range(size[k])}
    kept: set[int] = set()
    for number in np.argsort(-data.conflict_of["is_joint"], kind="stable"):
        members = [int(unit) for unit in _listed(data.member, data.bundle[number])]
        against = _listed(data.conflict, data.conflict_of[number])
        if kept.intersection(int(unit) for unit in data.member[data.bundle["first"][against]]):
            continue
        if all(unit in at for unit in members) and all(_agrees(arrays, at, kept, unit) for unit in members):
            kept.update(members)
    return _only(arrays, [(k, [int(unit) for unit in line[k, : size[k]]]) for k in range(len(size))], kept)


def _agrees(arrays: Arrays, at: dict[int, int], kept: set[int], unit: int) -> bool:
    row, data = arrays.data.unit[unit], arrays.data
    mine = data.shift[at[unit]]["worker"]
    own = {int(other) for other in _listed(data.member, data.bundle[row["bundle"]])}
    for other, same in data.peer[row["first_peer"] : row["first_peer"] + row["peers"]]:
        if int(other) in at and (int(other) in kept or int(other) in own):
            theirs = data.shift[at[int(other)]]["worker"]
            if (theirs == mine) != bool(same):
                return False
    return True


def _listed(items: NDArray[np.int64], row: np.void) -> NDArray[np.int64]:
    """The part of a list that a record with ``first`` and ``count`` speaks of."""
    return items[row["first"] : row["first"] + row["count"]]

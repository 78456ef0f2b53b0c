"""From terms to the kernel's tables: shifts, start intervals, who may do what, prices that no single route decides,
conflicts, workers, rests, duties, hours, visits that may not overlap, and wished gaps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from solver import terms as t
from solver.domain import Problem

from ..kernel.layout import (
    ALWAYS_WAITS,
    APART,
    CONFLICTS,
    DUTY,
    DUTY_SHIFT,
    EXTREMES,
    FOR_CLOCK,
    FOREVER,
    HOURS,
    LATER_WAITS,
    LIMITS,
    LISTED,
    METRES,
    NEVER,
    NEVER_WAITS,
    OFF_WORK,
    OFFS,
    OVERLAPS,
    PLAIN,
    PRICE_FACE,
    PRICE_MAX_IDLE,
    PRICE_MAX_LATE,
    PRICE_MAX_WAIT,
    PRICE_SPREAD,
    REST,
    RETIME,
    SHIFT,
    SOONER,
    SPREAD_UNIT,
    TOO_EARLY,
    TOO_LATE,
    WISH,
    WISH_OF,
    WORKER,
    to_records,
)
from .term_readers import TermBook
from .ties import Intervals, Ties

Ints = NDArray[np.int64]
Records = NDArray[np.void]
Kind = TypeVar("Kind")


def shift_table(
    problem: Problem, book: TermBook, modes: Sequence[str], names: Sequence[str] | None = None
) -> NDArray[np.void]:
    """One SHIFT record a shift. names: by shift, which of the modes it is on; its own unless said."""
    table = np.zeros(len(problem.shifts), SHIFT)
    number = {worker.id: index for index, worker in enumerate(problem.workers)}
    for index, shift in enumerate(problem.shifts):
        row = table[index]
        row["worker"] = number[shift.worker]
        row["mode"] = modes.index(problem.mode_of(shift) if names is None else names[index])
        row["from_place"] = problem.place_number[problem.start_place(shift)]
        row["to_place"] = problem.place_number[problem.end_place(shift)]
    _enter_bounds(table, book)
    _enter_prices(table, book)
    _enter_duties(table, book)
    _enter_breaks(table, book, problem)
    return table


def _enter_bounds(table: NDArray[np.void], book: TermBook) -> None:
    """Between which moments a shift's round lies: those on which all terms agree."""
    table["earliest"], table["latest"] = NEVER, FOREVER
    for bounds in book.of(t.ShiftBounds):
        table["earliest"] = np.maximum(table["earliest"], bounds.earliest)
        table["latest"] = np.minimum(table["latest"], bounds.latest)


def _enter_prices(table: NDArray[np.void], book: TermBook) -> None:
    """What ways, waits, overtime and use of a shift cost, and between which moments it idles."""
    for cost in book.of(t.TravelCost):
        table["tick_price"] += cost.per_tick
        table["metre_price"] += cost.per_metre
        table["home_tick_price"] += cost.home_per_tick
        table["home_metre_price"] += cost.home_per_metre
    for wait in book.of(t.WaitCost):
        table["wait_price"] += wait.per_tick
    for use in book.of(t.UseCost):
        table["use_price"] += use.cost
    for most in _single(book.of(t.VisitNumberCost)):
        table["most_visits"], table["visit_price"] = most.beyond, most.price
    table["overtime_after"] = FOREVER
    for overtime in _single(book.of(t.OvertimeCost)):
        table["overtime_after"], table["overtime_price"] = overtime.after, overtime.per_tick
    for idle in _single(book.of(t.MaxIdleCost)):
        table["idle_start"], table["idle_end"] = idle.start, idle.end


def _enter_duties(table: NDArray[np.void], book: TermBook) -> None:
    """The row of Data.duty whose duties owe a shift's break; -1: none. ValueError where two ask for one."""
    table["duty"] = -1
    for number, duty in enumerate(book.of(t.DutyLimits)):
        if duty.threshold < FOREVER:
            members = np.array(duty.shifts, np.int64)
            if (table["duty"][members] >= 0).any():
                raise ValueError(f"two DutyLimits terms of {duty.rule} ask for a break on one shift")
            table["duty"][members] = number


def _enter_breaks(table: NDArray[np.void], book: TermBook, problem: Problem) -> None:
    """The break that each shift may owe, once bounds and duties are there. ValueError where a shift owes two."""
    table["break_duration"] = -1
    for need in book.of(t.BreakNeed):
        row = table[need.shift]
        by_itself = row["duty"] < 0
        if row["break_duration"] >= 0:
            raise ValueError(f"shift {problem.shifts[need.shift].id} owes two breaks; a round holds at most one")
        if by_itself and need.threshold >= max(0, int(row["latest"]) - int(row["earliest"])):
            continue  # no round of it is so long, and none is taken where none is owed
        row["break_duration"], row["break_threshold"] = need.duration, need.threshold
        row["break_earliest"], row["break_latest"] = need.earliest, need.latest
        row["break_missed"] = -1 if need.missed is None else need.missed
        row["break_unowed"] = need.unowed * need.duration if by_itself else 0
        row["break_at_ends"] = need.at_ends


def _single(terms: list[Kind]) -> list[Kind]:
    if len(terms) > 1:
        raise ValueError(f"two terms of kind {type(terms[0]).__name__}: one is the most the engine prices")
    return terms


def start_intervals(visits: int, book: TermBook) -> tuple[Ints, Intervals]:
    """Price a tick late by visit, and the intervals (open, due, close) a visit may start in."""
    price = np.zeros(visits, np.int64)
    intervals: Intervals = {visit: [(NEVER, FOREVER, FOREVER)] for visit in range(visits)}
    for late in book.of(t.LateCost):
        ends = [start - 1 for start, _ in late.windows[1:]] + [FOREVER]
        if intervals[late.visit] != [(NEVER, FOREVER, FOREVER)]:
            raise ValueError("two LateCost terms for one visit")
        intervals[late.visit] = [(start, due, end) for (start, due), end in zip(late.windows, ends, strict=True)]
        price[late.visit] = late.per_tick
    for within in book.of(t.StartWithin):
        intervals[within.visit] = [
            (max(start, lo), due, min(close, hi))
            for start, due, close in intervals[within.visit]
            for lo, hi in within.intervals
            if max(start, lo) <= min(close, hi)
        ]
    return price, intervals


def allowed_pairs(
    problem: Problem, book: TermBook, shift: NDArray[np.void], ticks: NDArray[np.int32], intervals: Intervals
) -> NDArray[np.uint8]:
    """Which visit may go on which shift: not forbidden, and reachable on an otherwise empty one. Shape (V, K)."""
    visits, shifts = len(problem.visits), len(problem.shifts)
    allowed = np.ones((visits, shifts), bool)
    for forbid in book.of(t.Forbid):
        allowed &= ~forbid.pairs
    place = np.array([problem.place_number[problem.place_of(visit)] for visit in problem.visits], np.int64)
    duration = np.array([visit.duration for visit in problem.visits], np.int64)
    first = np.array([intervals[v][0][0] if intervals[v] else FOREVER for v in range(visits)], np.int64)
    last = np.array([intervals[v][-1][2] if intervals[v] else NEVER for v in range(visits)], np.int64)
    for number in range(shifts):
        row = shift[number]
        out = ticks[row["mode"], row["from_place"], place] if visits else np.zeros(0, np.int64)
        home = ticks[row["mode"], place, row["to_place"]] if visits else np.zeros(0, np.int64)
        start = np.maximum(first, row["earliest"] + out)
        allowed[:, number] &= (start <= last) & (start + duration + home <= row["latest"])
    return allowed.astype(np.uint8)


def prices(
    book: TermBook, shift: NDArray[np.void], metres: NDArray[np.int32], intervals: Intervals
) -> tuple[Ints, NDArray[np.uint8]]:
    """Data.price and the familiar pairs (C, W); no clients when no face costs anything."""
    price = np.zeros(16, np.int64)
    price[PRICE_MAX_LATE] = sum(term.per_tick for term in book.of(t.MaxLateCost))
    price[PRICE_MAX_WAIT] = sum(term.per_tick for term in book.of(t.MaxWaitCost))
    price[PRICE_MAX_IDLE] = sum(term.per_tick for term in book.of(t.MaxIdleCost))
    for spread in _single(book.of(t.SpreadCost)):
        price[PRICE_SPREAD], price[SPREAD_UNIT] = spread.price, spread.unit
    familiar = np.zeros((0, 0), np.uint8)
    for face in _single(book.of(t.NewFaceCost)):
        price[PRICE_FACE], familiar = face.price, face.familiar.astype(np.uint8)
    caps = any(hours.cap < FOREVER for hours in book.of(t.Hours))
    price[LIMITS] = bool(book.of(t.Rest) or book.of(t.DutyLimits) or caps)
    price[OFFS] = bool(book.of(t.OffWork))
    waits_matter = shift["wait_price"].any() or price[PRICE_MAX_WAIT] or price[LIMITS] or book.of(t.Hours)
    owes = (shift["break_duration"] >= 0) & (shift["break_threshold"] >= 0)
    price[RETIME] = bool(waits_matter or owes.any())
    timed = price[RETIME] or shift["overtime_price"].any() or (shift["break_duration"] >= 0).any()
    wishes = bool(book.of(t.GapCost)) or bool(book.of(t.OverlapCost)) or bool(book.of(t.AwayCost))
    price[PLAIN] = not timed and not wishes and all(len(spans) <= 1 for spans in intervals.values())
    price[EXTREMES] = bool(price[PRICE_MAX_LATE] or price[PRICE_MAX_WAIT] or price[PRICE_MAX_IDLE])
    price[METRES] = bool(metres.any() and (shift["metre_price"].any() or shift["home_metre_price"].any()))
    return price, familiar


def conflict_tables(bundles: Sequence[Sequence[int]], book: TermBook, unserved: Ints) -> tuple[Ints, Records, Ints]:
    """Data.conflict and conflict_of, and what each joint bundle spares when it is served: its parts' prices.

    Raises ValueError where visits that exclude each other stand in bundles that this cannot be said of.
    """
    bundle_of = {visit: number for number, bundle in enumerate(bundles) for visit in bundle}
    parts: dict[int, set[int]] = defaultdict(set)  # of each joint bundle, the bundles it stands for
    for term in book.of(t.Alternatives):
        joint = {bundle_of[visit] for visit in term.joint}
        if len(joint) != 1 or any(len(bundles[bundle_of[visit]]) > 1 for visit in term.instead):
            raise ValueError("a joint visit is one bundle, and its parts stand in none with others")
        parts[joint.pop()].update(bundle_of[visit] for visit in term.instead)
    joints: dict[int, set[int]] = defaultdict(set)
    for joint_bundle, own in parts.items():
        for part in own:
            joints[part].add(joint_bundle)
    if joints.keys() & parts.keys():
        raise ValueError("a joint visit stands for commissioned visits, not for joint ones")
    against: dict[int, list[int]] = {part: sorted(own) for part, own in joints.items()}
    for joint_bundle, own in parts.items():
        rivals = {rival for part in own for rival in joints[part]} - {joint_bundle}
        against[joint_bundle] = [*sorted(own), *sorted(rivals)]
    of, listed = _lists(against, len(bundles))
    waived = np.zeros(len(bundles), np.int64)
    for joint_bundle, own in parts.items():
        waived[joint_bundle] = sum(int(unserved[bundles[part][0]]) for part in own)
    conflicts = np.zeros(len(bundles), CONFLICTS)
    conflicts["first"], conflicts["count"] = of["first"], of["count"]
    conflicts["is_joint"] = [number in parts for number in range(len(bundles))]
    return listed, conflicts, waived


def worker_table(workers: int, shift: Records, book: TermBook) -> tuple[Records, Ints]:
    """Data.worker and Data.worker_shift."""
    table = np.zeros(workers, WORKER)
    table["target"] = -1
    order = np.argsort(shift["worker"], kind="stable").astype(np.int64)
    counts = np.bincount(shift["worker"], minlength=workers)
    table["first"], table["count"] = np.concatenate(([0], np.cumsum(counts)[:-1])), counts
    for load in _single(book.of(t.LoadCost)):
        table["target"], table["price"] = load.target, load.per_tick
        table["price"][counts == 0] = 0
    return table, order


def rest_tables(shifts: int, book: TermBook) -> tuple[Records, Records, Ints]:
    """Data.rest, rest_of, rest_list."""
    rests = book.of(t.Rest)
    rows = to_records([(rest.earlier, rest.later, rest.gap) for rest in rests], REST)
    by_shift: dict[int, list[int]] = defaultdict(list)
    for number, rest in enumerate(rests):
        by_shift[rest.earlier].append(number)
        by_shift[rest.later].append(number)
    of, listed = _lists(by_shift, shifts)
    return rows, of, listed


def duty_tables(shifts: int, book: TermBook) -> tuple[Records, Records, Records, Ints]:
    """Data.duty, duty_shift, duty_of, duty_list."""
    rows: list[tuple[int, ...]] = []
    members: list[tuple[int, ...]] = []
    by_shift: dict[int, list[int]] = defaultdict(list)
    for number, term in enumerate(book.of(t.DutyLimits)):
        before = (term.began, term.until) if term.until > -t.FOREVER else (NEVER, NEVER)
        limits = term.span, term.work, term.threshold, term.pause
        rows.append((len(members), len(term.shifts), term.rest, *before, *limits))
        members += [(k, int(asleep), own) for k, asleep, own in zip(term.shifts, term.asleep, term.own, strict=True)]
        for k in term.shifts:
            by_shift[k].append(number)
    of, listed = _lists(by_shift, shifts)
    return to_records(rows, DUTY), to_records(members, DUTY_SHIFT), of, listed


def off_table(visits: int, book: TermBook) -> Records:
    """Data.off."""
    table = np.zeros(visits, OFF_WORK)
    for term in _single(book.of(t.OffWork)):
        table["ticks"], table["holds_break"] = term.ticks, term.relieves
    return table


def hours_tables(workers: int, shift: Records, book: TermBook) -> tuple[Records, Ints, Records, Ints]:
    """Data.hours, hours_shift, hours_of, hours_list."""
    terms = [term for term in book.of(t.Hours) if term.shifts]
    rows: list[tuple[int, ...]] = []
    shifts: list[int] = []
    by_worker: dict[int, list[int]] = defaultdict(list)
    for number, term in enumerate(terms):
        worker = int(shift["worker"][term.shifts[0]])
        rows.append((len(shifts), len(term.shifts), term.cap, term.beyond, term.per_tick, worker))
        shifts.extend(term.shifts)
        by_worker[worker].append(number)
    of, listed = _lists(by_worker, workers)
    return to_records(rows, HOURS), np.array(shifts, np.int64), of, listed


def apart_tables(problem: Problem, ties: Ties) -> tuple[Records, Ints, Records, Ints]:
    """Data.apart and apart_unit; by unit, where its pairs begin in apart_of and how many; apart_of."""
    rows: list[tuple[int, ...]] = []
    by_unit: dict[int, list[int]] = defaultdict(list)
    bound: list[int] = []
    for pair, (term, ordered) in enumerate(zip(ties.apart, ties.ordered, strict=True)):
        first, second = ties.units_of[term.first], ties.units_of[term.second]
        lengths = term.first_length, term.second_length
        lasting = problem.visits[term.first].duration, problem.visits[term.second].duration
        by_round = all(length <= lasts for length, lasts in zip(lengths, lasting, strict=True))
        chained = len(ordered) > len(first) + len(second)
        units = first[0], len(first), second[0], len(second)
        rows.append((*units, *lengths, by_round, len(bound), len(ordered), chained))
        bound.extend(ordered)
        for unit in (*first, *second):
            by_unit[unit].append(pair)
    of, listed = _lists(by_unit, len(ties.visit))
    return to_records(rows, APART), np.array(bound, np.int64), of, listed


def wish_tables(book: TermBook, ties: Ties) -> tuple[Records, Records, Records]:
    """Data.wish; by unit, where its wishes begin in wish_of and how many; wish_of. Of a visit its first unit.

    Of two that better not overlap, and of which one is wanted behind the other, it is that one which waits.
    """
    gaps = [near for near in book.of(t.GapCost) if near.per_tick > 0]
    behind = {(near.first, near.second) for near in gaps if near.wanted > 0}
    rows: list[tuple[int, ...]] = []
    by_unit: dict[int, list[tuple[int, ...]]] = defaultdict(list)

    def enter(
        term: t.GapCost | t.OverlapCost,
        kind: tuple[int, int, int, int],
        wanted: tuple[int, int],
        waits: tuple[int, int],
    ) -> None:
        units = ties.units_of[term.first][0], ties.units_of[term.second][0]
        if term.first != term.second:
            for mine, other in ((0, 1), (1, 0)):
                row = len(rows), units[other], wanted[mine], waits[mine], wanted[other], waits[other]
                by_unit[units[mine]].append(row)
        else:
            by_unit[units[0]].append((len(rows), units[0], 0, NEVER_WAITS, 0, NEVER_WAITS))
        rows.append((*units, *kind, term.per_tick))

    for near in gaps:
        enter(near, (SOONER, near.wanted, 0, 0), (0, near.wanted), (NEVER_WAITS, ALWAYS_WAITS))
    for both in book.of(t.OverlapCost):
        if both.per_tick > 0:
            order, turned = (both.first, both.second) in behind, (both.second, both.first) in behind
            waits = (NEVER_WAITS, ALWAYS_WAITS) if order else (ALWAYS_WAITS, NEVER_WAITS)
            lengths = both.first_length, both.second_length
            enter(
                both, (OVERLAPS, 0, *lengths), lengths[::-1], (LATER_WAITS, LATER_WAITS) if order == turned else waits
            )
    for away in book.of(t.AwayCost):
        unit = ties.units_of[away.visit][0]
        early = TOO_EARLY, away.first, away.early_per_tick, FOR_CLOCK
        for side, moment, price, waiting in (early, (TOO_LATE, away.last, away.late_per_tick, NEVER_WAITS)):
            if price > 0:
                by_unit[unit].append((len(rows), unit, moment, waiting, 0, NEVER_WAITS))
                rows.append((unit, unit, side, moment, 0, 0, price))
    of, listed = _lists(by_unit, len(ties.visit))
    return to_records(rows, WISH), of, to_records(listed, WISH_OF)


def _lists(groups: Mapping[int, Sequence[Any]], count: int) -> tuple[Records, Ints]:
    """Lists behind one another: LISTED for each key up to ``count``, and all items."""
    of = np.zeros(count, LISTED)
    listed: list[Any] = []
    for key in range(count):
        of[key] = len(listed), len(groups.get(key, ()))
        listed.extend(groups.get(key, ()))
    return of, np.array(listed, np.int64)

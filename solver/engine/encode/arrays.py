"""Terms over a problem, turned into the flat arrays of the kernel: the only file that knows both ids and indices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver import terms as t
from solver.domain import Problem, Roster, Round, Stop, Unserved
from solver.travel import Journeys

from ..kernel.layout import (
    BREAK_AT,
    BREAK_START,
    FOREVER,
    FREE,
    HAS_APARTS,
    HAS_OTHERS,
    HAS_WISHES,
    LISTED,
    MAY_WAIT,
    MORE_ROW,
    NEVER,
    NEVER_WAITS,
    PLAN_COLUMNS,
    PRICE_MAX_IDLE,
    RIGID,
    RIGID_BEYOND,
    ROUTE_COLUMNS,
    START,
    TALLY_COLUMNS,
    TIME_COLUMNS,
    TOTALS,
    UNDECIDED,
    WALK_COLUMNS,
    Data,
    State,
)
from ..kernel.move_kinds import MOVES, OFF_PLACES
from ..leg_limits import known_ways, limit_legs
from .neighbours import neighbours
from .tables import (
    allowed_pairs,
    apart_tables,
    conflict_tables,
    duty_tables,
    hours_tables,
    off_table,
    prices,
    rest_tables,
    shift_table,
    start_intervals,
    wish_tables,
    worker_table,
)
from .term_readers import TermBook, TermReader
from .ties import keep_apart, tie_units
from .unit_tables import bundle_tables, longest_route, unit_table

_NEAREST = 8
SEARCH = TermReader(
    "the search",
    handled=frozenset(
        {
            t.Forbid,
            t.AssignCost,
            t.StartWithin,
            t.LateCost,
            t.MaxLateCost,
            t.AwayCost,
            t.TravelCost,
            t.WaitCost,
            t.MaxWaitCost,
            t.ShiftBounds,
            t.LegLimit,
            t.OvertimeCost,
            t.MaxIdleCost,
            t.BreakNeed,
            t.OffWork,
            t.DutyLimits,
            t.UseCost,
            t.VisitNumberCost,
            t.Handed,
            t.Gap,
            t.Apart,
            t.GapCost,
            t.OverlapCost,
            t.DifferentWorkers,
            t.SameWorker,
            t.Bundle,
            t.Alternatives,
            t.UnservedCost,
            t.Rest,
            t.Hours,
            t.NewFaceCost,
            t.LoadCost,
            t.SpreadCost,
        }
    ),
)


@dataclass(frozen=True)
class Arrays:
    """A problem as the kernel sees it. units: the visit id of each unit."""

    problem: Problem
    data: Data
    units: tuple[str, ...]
    longest: int  # most stops a route can hold

    @cached_property
    def near_way(self) -> float:
        """The usual cost of a way between a unit and its nearest neighbours, over all shifts; 0 where ways are free.

        At least a fifth of the usual way to all its neighbours, or, where these are all behind one door too, as in a
        scheme, a tenth of any way. Not of any way everywhere: across a region that is far, for who goes on foot.
        """
        near, place, shift = self.data.near, self.data.unit["place"], self.data.shift
        if not near.size or not len(shift):
            return 0.0
        cost = 0.0
        for mode in np.unique(shift["mode"]):
            users = shift[shift["mode"] == mode]
            ticks = self.data.ticks[mode]
            for ways, price in ((ticks, "tick_price"), (self.data.metres[mode], "metre_price")):
                known = known_ways(ways, ticks)
                if not known.size:
                    continue
                there = np.minimum(ways[place[:, None], place[near]], known.max())
                far = 0.1 * float(known.mean())
                close, least = float(np.median(there[:, :_NEAREST].mean(axis=1))), float(there.mean())
                cost += float(users[price].sum()) * max(close, 0.2 * least if least > far else far)
        return cost / len(shift)

    @property
    def idle_step(self) -> float:
        """What it costs to lift the largest idle time by a usual visit, spread over all shifts."""
        shifts = max(1, len(self.data.shift))
        return float(self.data.price[PRICE_MAX_IDLE] * self.data.unit["duration"].mean()) / shifts

    def state(self, seed: int = 0) -> State:
        """An empty roster: everything absent. Random numbers start from the seed."""
        units, bundles = len(self.data.unit), len(self.data.bundle)
        shifts, workers = len(self.data.shift), len(self.data.worker)
        longest = self.longest
        clients, pairs = len(self.data.familiar), len(self.data.apart)

        def i64(*shape: int) -> NDArray[np.int64]:
            return np.zeros(shape, np.int64)

        return State(
            route_units=i64(shifts, longest),
            route_size=i64(shifts),
            route_of=np.full(units, -1, np.int64),
            time=i64(units, TIME_COLUMNS),
            not_before=np.full(units, NEVER, np.int64),
            break_position=np.full(shifts, FREE, np.int64),
            order=np.full(pairs, UNDECIDED, np.int64),
            is_turned=np.zeros(pairs, np.uint8),
            turned=i64(pairs),
            wish_cost=i64(len(self.data.wish)),
            paid=i64(units),
            is_repriced=np.zeros(len(self.data.wish), np.uint8),
            repriced=i64(len(self.data.wish)),
            old_wish_cost=i64(len(self.data.wish)),
            route=i64(shifts, ROUTE_COLUMNS),
            visits_between=i64(clients, workers if clients else 0),
            worker_cost=i64(workers),
            scalars=i64(TOTALS),
            unassigned=np.arange(bundles, dtype=np.int64),
            unassigned_at=np.arange(bundles, dtype=np.int64),
            conflicts=i64(bundles),
            touched=i64(shifts),
            is_touched=np.zeros(shifts, np.uint8),
            queue=i64(shifts),
            queued=np.zeros(shifts, np.uint8),
            old_route_units=i64(shifts, longest),
            old_route_size=i64(shifts),
            old_time=i64(units, TIME_COLUMNS),
            old_not_before=i64(units),
            old_route=i64(shifts, ROUTE_COLUMNS),
            old_order=i64(pairs),
            old_unassigned=i64(bundles),
            old_conflicts=i64(bundles),
            changed=i64(bundles),
            is_changed=np.zeros(bundles, np.uint8),
            best_route_units=i64(shifts, longest),
            best_route_size=i64(shifts),
            best_not_before=np.full(units, NEVER, np.int64),
            best_time=i64(units, TIME_COLUMNS),
            best_order=np.full(pairs, UNDECIDED, np.int64),
            best_route=i64(shifts, ROUTE_COLUMNS),
            trial_route=i64(longest + 4),
            trial_schedule=i64(longest + 4, WALK_COLUMNS),
            trial_figures=i64(ROUTE_COLUMNS),
            insertion_bounds=i64(shifts, longest),
            candidates=i64(shifts, 3),
            scan_stamp=i64(shifts),
            soft=np.ones(3),
            scratch=i64(3, units + 2),
            sort_key=np.zeros(max(units, bundles) + 1),
            bundle_plan=i64(units, PLAN_COLUMNS),
            disabled=np.zeros(OFF_PLACES, np.uint8),
            random=np.array([(seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64], np.uint64),
            move_counts=i64(MOVES, TALLY_COLUMNS),
        )

    def lines(self, roster: Roster) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The routes of a roster as unit lines. Stops the terms forbid or that do not fit are left out."""
        line = np.zeros((len(self.data.shift), self.longest), np.int64)
        size = np.zeros(len(self.data.shift), np.int64)
        free: dict[str, list[int]] = defaultdict(list)
        for unit in range(len(self.units) - 1, -1, -1):
            free[self.units[unit]].append(unit)
        for round_ in roster.rounds:
            shift = self.problem.shift_number[round_.shift]
            for stop in round_.stops:
                if stop.visit is None or not free.get(stop.visit) or size[shift] >= self.longest:
                    continue
                if self.data.allowed[self.problem.visit_number[stop.visit], shift]:
                    line[shift, size[shift]] = free[stop.visit].pop()
                    size[shift] += 1
        return line, size

    def pauses(self, roster: Roster) -> NDArray[np.int64]:
        """Before which of its stops each round has its break, -1 where it has none."""
        pause = np.full(len(self.data.shift), -1, np.int64)
        for round_ in roster.rounds:
            visits = [stop.visit for stop in round_.stops]
            if None in visits:
                pause[self.problem.shift_number[round_.shift]] = visits.index(None)
        return pause

    def roster(self, state: State) -> Roster:
        """The state as a roster with start times. Joint visits left out, and parts of served ones, are not unserved."""
        rounds: list[Round] = []
        placed: set[str] = set()
        spared = self._spared(state)
        for number, shift in enumerate(self.problem.shifts):
            stops: list[Stop] = []
            size = int(state.route_size[number])
            taken = int(state.route[number, BREAK_AT])
            for position in range(size + 1):
                if position == taken:
                    stops.append(
                        Stop(
                            start=int(state.route[number, BREAK_START]),
                            duration=int(self.data.shift[number]["break_duration"]),
                        )
                    )
                if position < size:
                    unit = int(state.route_units[number, position])
                    placed.add(self.units[unit])
                    stops.append(Stop(visit=self.units[unit], start=int(state.time[unit, START])))
            if size:
                rounds.append(Round(shift=shift.id, stops=tuple(stops)))
        unserved = tuple(
            Unserved(visit=visit.id)
            for number, visit in enumerate(self.problem.visits)
            if visit.id not in placed and number not in spared
        )
        return Roster(rounds=tuple(rounds), unserved=unserved)

    def _spared(self, state: State) -> set[int]:
        """Visits that are not served and need not be: joint ones, and the parts of a served joint one."""
        data, spared = self.data, set[int]()
        for bundle in np.flatnonzero(data.conflict_of["count"] > 0):
            first, count, joint = data.conflict_of[bundle]
            others = data.conflict[first : first + count]
            if joint or (state.route_of[data.member[data.bundle["first"][others]]] >= 0).any():
                begin, units, _ = data.bundle[bundle]
                members = data.member[begin : begin + units]
                spared.update(int(visit) for visit in data.unit["visit"][members])
        return spared


def build(problem: Problem, terms: Sequence[t.Term], travel: Journeys) -> Arrays:
    """Arrays for the kernel. Raises TypeError for a kind of term it does not know."""
    book = TermBook(terms, SEARCH)
    travel, modes_of = limit_legs(problem, book.of(t.LegLimit), travel)
    modes = sorted(travel.seconds)
    nobody = np.zeros((len(problem.places), len(problem.places)), np.int32)  # without shifts there is no mode at all
    ticks = np.stack([travel.seconds[mode] for mode in modes] or [nobody]).astype(np.int32)
    metres = np.stack([travel.metres[mode] for mode in modes] or [nobody]).astype(np.int32)
    visits, shifts, workers = len(problem.visits), len(problem.shifts), len(problem.workers)
    handed = np.ones(visits, np.int64)
    for term in book.of(t.Handed):
        handed = np.maximum(handed, term.workers)
    late, intervals = start_intervals(visits, book)
    gaps, apart = keep_apart(book.of(t.Apart), intervals)
    ties = tie_units(
        handed,
        [*book.of(t.Gap), *gaps],
        apart,
        book.of(t.DifferentWorkers),
        book.of(t.SameWorker),
        book.of(t.Bundle),
        {visit for term in book.of(t.Alternatives) for visit in term.joint},
        intervals,
    )
    shift = shift_table(problem, book, modes, modes_of)
    allowed = allowed_pairs(problem, book, shift, ticks, ties.intervals)
    unit, interval = unit_table(problem, ties, ties.intervals, late)
    other, others = np.zeros(0, np.int64), np.zeros(len(unit), LISTED)
    for face in book.of(t.NewFaceCost):
        further = face.also[ties.visit] >= 0
        other = face.also[ties.visit][further].astype(np.int64)
        unit["client"], others["count"] = face.client[ties.visit], further.sum(axis=1)
        others["first"] = np.cumsum(others["count"]) - others["count"]
    pairs, ordered, pairs_of, pair_list = apart_tables(problem, ties)
    wish, wishes_of, wish_list = wish_tables(book, ties)
    more = np.stack([of[name] for of in (others, pairs_of, wishes_of) for name in ("first", "count")], axis=1)
    has = more[:, 1::2] > 0
    has_more = has.any(axis=1)
    unit["more"] = has @ (HAS_OTHERS, HAS_APARTS, HAS_WISHES) + has_more * (np.cumsum(has_more) - 1 << MORE_ROW)
    waiting = np.repeat(np.arange(len(unit)), wishes_of["count"])[wish_list["waits"] != NEVER_WAITS]
    unit["more"][waiting] |= MAY_WAIT
    unit["promised"] = FOREVER
    for away in book.of(t.AwayCost):
        if away.late_per_tick > 0:
            mine = list(ties.units_of[away.visit])
            unit["promised"][mine] = np.minimum(unit["promised"][mine], away.last)
    unit["routes"] = allowed.sum(axis=1, dtype=np.int64)[ties.visit]
    unit["first_route"] = np.concatenate(([0], np.cumsum(unit["routes"])[:-1])) if len(unit) else 0
    route = np.nonzero(allowed[ties.visit])[1].astype(np.int64)
    unserved = np.zeros(visits, np.int64)
    for cost in book.of(t.UnservedCost):
        unserved += cost.cost
    member, bundle = bundle_tables(ties, unserved)
    conflict, conflict_of, waived = conflict_tables(ties.bundles, book, unserved)
    bundle["cost"] += waived
    for number, (first, count, _) in enumerate(bundle):
        unit["bundle"][member[first : first + count]] = number
    linked = np.repeat(np.arange(len(unit)), ties.links)
    beyond = (ties.link["kind"] == RIGID) & (unit["bundle"][linked] != unit["bundle"][ties.link["partner"]])
    unit["more"][linked[beyond]] |= RIGID_BEYOND
    assign = np.zeros((visits, shifts), np.int64)
    for assignment in book.of(t.AssignCost):
        assign += assignment.cost
    price, familiar = prices(book, shift, metres, ties.intervals)
    worker, worker_shift = worker_table(workers, shift, book)
    rest, rest_of, rest_list = rest_tables(shifts, book)
    hours, hours_shift, hours_of, hours_list = hours_tables(workers, shift, book)
    duty, duty_shift, duty_of, duty_list = duty_tables(shifts, book)
    data = Data(
        unit=unit,
        interval=interval,
        link=ties.link,
        peer=ties.peer,
        more=more[has_more],
        apart=pairs,
        apart_of=pair_list,
        apart_unit=ordered,
        wish=wish,
        wish_of=wish_list,
        shift=shift,
        ticks=ticks,
        metres=metres,
        allowed=allowed,
        assign=assign,
        route=route,
        member=member,
        bundle=bundle,
        conflict=conflict,
        conflict_of=conflict_of,
        near=np.zeros((len(unit), 0), np.int64),
        other=other,
        familiar=familiar,
        worker_shift=worker_shift,
        worker=worker,
        rest=rest,
        rest_of=rest_of,
        rest_list=rest_list,
        hours=hours,
        hours_shift=hours_shift,
        hours_of=hours_of,
        hours_list=hours_list,
        duty=duty,
        duty_shift=duty_shift,
        duty_of=duty_of,
        duty_list=duty_list,
        off=off_table(visits, book),
        price=price,
    )
    data = data._replace(near=neighbours(data, modes.index("car") if "car" in modes else 0))
    names = tuple(problem.visits[number].id for number in ties.visit)
    return Arrays(problem, data, names, longest_route(data))

"""The quick price of a round with its break against the slow one: every place for the break walked in full."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from solver.engine.kernel.breaks import price_route
from solver.engine.kernel.layout import (
    ANY,
    AT_ALL,
    BACK,
    BAD,
    BREAK_AT,
    COST,
    FOREVER,
    FREE,
    LEAVE,
    NEVER,
    NO,
    W_ARRIVAL,
    W_DUE,
    W_EARLIEST,
    W_LEAD,
    W_LIMIT,
    W_OWED,
    W_READY,
    W_SLACK,
    W_WAY,
    YES,
)
from solver.engine.kernel.pointers import box_data
from solver.engine.kernel.schedule import LOST, finish_schedule, forward_pass, schedule_stop

from ..sampling import sample
from .test_kernel_agrees import Bench, odd_problem

pytestmark = pytest.mark.kernel


class Rounds:
    """Lines like those of a roster that a search has in hand, for the evaluator to price."""

    def __init__(self, seed: int):
        self.bench, self.dice = Bench(*odd_problem(seed), seed), Random(seed)
        for _ in range(60):
            self.bench.step()
        self.state, self.shifts = self.bench.state, self.bench.arrays.data.shift

    def line(self) -> tuple[np.int64, int]:
        """A round of the roster with some stops gone, come or swapped, laid out to be tried: its shift and length."""
        dice, state = self.dice, self.state
        k = dice.randrange(len(state.route_size))
        line = state.route_units[k, : state.route_size[k]].tolist()
        for _ in range(dice.randrange(4)):
            if line and dice.random() < 0.4:
                line.pop(dice.randrange(len(line)))
            unit = dice.randrange(len(state.route_of))
            if unit not in line and len(line) + 2 < state.route_units.shape[1]:
                line.insert(dice.randint(0, len(line)), unit)
        state.trial_route[: len(line)] = line
        return np.int64(k), len(line)

    def walked(self, k: np.int64, stops: int, taken: int | np.integer[Any]) -> int:
        """Cost of the round with its break before a stop, -1: without one; every stop of it walked."""
        data, shift, rows = self.bench.arrays.data, self.shifts[k], self.state.trial_schedule
        boxes, mode, ends = (box_data(data), self.bench.box), shift["mode"], ("home_tick_price", "home_metre_price")
        clock, place, paused = int(shift["earliest"]), shift["from_place"], NEVER
        number_cost = max(0, stops - int(shift["most_visits"])) * int(shift["visit_price"])
        cost, late_cost, travel, contact, lead, slack = int(shift["use_price"]) + number_cost, 0, 0, 0, 0, FOREVER
        units = [int(unit) for unit in self.state.trial_route[:stops]]
        for i, number in enumerate([*units, -1]):
            unit, last = data.unit[number], number < 0
            ahead = shift["to_place"] if last else unit["place"]
            ticks, metre = ("tick_price", "metre_price") if i and (not last or taken == stops) else ends
            journey = int(data.ticks[mode, place, ahead])
            cost += journey * int(shift[ticks]) + int(data.metres[mode, place, ahead]) * int(shift[metre])
            travel += journey
            clock += journey
            lead += journey if i else 0
            if not last:
                rows[i, W_WAY], rows[i, W_ARRIVAL], rows[i, W_LEAD] = journey, clock, lead
            if i == taken:
                paused = max(clock, int(shift["break_earliest"]))
                if paused > shift["break_latest"]:
                    return BAD
                clock = paused + int(shift["break_duration"])
            if last:
                break
            start, due, limit, ready = schedule_stop(
                *boxes, np.int64(number), np.int64(clock), np.int64(shift["wait_price"])
            )
            if start == LOST:
                return BAD
            late_cost += max(0, start - due) * int(unit["late"])
            slack = min(slack, limit - lead)
            rows[i, [W_EARLIEST, W_READY, W_DUE, W_LIMIT]] = start, ready, due, limit
            rows[i, [W_SLACK, W_OWED]] = slack, late_cost
            clock, place = start + int(unit["duration"]), ahead
            lead += int(unit["duration"])
            contact += int(unit["duration"])
        if clock > shift["latest"]:
            return BAD
        figures = (np.int64(figure) for figure in (taken, paused, cost, late_cost, travel, contact, clock))
        settled = int(finish_schedule(*boxes, stops, k, *figures))
        return settled + (int(shift["break_unowed"]) if taken >= 0 and not self.owes(k, stops) else 0)

    def priced(self, k: np.int64, stops: int, timed: np.bool_ = NO, most: int | np.integer[Any] = BAD) -> int:
        return int(price_route(box_data(self.bench.arrays.data), self.bench.box, stops, k, timed, np.int64(most)))

    def owes(self, k: np.int64, stops: int) -> bool:
        """Whether the round just priced or walked, without a break, owes one."""
        data, out = self.bench.arrays.data, self.state.trial_figures
        off = data.off[data.unit["visit"][self.state.trial_route[:stops]]]
        return bool(
            out[BACK] - out[LEAVE] - off["ticks"].sum() > self.shifts[k]["break_threshold"]
            and not off["holds_break"].any()
        )

    def slowly(self, k: np.int64, stops: int) -> int:
        """What price_route() should say, of a round with stops."""
        shift = self.shifts[k]
        plain = self.walked(k, stops, ANY)
        if plain >= BAD or shift["break_duration"] < 0:
            return plain
        if not self.owes(k, stops):
            return plain
        missed = int(shift["break_missed"])
        best = plain + missed if missed >= 0 else BAD
        forward_pass(box_data(self.bench.arrays.data), self.bench.box, stops, k)
        reached = self.state.trial_schedule[:stops, W_ARRIVAL].tolist()
        first, last = (0, stops) if shift["break_at_ends"] else (1, stops - 1)
        places = [  # not where one can wait for the break behind the next stop just as well
            taken
            for taken in range(first, last + 1)
            if taken >= min(last, stops - 1) or reached[taken + 1] > shift["break_earliest"]
        ]
        return min([best, *(self.walked(k, stops, taken) for taken in places)])


@pytest.mark.parametrize("days", [25, pytest.param(200, marks=pytest.mark.long)])
def test_the_break_has_the_best_of_all_places(days: int) -> None:
    possible = with_break = 0
    for seed in range(days):
        rounds = Rounds(seed)
        for _ in range(40):
            k, stops = rounds.line()
            if stops == 0 or rounds.shifts[k]["duty"] >= 0:  # what several rounds owe together: test_kernel_agrees.py
                continue
            slow = rounds.slowly(k, stops)
            assert rounds.priced(k, stops) == slow
            assert rounds.priced(k, stops, YES) == slow
            if slow >= BAD:
                continue
            possible += 1
            with_break += rounds.state.trial_figures[BREAK_AT] >= 0
            assert rounds.state.trial_figures[COST] == slow
            assert rounds.priced(k, stops, NO, slow) == slow
            assert rounds.priced(k, stops, NO, slow - 1) == BAD
    assert possible > 10 * days
    assert with_break > days


@pytest.mark.parametrize("seed", sample(range(40), 15))
def test_a_given_break_stays_where_it_is(seed: int) -> None:
    rounds = Rounds(seed)
    for _ in range(20):
        k, stops = rounds.line()
        for taken in range(-1, stops + 1):
            if stops == 0 or rounds.shifts[k]["duty"] >= 0:
                continue
            if taken >= 0 and rounds.shifts[k]["break_duration"] < 0:
                continue
            rounds.state.break_position[k] = taken
            cost = rounds.priced(k, stops, YES, AT_ALL)
            if cost < BAD:
                dropped = taken >= 0 > rounds.state.trial_figures[BREAK_AT]
                assert rounds.state.trial_figures[BREAK_AT] == taken or (dropped and not rounds.owes(k, stops))
                assert rounds.state.trial_figures[COST] == cost
                if taken >= 0 and not dropped:
                    assert cost == rounds.walked(k, stops, taken)
            rounds.state.break_position[k] = FREE

"""The bundles of layout.py as the kernel holds them: one pointer each.

Passing fifty arrays as a tuple costs more than the work done on them, in running and in compiling (measured: 20 times
slower moves, 180 s of compilation). A numba structref is passed as one pointer and can be cached on disk.
"""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.experimental import structref

from .layout import Data, State


class DataType(types.StructRef):
    """Numba's type of a boxed Data."""

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class StateType(types.StructRef):
    """Numba's type of a boxed State."""

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class DataBox(structref.StructRefProxy):
    """A Data for the kernel."""


class StateBox(structref.StructRefProxy):
    """A State for the kernel."""


structref.register(DataType)
structref.register(StateType)
structref.define_proxy(DataBox, DataType, list(Data._fields))
structref.define_proxy(StateBox, StateType, list(State._fields))


@njit(cache=True)
def box_data(given):
    """Data arrays behind one pointer; the arrays stay shared."""
    return DataBox(
        given.unit,
        given.interval,
        given.link,
        given.peer,
        given.shift,
        given.ticks,
        given.metres,
        given.allowed,
        given.assign,
        given.route,
        given.member,
        given.bundle,
        given.conflict,
        given.conflict_of,
        given.near,
        given.familiar,
        given.worker_shift,
        given.worker,
        given.rest,
        given.rest_of,
        given.rest_list,
        given.hours,
        given.hours_shift,
        given.hours_of,
        given.hours_list,
        given.price,
    )


@njit(cache=True)
def box_state(given):
    """State arrays behind one pointer; the arrays stay shared."""
    return StateBox(
        given.line,
        given.size,
        given.at,
        given.time,
        given.hold,
        given.route,
        given.met,
        given.worker_cost,
        given.total,
        given.absent,
        given.absent_at,
        given.blocked,
        given.touched,
        given.is_touched,
        given.queue,
        given.queued,
        given.old_line,
        given.old_size,
        given.old_time,
        given.old_hold,
        given.old_route,
        given.old_absent,
        given.old_blocked,
        given.changed,
        given.is_changed,
        given.best_line,
        given.best_size,
        given.best_hold,
        given.best_time,
        given.best_route,
        given.try_line,
        given.walk,
        given.out,
        given.lows,
        given.slot,
        given.soft,
        given.pair,
        given.list_a,
        given.list_b,
        given.key,
        given.random,
        given.tally,
    )

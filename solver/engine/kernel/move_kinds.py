"""The kinds of moves: one table, from which their numbers, when they are drawn, and their switches follow.

A new kind is a row here and a branch in ``moves.make``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class MoveKind(NamedTuple):
    """ablation: by what name ``without`` switches the kind off; "" where something else does."""

    name: str
    ablation: str
    drawn: bool = True  # by turns with the others, at random; else it comes about as said beside it
    is_light: bool = False  # about a unit and a near neighbour: made by local_move, of one route by reorder
    needs_ties: bool = False  # drawn only where some unit is tied to another
    leaves_out: bool = False  # drawn only where it is not dear to leave something out


MOVE_KINDS = (
    MoveKind("ruin", "", drawn=False),  # when work is owed to it; cooling.py switches it off, by owing none
    MoveKind("relocate", "relocate", is_light=True),
    MoveKind("exchange", "exchange", is_light=True),
    MoveKind("two_opt_star", "2-opt*", is_light=True),
    MoveKind("cross_exchange", "cross-exchange", is_light=True),
    MoveKind("swap_routes", "swap routes", drawn=False),  # in place of some 2-opt*
    MoveKind("move_bundle", "move bundle", needs_ties=True),
    MoveKind("unassign", "unassign", leaves_out=True),
)
# What else can be switched off by State.disabled
_ORDER, _NEARBY, _SOUGHT = "other orders of a round", "nearby routes first", "ruin for absent visits"


def number_switches(kinds: Sequence[MoveKind]) -> dict[str, int]:
    """The place in State.disabled of each part of the search that has one: kinds of moves by number, then the rest.

    Raises ValueError for two of one name.
    """
    places = [(kind.ablation, number) for number, kind in enumerate(kinds) if kind.ablation]
    places += [(name, len(kinds) + number) for number, name in enumerate((_ORDER, _NEARBY, _SOUGHT))]
    if len(dict(places)) < len(places):
        raise ValueError(f"two parts of the search have one name: {', '.join(name for name, _ in places)}")
    return dict(places)


_NUMBER = {kind.name: number for number, kind in enumerate(MOVE_KINDS)}
RUIN, RELOCATE, EXCHANGE = _NUMBER["ruin"], _NUMBER["relocate"], _NUMBER["exchange"]
TWO_OPT_STAR, CROSS_EXCHANGE = _NUMBER["two_opt_star"], _NUMBER["cross_exchange"]
SWAP_ROUTES, MOVE_BUNDLE, UNASSIGN = _NUMBER["swap_routes"], _NUMBER["move_bundle"], _NUMBER["unassign"]
MOVES = len(MOVE_KINDS)
MOVE_SWITCHES = number_switches(MOVE_KINDS)
OFF_ORDER, OFF_NEARBY, OFF_SOUGHT = MOVE_SWITCHES[_ORDER], MOVE_SWITCHES[_NEARBY], MOVE_SWITCHES[_SOUGHT]
OFF_PLACES = max(MOVE_SWITCHES.values()) + 1
# Columns of the table, as the kernel reads them
IS_DRAWN = np.array([kind.drawn for kind in MOVE_KINDS])
IS_LIGHT = np.array([kind.is_light for kind in MOVE_KINDS])
NEEDS_TIES = np.array([kind.needs_ties for kind in MOVE_KINDS])
LEAVES_OUT = np.array([kind.leaves_out for kind in MOVE_KINDS])

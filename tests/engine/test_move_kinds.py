"""A kind of move is a row of one table: its number, its switch and when it is drawn follow from the row."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.single import without_calls
from fixtures import generate
from solver.engine import SWITCHES
from solver.engine.kernel import anneal, move_kinds
from solver.engine.kernel.intra_route import ORDERS
from solver.engine.kernel.layout import BAD
from solver.engine.kernel.move_kinds import MOVE_KINDS, MOVE_SWITCHES, MOVES, OFF_PLACES, MoveKind, number_switches

from .in_hand import in_hand

NEW = MoveKind("new", "a new move")


def test_the_numbers_are_the_rows() -> None:
    for number, kind in enumerate(MOVE_KINDS):
        assert getattr(move_kinds, kind.name.upper()) == number
    assert len(MOVE_KINDS) == MOVES


def test_no_two_parts_share_a_switch() -> None:
    assert sorted(MOVE_SWITCHES.values()) == sorted(set(MOVE_SWITCHES.values()))
    assert max(MOVE_SWITCHES.values()) < OFF_PLACES
    assert set(MOVE_SWITCHES) < set(SWITCHES)


def test_every_kind_can_be_switched_off() -> None:
    """All but ruins by a switch of their own; these by owing them no work."""
    assert [kind.name for kind in MOVE_KINDS if kind.ablation not in MOVE_SWITCHES] == ["ruin"]


@pytest.mark.parametrize("row", range(MOVES + 1))
def test_a_new_kind_gets_a_switch_of_its_own_wherever_its_row(row: int) -> None:
    """The second kind after the last once shared one with another part of the search."""
    kinds = [*MOVE_KINDS[:row], NEW, NEW._replace(name="newer", ablation="a newer move"), *MOVE_KINDS[row:]]
    switches = number_switches(kinds)
    assert len(set(switches.values())) == len(switches) == len(MOVE_SWITCHES) + 2
    assert switches["a new move"] == row
    assert [switches[kind.ablation] for kind in kinds if kind.ablation] == [
        number for number, kind in enumerate(kinds) if kind.ablation
    ]
    assert (
        min(switches[name] for name in MOVE_SWITCHES if name not in {kind.ablation for kind in MOVE_KINDS}) == MOVES + 2
    )


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two parts of the search have one name"):
        number_switches([*MOVE_KINDS, NEW._replace(ablation="unassign")])


def test_every_light_move_has_an_order_of_its_own_within_a_round() -> None:
    light = {number for number, kind in enumerate(MOVE_KINDS) if kind.is_light}
    assert set(ORDERS) == light
    assert len(set(ORDERS.values())) == len(light)


@pytest.mark.parametrize(("tied", "may_leave_out"), list(product((True, False), repeat=2)))
def test_a_kind_is_drawn_where_its_row_says(monkeypatch: pytest.MonkeyPatch, tied: bool, may_leave_out: bool) -> None:
    """With new rows behind the others: one for any problem, one for ties alone, one switched off, one never drawn."""
    added = (NEW, NEW._replace(needs_ties=True), NEW, NEW._replace(drawn=False))
    table = (*MOVE_KINDS, *added)
    for module in (anneal, move_kinds):
        monkeypatch.setattr(module, "MOVES", len(table))
    monkeypatch.setattr(anneal, "IS_DRAWN", np.array([kind.drawn for kind in table]))
    monkeypatch.setattr(anneal, "NEEDS_TIES", np.array([kind.needs_ties for kind in table]))
    monkeypatch.setattr(anneal, "LEAVES_OUT", np.array([kind.leaves_out for kind in table]))
    off = np.zeros(len(table), np.uint8)
    off[MOVES + 2] = 1
    kinds, several = anneal.kinds_drawn.py_func(SimpleNamespace(disabled=off), tied, may_leave_out)
    drawn = kinds[:several].tolist()
    assert drawn == sorted(set(drawn))
    names = {MOVE_KINDS[kind].name for kind in drawn if kind < MOVES}
    assert {"relocate", "exchange", "two_opt_star", "cross_exchange"} <= names
    assert ("move_bundle" in names, "unassign" in names) == (tied, may_leave_out)
    assert not {"ruin", "swap_routes"} & names
    assert [kind for kind in drawn if kind >= MOVES] == [MOVES, MOVES + 1][: 2 if tied else 1]


@pytest.mark.parametrize("tied", [True, False])
def test_the_search_never_draws_a_kind_that_needs_ties_without_any(tied: bool) -> None:
    problem = generate("hamlet", 1)
    if not tied:
        visits = tuple(without_calls(visit.model_copy(update={"workers": 1})) for visit in problem.visits)
        problem = problem.replace(visits=visits, links=())
    _, state, data, box = in_hand(problem)
    assert (len(data.arrays.link) > 0) == tied
    assert anneal.slice_of_search(data, box, 2_000, 1e5, 1e4, 0.3, 1.0, 1e9) < BAD
    made = {kind.name for kind, count in zip(MOVE_KINDS, state.move_counts[:, 0], strict=True) if count}
    assert made == {kind.name for kind in MOVE_KINDS if tied or not kind.needs_ties}

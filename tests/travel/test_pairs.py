"""Journeys by the pair are the journeys of the whole table, to the tick."""

from __future__ import annotations

import pickle
from typing import Any, get_args

import numpy as np
import pytest

import solver.travel as rooms
from fixtures import generate
from solver.domain.staff import Mode
from solver.travel import PairTable, among, journeys
from solver.travel.pairs import journeys_by_pair


@pytest.fixture(scope="module")
def both() -> Any:
    problem = generate("team", 1)
    whole = journeys(problem)
    return whole, journeys_by_pair(problem, [mode for mode in get_args(Mode) if mode in whole.seconds])


def test_every_pair_is_the_same_alone_in_a_table_and_after_a_journey_to_another_process(both: Any) -> None:
    whole, pairs = both
    assert pairs.error == whole.error
    for kind in ("seconds", "metres"):
        for mode, table in getattr(whole, kind).items():
            lazy = pickle.loads(pickle.dumps(getattr(pairs, kind)[mode]))
            assert lazy.shape == table.shape
            assert np.array_equal(np.asarray(lazy), table)
            assert all(lazy[i, j] == table[i, j] for i in range(0, len(table), 3) for j in range(len(table)))


def test_some_places_in_some_modes(both: Any) -> None:
    whole, _ = both
    numbers = np.array([7, 2, 30, 11])
    for journeys_ in both:
        part = among(journeys_, numbers, {"car"})
        assert set(part.seconds) == {"car"}
        assert np.array_equal(np.asarray(part.seconds["car"]), whole.seconds["car"][np.ix_(numbers, numbers)])
        assert np.array_equal(np.asarray(part.metres["car"]), whole.metres["car"][np.ix_(numbers, numbers)])


def test_many_places_are_not_held_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MANY_PLACES", 50)
    problem = generate("team", 4)
    assert all(isinstance(table, PairTable) for table in journeys(problem).seconds.values())


def test_a_place_that_is_not_there_is_an_error(both: Any) -> None:
    table = both[1].seconds["car"]
    for pair in ((-1, 0), (0, table.shape[0])):
        with pytest.raises(IndexError):
            table[pair]

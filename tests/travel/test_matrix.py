"""Given matrices: in the problem's order, kept as given, completed by the estimate, faults by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from solver.domain import InputFaults, Matrix, Place, Problem, Shift, Travel
from solver.travel import Estimate, GivenMatrix, journeys

Make = Callable[..., Problem]
FULL = Matrix(
    mode="car",
    places=("b", "home", "a"),
    durations=((0, 600, 60), (700, 0, 120), (5000, 130, 0)),
    metres=((0, 6000, 400), (6100, 0, 900), (410, 910, 0)),
)


def test_a_matrix_is_turned_into_the_order_of_the_places(problem: Make) -> None:
    found = journeys(problem(travel=Travel(matrices=(FULL,))))
    # places: home, a, b; asymmetric, and a -> home -> b is shorter than a -> b
    assert found.seconds["car"].tolist() == [[0, 120, 700], [130, 0, 5000], [600, 60, 0]]
    assert found.metres["car"].tolist() == [[0, 900, 6100], [910, 0, 410], [6000, 400, 0]]
    assert found.error == "car times from the given matrix"


def test_places_outside_the_matrix_are_estimated(problem: Make) -> None:
    part = Matrix(mode="car", places=("a", "home"), durations=((0, 11), (22, 0)))
    made = problem(travel=Travel(matrices=(part,)))
    found = journeys(made)
    guess = Estimate(Travel(), 60).legs(made.places, "car")
    assert found.seconds["car"][1, 0] == 11
    assert found.seconds["car"][0, 1] == 22
    assert found.seconds["car"][2, 0] == guess.ticks[2, 0]
    assert found.metres["car"][1, 0] == guess.metres[1, 0]
    assert "estimated from coordinates, urban preset: mean error 16 %" in found.error


def test_a_matrix_of_another_mode_is_left_alone(problem: Make) -> None:
    walk = FULL.model_copy(update={"mode": "walk"})
    shifts = (Shift(id="s", worker="w", start=30_000, end=60_000),)
    found = journeys(problem(travel=Travel(matrices=(walk,)), shifts=shifts))
    assert set(found.seconds) == {"car"}
    assert found.error.startswith("estimated from coordinates")


def test_without_coordinates_distances_not_given_count_nothing(problem: Make) -> None:
    bare = tuple(Place(id=name) for name in ("home", "a", "b"))
    found = journeys(problem(places=bare, travel=Travel(matrices=(FULL.model_copy(update={"metres": None}),))))
    assert found.metres["car"].sum() == 0
    assert "mileage counts 0" in found.error


def test_a_place_no_journey_reaches_is_named() -> None:
    places = (Place(id="home", lat=54.6, lon=2.2), Place(id="island"))
    part = Matrix(mode="car", places=("island",), durations=((0,),))
    with pytest.raises(InputFaults) as caught:
        GivenMatrix((part,), Estimate(Travel(), 60)).legs(places, "car")
    assert "island" in str(caught.value)
    assert "home" in str(caught.value)


def test_a_journey_beyond_all_reason_is_a_fault(problem: Make) -> None:
    far = FULL.model_copy(update={"durations": ((0, 2**31, 60), (700, 0, 120), (5000, 130, 0))})
    with pytest.raises(InputFaults, match="2147483647"):
        GivenMatrix((far,), Estimate(Travel(), 60)).legs(problem().places, "car")

"""The offline estimate: its formula by hand, its distance against geopy, its size and speed."""

from __future__ import annotations

import math
import time
import tracemalloc

import numpy as np
import pytest
from geopy.distance import geodesic

from solver.domain import InputFaults, Mode, Place, Preset, Travel
from solver.travel import Estimate, great_circle

HERE = (54.6, 2.2)
PLAIN = Travel(parking=0, door=0)


def place(name: str, north_km: float = 0.0, east_km: float = 0.0, scheme: str | None = None) -> Place:
    lat = HERE[0] + math.degrees(north_km / 6371.0088)
    lon = HERE[1] + math.degrees(east_km / 6371.0088 / math.cos(math.radians(HERE[0])))
    return Place(id=name, lat=lat, lon=lon, scheme=scheme)


@pytest.mark.parametrize("there", [HERE, (54.6, 2.3), (51.5, -0.1), (-33.9, 18.4)])
def test_as_the_crow_flies_is_half_a_percent_off_the_ellipsoid_at_most(there: tuple[float, float]) -> None:
    assert great_circle(HERE, there) == pytest.approx(geodesic(HERE, there).km, rel=0.006)


@pytest.mark.parametrize(
    ("preset", "km", "minutes"),
    [  # a + 60 d / (v0 + (v1 - v0)(1 - exp(-d / k))), worked out on paper
        ("urban", 5.0, 0.9 + 300 / (20 + 16 * (1 - math.exp(-1)))),
        ("rural", 6.0, 0.5 + 360 / (20 + 30 * (1 - math.exp(-1)))),
        ("dense", 0.8, 0.3 + 48 / (11 + 7 * (1 - math.exp(-1)))),
    ],
)
def test_car_minutes_follow_the_fitted_curve(preset: Preset, km: float, minutes: float) -> None:
    legs = Estimate(Travel(preset=preset, parking=0, door=0), 60).legs([place("a"), place("b", km)], "car")
    assert abs(legs.ticks[0, 1] - minutes * 60) <= 1
    assert legs.ticks[0, 1] == legs.ticks[1, 0]


def test_five_urban_km_by_hand() -> None:
    # 1 - exp(-1) = 0.63212; 20 + 16 x 0.63212 = 30.114 km/h; 300 / 30.114 = 9.962; + 0.9 = 10.862 min = 652 s.
    # Parking 2 min and door 1 min: 832 s. Road metres 5,000 x 1.46 = 7,300.
    legs = Estimate(Travel(), 60).legs([place("a"), place("b", 5)], "car")
    assert int(legs.ticks[0, 1]) == 832
    assert int(legs.metres[0, 1]) == 7300


@pytest.mark.parametrize(
    ("mode", "seconds", "metres"),
    [
        ("walk", 938 + 60, 1250),  # 1.25 km at 4.8 km/h = 15.625 min; the door; nothing to park
        ("bicycle", 281 + 60, 1250),  # 1.25 km at 16 km/h = 4.6875 min
        # car 0.9 + 60 / (20 + 16 (1 - exp(-0.2))) = 0.9 + 60 / 22.900 = 3.520 min; 1.6 times that is 5.632 min = 338 s
        ("transit", 338 + 600 + 60, 1460),
    ],
)
def test_the_other_modes_by_hand(mode: Mode, seconds: int, metres: int) -> None:
    legs = Estimate(Travel(), 60).legs([place("a"), place("b", 1)], mode)
    assert int(legs.ticks[0, 1]) == pytest.approx(seconds, abs=1)
    assert int(legs.metres[0, 1]) == metres


def test_one_scheme_is_a_door_apart_and_one_place_is_no_way_at_all() -> None:
    doors = [
        place("a", scheme="court"),
        place("b", 0.04, scheme="court"),
        place("c", 0.04, scheme="mews"),
        place("d", 0.04),
    ]
    legs = Estimate(Travel(), 60).legs(doors, "car")
    assert legs.ticks[0, 1] == 60
    assert legs.metres[0, 1] == 0
    assert (np.diagonal(legs.ticks) == 0).all()
    assert legs.ticks[0, 2] > 180  # another scheme: parked again
    assert legs.ticks[0, 3] > 180


def test_traffic_slows_driving_alone() -> None:
    slow, plain = Travel(traffic=2.0, parking=0, door=0), PLAIN
    pair = [place("a"), place("b", 3)]
    assert Estimate(slow, 60).legs(pair, "car").ticks[0, 1] == pytest.approx(
        2 * Estimate(plain, 60).legs(pair, "car").ticks[0, 1], abs=1
    )
    assert Estimate(slow, 60).legs(pair, "walk").ticks[0, 1] == Estimate(plain, 60).legs(pair, "walk").ticks[0, 1]


def test_a_literature_clock_counts_thousandths_of_a_minute() -> None:
    pair = [place("a"), place("b", 1)]
    assert int(Estimate(PLAIN, 1000).legs(pair, "walk").ticks[0, 1]) == 15_625


def test_distance_agrees_with_the_geodesic() -> None:
    rng = np.random.default_rng(3)
    places = [
        Place(id=f"p{number}", lat=float(lat), lon=float(lon))
        for number, (lat, lon) in enumerate(zip(rng.uniform(50, 58, 40), rng.uniform(-5, 2, 40), strict=True))
    ]
    metres = Estimate(PLAIN, 60).legs(places, "walk").metres / 1.25
    for one in range(0, 40, 3):
        for other in range(one + 1, 40, 4):
            true = geodesic((places[one].lat, places[one].lon), (places[other].lat, places[other].lon)).m
            assert metres[one, other] == pytest.approx(true, rel=0.006)


def test_a_place_without_coordinates_is_named() -> None:
    with pytest.raises(InputFaults) as caught:
        Estimate(Travel(), 60).legs([place("a"), Place(id="nowhere"), Place(id="lost")], "car")
    assert [fault.value for fault in caught.value.faults] == ["nowhere", "lost"]


def test_two_thousand_places_in_two_seconds_and_200_megabytes() -> None:
    rng = np.random.default_rng(1)
    spots = zip(rng.uniform(54.6, 54.9, 2000), rng.uniform(2.2, 2.7, 2000), strict=True)
    places = [Place(id=f"p{number}", lat=float(lat), lon=float(lon)) for number, (lat, lon) in enumerate(spots)]
    estimate = Estimate(Travel(), 60)
    began = time.process_time()
    legs = estimate.legs(places, "car")
    assert time.process_time() - began < 2
    tracemalloc.start()
    estimate.legs(places, "car")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000
    assert legs.ticks.shape == (2000, 2000)
    assert legs.ticks.dtype == np.int32

"""The National Grid in degrees: Ordnance Survey's own worked point, and a known error."""

from __future__ import annotations

import numpy as np

from solver.travel import great_circle
from solver.travel.national_grid import to_degrees


def test_caister_water_tower_is_where_ordnance_survey_says_to_five_metres() -> None:
    """OSTN15 and OSGM15 user guide, annexe A: its eastings and northings, and its ETRS89 latitude and longitude."""
    lat, lon = to_degrees(np.array([651409.804]), np.array([313177.450]))
    assert great_circle((lat[0], lon[0]), (52.658007833, 1.716073973)) < 0.005


def test_the_ends_of_britain_are_where_the_same_transformation_puts_them_elsewhere() -> None:
    """St Mary's, Edinburgh and Shetland; degrees by PROJ 9 (EPSG:27700 to EPSG:4326 without a grid file)."""
    lat, lon = to_degrees(np.array([91492.146, 325000, 440000]), np.array([11318.804, 674000, 1140000]))
    there = [(49.92226997, -6.29971226), (55.95314982, -3.20266466), (60.14256107, -1.28158295)]
    for here, known in zip(zip(lat, lon, strict=True), there, strict=True):
        assert great_circle(here, known) < 0.0001

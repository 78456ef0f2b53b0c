"""The offline estimate: minutes and metres from coordinates alone, with its measured error.

Car and walking figures were fitted to OSRM free-flow times on real OpenStreetMap extracts. Water without a bridge
cannot be seen from coordinates; give a matrix where an estuary matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..domain import Fault, InputFaults, Mode, Place, Travel
from .source import Legs, Table

EARTH_KM = 6371.0088  # mean radius, IUGG
_ANYWHERE = -2  # in place of the number of a scheme: no way leads there or from there
_ROWS = 512  # rows worked on at a time, so that scratch memory stays small beside the answer

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CarModel:
    """Minutes = fixed + 60 d / (v0 + (v1 - v0)(1 - exp(-d / k))), d = great-circle km; detour: road km per km."""

    fixed: float
    v0: float
    v1: float
    k: float
    detour: float
    error: str


CAR: dict[str, CarModel] = {
    "urban": CarModel(0.9, 20, 36, 5.0, 1.46, "mean error 16 %, 1 journey in 10 takes more than 1.3 times as long"),
    "rural": CarModel(0.5, 20, 50, 6.0, 1.30, "mean error 18 %, 1 journey in 10 takes more than 1.34 times as long"),
    # Road distance was not fitted for the dense preset; the urban detour stands in.
    "dense": CarModel(0.3, 11, 18, 0.8, 1.46, "mean error 21 %, 1 journey in 10 takes more than 1.52 times as long"),
}
WALK_DETOUR, WALK_KMH = 1.25, 4.8
# Cyclists share the walker's detour (paths and cut-throughs) at the 16 km/h of DfT's Journey Time Statistics.
BICYCLE_DETOUR, BICYCLE_KMH = 1.25, 16.0


class Estimate:
    """The estimate under a problem's travel settings.

    Traffic multiplies driving time. Parking is added to journeys by car and motorcycle, and door to every journey
    between different places; between doors of one scheme there is only the door; a journey to the same place takes
    nothing.
    """

    def __init__(self, settings: Travel, ticks_per_minute: int):
        self.settings = settings
        self.ticks_per_minute = ticks_per_minute

    def legs(self, places: Sequence[Place], mode: Mode) -> Legs:
        """Ticks and metres, int32 (P, P). Raises InputFaults naming every place without coordinates."""
        ground = Ground.of(places, mode)
        count = len(places)
        ticks, metres = np.zeros((count, count), np.int32), np.zeros((count, count), np.int32)
        everywhere = np.arange(count)
        for top in range(0, count, _ROWS):
            rows = slice(top, min(top + _ROWS, count))
            ticks[rows], metres[rows] = self.between(ground, mode, everywhere[rows, None], everywhere[None, :])
        return Legs(ticks, metres, self.error(mode))

    def between(self, ground: Ground, mode: Mode, here: Numbers, there: Numbers) -> tuple[Table, Table]:
        """Ticks and metres from some places to others, numbers that broadcast against each other."""
        km = _great_circle(ground, here, there)
        minutes, road_km = self._drive(km, mode)
        fixed = self.settings.door + (self.settings.parking if mode in ("car", "motorcycle") else 0)
        if mode == "transit":
            fixed += self.settings.wait
        ticks = np.rint(minutes * self.ticks_per_minute).astype(np.int32) + np.int32(fixed)
        metres = np.rint(road_km * 1000).astype(np.int32)
        together = (ground.scheme[here] == ground.scheme[there]) & (ground.scheme[here] >= 0)
        ticks[together], metres[together] = self.settings.door, 0
        same = np.equal(here, there)
        ticks[same], metres[same] = 0, 0
        anywhere = (ground.scheme[here] == _ANYWHERE) | (ground.scheme[there] == _ANYWHERE)
        ticks[anywhere], metres[anywhere] = 0, 0
        return ticks, metres

    def _drive(self, km: Floats, mode: Mode) -> tuple[Floats, Floats]:
        if mode == "walk":
            return km * (WALK_DETOUR * 60 / WALK_KMH), km * WALK_DETOUR
        if mode == "bicycle":
            return km * (BICYCLE_DETOUR * 60 / BICYCLE_KMH), km * BICYCLE_DETOUR
        model = CAR[self.settings.preset]
        speed = model.v1 - (model.v1 - model.v0) * np.exp(km * (-1 / model.k))
        minutes = (model.fixed + 60 * km / speed) * self.settings.traffic
        if mode == "transit":
            minutes *= self.settings.transit_slowdown
        return minutes, km * model.detour

    def error(self, mode: Mode) -> str:
        """Where the figures come from and how far off they are."""
        if mode == "walk":
            return "walking estimated from coordinates: mean error 8-9 % in towns, 16 % in the country, under 5 km"
        if mode == "bicycle":
            return "cycling estimated from coordinates at 16 km/h: error not measured"
        car = f"estimated from coordinates, {self.settings.preset} preset: {CAR[self.settings.preset].error}"
        if mode == "car":
            return car
        if mode == "motorcycle":
            return f"motorcycles taken as cars, {car}"
        slower = f"{self.settings.transit_slowdown:g} times the car's time after a fixed wait"
        return f"public transport taken as {slower}, no timetable: error not measured"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where places lie: radians, and the number of their scheme (-1: in none, -2: ANYWHERE)."""

    lat: Floats
    lon: Floats
    scheme: Numbers

    @classmethod
    def of(cls, places: Sequence[Place], mode: Mode) -> Ground:
        """Raises InputFaults naming every place without coordinates."""
        faults = [
            Fault(f"places[{number}]", place.id, f"want coordinates, or a travel matrix for {mode}")
            for number, place in enumerate(places)
            if place.lat is None or place.lon is None
        ]
        if faults:
            raise InputFaults(faults)
        names = {scheme: number for number, scheme in enumerate(sorted({p.scheme for p in places if p.scheme}))}
        return cls(
            np.radians(np.array([place.lat for place in places], dtype=np.float64)),
            np.radians(np.array([place.lon for place in places], dtype=np.float64)),
            np.array([names[place.scheme] if place.scheme else -1 for place in places], dtype=np.int64),
        )

    def with_anywhere(self) -> Ground:
        """With a last place more, ANYWHERE."""
        more = ((self.lat, 0.0), (self.lon, 0.0), (self.scheme, _ANYWHERE))
        return Ground(*(np.append(values, one) for values, one in more))

    def among(self, numbers: Numbers) -> Ground:
        """Some of the places, in the order of the numbers."""
        return Ground(self.lat[numbers], self.lon[numbers], self.scheme[numbers])


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle km between two places, latitude and longitude in degrees."""
    lat, lon = np.radians([one[0], other[0]]), np.radians([one[1], other[1]])
    ground = Ground(lat, lon, np.zeros(2, np.int64))
    return float(_great_circle(ground, np.array([0]), np.array([1]))[0])


def _great_circle(ground: Ground, here: Numbers, there: Numbers) -> Floats:
    """Great-circle km by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984)."""
    lat, lon = ground.lat, ground.lon
    half_lat = np.sin((lat[here] - lat[there]) / 2)
    half_lon = np.sin((lon[here] - lon[there]) / 2)
    chord = half_lat**2 + np.cos(lat[here]) * np.cos(lat[there]) * half_lon**2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return km

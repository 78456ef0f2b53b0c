"""Places that are likely slips: latitude and longitude 0, swapped, without their minus sign, far from all others."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from solver.domain import Place, Problem
from solver.rules.vocabulary.wording import list_some
from solver.travel import great_circle

from .oddity import Oddity, rows_of

_FAR = 100.0  # km from the nearest other place, farther than anybody drives to a visit
_TOLD = 5
_LOOKED_AT = 50
Spot = tuple[float, float]


def find_odd_places(problem: Problem) -> Iterator[Oddity]:
    """Places that lie where nobody lives, together, and each that lies far from all others."""
    known = [place for place in problem.places if place.lat is not None and place.lon is not None]
    nowhere = [place for place in known if _at(place) == (0, 0)]
    if nowhere:
        many = "1 place is" if len(nowhere) == 1 else f"{len(nowhere)} places are"
        names = list_some([place.id for place in nowhere], _TOLD)
        what = f"{many} at latitude 0, longitude 0, in the Atlantic: {names}. Are their coordinates missing?"
        effect = "As it stands journeys are worked out from there."
        yield Oddity("place_at_zero", rows_of("places", (place.id for place in nowhere)), what, effect)
    yield from _far_places([place for place in known if place not in nowhere])


def _far_places(places: list[Place]) -> Iterator[Oddity]:
    """Of two places nobody knows which one is wrong, so three are wanted."""
    if len(places) < 3:
        return
    middle = median(_at(place)[0] for place in places), median(_at(place)[1] for place in places)
    outside = [place for place in places if great_circle(_at(place), middle) > _FAR]
    told = 0
    for place in outside[:_LOOKED_AT]:
        nearest = min(great_circle(_at(place), _at(other)) for other in places if other is not place)
        if nearest <= _FAR or told == _TOLD:
            continue
        told += 1
        what = (
            f"Place {place.id} (latitude {place.lat:g}, longitude {place.lon:g}) lies {nearest:,.0f} km from all "
            f"others: {_ask(place, middle)}?"
        )
        effect = "As it stands a journey there takes longer than a round."
        yield Oddity("place_far", rows_of("places", (place.id,)), what, effect)


def _ask(place: Place, middle: Spot) -> str:
    """What is likely wrong with where it is: the postcode, where the coordinates are those of its middle."""
    if place.postcode and place.accuracy in ("postcode", "sector"):
        return f"is its postcode {place.postcode} right"
    lat, lon = _at(place)
    if great_circle((lat, -lon), middle) <= _FAR:
        return "is the minus sign of its longitude missing or too much"
    return "are latitude and longitude swapped" if _are_swapped(lat, lon, middle) else "are its coordinates right"


def _are_swapped(lat: float, lon: float, middle: Spot) -> bool:
    return abs(lon) <= 90 and great_circle((lon, lat), middle) <= _FAR


def _at(place: Place) -> Spot:
    return place.lat or 0.0, place.lon or 0.0

"""Places and journeys that are likely slips: latitude and longitude 0, far from all others, seconds as minutes."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from solver.domain import Place, Problem
from solver.rules.vocabulary.wording import list_some
from solver.travel import great_circle

_FAR = 200.0  # km from the nearest other place, farther than anybody drives to a visit
_LONG = 180  # minutes: a matrix whose shortest journey takes longer was hardly meant so
_TOLD = 5
_LOOKED_AT = 50


def describe_odd_places(problem: Problem) -> Iterator[str]:
    """Sentences on places that lie where nobody lives, and on journeys longer than any round."""
    known = [place for place in problem.places if place.lat is not None and place.lon is not None]
    nowhere = [place for place in known if place.lat == 0 and place.lon == 0]
    if nowhere:
        many = "1 place is" if len(nowhere) == 1 else f"{len(nowhere)} places are"
        yield f"{many} at latitude 0, longitude 0, in the Atlantic: {_names(nowhere)}. Are their coordinates missing?"
    somewhere = [place for place in known if place not in nowhere]
    for place, km in list(_far_from_all(somewhere))[:_TOLD]:
        yield (
            f"Place {place.id} (latitude {place.lat:g}, longitude {place.lon:g}) lies {km:,.0f} km from all others: "
            f"{_ask(place)}?"
        )
    for matrix in problem.travel.matrices:
        ways = [ticks for i, row in enumerate(matrix.durations) for j, ticks in enumerate(row) if i != j and ticks]
        minutes = problem.horizon.minutes(min(ways, default=0))
        if minutes >= _LONG:
            yield f"The shortest journey of the {matrix.mode} matrix takes {minutes / 60:.1f} h: are these seconds?"


def _ask(place: Place) -> str:
    """What is likely wrong with where it is: the postcode, where the coordinates are those of its middle."""
    if place.postcode and place.accuracy in ("postcode", "sector"):
        return f"is its postcode {place.postcode} right"
    return "are latitude and longitude swapped"


def _far_from_all(places: list[Place]) -> Iterator[tuple[Place, float]]:
    """Places with the km to the nearest other one, where that is far. Of two nobody knows which one is wrong."""
    if len(places) < 3:
        return
    middle = median(place.lat or 0.0 for place in places), median(place.lon or 0.0 for place in places)
    outside = [place for place in places if great_circle(_at(place), middle) > _FAR]
    for place in outside[:_LOOKED_AT]:
        nearest = min(great_circle(_at(place), _at(other)) for other in places if other is not place)
        if nearest > _FAR:
            yield place, nearest


def _at(place: Place) -> tuple[float, float]:
    return place.lat or 0.0, place.lon or 0.0


def _names(places: list[Place]) -> str:
    return list_some([place.id for place in places], _TOLD)

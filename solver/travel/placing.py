"""Coordinates for places that have only a postcode, from the table of postcodes of this user."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from ..domain import Fault, Place
from ..domain.postcode import area_of, find_postcodes, is_postcode
from .postcode_table import PostcodeTable, Spot, table_path


def place_by_postcode(
    places: Sequence[Place | None], given: frozenset[str]
) -> tuple[list[Place | None], dict[int, Fault]]:
    """The places with coordinates where the table knows their postcode, and a fault for each that it does not.

    given: places of a matrix, which need none and stay as they are. A slip is suggested, never taken. Raises
    InputFaults where the table itself cannot be read.
    """
    wanting = [
        number
        for number, place in enumerate(places)
        if place is not None and place.postcode and place.lat is None and place.lon is None and place.id not in given
    ]
    found = list(places)
    if not wanting:
        return found, {}
    path = table_path()
    if not path.exists():
        wanted = "want coordinates, or a table of postcodes: `onevisit postcodes FILE` makes one"
        return found, {number: _fault(number, places[number], wanted) for number in wanting}
    missing = []
    with closing(PostcodeTable(path)) as table:
        for number in wanting:
            place = places[number]
            assert place is not None
            if (spot := table.find(place.postcode)) is None:
                missing.append(number)
            else:
                update = {"lat": spot.lat, "lon": spot.lon, "accuracy": spot.accuracy}
                found[number] = place.model_copy(update=update)
        near = [Spot(one.lat, one.lon, "door") for one in found if one and one.lat is not None and one.lon is not None]
        return found, {
            number: _fault(number, places[number], _wanted(table, places[number], near)) for number in missing
        }


def _wanted(table: PostcodeTable, place: Place | None, near: list[Spot]) -> str:
    written = place.postcode if place else ""
    within = list(dict.fromkeys(one for one in find_postcodes(written) if table.find(one) is not None))
    meant = within[0] if len(within) == 1 else table.suggest(written, near)
    if meant:
        return f"want a postcode that the table has; {meant} is one: is it meant?"
    if not is_postcode(written):
        return "want a whole postcode such as EC1A 1AA, or lat and lon"
    if not table.has_area(area := area_of(written)):
        return (
            f"want lat and lon, or a table of postcodes that has the area {area}: yours has none of it, and "
            "`onevisit postcodes FILE` makes one"
        )
    return "want a postcode that the table has, or lat and lon (it has others of this area, and no such postcode)"


def _fault(number: int, place: Place | None, wanted: str) -> Fault:
    return Fault(f"places[{number}].postcode", place.postcode if place else None, wanted)

"""Addresses become coordinates through anything with geopy's interface, once each, politely."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from geopy.exc import GeocoderQuotaExceeded
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from solver.domain import InputFaults, Matrix, Place, Problem, Travel
from solver.travel.geocode import AddressBook, locate

Make = Callable[..., Problem]


class Gazetteer(Geocoder):  # type: ignore[misc]
    """A geopy geocoder that looks addresses up in a list it holds."""

    def __init__(self, known: dict[str, tuple[float, float]]) -> None:
        super().__init__()
        self.known = known
        self.asked: list[str] = []

    def geocode(self, query: str, **_: Any) -> Location | None:
        self.asked.append(query)
        if query == "too many questions":
            raise GeocoderQuotaExceeded("come back tomorrow")
        spot = self.known.get(query)
        return Location(query, Point(*spot), {}) if spot else None


KNOWN = {"1 sample street": (54.6123456, 2.2), "2 sample street": (54.62, 2.21)}


def unlocated(problem: Make, *addresses: str) -> Problem:
    """The problem with places known by address alone; a matrix lets it be born without coordinates."""
    names = ("home", "a", "b")
    places = tuple(Place(id=name, address=address) for name, address in zip(names, addresses, strict=True))
    matrix = Matrix(mode="car", places=names, durations=((0, 1, 1), (1, 0, 1), (1, 1, 0)))
    return problem(places=places, travel=Travel(matrices=(matrix,)))


def test_each_address_is_asked_once_and_remembered(problem: Make, tmp_path: Path) -> None:
    gazetteer, book = Gazetteer(KNOWN), AddressBook(tmp_path / "addresses.json")
    before = unlocated(problem, "1 Sample Street", " 1  sample street", "2 Sample Street")
    after = locate(before, gazetteer, book, pause=0)
    assert [(place.lat, place.lon) for place in after.places] == [(54.61235, 2.2), (54.61235, 2.2), (54.62, 2.21)]
    assert gazetteer.asked == ["1 sample street", "2 sample street"]
    locate(before, gazetteer, book, pause=0)
    assert len(gazetteer.asked) == 2
    assert json.loads((tmp_path / "addresses.json").read_text())["2 sample street"] == [54.62, 2.21]


def test_places_with_coordinates_are_left_alone(problem: Make, tmp_path: Path) -> None:
    gazetteer = Gazetteer(KNOWN)
    made = problem()
    assert locate(made, gazetteer, AddressBook(tmp_path / "book.json"), pause=0).places == made.places
    assert gazetteer.asked == []


@pytest.mark.slow
def test_every_address_not_found_is_named_and_the_rest_is_kept(
    problem: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RateLimiter, "_sleep", lambda *_: None)  # five seconds before each new try
    book = AddressBook(tmp_path / "book.json")
    before = unlocated(problem, "1 Sample Street", "nowhere lane", "too many questions")
    with pytest.raises(InputFaults) as caught:
        locate(before, Gazetteer(KNOWN), book, pause=0)
    assert [fault.where for fault in caught.value.faults] == ["places[1].address", "places[2].address"]
    assert "come back tomorrow" in str(caught.value)
    assert book.read() == {"1 sample street": (54.61235, 2.2), "nowhere lane": None}


def test_a_book_that_is_not_one_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    path.write_text("[1, 2")
    with pytest.raises(InputFaults, match=r"book\.json"):
        AddressBook(path).read()


@pytest.mark.timing
def test_questions_keep_their_distance(problem: Make, tmp_path: Path) -> None:
    before = unlocated(problem, "1 Sample Street", "2 Sample Street", "1 Sample Street")
    began = time.monotonic()
    locate(before, Gazetteer(KNOWN), AddressBook(tmp_path / "book.json"), pause=0.2)
    assert time.monotonic() - began >= 0.18

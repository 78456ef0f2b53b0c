"""Coordinates for addresses, asked of a geocoding service politely and never twice.

Nothing here runs unless somebody asks for it: addresses leave the building only for the service that was named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter

from ..domain import Fault, InputFaults, Place, Problem

_DIGITS = 5  # about a metre


class Geocoder(Protocol):
    """What every geopy geocoder offers; the answer has latitude and longitude, or is None."""

    def geocode(self, query: str) -> Any: ...


@dataclass(slots=True)
class AddressBook:
    """A JSON file of addresses found before: {"address": [lat, lon]}, or null for one nobody knows."""

    path: Path

    def read(self) -> dict[str, tuple[float, float] | None]:
        """Raises InputFaults when the file is not such a book."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(key): (float(spot[0]), float(spot[1])) if spot else None for key, spot in held.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError, IndexError, KeyError):
            wanted = "want a JSON object of addresses and [latitude, longitude]; delete the file to start afresh"
            raise InputFaults([Fault("address book", str(self.path), wanted)]) from None

    def write(self, found: dict[str, tuple[float, float] | None]) -> None:
        """Written beside and moved into place, so that a stop half-way loses nothing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(self.path.name + ".part")
        part.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(part, self.path)


def locate(
    problem: Problem,
    geocoder: Geocoder,
    book: AddressBook,
    pause: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Problem:
    """The problem with coordinates for every place that has an address and none.

    pause: seconds between two questions (public services ask for one). progress(done, total). Raises InputFaults
    naming every place whose address is not found, or whose question the service refused; what was found is kept.
    """
    found = book.read()
    places = [place for place in problem.places if place.lat is None and place.address]
    asked = [address for address in dict.fromkeys(_plain(place.address) for place in places) if address not in found]
    ask = RateLimiter(geocoder.geocode, min_delay_seconds=pause, max_retries=2, swallow_exceptions=False)
    refused: dict[str, str] = {}
    try:
        for done, address in enumerate(asked, start=1):
            try:
                answer = ask(address)
            except GeopyError as error:
                refused[address] = f"{type(error).__name__}: {error}"
                continue
            found[address] = (round(answer.latitude, _DIGITS), round(answer.longitude, _DIGITS)) if answer else None
            if progress:
                progress(done, len(asked))
    finally:
        if asked:
            book.write(found)
    number = problem.place_number
    faults = [
        Fault(f"places[{number[place.id]}].address", place.address, _wanted(refused.get(_plain(place.address))))
        for place in places
        if found.get(_plain(place.address)) is None
    ]
    if faults:
        raise InputFaults(faults)
    return problem.replace(places=tuple(_placed(place, found) for place in problem.places))


def _placed(place: Place, found: dict[str, tuple[float, float] | None]) -> Place:
    spot = found.get(_plain(place.address)) if place.lat is None and place.address else None
    return place.model_copy(update={"lat": spot[0], "lon": spot[1]}) if spot else place


def _wanted(refused: str | None) -> str:
    return f"the geocoding service failed ({refused})" if refused else "want an address the geocoding service finds"


def _plain(address: str) -> str:
    """One spelling an address: blanks and capitals do not matter."""
    return " ".join(address.split()).casefold()

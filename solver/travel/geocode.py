"""Where a postcode or a street is, asked of a provider politely, only when somebody asks for it, and never twice.

What leaves the building is the postcode, or the street where that is asked for: no name, no telephone number, no visit.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter

from ..domain import Fault, InputFaults, Place
from ..domain.place import Accuracy
from ..domain.postcode import is_postcode
from .postcode_table import Spot

_DIGITS = 5  # about a metre
_TELEPHONE = re.compile(r",?\s*phone\s+[\d +()]+$", re.IGNORECASE)  # the flat form keeps it beside the address
_HOUSE = 30  # from here on OpenStreetMap's rank of a place is that of a house
_OF_DOORS = frozenset({"house", "building", "residential"})
_EXACT: tuple[Accuracy, ...] = ("door", "postcode", "sector")


class Geocoder(Protocol):
    """What every geopy geocoder offers; the answer has latitude, longitude and raw, or is None."""

    def geocode(self, query: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """A JSON file of what was answered before: {"question": [lat, lon, accuracy]}, or null for what nobody knows."""

    path: Path

    def read(self) -> dict[str, Spot | None]:
        """Raises InputFaults when the file is none of these."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(key): _read_spot(said) if said is not None else None for key, said in held.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError, IndexError, KeyError):
            wanted = "want a JSON object of questions and [latitude, longitude, accuracy]; delete it to start afresh"
            raise InputFaults([Fault("answers kept", str(self.path), wanted)]) from None

    def write(self, found: dict[str, Spot | None]) -> None:
        """Written beside and moved into place, so that a stop half-way loses nothing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(self.path.name + ".part")
        plain = {key: [spot.lat, spot.lon, spot.accuracy] if spot else None for key, spot in found.items()}
        part.write_text(json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(part, self.path)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask, and how. streets: the address is sent too where there is one. pause: seconds between two questions.

    agreed: told what would be sent before anything is; False: nothing is. Without anything to send it is not asked.
    """

    geocoder: Geocoder
    answers: Answers
    agreed: Callable[[Sequence[str]], bool]
    streets: bool = False
    pause: float = 1.0

    def locate(self, places: Sequence[Place | None]) -> list[Place | None]:
        """The places, with coordinates where they had none and the provider knows them; as they are where not agreed.

        Raises InputFaults naming every place that is not found, or whose question was refused; what was found is kept.
        """
        wanting = {
            number: question
            for number, place in enumerate(places)
            if place is not None and place.lat is None and place.lon is None and (question := self._question(place))
        }
        found = self.answers.read()
        asked = [question for question in dict.fromkeys(wanting.values()) if question not in found]
        if asked and not self.agreed(asked):
            return list(places)
        refused = self._ask(asked, found)
        made, faults = list(places), list[Fault]()
        for number, question in wanting.items():
            place, spot = places[number], found.get(question)
            assert place is not None
            if spot is None:
                faults.append(Fault(f"places[{number}]", question, _wanted(refused.get(question))))
            else:
                made[number] = place.model_copy(update={"lat": spot.lat, "lon": spot.lon, "accuracy": spot.accuracy})
        if faults:
            raise InputFaults(faults)
        return made

    def _ask(self, asked: Sequence[str], found: dict[str, Spot | None]) -> dict[str, str]:
        """Put the answers into what is found; why each question that failed did."""
        ask = RateLimiter(self.geocoder.geocode, min_delay_seconds=self.pause, max_retries=2, swallow_exceptions=False)
        refused: dict[str, str] = {}
        try:
            for question in asked:
                try:
                    answer = ask(question)
                except GeopyError as error:
                    refused[question] = f"{type(error).__name__}: {error}"
                else:
                    found[question] = _spot(question, answer) if answer else None
        finally:
            if asked:
                self.answers.write(found)
        return refused

    def _question(self, place: Place) -> str:
        """What is sent of a place: its postcode; with streets its address before that."""
        street = _TELEPHONE.sub("", place.address).strip(" ,") if self.streets else ""
        if street.casefold().startswith("phone "):
            street = ""
        return ", ".join(part for part in (" ".join(street.split()), place.postcode) if part)


def _spot(question: str, answer: Any) -> Spot:
    return Spot(round(answer.latitude, _DIGITS), round(answer.longitude, _DIGITS), _accuracy(question, answer.raw))


def _accuracy(question: str, raw: Any) -> Accuracy:
    """Of the door only where the answer says that it is a house; of the postcode only where one was asked for whole."""
    said = raw if isinstance(raw, dict) else {}
    kinds = {str(said.get(key, "")) for key in ("type", "class", "addresstype")}
    if not is_postcode(question) and (said.get("place_rank", 0) >= _HOUSE or kinds & _OF_DOORS):
        return "door"
    whole = is_postcode(question) or is_postcode(question.rpartition(",")[2])
    coarse = bool(said) and "addresstype" in said and said["addresstype"] not in ("postcode", "road", "place")
    return "postcode" if whole and not coarse else "sector"


def _read_spot(said: Sequence[Any]) -> Spot:
    lat, lon, accuracy = said
    if accuracy not in _EXACT:
        raise ValueError(accuracy)
    return Spot(float(lat), float(lon), accuracy)


def _wanted(refused: str | None) -> str:
    return f"the provider failed ({refused})" if refused else "want a postcode or street that the provider finds"

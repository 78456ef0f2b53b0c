"""How far it is from door to door, in every mode the shifts use."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from threading import Lock

from ..domain import MODES, Mode, Problem
from .cache import JourneyFolder, freeze
from .estimate import Estimate, great_circle
from .matrix import GivenMatrix
from .pairs import MANY_PLACES, PairTable, among, journeys_by_pair
from .source import NO_WAY, Journeys, Legs, Source

__all__ = [
    "NO_WAY",
    "Estimate",
    "GivenMatrix",
    "JourneyFolder",
    "Journeys",
    "Legs",
    "PairTable",
    "Source",
    "among",
    "great_circle",
    "journeys",
]

_KEPT = 4
_recent: OrderedDict[str, Journeys] = OrderedDict()
_lock = Lock()


def journeys(problem: Problem, folder: JourneyFolder | None = None) -> Journeys:
    """Journeys between all places in every mode a shift uses; remembered for the last few problems.

    folder: also kept there between runs. Of many places without a given matrix, only the pairs asked for are worked out
    (see pairs.py). Raises InputFaults naming every place that cannot be reached.
    """
    modes = [mode for mode in MODES if any(problem.mode_of(shift) == mode for shift in problem.shifts)]
    key = _digest(problem, modes)
    with _lock:
        if key in _recent:
            _recent.move_to_end(key)
            return _recent[key]
    found: Journeys | None = None
    if len(problem.places) >= MANY_PLACES and not problem.travel.matrices:
        folder, found = None, journeys_by_pair(problem, modes)
    elif folder:
        found = folder.read(key)
    if found is None:
        estimate = Estimate(problem.travel, problem.horizon.ticks_per_minute)
        source: Source = GivenMatrix(problem.travel.matrices, estimate)
        legs = {mode: source.legs(problem.places, mode) for mode in modes}
        if problem.roams:
            legs = {mode: leg.with_anywhere() for mode, leg in legs.items()}
        found = freeze(
            Journeys(
                seconds={mode: leg.ticks for mode, leg in legs.items()},
                metres={mode: leg.metres for mode, leg in legs.items()},
                error="; ".join(dict.fromkeys(leg.error for leg in legs.values())) or "no journeys",
            )
        )
        if folder:
            folder.write(key, found)
    with _lock:
        _recent[key] = found
        while len(_recent) > _KEPT:
            _recent.popitem(last=False)
    return found


def _digest(problem: Problem, modes: list[Mode]) -> str:
    parts = [
        [list(modes), problem.horizon.ticks_per_minute, *(["roams"] if problem.roams else [])],
        [(place.id, place.lat, place.lon, place.scheme) for place in problem.places],
    ]
    text = json.dumps(parts, separators=(",", ":")) + problem.travel.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()

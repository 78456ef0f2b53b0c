"""A small day as plain JSON values, good in every way, for tests to spoil."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD: dict[str, Any] = {
    "onevisit": "problem",
    "version": "1",
    "name": "a small day",
    "horizon": {"start": "2026-03-02T00:00:00+00:00", "days": 1, "timezone": "Europe/London"},
    "organisations": [
        {"id": "care", "name": "Example Care", "sector": "social"},
        {"id": "trust", "name": "Example Trust", "sector": "health"},
    ],
    "competencies": [{"id": "hoist"}],
    "places": [{"id": "p1", "lat": 54.0, "lon": 2.0}, {"id": "p2", "lat": 54.1, "lon": 2.1}],
    "clients": [
        {"id": "c1", "name": "Avril Testperson", "place": "p1", "nhs_number": "9990001006"},
        {"id": "c2", "name": "Basil Testperson", "place": "p2"},
    ],
    "visits": [
        {
            "id": f"v{number}",
            "client": client,
            "organisation": "care",
            "tasks": [{"code": "wash", "duration_minutes": 30}],
            "windows": [{"start": f"2026-03-02T{hour:02}:00:00+00:00", "end": f"2026-03-02T{hour + 1:02}:00:00+00:00"}],
        }
        for number, client, hour in ((1, "c1", 8), (2, "c1", 12), (3, "c2", 9))
    ],
    "workers": [{"id": "w1", "name": "Edwina Placeholder", "organisation": "care", "home": "p2"}],
    "shifts": [{"id": "s1", "worker": "w1", "start": "2026-03-02T07:00:00+00:00", "end": "2026-03-02T14:00:00+00:00"}],
}


@pytest.fixture
def good() -> dict[str, Any]:
    """The document of a good day, to change at will."""
    return copy.deepcopy(GOOD)


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[[Any], Path]:
    """Writes a value as day.json and gives the path."""

    def write(value: Any) -> Path:
        path = tmp_path / "day.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    return write

"""What OpenAPI shows: requests that can be sent as they stand. Everybody in them is invented, and visibly so."""

from __future__ import annotations

from typing import Any

PROBLEM: dict[str, Any] = {
    "onevisit": "problem",
    "version": "2",
    "name": "One invented morning",
    "horizon": {"start": "2026-03-02T00:00:00+00:00", "timezone": "Europe/London", "days": 1},
    "organisations": [{"id": "council", "name": "Dogger Bank Council", "sector": "social"}],
    "competencies": [{"id": "personal_care", "name": "Personal care"}],
    "places": [
        {"id": "P1", "lat": 54.7, "lon": 2.1, "name": "1 Nowhere Row"},
        {"id": "P2", "lat": 54.71, "lon": 2.12, "name": "2 Nowhere Row"},
    ],
    "clients": [{"id": "C1", "name": "Edith Madeupford", "place": "P1"}],
    "visits": [
        {
            "id": "V1",
            "client": "C1",
            "organisation": "council",
            "tasks": [{"code": "wash_and_dress", "duration_minutes": 30, "competencies": ["personal_care"]}],
            "windows": [{"start": "2026-03-02T07:30:00+00:00", "end": "2026-03-02T08:30:00+00:00"}],
        }
    ],
    "workers": [
        {
            "id": "W1",
            "name": "Thomas Inventedford",
            "organisation": "council",
            "home": "P2",
            "mode": "car",
            "competencies": [{"competency": "personal_care"}],
        }
    ],
    "shifts": [{"id": "S1", "worker": "W1", "start": "2026-03-02T07:00:00+00:00", "end": "2026-03-02T13:00:00+00:00"}],
}

ROSTER: dict[str, Any] = {
    "onevisit": "roster",
    "version": "1",
    "rounds": [{"shift": "S1", "stops": [{"visit": "V1", "start": "2026-03-02T07:30:00+00:00"}]}],
}

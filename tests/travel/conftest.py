"""A small problem to vary: two clients, one worker, three places in the sea."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from solver.domain import Client, Horizon, Organisation, Place, Problem, Shift, Task, Visit, Window, Worker

PLACES = (Place(id="home", lat=54.60, lon=2.20), Place(id="a", lat=54.61, lon=2.20), Place(id="b", lat=54.62, lon=2.22))


@pytest.fixture
def problem() -> Callable[..., Problem]:
    """A function that makes the problem, with any of its fields changed."""

    def make(**changes: Any) -> Problem:
        fields: dict[str, Any] = {
            "horizon": Horizon(start=datetime(2027, 3, 1, tzinfo=UTC)),
            "organisations": (Organisation(id="o", name="Samplecare", sector="social"),),
            "places": PLACES,
            "clients": (
                Client(id="A", name="Ada Testperson", place="a"),
                Client(id="B", name="Bo Testperson", place="b"),
            ),
            "visits": tuple(
                Visit(
                    id=f"v{who}",
                    client=who,
                    organisation="o",
                    tasks=(Task(code="care", duration=1800),),
                    windows=(Window(start=36_000, end=39_600),),
                )
                for who in "AB"
            ),
            "workers": (Worker(id="w", name="Wyn Testworker", organisation="o", home="home"),),
            "shifts": (Shift(id="s", worker="w", start=30_000, end=60_000),),
        }
        return Problem(**{**fields, **changes})

    return make

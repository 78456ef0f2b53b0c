"""What two doses are said to be of: their code, or what unlike codes are both taken for."""

from __future__ import annotations

import pytest

from fixtures.paper import at, day, visit, worker
from solver.domain import Shift, Task
from solver.rules import Pack
from solver.rules.readings.dose_gaps import gap_of_doses


@pytest.mark.parametrize(
    ("code", "other", "said"),
    [
        ("insulin", "insulin", "insulin"),
        ("novorapid", "lantus", "insulin"),
        ("eye drops am", "eye drops am", "eye drops am"),
    ],
)
def test_doses_are_named_by_what_both_are(code: str, other: str, said: str) -> None:
    shift = Shift(id="s", worker="w", start=at(8), end=at(18))
    problem = day({"home ann": 10}, [visit("v", "ann", 30, (at(9), at(10)))], [worker("w")], [shift])
    pack = Pack.load()
    one, then = Task(code=code, duration=300), Task(code=other, duration=300)
    least, dose = gap_of_doses([one], [then], pack.catalogue(problem), pack.values("call_spacing"), 60)
    assert least >= 60 * 60
    assert dose == said

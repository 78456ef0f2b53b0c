"""The benchmark of regions: districts share out everything, a line has cost, first whole roster and memory."""

from __future__ import annotations

import re

import pytest

from benchmarks import region
from fixtures import generate

pytestmark = pytest.mark.kernel


def test_districts_share_out_all_visits_and_workers_and_tear_nothing() -> None:
    problem = generate("town", 1)
    districts = list(region.districts_of(problem, 3))
    assert len(districts) == 3
    assert sorted(visit for part in districts for visit in part.visits) == list(range(len(problem.visits)))
    assert sorted(worker for part in districts for worker in part.workers) == list(range(len(problem.workers)))
    at = {problem.visits[visit].id: number for number, part in enumerate(districts) for visit in part.visits}
    assert problem.links
    assert all(at[link.first] == at[link.second] for link in problem.links)


def test_a_line_has_cost_first_whole_roster_and_memory_and_districts_are_set_against_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    region.run([2.0], 2, 1, 3, parts=3, size="town")
    said = capsys.readouterr().out
    assert re.search(r"2 s: [\d,]+\.\d\d pounds, 0 unserved, 3 parts, [\d,]+ moves", said)
    assert re.search(r"nobody left out after \d+ s \(\d+ s by the clock\); memory at most \d\.\d GiB", said)
    assert re.search(r"3 districts alone: [\d,]+\.\d\d pounds; the whole is [+-]\d+\.\d\d %", said)

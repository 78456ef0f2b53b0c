"""The benchmark of threads: a line a day and a mean, large days in parts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from benchmarks import threads
from solver.engine import split_search
from solver.engine.decompose import run

pytestmark = pytest.mark.kernel


def test_a_line_has_both_costs_and_their_difference_and_every_size_a_mean(capsys: pytest.CaptureFixture[str]) -> None:
    threads.run([30], 2, 0.5, 2, "full")
    said = capsys.readouterr().out
    lines = re.findall(r"full +30 +\d +([\d,.]+) +([\d,.]+) +([+-]\d+\.\d\d) %", said)
    assert len(lines) == 2
    for one, several, difference in lines:
        pounds = [float(cost.replace(",", "")) for cost in (one, several)]
        assert float(difference) == pytest.approx(100 * (pounds[1] / pounds[0] - 1), abs=0.02)
    mean = re.search(r"full +30 mean +([+-]\d+\.\d\d) %", said)
    assert mean is not None
    assert float(mean[1]) == pytest.approx(sum(float(line[2]) for line in lines) / 2, abs=0.011)


def test_large_days_are_searched_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LARGE", 20)
    monkeypatch.setattr(run, "_PART", 15)
    asked: list[int] = []

    def watched(*args: object, **more: Any) -> object:
        asked.append(more["parts"])
        return split_search(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("benchmarks.peers.ours.split_search", watched)
    assert threads.cost("full", 30, 1, 0.5, 1) > 0
    assert len(asked) == 1
    assert asked[0] > 1

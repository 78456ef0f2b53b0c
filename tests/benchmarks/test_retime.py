"""The table of starts found once more: what each step may not make worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import retime
from fixtures import generate

pytestmark = pytest.mark.kernel


def test_each_step_costs_no_more_and_makes_nobody_later() -> None:
    (_, searched, *_), (_, finer, *_), (_, passed, *_), (_, whole, *_) = retime.measure(generate("hamlet", 2), 100_000)
    assert finer.score.total < searched.score.total
    assert finer.figures.lateness <= searched.figures.lateness
    assert whole.score.total < passed.score.total
    assert whole.figures.lateness <= passed.figures.lateness
    assert {one.feasible for one in (searched, finer, passed, whole)} == {True}


def test_the_table_is_kept_with_every_row(tmp_path: Path) -> None:
    retime.run(["hamlet"], 2, 2_000, tmp_path)
    (kept,) = tmp_path.glob("*-retime.md")
    rows = [line for line in kept.read_text("utf-8").splitlines() if line.startswith("| hamlet")]
    assert len(rows) == 8
    assert "+0.00 %" in rows[0]

"""The ablation runs on a tiny day, tells what was switched off, and the switches do switch off."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ablation
from benchmarks.peers.days import day
from solver.engine import SWITCHES, search
from solver.rules import Pack, lower_all
from solver.travel import journeys

pytestmark = pytest.mark.kernel


def test_a_table_of_a_tiny_day(tmp_path: Path) -> None:
    table = ablation.run([8], [], 0.05, 1, ["ruin and recreate", "2-opt*"], tmp_path, day_seed=3)
    (kept,) = tmp_path.glob("*-ablation.md")
    text = kept.read_text("utf-8")
    assert list(table) == ["", "ruin and recreate", "2-opt*"]
    assert all(cost > 0 for rows in table.values() for costs in rows for cost in costs)
    assert "| ruin and recreate | " in text
    assert "| 2-opt* | " in text
    assert "| day 3 of 8 |" in text
    assert [len(rows[0]) for rows in table.values()] == [2, 1, 1]  # the whole search runs twice as often


def test_a_rise_is_told_with_the_luck_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    costs = {"": [98, 102, 98, 102], "2-opt*": [110, 110]}
    monkeypatch.setattr(ablation, "_cost", lambda problem, seconds, seed, part: costs[part][seed - 1])
    ablation.run([8], [], 0.0, 2, ["2-opt*"], tmp_path)
    (kept,) = tmp_path.glob("*-ablation.md")
    text = kept.read_text("utf-8")
    assert "| (nothing: luck) | ±2.31 |" in text  # the standard deviation of 98, 102, 98, 102
    assert "| 2-opt* | +10.00 ±2.00 |" in text  # 2.31 * sqrt(1/2 + 1/4)


@pytest.mark.parametrize("part", SWITCHES)
def test_every_part_can_be_switched_off(part: str) -> None:
    problem = day(8, 1, "full")
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    found = search(problem, terms, travel, moves=2_000, seed=1, without=(part,))
    assert found.moves == 2_000
    assert found.cost > 0


def test_an_unknown_part_is_named() -> None:
    problem = day(8, 1, "full")
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    with pytest.raises(ValueError, match="luck"):
        search(problem, terms, travel, moves=200, without=("luck",))

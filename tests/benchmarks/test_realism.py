"""The command that measures every size and scenario: what it prints of a day, and which days it holds against it."""

from __future__ import annotations

from typing import get_args

import pytest

from benchmarks import realism
from fixtures import Scenario, Size


def test_a_true_day_passes_and_a_kind_one_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert realism.run(["team"], 1, "uk", 1) == 0
    assert "33.5 care clients of an employer of carers: 67 clients of care in all" in capsys.readouterr().out
    assert realism.run(["team", "home-care-30"], 1, "kind", 1) == 2
    said = capsys.readouterr().out
    assert said.startswith("! team, kind, seed 1: ")
    assert said.endswith("2 of 2 days are not like life\n")


def test_every_size_but_the_hamlet_and_every_scenario_is_measured() -> None:
    assert {*realism.EVERY} == {*get_args(Size), *get_args(Scenario)} - {"hamlet"}
    with pytest.raises(ValueError, match="not village"):
        realism.run(["village"], 1, "uk", 1)

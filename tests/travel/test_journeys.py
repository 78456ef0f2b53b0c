"""The one door to travel: modes in use, the error in words, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from solver.domain import Problem, Shift, Travel
from solver.travel import JourneyFolder, Journeys, journeys

Make = Callable[..., Problem]


def test_only_modes_in_use_are_worked_out(problem: Make) -> None:
    shifts = (
        Shift(id="s", worker="w", start=30_000, end=40_000),
        Shift(id="t", worker="w", start=50_000, end=60_000, mode="walk"),
    )
    found = journeys(problem(shifts=shifts))
    assert list(found.seconds) == ["car", "walk"]
    assert found.error.startswith(
        "estimated from coordinates, urban preset: mean error 16 %, 1 journey in 10 takes more than 1.3 times as long"
    )
    assert "walking" in found.error


def test_the_same_question_is_answered_once(problem: Make) -> None:
    first = journeys(problem())
    assert journeys(problem(name="another name")) is first
    assert journeys(problem(travel=Travel(preset="rural"))) is not first


def test_nobody_can_change_what_is_remembered(problem: Make) -> None:
    with pytest.raises(ValueError, match="read-only"):
        journeys(problem()).seconds["car"][0, 0] = 1


def _some(size: int) -> Journeys:
    table = np.arange(size * size, dtype=np.int32).reshape(size, size)
    return Journeys({"car": table}, {"car": table * 2}, "an error in words")


def test_a_folder_keeps_journeys_between_runs(problem: Make, tmp_path: Path) -> None:
    folder = JourneyFolder(tmp_path / "kept")
    found = journeys(problem(travel=Travel(traffic=1.234)), folder)
    (kept,) = (tmp_path / "kept").iterdir()
    again = folder.read(kept.stem)
    assert again is not None
    assert (again.seconds["car"] == found.seconds["car"]).all()
    assert (again.metres["car"] == found.metres["car"]).all()
    assert again.error == found.error


def test_a_damaged_file_counts_as_absent(tmp_path: Path) -> None:
    folder = JourneyFolder(tmp_path)
    folder.write("abc", _some(4))
    (tmp_path / "abc.npz").write_bytes((tmp_path / "abc.npz").read_bytes()[:100])
    assert folder.read("abc") is None
    assert not (tmp_path / "abc.npz").exists()


def test_the_folder_stays_within_its_limit(tmp_path: Path) -> None:
    folder = JourneyFolder(tmp_path, limit=10_000)
    for name in ("one", "two", "three", "four"):
        folder.write(name, _some(20))  # about 4 kB each
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    assert folder.read("four") is not None

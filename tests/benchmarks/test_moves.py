"""Moves a second beside another checkout: the same work is done by both, and a checkout that cannot says so."""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError

import pytest

from benchmarks import moves

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.kernel
def test_a_checkout_beside_itself_makes_the_same_rosters(capsys: pytest.CaptureFixture[str]) -> None:
    ratios = moves.run(ROOT, 1, 2_000, None)
    assert set(ratios) == {"team", "town"}
    assert all(ratio > 0 for ratio in ratios.values())
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith(("| team", "| town"))]
    assert [row[4] for row in rows] == [row[5].removesuffix(" |") for row in rows]


def test_a_folder_that_is_no_checkout_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CalledProcessError):
        moves.measure(tmp_path, 10, [])

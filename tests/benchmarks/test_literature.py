"""The literature benchmark: rows that do not count are not counted, and a published instance is found and judged."""

from pathlib import Path

import pytest

from benchmarks.literature import Row, _summary, run

pytestmark = pytest.mark.kernel

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FOLDER, JUDGE = SHARED / "benchmarks", SHARED / "tools" / "judge.py"


def test_a_refused_row_counts_for_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        Row("mine 10", "a", 1, 99.0, 100.0, ""),
        Row("mine 10", "b", 1, 100.0, 100.0, ""),
        Row("mine 10", "c", 1, 103.0, 100.0, ""),
        Row("mine 10", "d", 1, 1.0, 100.0, "1 hard breaches"),
        Row("mine 9", "e", 1, 5.0, None, ""),
    ]
    _summary(rows)
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line]
    assert lines[1] == ["mine", "9", "1", "0"]
    assert lines[2] == ["mine", "10", "4", "+0.67", "+3.00", "1", "1", "1", "1"]
    assert lines[3][:2] == ["all", "5"]
    assert lines[-1] == ["a", "99.000"]


@pytest.mark.needs("data", JUDGE.exists(), "the published instances in shared/ beside the checkout")
def test_a_published_instance_reaches_its_best_known_cost(tmp_path: Path) -> None:
    rows = run(FOLDER, 1.0, 1, 1, "InstanzCPLEX_HCSRP_10_1", tmp_path, JUDGE)
    assert [(row.instance, row.trouble) for row in rows] == [("InstanzCPLEX_HCSRP_10_1", "")]
    assert abs(rows[0].gap or 0) < 1e-3
    assert (tmp_path / "InstanzCPLEX_HCSRP_10_1.json").exists()

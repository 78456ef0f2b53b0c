"""What pooling and joining are worth, by case: each is made once, kept as soon as it is done, and told in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import regions

pytestmark = pytest.mark.kernel


def test_what_is_done_is_kept_and_not_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept.jsonl"
    regions.run(["hamlet"], [0.1], [1.0], 1, 1.0, 200, kept)
    said, before = capsys.readouterr().out, kept.read_text()
    assert "hamlet: nursing 10% of visits, agreements with 100% of employers; 1 day(s), 200 moves" in said
    assert "visits not served" in said
    lines = [json.loads(line) for line in before.splitlines()]
    assert [(one["case"], one["seed"]) for one in lines] == [(["hamlet", 0.1, 1.0, "200 moves"], 1)]
    lines[0]["figures"]["doors knocked"] = {"alone": 70.0, "pooled": 60.0, "joined": 65.0}
    kept.write_text(json.dumps(lines[0]) + "\n")
    regions.run(["hamlet"], [0.1], [1.0], 1, 1.0, 200, kept)
    said = capsys.readouterr().out
    assert len(kept.read_text().splitlines()) == 1, "nothing was made anew"
    assert "pooling takes off 10.0 (from 10.0 to 10.0)" in said
    assert "joining adds 5.0 (from 5.0 to 5.0)" in said
    with pytest.raises(ValueError, match="not village"):
        regions.run(["village"], [0.1], [1.0], 1, 1.0, 200, kept)

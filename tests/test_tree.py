"""What every file keeps to, wherever it lies: one idea, and short enough to be read at one sitting."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [
    path
    for path in ROOT.iterdir()
    if path.is_dir() and path.name[0] != "." and path.name not in ("build", "dist", "out")
]
CODE = (".py", ".js", ".css", ".html")
MOST_LINES = 400


def count_lines() -> dict[str, int]:
    """The lines of each file of code that was written here: what others made lies in vendor and in node_modules."""
    return {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for folder in FOLDERS
        for path in folder.rglob("*")
        if path.suffix in CODE and not {"vendor", "node_modules"} & set(path.parts)
    }


def test_no_file_is_longer_than_can_be_read_at_one_sitting() -> None:
    lines = count_lines()
    assert len(lines) > 500
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert not long, f"split them where an idea divides them: {long}"

"""Days that must not go wrong, each with a twin that must be served.

waiting.txt names the tests that ask for what issue 25 has yet to bring, one a line as pytest prints them after the
folder: they may fail. Without that file every test counts: deleting it switches them on. Tests that pass already are
not named in it, so that what is right today stays right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
WAITING = HERE / "waiting.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the documents of a test go."""
    return tmp_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait may fail."""
    if not WAITING.exists():
        return
    waiting = set(WAITING.read_text("utf-8").splitlines())
    for item in items:
        if item.path.parent == HERE and f"{item.path.name}::{item.name}" in waiting:
            item.add_marker(pytest.mark.xfail(strict=False, reason="issue 25"))

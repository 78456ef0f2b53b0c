"""Days that must not go wrong, each with a twin that must be served: by the commands, so most of them search."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the documents of a test go."""
    return tmp_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All are marked as searches with the compiled engine."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.kernel)

"""A few cases of a property for ``make test``, the others for ``make test-long``: which they are is said once, here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def sample(cases: Sequence[Any], shown: int) -> list[Any]:
    """Cases for a test's parameter: the first few as they are, the rest marked ``long``. At least one is shown."""
    assert 0 < shown <= len(cases)
    return [*cases[:shown], *(pytest.param(case, marks=pytest.mark.long) for case in cases[shown:])]

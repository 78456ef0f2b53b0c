"""Many invented requests to every operation, with a key that may do everything and without one.

python -m pytest tests/service/long/test_openapi_long.py -s
"""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from solver.domain import Role

from ..routes.conftest import Keys, app, key
from ..routes.everything import ask_everything

__all__ = ["app", "key"]  # fixtures

_EACH = 15


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.ADMIN, Role.ANALYST, None])
def test_answers_are_as_the_document_says(role: Role | None, app: FastAPI, key: Keys) -> None:
    headers = None if role is None else key(None if role is Role.ADMIN else "council", role)
    asked, wrong = ask_everything(app, headers, _EACH)
    print(f"\n{role or 'without a key'}: {asked:,} requests, {len(wrong)} answers not as described")
    assert asked > 300
    assert not wrong, "\n".join(sorted(set(wrong)))

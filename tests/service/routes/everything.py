"""Every operation of the OpenAPI document asked with invented requests, good ones and bad ones."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

# That every request the schema allows is accepted is not promised: what is in a document is judged by the reader.
_CHECKS = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "unsupported_method",
}
_PHASES = (Phase.explicit, Phase.generate)


def ask_everything(app: FastAPI, headers: dict[str, str] | None, most: int) -> tuple[int, list[str]]:
    """How many requests were made, and what was wrong with the answers. most: requests an operation and kind."""
    for pace in (app.state.pace, app.state.doors.wrong):  # not what is asked about here
        pace.rate = pace.full = 1e9
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    asking = _Asking(headers, most, [check for check in CHECKS.get_all() if check.__name__ in _CHECKS])
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        asking.of(found.ok())
    return asking.asked, asking.wrong


class _Asking:
    """Counts requests, and keeps what was wrong with the answers."""

    def __init__(self, headers: dict[str, str] | None, most: int, checks: list[Any]):
        self.headers, self.most, self.checks = headers, most, checks
        self.asked, self.wrong = 0, list[str]()

    def of(self, operation: Any) -> None:
        """Good requests, and bad ones where the operation has anything to send badly."""
        for kind in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            with suppress(Unsatisfiable):
                self._of_a_kind(operation, kind)

    def _of_a_kind(self, operation: Any, kind: GenerationMode) -> None:
        @seed(1)
        @settings(
            max_examples=self.most,
            deadline=None,
            database=None,
            phases=_PHASES,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=kind))
        def answers(case: Any) -> None:
            self.asked += 1
            try:
                case.call_and_validate(headers=self.headers, checks=self.checks)
            except FailureGroup as error:
                self.wrong += [f"{operation.label}: {one}" for one in error.exceptions]

        answers()

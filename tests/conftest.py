"""No test is left out in silence: what it wants is said, fails in CI, and stands in one line at the end of the run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from . import missing

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # both read a clock
settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """``@pytest.mark.needs(kind, there, what)``: see ``missing.want``."""
    for mark in item.iter_markers("needs"):
        missing.want(*mark.args)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """A skip of any other origin (``pytest.skip``, ``skipif``, ``importorskip``) fails: it would be green in CI."""
    report = yield
    return _said(report, item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """The same for a whole file."""
    report = yield
    return _said(report, collector.nodeid)


def _said(report: Any, where: str) -> Any:
    if report.skipped and not hasattr(report, "wasxfail") and not missing.has_reason(_words(report)):
        report.outcome = "failed"
        report.longrepr = f"{where} leaves itself out ({_words(report)}): want tests.missing.want, or the mark needs"
    return report


def _words(report: Any) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    told = missing.left_out(_words(report) for report in terminalreporter.stats.get("skipped", ()))
    if told:
        terminalreporter.write_line(f"Left out: {told}")

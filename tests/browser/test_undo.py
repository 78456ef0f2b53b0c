"""Undo goes back change by change, to the roster as it was solved and no further."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _starts(page: Any) -> set[str]:
    return {
        mark.split(";")[0]
        for mark in page.locator(".mark[data-shift]").evaluate_all(
            "all => all.map(one => one.dataset.visit + one.dataset.shift + one.getAttribute('aria-label'))"
        )
    }


def _taken_off(page: Any) -> None:
    page.locator(".mark[data-shift]").first.click()
    page.click("#detail >> text=Take off")
    left = page.locator("#left .left-item").count()
    page.click("dialog .go")
    page.wait_for_selector(f"#left .left-item >> nth={left}", state="attached")


def test_two_changes_are_undone_by_two_presses(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "days")
    assert page.locator("#undo").is_disabled()
    told = [_starts(page)]
    for _ in range(2):
        _taken_off(page)
        told.append(_starts(page))
    assert len(told[2]) < len(told[1]) < len(told[0])
    for was in (told[1], told[0]):
        left = page.locator("#left .left-item").count()
        page.click("#undo")
        page.wait_for_selector(f"#left .left-item >> nth={left - 1}", state="detached")
        assert _starts(page) == was
    assert page.locator("#undo").is_disabled()
    day(page, "days")
    assert page.locator("#undo").is_disabled(), "nor after the page was loaded anew"

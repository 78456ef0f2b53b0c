"""A roster of several days: moving between them, one client's week with faces, and two rounds swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Service


@pytest.fixture
def page(come: Callable[..., Any], day: Callable[..., None]) -> Any:
    page = come()
    day(page, "days")
    return page


def _shifts(page: Any) -> Any:
    return page.locator(".line[data-shift]").evaluate_all("all => all.map(line => line.dataset.shift)")


def test_days_are_buttons_that_lead_from_one_to_another(page: Any) -> None:
    days = page.locator("#days button")
    assert days.all_inner_texts() == ["Monday 1", "Tuesday 2", "Wednesday 3"]
    tops = [page.locator(name).bounding_box()["y"] for name in ("#find", "#print")]
    assert abs(tops[0] - tops[1]) < 10, "one row of buttons, not two"
    assert [one.get_attribute("aria-pressed") for one in days.all()] == ["true", "false", "false"]
    seen = [_shifts(page)]
    for number in (1, 2):
        days.nth(number).focus()
        page.keyboard.press("Enter")
        assert [one.get_attribute("aria-pressed") for one in days.all()].index("true") == number
        seen.append(_shifts(page))
        assert page.locator("#map path.leaflet-interactive").count() > 3, "the map shows that day too"
    assert all(all(f"-day{number}" in shift for shift in shifts) for number, shifts in enumerate(seen, 1))
    assert all(seen)


def test_a_place_in_another_day_is_opened_by_its_address(come: Callable[..., Any], service: Service, page: Any) -> None:
    page.locator("#days button").nth(2).click()
    page.locator(".mark[data-shift]").first.click()
    there = page.url
    assert "#" in there
    other = come()
    other.goto(there)
    other.wait_for_selector("body[data-ready]")
    assert other.locator("#days button").nth(2).get_attribute("aria-pressed") == "true"
    assert other.locator(".mark.on").count() >= 1
    assert other.inner_text("#detail h2") == page.inner_text("#detail h2")


def test_filters_stay_from_day_to_day(page: Any) -> None:
    page.select_option("#by-competency", "medication")
    first = page.inner_text("#count")
    page.locator("#days button").nth(1).click()
    shown = page.locator(".line[data-shift]:visible").count()
    assert page.inner_text("#count") == f"{shown} of {page.locator('.line[data-shift]').count()} shifts"
    page.locator("#days button").nth(0).click()
    assert page.inner_text("#count") == first


def test_one_clients_week_with_faces(page: Any) -> None:
    page.locator(".mark[data-shift]").first.click()
    name = page.inner_text("#detail dd a")
    page.click("#detail dd a")
    page.wait_for_selector(".week")
    assert page.inner_text("h1") == name
    planned = page.locator(".week > li:has(h2 small)")
    assert planned.count() == 3, "each rostered day"
    assert page.locator(".week > li").count() > 3, "and the days before, from the history"
    for call in page.locator(".call").all():
        face, text = call.locator(".face").inner_text(), call.inner_text()
        worker = re.search(r"\d\d:\d\d (\w[^\n]*)", text)
        assert worker is not None
        assert face[0] == worker[1][0]
    assert re.search(r"\d+ faces? on \d+ visits", page.inner_text(".figures"))


def _rounds(page: Any) -> dict[str, list[str]]:
    """The clients of each shift of the day that is shown, in order."""
    return dict(
        page.locator(".line[data-shift]").evaluate_all(
            """all => all.map(line => [line.dataset.shift,
            [...line.querySelectorAll(".mark")].map(mark => mark.dataset.visit)])"""
        )
    )


def _swapped(page: Any) -> tuple[dict[str, list[str]], str, str]:
    """The first day with two shifts whose rounds the checker lets change hands, the dialog that says so open.

    Returns the rounds of that day, and the two shifts.
    """
    for day in page.locator("#days button").all():
        day.click()
        before = _rounds(page)
        for one in (shift for shift, visits in before.items() if visits):
            other = _swaps_with(page, one, before)
            if other:
                return before, one, other
    raise AssertionError("no two rounds can be swapped")


def _swaps_with(page: Any, shift: str, before: dict[str, list[str]]) -> str | None:
    """The first shift with which this one may change rounds, its dialog left open; None when there is none."""
    page.click(f".line[data-shift='{shift}'] button.who")
    page.click("#detail >> text=Swap round")
    others = page.locator("#swap-with option").evaluate_all("all => all.map(one => one.value)")
    assert shift not in others
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    for other in others:
        if not before[other]:
            continue
        page.click("#detail >> text=Swap round")
        page.select_option("#swap-with", other)
        page.click("dialog .go")
        page.wait_for_selector("dialog .judged")
        if page.locator("dialog .verdict-box.bad").count() == 0:
            return other
        assert page.locator("dialog .go").is_disabled(), "what breaks a hard rule cannot be confirmed"
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
    return None


def test_two_workers_rounds_are_swapped_and_swapped_back(page: Any) -> None:
    before, one, other = _swapped(page)
    assert re.search("Costs|Saves|not be served", page.inner_text("dialog .judged"))
    page.click("dialog .go")
    page.wait_for_selector("#undo:not([disabled])")
    after = _rounds(page)
    left = {visit for visits in before.values() for visit in visits} - {
        visit for visits in after.values() for visit in visits
    }
    assert set(after[one]) == set(before[other]) - left
    assert set(after[other]) == set(before[one]) - left
    assert all(after[shift] == before[shift] for shift in before if shift not in (one, other))
    page.click("#undo")
    page.wait_for_selector("#undo[disabled]", state="attached")
    assert _rounds(page) == before

"""The README's screenshots, taken by `make screenshots`: 1366 x 768, invented people, each below 200 kB."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


def _kept(page, name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")
    assert (FOLDER / f"{name}.png").stat().st_size < 200_000


def test_screenshots(come, service, day):
    page = come("scheduler")
    day(page, "insulin")
    page.locator(".mark[data-shift]").nth(70).click()
    _kept(page, "day")
    page.click("#absent")
    for number in (3, 9):
        page.locator(".person input").nth(number).check()
    page.click("text=See what falls out")
    page.wait_for_selector("dialog .judged")
    page.click("dialog .go")
    page.wait_for_selector("#next")
    page.wait_for_timeout(5000)  # the message at the foot goes
    _kept(page, "unserved")
    page.click("#next .go")
    page.wait_for_selector("dialog .go:not([disabled])", timeout=40_000)
    _kept(page, "repair")
    page.keyboard.press("Escape")
    lead = come("nurse_lead")
    lead.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}/joins")
    lead.wait_for_selector(".savings svg")
    _kept(lead, "joins")
    page.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}/people")
    _kept(page, "people")

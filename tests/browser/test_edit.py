"""The day edited and told from the page: other times, kept with a worker, called off, one more, published, repaired."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from ..waiting import until

COMPANY = "C01007-company"  # which a scheduler may change alone: no health task and no medicine is in it
AGREED = re.compile(r"agreed start (\d\d:\d\d)")


@pytest.fixture
def page(come: Callable[..., Any], day: Callable[..., None]) -> Any:
    found = come()
    day(found, "edited")
    return found


def _choose(page: Any, number: int = 0) -> str:
    """Click on a visit that somebody makes, and say which one it is."""
    visit: str = page.locator(".mark[data-shift]").nth(number).get_attribute("data-visit")
    return _open(page, visit)


def _open(page: Any, visit: str) -> str:
    page.locator(f".mark[data-visit='{visit}']").first.click()
    page.wait_for_selector("#detail >> text=Other times")
    return visit


def _do(page: Any) -> None:
    """Make what was judged, and wait until the day is drawn anew."""
    page.wait_for_selector("dialog .go:not([disabled])")
    page.click("dialog .go")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_selector("#undo:not([disabled])")


def _label(page: Any, visit: str) -> str:
    label: str = page.locator(f".mark[data-visit='{visit}']").first.get_attribute("aria-label")
    return label


def test_what_a_nurse_has_the_say_of_is_refused_in_words(page: Any) -> None:
    """A scheduler asks for other times of a wound dressing: who may is said, and nothing can be pressed."""
    page.locator(".mark[data-visit='C01005-wound']").first.click()
    page.click("#detail >> text=Other times")
    page.wait_for_selector("dialog >> text=These are its times now.")
    page.fill("#edit-earliest", "07:00")
    page.fill("#edit-latest", "22:00")
    page.wait_for_selector("dialog >> text=want nurse lead or registrant")
    assert page.locator("dialog .go").is_disabled()


def test_not_before_a_time_is_judged_as_it_is_typed(page: Any, serious: Callable[[Any], list[str]]) -> None:
    visit = _open(page, COMPANY)
    page.click("#detail >> text=Other times")
    page.wait_for_selector("dialog >> text=These are its times now.")
    assert page.locator("dialog .go").is_disabled()
    hour = int(page.input_value("#edit-earliest")[:2])
    page.fill("#edit-earliest", "nine")
    page.wait_for_selector("dialog >> text=Want times such as")
    assert page.locator("dialog .go").is_disabled()
    page.fill("#edit-earliest", f"{hour}:30")
    page.fill("#edit-latest", f"{hour + 4}.00")
    page.wait_for_selector("dialog .judged .verdict-box, dialog .judged .all-well")
    assert serious(page) == []
    _do(page)
    assert f"{hour:02}:30" in _label(page, visit)


def test_a_window_may_last_most_of_the_day(page: Any) -> None:
    """Longer than twelve hours: its end is that of the same day, and stays where only its beginning is typed."""
    visit = _open(page, COMPANY)
    page.click("#detail >> text=Other times")
    page.wait_for_selector("dialog >> text=These are its times now.")
    page.fill("#edit-earliest", "07:00")
    page.fill("#edit-latest", "22:00")
    _do(page)
    until(lambda: "07:00" in _label(page, visit))
    page.locator(f".mark[data-visit='{visit}']").first.click()
    page.click("#detail >> text=Other times")
    page.wait_for_selector("dialog >> text=These are its times now.")
    page.fill("#edit-earliest", "06:30")
    page.wait_for_selector("dialog .judged .verdict-box, dialog .judged .all-well")
    assert page.input_value("#edit-latest") == "22:00"
    page.fill("#edit-latest", "06:00")
    page.wait_for_selector("dialog >> text=Want times such as")


def test_a_visit_is_kept_with_its_worker_and_let_go_again(page: Any) -> None:
    visit = _choose(page, 1)
    page.click("#detail >> text=Keep with this worker")
    _do(page)
    page.locator(f".mark[data-visit='{visit}']").first.click()
    page.wait_for_selector("#detail >> text=Unpin")
    assert page.locator("#detail >> text=Keep with this worker").count() == 0


def test_a_visit_is_added_and_one_is_called_off_for_a_reason(page: Any) -> None:
    visit = _open(page, COMPANY)
    page.click("#detail >> text=One more visit")
    page.wait_for_selector("dialog #edit-minutes")
    page.fill("#edit-minutes", "0")
    page.wait_for_selector("dialog >> text=Want a task")
    page.fill("#edit-minutes", "20")
    _do(page)
    page.wait_for_selector("[data-visit*='-extra-1']", state="attached")
    _open(page, visit)
    page.click("#detail >> text=Call off")
    page.wait_for_selector("dialog >> text=Want a reason")
    assert page.locator("dialog .go").is_disabled()
    page.fill("#edit-reason", "with family today")
    _do(page)
    until(lambda: page.locator(f".mark[data-visit='{visit}']").count() == 0)


def test_the_day_is_published_and_who_must_be_told_is_ticked(
    page: Any, day: Callable[..., None], serious: Callable[[Any], list[str]]
) -> None:
    page.click("#publish")
    page.wait_for_selector("dialog >> text=become promises")
    assert serious(page) == []
    page.click("dialog .go")
    page.wait_for_selector("#publish >> text=Published")
    assert page.locator("#publish").is_disabled()
    _choose(page)
    page.click("#detail >> text=Take off")
    _do(page)
    page.wait_for_selector("#publish >> text=Tell")
    page.click("#publish")
    page.wait_for_selector("dialog .tell")
    assert serious(page) == []
    assert page.locator("dialog .go").is_disabled(), "somebody is still to be told"
    for box in page.locator("dialog .tell input").all():
        box.check()
    page.click("dialog .go")
    page.wait_for_selector("#publish >> text=Published")


def test_ways_out_stand_side_by_side_and_a_row_is_unticked(
    come: Callable[..., Any], day: Callable[..., None], serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    day(page, "short")
    page.click("#absent")
    for number in range(2):
        page.locator(".person").filter(has_text=re.compile(r" \d visits")).nth(number).locator("input").check()
    page.click("text=See what falls out")
    _do(page)
    left = page.locator("#left .left-item").count()
    page.click("#repair")
    page.wait_for_selector("dialog .offers:not([hidden])")
    until(lambda: page.inner_text("#more-offers") == "")
    assert serious(page) == []
    titles = page.locator("dialog .offer strong").all_inner_texts()
    assert titles[0] == "Nobody else moves"
    assert len(titles) > 1
    assert len(set(titles)) == len(titles)
    named = page.locator("dialog tr:has(input[type=checkbox]) td:nth-child(3)")
    before = set(named.all_inner_texts())
    first = named.first.inner_text()
    page.locator("dialog table input[type=checkbox]").first.click()
    until(lambda: named.first.inner_text() != first)
    placed, out = (int(number) for number in re.findall(r"\d+", page.inner_text("dialog p"))[:2])
    assert 0 < placed <= out == left
    assert set(named.all_inner_texts()) < before
    page.wait_for_selector("dialog .go:not([disabled])")
    page.click("dialog .go")
    until(lambda: page.locator("#left .left-item").count() == left - placed)


def test_an_offer_that_does_not_come_takes_away_none_that_is_there(
    come: Callable[..., Any], day: Callable[..., None]
) -> None:
    page = come()
    day(page, "short")
    refusal = {"status": 503, "title": "Others' plans are being looked for", "detail": "want it sent again later"}

    def refuse(route: Any) -> None:
        if "keep" in (route.request.post_data or ""):
            route.continue_()
        else:
            route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(refusal))

    page.route(re.compile("/plans$"), refuse)
    page.click("#absent")
    page.locator(".person").filter(has_text=re.compile(r" \d visits")).first.locator("input").check()
    page.click("text=See what falls out")
    _do(page)
    page.click("#repair")
    page.wait_for_selector("#more-offers >> text=sent again later")
    assert page.locator("dialog .go:not([disabled])").count() == 1
    assert page.locator("dialog table input[type=checkbox]").count() > 0, "what would be done stands there still"

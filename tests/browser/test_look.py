"""The pages as they are looked at: signing in, the day by keyboard, filters, print, and what axe-core says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Service

PAGES = ("", "/joins", "/people", "/workers/W0101", "/clients/C01001")


@pytest.mark.parametrize("path", PAGES)
def test_no_serious_violation_on_a_rosters_pages(
    come: Callable[..., Any], service: Service, path: str, serious: Callable[[Any], list[str]]
) -> None:
    page = come("nurse_lead")
    page.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}{path}")
    page.wait_for_load_state("networkidle")
    assert serious(page) == []


def test_no_serious_violation_on_the_start_page_and_at_sign_in(
    come: Callable[..., Any], serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    assert serious(page) == []
    page.click("text=Sign out")
    page.wait_for_url("**/ui/sign-in?out=true")
    assert serious(page) == []


def test_no_serious_violation_in_dialogs(
    come: Callable[..., Any], day: Callable[..., None], serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    day(page, "hamlet")
    page.click("#absent")
    page.wait_for_selector("dialog[open]")
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.id") == "absent", "back where the focus was"
    page.locator(".mark[data-shift]").first.focus()
    page.keyboard.press("m")
    page.wait_for_selector("dialog[open] #to-shift")
    assert serious(page) == []


def test_a_dialog_that_closes_leaves_the_focus_where_it_has_gone_meanwhile(
    come: Callable[..., Any], day: Callable[..., None]
) -> None:
    page = come()
    day(page, "hamlet")
    page.click("#absent")
    page.wait_for_selector("dialog[open]")
    # The event "close" comes a task later than the closing itself: the focus has moved on by then.
    page.evaluate("""() => new Promise(done => {
        const box = document.querySelector("dialog[open]");
        box.addEventListener("close", () => setTimeout(done));
        box.close();
        document.querySelector(".mark[data-shift]").focus();
    })""")
    assert page.evaluate("document.activeElement.matches('.mark')")


def test_a_wrong_key_is_refused_in_words(stranger: Callable[..., Any], service: Service) -> None:
    page = stranger().new_page()
    page.goto(service.url + "/ui/sign-in")
    page.fill("#key", "ov_000000000000.wrong")
    page.click("button.go")
    assert "not known here" in page.inner_text("#wrong")
    page.goto(service.url + "/")
    assert page.url.endswith("/ui/sign-in?next=/"), "nothing is shown to strangers"


def test_the_cookie_is_out_of_reach_and_no_other_site_can_use_it(come: Callable[..., Any], service: Service) -> None:
    page = come()
    cookie = next(one for one in page.context.cookies() if one["name"] == "onevisit_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    answer = page.request.post(
        f"{service.url}/v1/rosters/{service.rosters['hamlet']}/repair", headers={"origin": "http://evil.example"}
    )
    assert answer.status == 403
    assert answer.json()["title"] == "Not from this page"


def test_the_day_by_keyboard_alone(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "hamlet")
    page.locator(".who[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.match(r"\d\d:\d\d\u2013\d\d:\d\d; .*agreed start", label), label
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#detail h2").is_visible()
    assert page.locator(".mark.on").count() >= 1
    page.keyboard.press("Escape")
    assert page.locator(".mark.on").count() == 0


def test_selection_is_shared_by_timeline_map_and_details(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "insulin")
    page.locator("button.who").nth(3).click()
    name = page.locator("button.who").nth(3).inner_text().split()[1]
    assert name in page.locator("#detail h2").inner_text()
    numbers = page.locator("#map .way-label").all_inner_texts()
    assert "1" in numbers
    page.locator("#detail td button").first.click()
    assert page.locator(".mark.on").count() >= 1
    assert page.url.split("#")[1], "the address opens the same place again"


def test_filters_hide_and_say_how_many(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "insulin")
    every = page.locator(".line[data-shift]").count()
    page.select_option("#by-competency", "insulin")
    shown = page.locator(".line[data-shift]:visible").count()
    assert 0 < shown < every
    assert page.inner_text("#count") == f"{shown} of {every} shifts"
    page.fill("#find", "nobody of that name")
    assert page.inner_text("#count").startswith("0 of")
    page.click("#clear")
    assert page.locator(".line[data-shift]:visible").count() == every


def test_filter_by_team(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "insulin")
    every = page.locator(".line[data-shift]").count()
    teams = page.locator("#by-team option").all_inner_texts()
    assert teams[0] == "Teams"
    assert len(teams) > 2
    seen = 0
    for team in teams[1:]:
        page.select_option("#by-team", team)
        lines = page.locator(".line[data-shift]:visible")
        seen += lines.count()
        assert page.inner_text("#count") == f"{lines.count()} of {every} shifts"
        lines.first.locator("button.who").click()
        assert team in page.inner_text("#detail")
    assert seen == every, "each shift in one team"
    tops = [page.locator(name).bounding_box()["y"] for name in ("#find", "#print")]
    assert abs(tops[0] - tops[1]) < 10, "one row of buttons, not two"
    page.fill("#find", teams[1])
    page.select_option("#by-team", "")
    assert 0 < page.locator(".line[data-shift]:visible").count() < every, "the search box knows teams too"


def test_without_teams_there_is_nothing_to_choose(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "teamless")
    assert page.locator("#by-team").is_hidden()
    page.fill("#find", "a")
    tops = [page.locator(name).bounding_box()["y"] for name in ("#find", "#print")]
    assert abs(tops[0] - tops[1]) < 10, "one row of buttons, not two"


def test_print_shows_the_round_and_hides_the_controls(come: Callable[..., Any], service: Service) -> None:
    page = come()
    page.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}/workers/W0101")
    page.emulate_media(media="print")
    assert page.locator(".top").is_hidden()
    assert page.locator("#print").is_hidden()
    assert page.locator(".turn tbody tr").count() > 3
    assert len(page.pdf(format="A4")) > 10_000


def test_times_are_the_problems_own_wherever_the_browser_stands(
    come: Callable[..., Any], day: Callable[..., None]
) -> None:
    there, here = come(timezone_id="America/New_York"), come()
    for page in (there, here):
        day(page, "hamlet")
    assert there.locator(".axis text").all_inner_texts() == here.locator(".axis text").all_inner_texts()


def test_no_animation_for_those_who_want_none(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come(reduced_motion="reduce")
    day(page, "hamlet")
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0

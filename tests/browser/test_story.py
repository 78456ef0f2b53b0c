"""What a scheduler does, on a real service with real solves: a file becomes a roster; two people are sick."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures import generate
from solver import problem_document, write_problem

from ..waiting import until
from .conftest import Service


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A day in a file."""
    path = tmp_path_factory.mktemp("day") / "hamlet.json"
    write_problem(generate("hamlet", 2), path)
    return path


def test_upload_solve_and_follow_to_the_day(come: Callable[..., Any], service: Service, hamlet: Any) -> None:
    page = come()
    page.set_input_files("#file", hamlet)
    page.wait_for_selector("text=No faults found")
    page.select_option("#minutes", "20")
    page.select_option("#joins", "off")
    page.click("#go")
    page.wait_for_url("**/ui/rosters/*")
    page.wait_for_selector("svg.curve")
    assert re.match(r"\d+ of \d+", page.inner_text("#served"))
    page.click("#stop")
    page.wait_for_selector("body.day-page[data-ready]")
    assert page.locator(".mark[data-shift]").count() >= 10


def test_faults_stand_beside_the_cells_they_concern(come: Callable[..., Any], service: Service, tmp_path: Path) -> None:
    document = problem_document(generate("hamlet", 2))
    document["visits"][0]["priority"] = 9
    document["visits"][1]["client"] = "nobody"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document))
    page = come()
    page.set_input_files("#file", path)
    page.wait_for_selector("#faults table")
    text = page.inner_text("#faults")
    assert "visits[0].priority" in text
    assert "9" in text
    assert page.locator("#go").is_disabled()


def test_invented_people_are_submitted_like_any_others(come: Callable[..., Any], service: Service) -> None:
    page = come()
    page.select_option("#what", "size=hamlet")
    page.click("#synthetic button")
    page.wait_for_selector("text=No faults found")
    assert page.locator("#go").is_enabled()


def _drag(page: Any, mark: Any, to_line: Any, across: int = 0) -> None:
    box, line = mark.bounding_box(), to_line.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 8)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(box["x"] + 3 + across * step / 10, box["y"] + 8 + (line["y"] + 12 - box["y"] - 8) * step / 10)


def test_a_drag_that_breaks_a_hard_rule_is_shown_and_refused(
    come: Callable[..., Any], service: Service, day: Callable[..., None]
) -> None:
    page = come()
    day(page, "insulin")
    before = page.locator(".mark[data-visit$='insulin-am']").first
    visit, shift = before.get_attribute("data-visit"), before.get_attribute("data-shift")
    nurse = page.locator(f".line[data-shift='{shift}']")
    other = page.locator(".line[data-shift]").filter(has_not_text="RN").first
    other.scroll_into_view_if_needed()
    nurse.scroll_into_view_if_needed()
    _drag(page, before, other)
    page.wait_for_selector(".ghost.bad")
    page.mouse.up()
    page.wait_for_selector("dialog .verdict-box.bad")
    assert "insulin" in page.inner_text("dialog .verdict-box.bad")
    assert page.locator("dialog .go").is_disabled()
    page.keyboard.press("Escape")
    answer = page.evaluate(
        """async ([path, change]) => (await fetch(path, { method: "PATCH", body: JSON.stringify({ changes: [change] }),
        headers: { "Content-Type": "application/json", "If-Match": "*", "X-Onevisit-Page": "1" } })).status""",
        [
            f"/v1/rosters/{service.rosters['insulin']}",
            {"change": "move", "visit": visit, "shift": other.get_attribute("data-shift"), "from_shift": shift},
        ],
    )
    assert answer in (409, 412), "the API refuses it too, whatever the page does"


def test_the_same_change_by_keyboard_then_undo(
    come: Callable[..., Any], service: Service, day: Callable[..., None]
) -> None:
    page = come()
    day(page, "hamlet")
    mark = page.locator(".mark[data-shift]").first
    visit = mark.get_attribute("data-visit")
    start = page.locator(f".mark[data-visit='{visit}']").first.get_attribute("aria-label")[:5]
    mark.focus()
    page.keyboard.press("m")
    page.wait_for_selector("dialog #to-time")
    page.focus("#to-time")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector("dialog .go:not([disabled]), dialog .verdict-box.bad")
    if page.locator("dialog .verdict-box.bad").count():
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("dialog .go:not([disabled])")
    page.click("dialog .go")
    page.wait_for_selector("#undo:not([disabled])")
    moved = page.locator(f".mark[data-visit='{visit}']").first.get_attribute("aria-label")[:5]
    assert moved != start
    page.click("#undo")
    until(lambda: page.locator(f".mark[data-visit='{visit}']").first.get_attribute("aria-label")[:5] == start)


def test_two_sick_calls_before_breakfast(come: Callable[..., Any], service: Service, day: Callable[..., None]) -> None:
    page = come()
    day(page, "insulin")
    page.click("#absent")
    people = page.locator(".person")
    chosen = [
        row
        for row in (people.nth(number) for number in range(people.count()))
        if re.search(r" [4-9] visits", row.inner_text())
    ][:2]
    names = [row.locator("span").inner_text() for row in chosen]
    for row in chosen:
        row.locator("input").check()
    page.click("text=See what falls out")
    page.wait_for_selector("dialog .judged")
    assert "would not be served" in page.inner_text("dialog .judged")
    page.click("dialog .go")
    page.wait_for_selector("#next")
    left = int(re.findall(r"^\d+", page.inner_text("#next"))[0])
    assert left > 0
    assert page.locator("#left .left-item").count() == left
    assert any(name in page.inner_text("#left") for name in names), "the list says why"
    page.click("#next .go")
    page.wait_for_selector("dialog table")
    fits = int(re.findall(r"^\d+", page.inner_text("dialog p"))[0])
    assert 0 < fits <= left
    page.wait_for_selector("dialog .go:not([disabled])")
    page.click("dialog .go")
    until(lambda: page.locator("#left .left-item").count() == left - fits)
    if left > fits:
        page.click("#repair")
        page.wait_for_selector("#search-again")
        page.click("#search-again")
        page.wait_for_url(re.compile("before="))  # 30 s of CPU time, on a busy machine
        page.wait_for_selector("body.day-page[data-ready]")
        assert page.locator("#left .left-item").count() <= left - fits


def test_a_join_waits_for_the_nurse_lead(come: Callable[..., Any], service: Service, day: Callable[..., None]) -> None:
    where = f"{service.url}/ui/rosters/{service.rosters['insulin']}/joins"
    scheduler, lead = come("scheduler"), come("nurse_lead")
    scheduler.goto(where)
    card = scheduler.locator(".join:not(.decided)").filter(has_text="health").first
    assert "a nurse lead decides" in card.inner_text()
    assert card.locator("[data-act]").count() == 0
    join = card.get_attribute("data-join")
    refused = scheduler.evaluate(
        """async ([path, version]) => (await fetch(path, { method: "POST", body: JSON.stringify({ approved: true }),
        headers: { "Content-Type": "application/json", "If-Match": `"${version}"`,
        "X-Onevisit-Page": "1" } })).status""",
        [
            f"/v1/rosters/{service.rosters['insulin']}/joins/{join}/decision",
            scheduler.get_attribute("body", "data-version"),
        ],
    )
    assert refused == 403
    lead.goto(where)
    waiting = lead.locator(".join:not(.decided)").count()
    lead.locator(".join:not(.decided) [data-act=accept]").first.click()
    until(lambda: lead.locator(".join:not(.decided)").count() == waiting - 1)
    assert "Signed by Nora Samplelead" in lead.inner_text(".joins")
    lead.locator(".join:not(.decided) [data-act=refuse]").first.click()
    lead.fill("#reason", "doses change this week")
    lead.click("dialog .stop")
    until(lambda: lead.locator(".join:not(.decided)").count() == waiting - 2)
    assert "doses change this week" in lead.inner_text(".joins")
    until(lambda: "made" in lead.inner_text("#savings"))  # added up after the page has come

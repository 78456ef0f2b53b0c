"""What axe-core says of what is only there for a while: a search that goes on, dialogs, a table of faults."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures import generate
from solver import problem_document

from .conftest import Service


def test_the_live_page_while_a_roster_is_solved(
    come: Callable[..., Any], service: Service, serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    page.select_option("#what", "size=hamlet")
    page.click("#synthetic button")
    page.wait_for_selector("text=No faults found")
    assert serious(page) == []
    page.select_option("#minutes", "60")
    page.click("#go")
    page.wait_for_url("**/ui/rosters/*")
    page.wait_for_selector("svg.curve")
    assert serious(page) == []
    page.click("#stop")
    page.wait_for_selector("body.day-page[data-ready]")


def test_the_start_page_with_a_table_of_faults(
    come: Callable[..., Any], serious: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    document = problem_document(generate("hamlet", 2))
    for visit in document["visits"]:
        visit["priority"] = 9
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document))
    page = come()
    page.set_input_files("#file", path)
    page.wait_for_selector("#faults table")
    assert serious(page) == []


@pytest.fixture
def hamlet(come: Callable[..., Any], day: Callable[..., None]) -> Any:
    """The day page of a hamlet, left as it was found."""
    page = come()
    day(page, "days")
    yield page
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
    if page.locator("#undo:not([disabled])").count():
        page.click("#undo")
        page.wait_for_selector("#undo[disabled]", state="attached")


def test_judgements_good_and_bad(hamlet: Any, serious: Callable[[Any], list[str]]) -> None:
    hamlet.locator(".mark[data-shift]").first.click()
    hamlet.click("#detail >> text=Take off")
    hamlet.wait_for_selector("dialog .judged .all-well")
    assert serious(hamlet) == []
    hamlet.keyboard.press("Escape")
    hamlet.wait_for_selector("dialog", state="detached")
    hamlet.click("#detail >> text=Move to")
    bad = hamlet.locator("#to-shift option").filter(has_text="lacks a competency").first
    hamlet.select_option("#to-shift", bad.get_attribute("value"))
    hamlet.wait_for_selector("dialog .verdict-box.bad")
    assert serious(hamlet) == []


def test_swapping_and_what_it_does(hamlet: Any, serious: Callable[[Any], list[str]]) -> None:
    hamlet.locator("button.who").first.click()
    hamlet.click("#detail >> text=Swap round")
    hamlet.wait_for_selector("dialog #swap-with")
    assert serious(hamlet) == []
    hamlet.click("dialog .go")
    hamlet.wait_for_selector("dialog .judged")
    assert serious(hamlet) == []


def test_repair_and_the_search_after_it(hamlet: Any, serious: Callable[[Any], list[str]]) -> None:
    hamlet.locator(".mark[data-shift]").first.click()
    hamlet.click("#detail >> text=Take off")
    hamlet.click("dialog .go")
    hamlet.wait_for_selector("#next")
    assert serious(hamlet) == []
    hamlet.click("#next .go")
    hamlet.wait_for_selector("dialog .go:not([disabled])")
    told = re.match(r"(\d+) of (\d+) fit in", hamlet.inner_text("dialog p"))
    assert told is not None
    assert 0 < int(told[1]) <= int(told[2])
    assert serious(hamlet) == []
    hamlet.click("#search-again")
    hamlet.wait_for_selector("dialog .repairing")
    assert serious(hamlet) == []
    hamlet.click("dialog >> text=Cancel")
    hamlet.wait_for_selector("dialog", state="detached")

"""The day for partners and analysts: read alone, and nothing of others' clients on the way to the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fixtures import play
from solver.domain import Problem

from .conftest import Service


@pytest.fixture(scope="module")
def insulin() -> Problem:
    return play("blended-insulin", 1)


def _opened(come: Callable[..., Any], service: Service, role: str) -> tuple[Any, ...]:
    """The day page of a role, and the text of every answer that it took."""
    roster, page, heard = service.rosters["insulin"], come(role), []
    page.goto(service.url)
    line = page.locator(f"tr:has(a[href$='{roster}'])")
    assert ("178" in line.inner_text()) == (role == "analyst"), "counts of the whole are not a partner's"
    start = page.content()
    assert "invented team on the Dogger Bank" not in start, "a name may tell of anybody"
    page.on("response", lambda answer: heard.append(answer))
    page.goto(f"{service.url}/ui/rosters/{roster}")
    page.wait_for_selector("body[data-ready]")
    page.wait_for_load_state("networkidle")
    refused = [one.url for one in heard if one.status >= 400]
    assert refused == [], "the page asks for nothing that is not this reader's"
    kinds = ("document", "fetch", "xhr", "eventsource")
    return page, start + "".join(one.text() for one in heard if one.request.resource_type in kinds)


def _nothing_to_change(page: Any) -> None:
    for control in ("#absent", "#repair", "#undo"):
        assert page.locator(control).count() == 0
    page.locator(".mark[data-shift]").first.click()
    assert page.locator("#detail h2").is_visible()
    assert page.locator("#detail button, #detail a").count() == 0
    page.locator(".mark[data-shift]").first.focus()
    page.keyboard.press("m")
    assert page.locator("dialog[open]").count() == 0
    assert page.locator(".pages a").all_inner_texts() == ["Day"]


def test_a_partner_sees_its_own_clients_and_who_comes(
    come: Callable[..., Any], service: Service, serious: Callable[[Any], list[str]], insulin: Problem
) -> None:
    page, text = _opened(come, service, "partner")
    own = {visit.client for visit in insulin.visits if visit.organisation == "provider"}
    for client in insulin.clients:
        assert client.id in own or (client.id not in text and f'"{client.name}"' not in text)
    assert all(f'"{client.id}"' in text for client in insulin.clients if client.id in own)
    assert page.inner_text(".part-note").startswith("Your own clients")
    shown = page.locator(".mark").evaluate_all("all => all.map(one => one.dataset.visit)")
    wanted = {visit.id for visit in insulin.visits if visit.organisation == "provider"}
    assert set(shown) <= wanted
    assert len(set(shown)) == len(wanted)
    assert page.locator("#map path.leaflet-interactive").count() > 10
    _nothing_to_change(page)
    assert serious(page) == []


def test_an_analyst_sees_all_of_it_and_nobody(
    come: Callable[..., Any], service: Service, serious: Callable[[Any], list[str]], insulin: Problem
) -> None:
    page, text = _opened(come, service, "analyst")
    people = [(one.id, one.name) for one in insulin.clients] + [(one.id, one.name) for one in insulin.workers]
    for id_, name in people:
        assert f'"{id_}"' not in text
        assert name not in text
    assert page.locator(".line[data-shift]").count() == len(insulin.shifts)
    assert page.locator(".mark").first.get_attribute("aria-label").count("client-") == 1
    assert "middle of groups of five" in page.inner_text(".part-note")
    _nothing_to_change(page)
    assert serious(page) == []


def test_what_is_not_solved_yet_has_a_page_that_says_so(come: Callable[..., Any], service: Service) -> None:
    page = come("scheduler")
    page.select_option("#what", "size=team")
    page.click("#synthetic button")
    page.wait_for_selector("text=No faults found")
    page.select_option("#minutes", "60")
    page.click("#go")
    page.wait_for_url("**/ui/rosters/*")
    other = come("partner")
    other.goto(page.url)
    if other.locator("body[data-tiles]").count() == 0:
        assert "no roster to show yet" in other.inner_text("main")
    page.wait_for_selector("svg.curve")
    page.click("#stop")
    page.wait_for_selector("body.day-page[data-ready]")
    other.goto(page.url)
    other.wait_for_selector("body[data-ready]")

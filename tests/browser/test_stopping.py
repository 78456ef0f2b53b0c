"""The page with the form "Stop": a client goes to hospital, and the list says so until it is ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from fixtures import generate

from .conftest import Service

DAY = generate("hamlet", 5)
CLIENT = DAY.visits[0].client


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[Service]]
) -> Iterator[Service]:
    """A service of its own: a stop holds for every day of an organisation, those of other tests too."""
    with serving(tmp_path_factory.mktemp("stopping")) as found:
        yield found


@pytest.fixture
def day_there(come: Callable[..., Any], service: Service) -> Any:
    """A day of its own with its roster, made by the scheduler through the API."""
    from .conftest import _keep

    if "stopped" not in service.rosters:
        service.rosters["stopped"] = _keep(service.rosters._store, DAY, 100_000, "off")
    return service.rosters["stopped"]


def test_a_client_goes_to_hospital_and_comes_back(
    come: Callable[..., Any], service: Service, day_there: Any, serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    page.click("text=Stop\u2026")
    page.wait_for_selector("body[data-ready]")
    assert serious(page) == []
    assert page.locator(f"#of-client option[value='{CLIENT}']").count() == 1
    start = DAY.horizon.moment(0)
    page.fill("#of", CLIENT)
    page.fill("#from", f"{start:%Y-%m-%dT00:00}")
    page.fill("#reason", "in hospital")
    page.click("#stop-now")
    page.wait_for_selector("#answer:not([hidden])")
    rows = page.locator(f"[data-roster='{day_there}'] tbody tr")
    wanted = [visit.id for visit in DAY.visits if visit.client == CLIENT]
    assert {rows.nth(number).locator("td").nth(3).inner_text() for number in range(rows.count())} == set(wanted)
    assert DAY.client[CLIENT].name in rows.first.inner_text()
    assert "to come" in rows.first.inner_text()
    assert "not to be sent out" in page.inner_text("#told")
    page.wait_for_selector(".list tr[data-stop]")
    assert serious(page) == []
    assert page.inner_text(".list tr[data-stop] td >> nth=5") == "in force"

    page.click(f"[data-roster='{day_there}'] a")
    page.wait_for_selector("body.day-page[data-ready]")
    assert re.search("hard", page.inner_text("body"), re.I)

    page.goto(service.url + "/ui/suspensions")
    page.wait_for_selector("body[data-ready]")
    page.click("[data-act=show]")
    page.wait_for_selector(f"[data-roster='{day_there}']")
    page.click("#take-off")
    page.wait_for_selector("#told td:has-text('taken off')")
    assert page.locator("#take-off").count() == 0
    page.click("[data-act=end]")
    page.click("dialog .go")
    page.wait_for_selector(".list tr.over")
    assert "ended by Sam Scheduler" in page.inner_text(".list tr.over")


def test_a_wrong_name_is_told_with_what_is_near_and_clinical_stops_end_by_a_nurse_lead(
    come: Callable[..., Any], service: Service, day_there: Any
) -> None:
    page = come()
    page.goto(service.url + "/ui/suspensions")
    page.wait_for_selector("body[data-ready]")
    page.fill("#of", CLIENT[:-1] + "?")
    page.fill("#reason", "in hospital")
    page.click("#stop-now")
    page.wait_for_selector("#wrong:not(:empty)")
    assert "want the id of one of the clients; the nearest:" in page.inner_text("#wrong")
    page.select_option("#what", "task")
    assert page.get_attribute("#of", "list") == "of-task"
    page.fill("#of", DAY.visits[0].tasks[0].code)
    page.fill("#from", "2030-01-01T00:00")
    page.click("#stop-now")
    page.wait_for_selector("#answer:not([hidden])")
    assert "No roster rests on it" in page.inner_text("#answer")
    page.wait_for_selector(".list tr[data-stop]:first-child:has-text('a nurse lead ends it')")
    lead = come("nurse_lead")
    lead.goto(service.url + "/ui/suspensions")
    lead.wait_for_selector("body[data-ready]")
    lead.locator(".list tr[data-stop]").first.locator("[data-act=end]").click()
    lead.click("dialog .go")
    lead.wait_for_selector(".list tr.over:first-child")


def test_partners_see_nothing_of_it_and_analysts_no_page(
    come: Callable[..., Any], service: Service, day_there: Any
) -> None:
    page = come("partner")
    page.goto(service.url + "/ui/suspensions")
    assert "Nothing is stopped." in page.inner_text(".list")
    assert page.locator("datalist option").count() == 0
    analyst = come("analyst")
    assert analyst.locator("text=Stop\u2026").count() == 0
    assert analyst.goto(service.url + "/ui/suspensions").status == 403

"""What joining saves, measured from the page: asked for, followed, drawn, kept, printed; and stopped in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .conftest import Service


def test_measured_on_a_small_day_drawn_apart_and_kept(
    come: Callable[..., Any], service: Service, joins: Callable[..., None], serious: Callable[[Any], list[str]]
) -> None:
    page = come()
    joins(page, "hamlet", 2, 1)
    assert re.search(
        r"6 rosters one after the other, 1 s of computing each .* about 1 minute", page.inner_text("#measure")
    )
    page.click("text=Measure what joining saves")
    page.wait_for_selector("#measuring:not([hidden])")
    page.wait_for_selector("#measured figure")
    page.wait_for_selector("#measure-go:has-text('Measure again')")
    routing, joining = (page.locator("#measured figure").nth(number) for number in (0, 1))
    assert "(a) every organisation alone \u2192 (b)" in routing.inner_text()
    assert "(b) one pooled workforce \u2192 (c)" in joining.inner_text()
    answer = page.request.get(f"{service.url}/v1/rosters/{service.rosters['hamlet']}/savings").json()["measured"]
    doors = next(line for line in answer["table"] if line["figure"] == "doors knocked")
    assert doors["joining"]["middle"] > 0
    saved = f"{doors['joining']['middle']:g} fewer"
    assert saved in joining.locator("svg").get_attribute("aria-label")
    assert joining.locator("svg g").filter(has_text="doors knocked").locator("rect.changes.joining").count() == 1
    cells = page.locator("#measured tbody tr").first.locator("th, td").all_inner_texts()
    assert cells[0] == "doors knocked"
    assert [float(cell) for cell in cells[1:4]] == [doors[name]["middle"] for name in ("alone", "pooled", "joined")]
    assert saved in cells[5]
    assert page.locator("#measured tbody tr").count() == len(answer["table"])
    assert serious(page) == []
    page.reload()
    page.wait_for_selector("#measured figure")
    page.emulate_media(media="print")
    assert page.locator("#measure").is_hidden()
    assert page.locator("#measured figure").first.is_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_stopped_in_the_middle_it_says_how_far_it_came(come: Callable[..., Any], joins: Callable[..., None]) -> None:
    page = come("nurse_lead")
    joins(page, "insulin", 5, 20)
    page.click("#measure-go")
    page.wait_for_selector("#measured-now:has-text('now (a) every organisation alone')")
    page.click("#measure-stop")
    page.wait_for_selector("text=Stopped after 0 of 15 rosters")
    assert page.locator("#measure-go").is_enabled()

"""/docs in a real browser: every operation is there to read, and nothing comes from another host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .conftest import Service


def test_the_api_is_read_and_tried_without_any_other_host(stranger: Callable[..., Any], service: Service) -> None:
    foreign, faults = [], []
    page = stranger(viewport={"width": 1366, "height": 900}).new_page()
    page.on("request", lambda one: None if one.url.startswith((service.url, "data:")) else foreign.append(one.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(service.url + "/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() > 40
    live = page.locator("#operations-health-check_liveness")
    live.locator(".opblock-summary-control").click()
    live.locator("text=Try it out").click()
    live.locator("button.execute").click()
    live.locator(".live-responses-table .response-col_status >> text=200").first.wait_for()
    assert not foreign
    assert not faults

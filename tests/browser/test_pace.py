"""A town's day: 600 visits on some 100 shifts, drawn, weighed and dragged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

FRAMES = """() => new Promise(done => {
  const times = [];
  window.stopCounting = () => done(times);
  const tick = now => { times.push(now); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
})"""


@pytest.mark.timing
def test_interactive_within_two_seconds_of_its_data(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "town")
    took = int(page.get_attribute("body", "data-ready"))
    print(f"drawn in {took} ms")
    assert took < 2000
    assert page.locator(".mark").count() > 600


def test_the_page_weighs_less_than_400_kb(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    day(page, "town")
    page.wait_for_load_state("networkidle")
    weight = sum(sizes)
    print(f"{weight / 1000:.0f} kB in {len(sizes)} requests")
    assert 50_000 < weight < 400_000


@pytest.mark.timing
def test_dragging_keeps_thirty_frames_a_second(come: Callable[..., Any], day: Callable[..., None]) -> None:
    page = come()
    day(page, "town")
    box = page.locator(".mark[data-shift]").nth(30).bounding_box()
    x, y = box["x"] + 3, box["y"] + 8
    page.evaluate(f"void (window.counted = ({FRAMES})())")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(x + 3 * step, y + (step % 40) * 6)
    frames = page.evaluate("(window.stopCounting(), window.counted)")
    page.keyboard.press("Escape")
    page.mouse.up()
    gaps = sorted(after - before for before, after in pairwise(frames))
    rate = 1000 * len(gaps) / sum(gaps)
    print(f"{rate:.0f} frames a second, 95th gap {gaps[int(0.95 * len(gaps))]:.0f} ms, {len(gaps)} frames")
    assert len(gaps) > 30
    assert rate >= 30

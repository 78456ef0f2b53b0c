"""The README's screenshots, taken by `make screenshots`: 1366 x 768, invented people, each below 200 kB."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


def _smaller(png):
    """The same picture, its data compressed as far as zlib goes: browsers write PNGs in a hurry."""
    parts, data, at = [], b"", 8
    while at < len(png):
        (long,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + long]
        else:
            parts.append(png[at : at + 12 + long])
        at += 12 + long
    packed = b"IDAT" + zlib.compress(zlib.decompress(data), 9)
    image = struct.pack(">I", len(packed) - 4) + packed + struct.pack(">I", zlib.crc32(packed))
    return png[:8] + b"".join(parts[:-1]) + image + parts[-1]


def _kept(page, name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)
    (FOLDER / f"{name}.png").write_bytes(_smaller(page.screenshot()))
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

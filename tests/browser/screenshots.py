"""The documents' screenshots, taken by `make screenshots`: 1366 x 768, invented people, each below 200 kB."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .conftest import Service

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


PIXELS = """async png => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height), paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data } = paper.getImageData(0, 0, image.width, image.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


def _smaller(reader: Any, png: bytes) -> bytes:
    """The same picture in its 256 commonest colours, the others as the nearest of them: a third of the size."""
    wide, tall, text = reader.evaluate(PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3]
    colours, where, many = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(-many)[:256]].astype(np.int32)
    nearest = np.array(
        [((palette - colour) ** 2).sum(axis=1).argmin() for colour in colours.astype(np.int32)], np.uint8
    )
    rows = nearest[where.ravel()].reshape(tall, wide)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, tall, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def _kept(reader: Any, page: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)
    (FOLDER / f"{name}.png").write_bytes(_smaller(reader, page.screenshot()))
    assert (FOLDER / f"{name}.png").stat().st_size < 200_000


def test_screenshot_of_what_was_measured(come: Callable[..., Any], joins: Callable[..., None], browser: Any) -> None:
    page = come("nurse_lead")
    joins(page, "insulin", 3, 10)
    page.click("#measure-go")
    page.wait_for_selector("#measure-go:has-text('Measure again')", timeout=900_000)
    page.wait_for_timeout(5000)  # the message at the foot goes
    page.evaluate("document.querySelector('#measured').scrollIntoView()")
    _kept(browser.new_page(), page, "measured")


def test_screenshots(come: Callable[..., Any], service: Service, day: Callable[..., None], browser: Any) -> None:
    reader = browser.new_page()
    page = come("scheduler")
    day(page, "insulin")
    page.locator(".mark[data-shift]").nth(70).click()
    _kept(reader, page, "day")
    page.click("#absent")
    carers = page.locator(".person").filter(has_text="SAH")
    for number in (0, 1):
        carers.nth(number).locator("input").check()
    page.click("text=See what falls out")
    page.wait_for_selector("dialog .judged")
    page.click("dialog .go")
    page.wait_for_selector("#next")
    page.wait_for_timeout(5000)  # the message at the foot goes
    _kept(reader, page, "unserved")
    page.click("#next .go")
    page.wait_for_selector("dialog .go:not([disabled])", timeout=40_000)
    _kept(reader, page, "repair")
    page.keyboard.press("Escape")
    lead = come("nurse_lead")
    lead.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}/joins")
    lead.wait_for_selector(".savings svg")
    _kept(reader, lead, "joins")
    page.goto(f"{service.url}/ui/rosters/{service.rosters['insulin']}/people")
    _kept(reader, page, "people")

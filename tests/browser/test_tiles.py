"""A map behind the rounds, from this host alone: pictures in a folder, vector tiles in a file; its owner is named."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from math import asinh, floor, pi, radians, tan
from pathlib import Path
from typing import Any

import pytest

from ..waiting import until
from .conftest import Service

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "geography" / "newport.pmtiles"


def _png(colour: tuple[int, int, int]) -> bytes:
    """A tile of one colour."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    line = b"\0" + bytes(colour) * 256
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    pixels = zlib.compress(line * 256)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def _tile(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    side = 2**zoom
    return floor((lon + 180) / 360 * side), floor((1 - asinh(tan(radians(lat))) / pi) / 2 * side)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Tiles of one colour wherever the invented people live."""
    path = tmp_path / "tiles"
    for zoom in range(8, 13):
        for lat in (54.5, 54.6, 54.7, 54.8):
            for lon in (2.1, 2.2, 2.3, 2.4, 2.5):
                x, y = _tile(lat, lon, zoom)
                for column in (x - 1, x, x + 1):
                    (path / f"{zoom}/{column}").mkdir(parents=True, exist_ok=True)
                    for row in (y - 1, y, y + 1):
                        (path / f"{zoom}/{column}/{row}.png").write_bytes(_png((225, 235, 220)))
    return path


def test_pictures_of_a_folder_lie_behind_the_rounds(
    come: Callable[..., Any],
    day: Callable[..., None],
    serving: Callable[..., AbstractContextManager[Service]],
    serious: Callable[[Any], list[str]],
    folder: Path,
    tmp_path: Path,
) -> None:
    with serving(tmp_path, TILES=str(folder), TILES_ATTRIBUTION="(c) <b>Nobody's</b> mappers") as here:
        page = come(at=here)
        day(page, "hamlet", at=here)
        page.wait_for_selector("#map img.leaflet-tile-loaded", state="attached")
        sources = page.locator("#map img.leaflet-tile").evaluate_all("all => all.map(one => one.src)")
        assert all(one.startswith(here.url + "/ui/tiles/") for one in sources)
        wide = page.locator("#map img.leaflet-tile-loaded").first.evaluate("one => one.naturalWidth")
        assert wide == 256
        assert page.inner_text(".leaflet-control-attribution") == "(c) <b>Nobody's</b> mappers", "text, not markup"
        assert page.locator("#map path.leaflet-interactive").count() > 5, "the rounds are on top of it"
        assert serious(page) == []


def test_without_tiles_the_map_is_plain_and_loads_nothing_more(
    come: Callable[..., Any], day: Callable[..., None]
) -> None:
    page = come()
    day(page, "hamlet")
    assert page.locator("#map .leaflet-control-attribution").count() == 0
    assert page.locator("#map img.leaflet-tile").count() == 0
    assert page.locator("script[src*=protomaps]").count() == 0


def _colours(page: Any) -> Any:
    """Of the tile that has the most."""
    return page.locator("#map canvas.leaflet-tile").evaluate_all(
        """all => all.reduce((most, one) => { const seen = new Set(
        new Uint32Array(one.getContext("2d").getImageData(0, 0, one.width, one.height).data.buffer));
        return Math.max(most, seen.size); }, 0)"""
    )


@pytest.mark.needs("data", SHARED.exists(), "vector tiles in shared/ beside the checkout")
def test_vector_tiles_of_a_file_are_drawn_by_the_page(
    come: Callable[..., Any],
    day: Callable[..., None],
    serving: Callable[..., AbstractContextManager[Service]],
    serious: Callable[[Any], list[str]],
    tmp_path: Path,
) -> None:
    with serving(tmp_path, TILES=str(SHARED), TILES_ATTRIBUTION="(c) OpenStreetMap contributors") as here:
        page = come(at=here)
        day(page, "newport", at=here)
        page.wait_for_selector("#map canvas.leaflet-tile-loaded", state="attached")
        until(lambda: _colours(page) > 20)  # water, woods, roads and names
        assert page.inner_text(".leaflet-control-attribution") == "(c) OpenStreetMap contributors"
        assert serious(page) == []

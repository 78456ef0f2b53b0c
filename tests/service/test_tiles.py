"""Tiles of one's own network: the kinds there are, what is refused, and who may have them."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from service.access import SYSTEM
from service.app import create_app
from service.run.settings import Settings, UnsafeError
from service.store.keys import make_key
from service.ui.tiles import open_tiles
from solver.domain import Role

HERE, NORTH = b"\x89PNG here", b"\x89PNG north"
TILES = {(0, 0, 0): b"\x89PNG all", (2, 3, 1): HERE, (2, 3, 0): NORTH}
WHOSE = '<a href="https://example.org/licence">&copy; Nobody&#39;s mappers</a>'


def folder_of(path: Path) -> Path:
    for (z, x, y), data in TILES.items():
        (path / f"{z}/{x}").mkdir(parents=True, exist_ok=True)
        (path / f"{z}/{x}/{y}.png").write_bytes(data)
    return path


def mbtiles_of(path: Path, format_: str = "png", tiles: dict[tuple[int, int, int], bytes] = TILES) -> Path:
    with sqlite3.connect(path) as held:
        held.execute("create table metadata (name text, value text)")
        held.execute("create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        held.executemany("insert into metadata values (?, ?)", [("format", format_), ("attribution", WHOSE)])
        rows = [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()]
        held.executemany("insert into tiles values (?, ?, ?, ?)", rows)
    held.close()
    return path


def pmtiles_of(path: Path) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for where, data in sorted(TILES.items(), key=lambda pair: zxy_to_tileid(*pair[0])):
            writer.write_tile(zxy_to_tileid(*where), data)
        header = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": 0, "max_zoom": 2}
        edges = {"min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0}
        centre = {"center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize({**header, **edges, **centre}, {"attribution": WHOSE})
    return path


MADE = {"folder": folder_of, "map.mbtiles": mbtiles_of, "map.pmtiles": pmtiles_of}


def opened(tiles: object, **more: Any) -> Any:
    return open_tiles(Settings(tiles=str(tiles), **more))


@pytest.mark.parametrize("kind", MADE)
def test_a_folder_and_both_kinds_of_files_are_read(tmp_path: Path, kind: str) -> None:
    found = opened(MADE[kind](tmp_path / kind), tiles_attribution="(c) Nobody" if kind == "folder" else None)
    assert (found.address, found.ending, found.deepest, found.origin) == ("/ui/tiles/{z}/{x}/{y}", "png", 2, "")
    assert {where: found.read(*where) for where in TILES} == TILES
    assert found.read(2, 0, 0) is None
    assert found.attribution == ("(c) Nobody" if kind == "folder" else "\u00a9 Nobody's mappers")


def test_a_map_without_its_owners_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeError, match="ONEVISIT_TILES_ATTRIBUTION"):
        opened(folder_of(tmp_path))
    with pytest.raises(UnsafeError, match="ONEVISIT_TILES_ATTRIBUTION"):
        opened("/tiles/{z}/{x}/{y}.png")


@pytest.mark.parametrize(
    "template",
    [
        "https://tiles.example.org/{z}/{x}/{y}.png",
        "//tiles.example.org/{z}/{x}/{y}.png",
        "/\\tiles.example.org/{z}/{x}/{y}.png",
        "http://127.0.0.1:9/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
        "tiles/{z}/{x}/{y}.png",
    ],
)
def test_another_host_is_refused(template: str) -> None:
    with pytest.raises(UnsafeError, match="ONEVISIT_TILES"):
        opened(template, tiles_attribution="(c) Nobody")


def test_another_host_is_asked_only_where_that_is_clearly_wanted() -> None:
    clearly = {"tiles_attribution": "(c) Nobody", "tiles_from_elsewhere": True}
    found = opened("https://tiles.example.org/{z}/{x}/{y}.png?key=1", **clearly)
    assert found.origin == "https://tiles.example.org"
    where = (
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://{z}.example/{x}/{y}.png",
        "https://t.example/{z}/{x}/{y}.mvt",
    )
    for still in where:
        with pytest.raises(UnsafeError, match="over https"):
            opened(still, **clearly)


@pytest.mark.parametrize("template", ["/t/{z}/{x}.png", "/t/{s}/{z}/{x}/{y}.png", "/t/{z}/{x}/{y}/{y}.png", "/t/{}"])
def test_a_template_has_its_three_names_once(template: str) -> None:
    with pytest.raises(UnsafeError, match="once each"):
        opened(template, tiles_attribution="(c) Nobody")


def test_what_is_no_map_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mbtiles").write_text("no database")
    (tmp_path / "text.pmtiles").write_text("no archive")
    for name in ("empty", "text.mbtiles", "text.pmtiles", "nowhere"):
        with pytest.raises(UnsafeError, match="cannot be read as map tiles"):
            opened(tmp_path / name, tiles_attribution="(c) Nobody")


@pytest.fixture
def client(tmp_path: Path) -> Any:
    """A service with vector tiles, as they lie in files: compressed."""
    tiles = {(0, 0, 0): gzip.compress(b"water")}
    path = mbtiles_of(tmp_path / "map.mbtiles", "pbf", tiles)
    app = create_app(Settings(data=tmp_path / "data", tiles=str(path), requests_a_minute=3))
    with app.state.store.session(SYSTEM) as session:
        key = make_key(session, "office", Role.SCHEDULER, "trust")
    found = TestClient(app, base_url="http://here")
    found.headers["authorization"] = f"Bearer {key}"
    yield found
    app.state.store.close()


def test_tiles_are_for_those_who_have_a_key_and_cost_them_no_requests(client: TestClient) -> None:
    for _ in range(10):
        answer = client.get("/ui/tiles/0/0/0")
        assert (answer.status_code, answer.content) == (200, b"water")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["cache-control"].startswith("private")
    assert client.get("/ui/tiles/1/0/0").content == b"", "nothing there"
    for outside in ("0/1/0", "1/0/2"):
        assert client.get(f"/ui/tiles/{outside}").content == b""
    for wrong in ("-1/0/0", "25/0/0", "a/0/0", "0/0/..%2f0"):
        assert client.get(f"/ui/tiles/{wrong}").status_code in (404, 422)
    client.headers.pop("authorization")
    assert client.get("/ui/tiles/0/0/0").status_code == 401


def test_without_the_setting_there_is_no_map(tmp_path: Path) -> None:
    assert open_tiles(Settings(data=tmp_path)) is None

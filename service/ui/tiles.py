"""A map of one's own network behind the rounds: where its tiles are, and what they hold.

A template on this host (``/tiles/{z}/{x}/{y}.png``), a folder of z/x/y tiles, an .mbtiles or a .pmtiles file. Pictures
(PNG, JPEG, WebP) or vector tiles; of these, the layers of OpenMapTiles and of Protomaps are known.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pmtiles.reader import MmapSource, Reader

from service.run.settings import Settings, UnsafeError

HERE = "/ui/tiles/{z}/{x}/{y}"  # where onevisit serves a file's or a folder's tiles itself
MEDIA = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mvt": "application/vnd.mapbox-vector-tile",
}
_AS = {"pbf": "mvt"}
_DEEPEST = 19  # zoom, where nothing says

Read = Callable[[int, int, int], bytes | None]


@dataclass(frozen=True)
class Tiles:
    """address: a template for the page. ending: a key of MEDIA. attribution: plain text. deepest: zoom of the last
    tiles there are. layers: whose, of vector tiles. origin: another host that pages may ask for pictures.
    """

    address: str
    ending: str
    attribution: str
    deepest: int = _DEEPEST
    layers: str = ""
    origin: str = ""
    read: Read | None = None

    @property
    def vector(self) -> bool:
        return self.ending == "mvt"


def open_tiles(settings: Settings) -> Tiles | None:
    """What the settings name; None where they name nothing. Raises UnsafeError with what would be right."""
    told = settings.tiles
    if not told:
        return None
    try:
        found, credit = _at_an_address(settings, told) if "{" in told or "://" in told else _kept(Path(told))
    except (OSError, ValueError, KeyError, AttributeError, struct.error, sqlite3.Error) as error:
        wanted = "want a template, a folder of z/x/y tiles, an .mbtiles or a .pmtiles file"
        raise UnsafeError([f"ONEVISIT_TILES: {told} cannot be read as map tiles ({error}): {wanted}"]) from None
    attribution = settings.tiles_attribution or _plain(credit)
    if not attribution:
        raise UnsafeError(["whose map it is must be shown: want ONEVISIT_TILES_ATTRIBUTION, as its licence words it"])
    return Tiles(**{**found, "attribution": attribution})


def _plain(credit: str) -> str:
    """An attribution without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", credit)).strip()


def _at_an_address(settings: Settings, template: str) -> tuple[dict[str, Any], str]:
    where = urlsplit(template)
    names = re.findall(r"\{([^}]*)\}", template)
    if sorted(names) != ["x", "y", "z"]:
        raise UnsafeError([f"ONEVISIT_TILES: {template}: want {{z}}, {{x}} and {{y}} once each, and no other braces"])
    ending = _ending(Path(where.path).suffix) or "png"
    found = {"address": template, "ending": ending, "layers": "openmaptiles" if ending == "mvt" else ""}
    if not where.scheme and not where.netloc and re.match(r"/[^/\\]", template):
        return found, ""
    if where.scheme != "https" or not where.hostname or "{" in where.netloc or ending == "mvt":
        raise UnsafeError(
            [
                f"ONEVISIT_TILES: {template}: want a path of this host such as /tiles/{{z}}/{{x}}/{{y}}.png;"
                " of another, pictures over https"
            ]
        )
    if not settings.tiles_from_elsewhere:
        raise UnsafeError(
            [
                f"ONEVISIT_TILES: browsers would ask {where.hostname} for each place that is looked at, and tell it"
                " where clients live: want tiles of this host, or ONEVISIT_TILES_FROM_ELSEWHERE=yes"
            ]
        )
    return {**found, "origin": f"https://{where.netloc}"}, ""


def _kept(path: Path) -> tuple[dict[str, Any], str]:
    if path.is_dir():
        return _folder(path)
    return _pmtiles(path) if path.suffix == ".pmtiles" else _mbtiles(path)


def _ending(suffix: str) -> str:
    name = suffix.lower().lstrip(".")
    name = _AS.get(name, name)
    return name if name in MEDIA else ""


def _found(ending: str, read: Read, deepest: int, layers: Any = ()) -> dict[str, Any]:
    if not ending:
        raise ValueError(f"neither {', '.join(MEDIA)} nor pbf")
    whose = ""
    if ending == "mvt":
        whose = "protomaps" if "earth" in {one.get("id") for one in layers} else "openmaptiles"
    return {"address": HERE, "ending": ending, "read": read, "deepest": deepest, "layers": whose}


def _folder(folder: Path) -> tuple[dict[str, Any], str]:
    zooms = sorted(int(one.name) for one in folder.iterdir() if one.is_dir() and one.name.isdigit())
    first = next((one for zoom in zooms for one in (folder / str(zoom)).glob("*/*") if _ending(one.suffix)), None)
    if first is None:
        raise ValueError("no z/x/y tiles in it")

    def read(z: int, x: int, y: int) -> bytes | None:
        try:
            return (folder / str(z) / str(x) / f"{y}{first.suffix}").read_bytes()
        except FileNotFoundError:
            return None

    return _found(_ending(first.suffix), read, zooms[-1]), ""


def _mbtiles(path: Path) -> tuple[dict[str, Any], str]:
    """SQLite, as the MBTiles specification 1.3 has it: rows are counted from the south."""
    held = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    lock = threading.Lock()
    about = dict(held.execute("select name, value from metadata").fetchall())
    (deepest,) = held.execute("select max(zoom_level) from tiles").fetchone()
    layers = json.loads(about.get("json") or "{}").get("vector_layers", ())

    def read(z: int, x: int, y: int) -> bytes | None:
        wanted = "select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?"
        with lock:
            row = held.execute(wanted, (z, x, 2**z - 1 - y)).fetchone()
        return None if row is None else bytes(row[0])

    return _found(_ending(about.get("format", "")), read, int(deepest), layers), str(about.get("attribution", ""))


def _pmtiles(path: Path) -> tuple[dict[str, Any], str]:
    with path.open("rb") as file:
        if file.read(7) != b"PMTiles":
            raise ValueError("it does not begin as such a file does")
        reader = Reader(MmapSource(file))  # the mapping outlives the file
    header, about = reader.header(), reader.metadata()
    layers = about.get("vector_layers") or json.loads(about.get("json") or "{}").get("vector_layers", ())

    def read(z: int, x: int, y: int) -> bytes | None:
        data: bytes | None = reader.get(z, x, y)
        return data

    found = _found(_ending(header["tile_type"].name), read, int(header["max_zoom"]), layers)
    return found, str(about.get("attribution", ""))

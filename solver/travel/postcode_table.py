"""The table of postcodes that this user has indexed: one small SQLite file, asked without any network."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..domain import Fault, InputFaults
from ..domain.place import Accuracy
from ..domain.postcode import list_near_spellings, tidy_postcode
from .estimate import great_circle

_UNIT = 100_000  # degrees are kept in whole hundred-thousandths: about a metre
_NEAR = 30.0  # km: where other places of the day are, a slip is looked for
_ALIKE = str.maketrans("OISZBGL", "0152861")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a postcode is. lat, lon: degrees (WGS 84). accuracy: of the postcode, or only of its sector."""

    lat: float
    lon: float
    accuracy: Accuracy


def table_path() -> Path:
    """The file that ONEVISIT_POSTCODES names; else one in the user's data folder (XDG_DATA_HOME, ~/.local/share)."""
    named = os.environ.get("ONEVISIT_POSTCODES")
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Path(named) if named else home / "onevisit" / "postcodes.sqlite"


def write_table(rows: Iterable[tuple[str, float, float, Accuracy]], target: Path) -> int:
    """Index postcodes with latitude, longitude and accuracy; how many there are. The file is whole or not there.

    A sector is where its postcodes are on average. Raises InputFaults where the folder cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as store, store:
            store.execute("CREATE TABLE spots (code TEXT PRIMARY KEY, lat INT, lon INT, accuracy TEXT) WITHOUT ROWID")
            whole = ((code, round(lat * _UNIT), round(lon * _UNIT), accuracy) for code, lat, lon, accuracy in rows)
            store.executemany("INSERT OR REPLACE INTO spots VALUES (?, ?, ?, ?)", whole)
            many = int(store.execute("SELECT count(*) FROM spots").fetchone()[0])
            store.execute(
                "INSERT OR IGNORE INTO spots SELECT substr(code, 1, length(code) - 2), round(avg(lat)), "
                "round(avg(lon)), 'sector' FROM spots GROUP BY substr(code, 1, length(code) - 2)"
            )
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        raise InputFaults([Fault("table of postcodes", str(error), "want a place to write to", str(target))]) from None
    finally:
        part.unlink(missing_ok=True)
    return many


class PostcodeTable:
    """A table that write_table wrote. Raises InputFaults where the file is none."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self._store = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            self._store.execute("SELECT code, lat, lon, accuracy FROM spots LIMIT 1")
        except sqlite3.Error as error:
            wanted = "want a table that `onevisit postcodes FILE` has written"
            raise InputFaults([Fault("table of postcodes", str(error), wanted, str(path))]) from None

    def close(self) -> None:
        self._store.close()

    def find(self, written: str) -> Spot | None:
        """Where a postcode, or a sector such as "EC1A 1", is; None where the table has it not."""
        code = " ".join(tidy_postcode(written).upper().split())
        row = self._store.execute("SELECT lat, lon, accuracy FROM spots WHERE code = ?", (code,)).fetchone()
        return Spot(row[0] / _UNIT, row[1] / _UNIT, row[2]) if row else None

    def has_area(self, area: str) -> bool:
        """Whether the table has a postcode that begins with these letters and then a digit."""
        found = self._store.execute(
            "SELECT 1 FROM spots WHERE code >= ? AND code < ? LIMIT 1", (f"{area}0", f"{area}:")
        )
        return found.fetchone() is not None

    def suggest(self, written: str, others: list[Spot]) -> str | None:
        """The one known postcode a slip away from what is written, near the other places; None where there are none,
        or several. One with a letter for the digit that looks like it is asked for first.
        """
        near = [(code, spot) for code in list_near_spellings(written) if (spot := self.find(code)) is not None]
        if others:
            near = [(code, spot) for code, spot in near if _is_near(spot, others)]
        looks = "".join(written.split()).upper().translate(_ALIKE)
        alike = [one for one in near if one[0].replace(" ", "").translate(_ALIKE) == looks]
        found = alike or near
        return found[0][0] if len(found) == 1 else None


def _is_near(spot: Spot, others: list[Spot]) -> bool:
    return any(great_circle((spot.lat, spot.lon), (one.lat, one.lon)) <= _NEAR for one in others)

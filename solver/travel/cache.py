"""Journeys kept between runs: one file a digest in a folder of bounded size, the oldest used leave first."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from .source import Journeys


class JourneyFolder:
    """A folder of .npz files named by digest. limit: bytes the folder may hold."""

    def __init__(self, folder: Path, limit: int = 500_000_000):
        self.folder = folder
        self.limit = limit

    def read(self, digest: str) -> Journeys | None:
        """The journeys kept under a digest, or None. A damaged file counts as absent and is removed."""
        path = self.folder / f"{digest}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                modes = [str(mode) for mode in kept["modes"]]
                seconds = {mode: kept[f"ticks_{mode}"] for mode in modes}
                metres = {mode: kept[f"metres_{mode}"] for mode in modes}
                error = str(kept["error"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            path.unlink(missing_ok=True)
            return None
        os.utime(path)
        return freeze(Journeys(seconds, metres, error))

    def write(self, digest: str, journeys: Journeys) -> None:
        """Keep journeys; written beside and moved into place, so that a reader never sees half a file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = {f"ticks_{mode}": table for mode, table in journeys.seconds.items()}
        tables |= {f"metres_{mode}": table for mode, table in journeys.metres.items()}
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, modes=np.array(sorted(journeys.seconds)), error=np.array(journeys.error), **tables)  # type: ignore[arg-type]
        os.replace(name, self.folder / f"{digest}.npz")
        self._shrink(keep=f"{digest}.npz")

    def _shrink(self, keep: str) -> None:
        files = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        held = sum(path.stat().st_size for path in files)
        for path in reversed(files):
            if held <= self.limit:
                return
            if path.name != keep:
                held -= path.stat().st_size
                path.unlink(missing_ok=True)


def freeze(journeys: Journeys) -> Journeys:
    """The same journeys with every array read-only."""
    for table in (*journeys.seconds.values(), *journeys.metres.values()):
        table.flags.writeable = False
    return journeys

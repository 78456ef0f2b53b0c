"""Micro-benchmarks against a stored baseline, as ratios of the shortest runs: above 1 is slower than it was.

The shortest, because other work on the machine only ever adds.
The baseline holds the machine it was measured on. On another one the ratios of all lines shift together; what matters
is a line that shifts alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import geometric_mean
from typing import Any


def compare(measured: Path, baseline: Path, save: bool) -> dict[str, float]:
    """Print the table and return the ratios by name; a piece the baseline does not know has none."""
    now = shortest(json.loads(measured.read_bytes()))
    before: dict[str, Any] = json.loads(baseline.read_bytes()) if baseline.exists() else {"machine": "", "best": {}}
    ratios = {name: seconds / before["best"][name] for name, seconds in now["best"].items() if name in before["best"]}
    print(f"{'piece':28} {'now':>12} {'baseline':>12} {'ratio':>7}")
    for name, seconds in now["best"].items():
        old = before["best"].get(name)
        told = f"{_time(old):>12} {ratios[name]:7.2f}" if old else f"{'new':>12}"
        print(f"{name:28} {_time(seconds):>12} {told}")
    for name in before["best"].keys() - now["best"].keys():
        print(f"{name:28} {'not measured':>12}")
    if ratios:
        print(f"{'geometric mean':28} {'':>12} {'':>12} {geometric_mean(ratios.values()):7.2f}")
    if before["machine"] not in ("", now["machine"]):
        print(f"The baseline is from another machine: {before['machine']}; this is {now['machine']}.")
    if save:
        baseline.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    return ratios


def shortest(raw: dict[str, Any]) -> dict[str, Any]:
    """What is worth keeping of pytest-benchmark's report: date, machine, shortest seconds by piece."""
    info = raw["machine_info"]
    cpu = info.get("cpu", {})
    machine = f"{cpu.get('brand_raw', info['machine'])}, {cpu.get('count', '?')} cores, Python {info['python_version']}"
    pieces = {item["name"].removeprefix("test_").replace("_", " "): item["stats"]["min"] for item in raw["benchmarks"]}
    return {"date": raw["datetime"][:10], "machine": machine, "best": pieces}


def _time(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.2f} {unit}"
    return f"{seconds * 1e6:.2f} us"

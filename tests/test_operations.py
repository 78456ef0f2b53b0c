"""docs/operations.md and deploy/ under test: commands, options, settings, routes and figures named there exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from service.run.settings import Settings
from solver.cli import application

from .missing import want

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
UNITS = sorted((ROOT / "deploy").glob("*.service"))
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.M | re.S)


def lines() -> list[str]:
    """Every line that calls onevisit: in blocks, in running text, in the units and the Dockerfile's CMD."""
    shown = [line for _, block in BLOCKS for line in block.splitlines()]
    shown += re.findall(r"`(onevisit [^`]*)`", TEXT)
    shown += [line for unit in UNITS for line in unit.read_text("utf-8").splitlines() if line.startswith("Exec")]
    shown += re.findall(r"onevisit warm|onevisit serve", DOCKERFILE)
    return [line for line in shown if re.search(r"(^|[ /=])onevisit (?!owner|encoding|login)[a-z]", line)]


def program(line: str) -> bool:
    return re.search(r"(^|[ `/])onevisit [a-z]+", line) is not None


@pytest.mark.parametrize("line", [line for line in lines() if program(line)])
def test_every_command_exists_with_its_options(line: str) -> None:
    after = line.split("onevisit ")[-1] if "/bin/onevisit " not in line else line.split("/bin/onevisit ", 1)[1]
    words = shlex.split(after.split("&&")[0])
    command: Any = typer.main.get_command(application())
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= known


def test_every_setting_named_exists_and_every_setting_is_named() -> None:
    named = set(re.findall(r"ONEVISIT_([A-Z_]+)", TEXT + DOCKERFILE + "".join(map(Path.read_text, UNITS))))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_file_named_exists() -> None:
    for name in set(re.findall(r"deploy/[\w.-]+", TEXT)):
        assert (ROOT / name).is_file()


def test_every_figure_watched_is_told() -> None:
    from service.run.metrics import Metrics

    told = Metrics().describe_metrics({}, 0).decode()
    for name in set(re.findall(r"`(onevisit_[a-z_]+)", TEXT)):
        assert f"{name} " in told or f"{name}{{" in told or f"# HELP {name.removesuffix('_total')}" in told


def test_shell_blocks_are_shell() -> None:
    for kind, block in BLOCKS:
        if not kind:
            assert subprocess.run(["bash", "-n"], input=block, text=True, check=False).returncode == 0


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_units_are_sound(unit: Path, tmp_path: Path) -> None:
    want("program", shutil.which("systemd-analyze"), "systemd-analyze (apt-get install systemd)")
    here = tmp_path / unit.name
    here.write_text(unit.read_text("utf-8").replace("/opt/onevisit/bin/onevisit", sys.executable))
    found = subprocess.run(["systemd-analyze", "verify", "--man=no", here], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_container_runs_as_nobody_in_particular_and_keeps_what_it_writes() -> None:
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert DOCKERFILE.count("\nFROM ") == 2
    assert re.search(r"^USER \d+:\d+$", last, flags=re.M)
    volume = re.search(r"^VOLUME (\S+)$", last, flags=re.M)
    assert volume is not None
    for name in ("NUMBA_CACHE_DIR", "ONEVISIT_DATA"):
        place = re.search(rf"{name}=(\S+)", last)
        assert place is not None
        assert place[1].startswith(volume[1] + "/")
    assert "HEALTHCHECK" in last
    assert ":latest" not in DOCKERFILE
    for source in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, flags=re.M):
        assert all((ROOT / name).exists() for name in source.split())

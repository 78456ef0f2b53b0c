"""requirements.lock: one version of everything, by hash, that pyproject.toml allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .test_packaging import PROJECT, ROOT

ASKED = [
    (group, line)
    for group, lines in {"": PROJECT["project"]["dependencies"], **PROJECT["project"]["optional-dependencies"]}.items()
    for line in lines
]


def read_lock(path: Path) -> dict[str, tuple[str, int]]:
    """Package -> its version, and how many files of it are known by their hash."""
    found: dict[str, tuple[str, int]] = {}
    for entry in re.split(r"\n(?=[A-Za-z])", path.read_text("utf-8")):
        if told := re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", entry):
            found[canonicalize_name(told[1])] = (told[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)))
    return found


LOCKED = read_lock(ROOT / "requirements.lock")


@pytest.mark.parametrize(("group", "line"), ASKED, ids=[" ".join(one).strip() for one in ASKED])
def test_what_is_locked_is_what_pyproject_asks_for(group: str, line: str) -> None:
    wanted = Requirement(line)
    version, _ = LOCKED[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version), f"{line} of {group or 'all'}, locked is {version}: make lock"


def test_everything_is_known_by_its_hash() -> None:
    assert len(LOCKED) > len(ASKED)
    assert {name for name, (_, hashes) in LOCKED.items() if not hashes} == set()


def test_a_version_that_is_too_old_is_seen(tmp_path: Path) -> None:
    old = tmp_path / "old.lock"
    old.write_text(f"numba==0.1 \\\n    --hash=sha256:{'0' * 64}\npyjwt[crypto]==2.10.1\n", "utf-8")
    assert read_lock(old) == {"numba": ("0.1", 1), "pyjwt": ("2.10.1", 0)}
    assert not Requirement("numba>=0.63").specifier.contains("0.1")


def test_every_room_that_has_an_owner_is_there() -> None:
    named = [line.split()[0] for line in (ROOT / "CODEOWNERS").read_text("utf-8").splitlines() if line[:1] == "/"]
    assert named
    assert [room for room in named if not (ROOT / room.strip("/")).exists()] == []

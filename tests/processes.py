"""Other processes, as Linux tells of them in /proc, and a port for one that serves."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

THERE = Path("/proc/self/stat").exists()


def _told(process: int) -> list[str]:
    """What stands behind a process's name, its state first; nothing where there is none of this number."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def alive(process: int) -> bool:
    """Whether it still runs: one that has ended and that nobody has asked how does not."""
    return _told(process)[:1] not in ([], ["Z"])


def every() -> Iterator[int]:
    """All of this machine, by number."""
    return (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))


def children(process: int) -> list[int]:
    return [one for one in every() if _told(one)[1:2] == [str(process)]]


def family(process: int) -> list[int]:
    """It, its children, theirs, and so on."""
    parents = {one: told[1] for one in every() if (told := _told(one))}
    found = [process]
    for parent in found:
        found += [one for one, its in parents.items() if its == str(parent)]
    return found


def command(process: int) -> str:
    """The words it was started with, a space between them; empty where it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def cpu_seconds(process: int) -> float:
    """What it has computed so far, without its children."""
    told = _told(process)
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK") if told else 0.0


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

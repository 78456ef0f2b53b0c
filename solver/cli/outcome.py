"""How a command ends: exit codes, and every fault of an input on the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from solver.domain import Fault

BROKEN, WRONG_INPUT, OUR_FAULT = 1, 2, 3
STOPPED = 130  # by Ctrl-C, before there was a roster: as shells say it


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn wrong input into a complete list on stderr and exit code 2."""
    from solver.domain import InputFaults

    try:
        yield
    except InputFaults as error:
        tell(error.faults)
    except OSError as error:
        _say(f"{error.filename or 'file'}: {error.strerror or error}")
        raise typer.Exit(WRONG_INPUT) from None


def tell(faults: Iterable[Fault]) -> NoReturn:
    """Print faults grouped by file, one to a block, and leave with exit code 2."""
    told = list(faults)
    many = "1 thing is" if len(told) == 1 else f"{len(told)} things are"
    _say(f"{many} wrong with the input; nothing was written.")
    file = None
    columns = shutil.get_terminal_size((100, 24)).columns
    width = min(44, max(len(fault.where) for fault in told))
    for fault in told:
        if fault.file != file:
            file = fault.file
            if file:
                _say(f"\n{file}")
        seen = "nothing" if fault.value is None else repr(fault.value)
        room = max(30, columns - width - 10)
        seen = seen if len(seen) <= room else seen[: room - 3] + "..."
        _say(f"  {fault.where:<{width}}  found {seen}")
        margin = " " * (width + 4)
        for line in wrap(fault.expected, max(40, columns - len(margin))):
            _say(margin + line)
    raise typer.Exit(WRONG_INPUT) from None


def writable(*targets: Path | None) -> None:
    """Refuse output places that cannot work before time is spent on what would go there."""
    from solver.domain import Fault, InputFaults

    faults = [
        Fault("output", str(target), "want a file in a folder that exists")
        for target in targets
        if target is not None and (target.is_dir() or not target.absolute().parent.is_dir())
    ]
    if faults:
        raise InputFaults(faults)


_KINDS = {"roster": (".json",), "workbook": (".xlsx",), "page": (".html", ".htm")}


def refuse_endings(roster: Path | None = None, workbook: Path | None = None, page: Path | None = None) -> None:
    """Refuse names that end as if they were of another kind: JSON in rosters.csv. A name without an ending is taken."""
    from solver.domain import Fault, InputFaults

    faults = []
    for kind, target in (("roster", roster), ("workbook", workbook), ("page", page)):
        if target is not None and target.suffix and target.suffix.lower() not in _KINDS[kind]:
            wanted = f"want a name that ends in {' or '.join(_KINDS[kind])} for a {kind}"
            faults.append(Fault("output", str(target), wanted))
    if faults:
        raise InputFaults(faults)


def _say(line: str) -> None:
    # A terminal of another encoding still shows the rest of the line.
    encoding = sys.stderr.encoding or "utf-8"
    typer.echo(line.encode(encoding, "replace").decode(encoding), err=True)

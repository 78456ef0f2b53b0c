"""A reader who does what a page says, block by block, in a folder of their own; searches count a few moves."""

from __future__ import annotations

import csv
import io
import re
import shlex
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

import fixtures.cli
import onevisit
import service.cli
import solver.cli

from .blocks import PAGES, ROOT, Block, read_blocks

_SECONDS = re.compile(r"seconds=\d+")


def list_commands() -> dict[str, Any]:
    """Every command of onevisit, by its name."""
    app = typer.Typer()
    for one in (solver.cli, fixtures.cli, service.cli):
        one.register(app)
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


class Reader:
    """known: the names that the page's Python has made. printed: what each command printed, by its line.

    moves: how long a search takes here, whatever seconds the page gives it.
    """

    def __init__(self, capsys: pytest.CaptureFixture[str], moves: int):
        self.moves = moves
        self.known: dict[str, Any] = {}
        self.printed: dict[str, str] = {}
        self._capsys = capsys
        self._workbook: Path | None = None

    def follow(self, block: Block) -> None:
        """Do what a block says. Fails for one that cannot be done and does not say what it needs."""
        kind, words = block.mark
        if kind in ("needs", "printed"):
            return
        if kind == "file":
            Path(words).parent.mkdir(exist_ok=True)
            Path(words).write_text(block.text, "utf-8")
        elif kind == "sheet":
            assert self._workbook, f"{block}: no workbook was made before it"
            type_into(self._workbook, words, block.text)
        elif block.language == "python":
            self._run_python(block)
        elif block.language in ("sh", "console"):
            for line in block.commands:
                self._run_command(block, line)
        else:
            pytest.fail(f"{block} is neither run nor marked with what it needs: see tests/documents/blocks.py")

    def _run_python(self, block: Block) -> None:
        """As it stands, but for the seconds: a test counts moves."""
        moves, many = _SECONDS.subn(f"iterations={self.moves}", block.text)
        assert many == 1, f"{block}: one search of some seconds"
        exec(compile(moves, str(block), "exec"), self.known)

    def _run_command(self, block: Block, line: str) -> None:
        program, name, *words = shlex.split(line, comments=True)
        assert program == "onevisit", f"{block}: {line!r} is run by no test; say above the block what it needs"
        if name == "solve":
            words = [*_without_seconds(words), "--iterations", str(self.moves)]
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            list_commands()[name].main(words, prog_name=f"onevisit {name}")
        told = self._capsys.readouterr()
        self.printed[line] = told.out
        assert not ended.value.code, f"{block}: {line}\n{told.out}{told.err}"
        if name == "template":
            self._workbook = Path(words[-1])
            if not any(one.mark[0] == "sheet" for one in _on_the_page_of(block)):  # else the page says with what
                self._fill_in(self._workbook, full="--form" in words)

    def _fill_in(self, workbook: Path, full: bool) -> None:
        """As the page tells the reader to: with the smallest day of the tutorial that has that form."""
        if full:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what it leaves unknown
                onevisit.write(onevisit.read(write_files(read_blocks(_TUTORIAL / "your-own-day.md"))), workbook)
            return
        for block in read_blocks(_TUTORIAL / "from-excel.md"):
            if block.mark[0] == "sheet":
                type_into(workbook, block.mark[1], block.text)


_TUTORIAL = ROOT / "docs" / "tutorial"


def _on_the_page_of(block: Block) -> list[Block]:
    return [one for page in PAGES if page.name == block.page for one in read_blocks(page)]


def _without_seconds(words: list[str]) -> list[str]:
    if "--seconds" not in words:
        return words
    at = words.index("--seconds")
    return words[:at] + words[at + 2 :]


def write_files(blocks: list[Block]) -> Path:
    """The files of a page that stand in the folder ``day``, in one that is made anew; the folder."""
    for block in blocks:
        if block.mark[0] == "file" and block.mark[1].startswith("day/"):
            Path("day").mkdir(exist_ok=True)
            Path(block.mark[1]).write_text(block.text, "utf-8")
    return Path("day")


def type_into(workbook: Path, sheet: str, table: str) -> None:
    """Rows of a CSV text below those of a sheet, each cell as it would be typed; a new column where it wants one."""
    book = openpyxl.load_workbook(workbook)
    rows = book[sheet]
    heads = {str(cell.value): cell.column for cell in rows[1] if cell.value}
    first = rows.max_row + 1
    for number, entry in enumerate(csv.DictReader(io.StringIO(table))):
        for head, value in entry.items():
            if head not in heads:
                heads[head] = len(heads) + 1
                rows.cell(1, heads[head]).value = head
            rows.cell(first + number, heads[head]).value = value or None
    book.save(workbook)

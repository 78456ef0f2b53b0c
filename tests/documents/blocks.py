"""The fenced blocks of a page, and the marks above them: comments that a reader of the page does not see.

``<!-- needs: a running service -->``  what the block wants that a plain run of the tests has not
``<!-- file: day/visits.csv -->``      the block is what stands in that file
``<!-- sheet: clients -->``            the block is typed into that sheet of the workbook made before
``<!-- printed: by onevisit batch -->``  nothing to run: what a command printed once
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = "<!-- Made by `make reference` of notebook/"  # such a page is the notebook's, which has a test of its own
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]
PAGES += sorted((ROOT / "docs" / "how-to").glob("*.md"))
_FENCE = re.compile(r"```(\w*)\n")
_MARK = re.compile(r"<!-- (needs|file|sheet|printed): (.+) -->\n")


@dataclass(frozen=True)
class Block:
    """language: what stands behind the fence, maybe nothing. mark: its kind and its words, two empty texts for none."""

    page: str
    line: int
    language: str
    text: str
    mark: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """Each command of a shell's block as it is typed, on one line; in a console only what follows a ``$``."""
        whole = self.text.replace("\\\n", " ").splitlines()
        typed = whole if self.language == "sh" else [line[2:] for line in whole if line.startswith("$ ")]
        return [line for line in typed if line.strip() and not line.startswith("#")]

    def printed_by(self, command: str) -> list[str]:
        """The lines that a console shows below a command, up to the next one."""
        lines = self.text.replace("\\\n", " ").splitlines()
        after = lines[lines.index(f"$ {command}") + 1 :]
        end = next((number for number, line in enumerate(after) if line.startswith("$ ")), len(after))
        return after[:end]


def read_blocks(page: Path) -> list[Block]:
    """All fenced blocks, in their order; none of a page that a notebook makes."""
    lines = page.read_text("utf-8").splitlines(keepends=True)
    if lines[0].startswith(NOTEBOOK):
        return []
    found: list[Block] = []
    start, language = 0, ""
    for number, line in enumerate(lines, 1):
        if start and line.strip() == "```":
            mark = _MARK.fullmatch(lines[start - 2])
            kind = (mark[1], mark[2]) if mark else ("", "")
            found.append(Block(page.name, start, language, "".join(lines[start : number - 1]), kind))
            start = 0
        elif not start and (fence := _FENCE.fullmatch(line)):
            start, language = number, fence[1]
    return found

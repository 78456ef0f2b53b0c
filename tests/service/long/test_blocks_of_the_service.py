"""The blocks of docs/how-to and README that need a running service, typed into a shell as a reader types them.

``make test-service`` runs it: ``onevisit serve`` in a process of its own, asked by curl. Searches are shorter than the
pages say, the port is a free one, and an id that a page shows stands for the one that was answered.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ...documents.blocks import PAGES, Block, read_blocks
from ...processes import free_port
from ...waiting import answers, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs("program", shutil.which("curl") and shutil.which("bash"), "curl and bash (apt-get install curl)"),
]
NEED = ("needs", "a running service")
SHORTER = {'"seconds": 20': '"seconds": 4', '"seconds": 30, "seeds": 3': '"seconds": 1, "seeds": 1'}
_ID = re.compile(r"/v1/(problems|rosters)/([0-9a-f]{20,})")
_TYPED = "__typed__"


class Shell:
    """One bash from the first command of a page to the last, so that its variables stay."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ids: dict[str, str] = {}  # of the page, and what was answered in its place
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        told = {"PATH": path, "ONEVISIT_DATA": str(folder / "data"), "ONEVISIT_PORT": str(self.port)}
        self.bash = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env={**os.environ, **told},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, line: str) -> str:
        """What a command prints; it must end well."""
        assert self.bash.stdin
        assert self.bash.stdout
        self.bash.stdin.write(f"{self.mean(line)}\necho; echo {_TYPED} $?\n")
        self.bash.stdin.flush()
        told: list[str] = []
        for answer in self.bash.stdout:
            if answer.startswith(_TYPED):
                assert answer.split()[1] == "0", f"{line}\n{''.join(told)}"
                return "".join(told).strip()
            told.append(answer)
        raise AssertionError(f"the shell ended at {line}")

    def mean(self, line: str) -> str:
        """A command of the page as it is meant on this machine."""
        line = line.replace("http://127.0.0.1:8600", self.url)
        for shown, ours in {**SHORTER, **self.ids}.items():
            line = line.replace(shown, ours)
        if line.startswith("onevisit serve"):  # it stays; a reader opens a second terminal
            return f"{line.partition('#')[0].strip()} > serve.log 2>&1 & SERVER=$!"
        return line

    def do(self, block: Block) -> list[tuple[str, str]]:
        """Every command of a block with what it printed."""
        done = []
        for line in block.commands:
            printed = self.type(line)
            if line.startswith("onevisit serve"):
                until(lambda: answers(f"{self.url}/ready", self.bash))
            shown = "\n".join(block.printed_by(line.strip())) if block.language == "console" else ""
            for (kind, page_id), (found, own_id) in zip(_ID.findall(shown), _ID.findall(printed), strict=True):
                assert kind == found
                self.ids[page_id] = own_id
            done.append((line, printed))
        return done


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    one = Shell(tmp_path)
    yield one
    if one.bash.poll() is None:
        one.type("kill ${SERVER:-} && wait || true")
        one.bash.kill()
    one.bash.communicate()


def _blocks(page: str) -> list[Block]:
    return [block for path in PAGES if path.name == page for block in read_blocks(path) if block.mark == NEED]


def test_no_page_is_left_out() -> None:
    assert {page.name for page in PAGES if _blocks(page.name)} == {"README.md", "run-the-service.md"}


def test_the_service_of_the_readme_prints_a_key(shell: Shell, tmp_path: Path) -> None:
    (block,) = _blocks("README.md")
    shell.do(block)
    assert "key" in (tmp_path / "serve.log").read_text("utf-8")


def test_a_day_by_curl(shell: Shell, tmp_path: Path) -> None:
    begin, follow, sign, save = _blocks("run-the-service.md")
    shell.do(begin)
    done = dict(shell.do(follow))
    for line, printed in done.items():
        for shown in follow.printed_by(line.strip()):
            if shown.startswith(("HTTP/", "event:")):
                assert shown in printed.replace("\r", "").splitlines(), line
    events = next(printed for line, printed in done.items() if "/events" in line)
    assert '"state": "done"' in events
    document = json.loads(shell.type('curl -s $ROSTER -H "$AS"'))
    assert document["roster"]["rounds"]
    assert (tmp_path / "roster.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "council.zip").read_bytes()[:2] == b"PK"
    told = shell.do(sign)
    assert "C01013-insulin-am" in told[0][1]
    assert '"status"' not in told[-1][1], "a problem, and no answer"
    measured = shell.do(save)
    assert '"state"' in measured[1][1]

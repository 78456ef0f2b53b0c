"""The page in a real browser, where one is installed: the script runs and shows what was asked for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from solver.check import check
from solver.domain import Problem, Roster
from solver.plot import write_roster_html

from ..missing import want_chromium
from ..waiting import patience

STILL = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def opened(page: Path, mark: str, profile: Path) -> str:
    """The document after its script has run, opened at ``page#mark``."""
    words = [want_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *STILL]
    words += [f"--user-data-dir={profile}", "--dump-dom", f"{page.as_uri()}#{mark}"]
    return subprocess.run(words, capture_output=True, text=True, timeout=patience()).stdout


def test_a_shift_and_an_unserved_visit_open_from_the_address(hamlet: tuple[Problem, Roster], tmp_path: Path) -> None:
    problem, roster = hamlet
    write_roster_html(problem, roster, check(problem, roster), tmp_path / "roster.html")
    round_ = max(roster.rounds, key=lambda round_: len(round_.stops))
    page = opened(tmp_path / "roster.html", round_.shift, tmp_path / "profile")
    detail = page.split('<div id="detail">', 1)[1].split("</div>", 1)[0]
    assert detail.count("<tr") == len(round_.stops) + 1
    assert problem.worker[problem.shift[round_.shift].worker].name in detail
    lines = re.findall(r'<div class="line round on" data-shift="([^"]+)"', page)
    assert lines == [round_.shift]
    entry = roster.unserved[0]
    page = opened(tmp_path / "roster.html", entry.visit, tmp_path / "profile")
    detail = page.split('<div id="detail">', 1)[1].split("</div>", 1)[0]
    assert "Not served" in detail
    assert str(entry.verdict) in detail

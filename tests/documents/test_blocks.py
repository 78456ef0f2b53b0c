"""Every fenced block of the pages for users is done as a reader does it, or says above it what it needs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import onevisit
from fixtures import generate
from solver.formats import write_problem

from .blocks import PAGES, ROOT, Block, read_blocks
from .reader import Reader

NEEDS = {
    "the network": "tests/travel/test_locate.py",
    "a running service": "tests/service/long/test_blocks_of_the_service.py",
    "make": ".ci/run",
    "twenty-five minutes": "",  # measured once, with its date
    "a table of postcodes": "",  # of an office's own; tests/travel/test_postcodes.py has invented ones
}
LANGUAGES = {"sh", "console", "python", "csv", "json", "text"}

Follow = Callable[[str], Reader]


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Follow:
    """Everything that a page says, in a new folder, with what the reader of that page has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(tmp_path / "postcodes.sqlite"))
    monkeypatch.setenv("COLUMNS", "100")  # as wide as the pages show it, whatever runs the tests

    def following(page: str) -> Reader:
        reader = Reader(capsys, 300_000)
        if page == "README.md":
            write_problem(generate("hamlet", 1), Path("day.json"))
        if page == "change-a-roster.md":
            (day,) = (block for block in _blocks("your-own-day.md") if block.mark == ("file", "day.json"))
            for given in (day, Block(page, 0, "sh", "onevisit solve day.json -o roster.json", ("", ""))):
                reader.follow(given)
        for block in _blocks(page):
            reader.follow(block)
        return reader

    return following


def _blocks(page: str) -> list[Block]:
    (path,) = (path for path in PAGES if path.name == page and path != ROOT / "docs" / "how-to" / "README.md")
    return read_blocks(path)


ALL = [block for page in PAGES for block in read_blocks(page)]


@pytest.mark.parametrize("block", ALL, ids=str)
def test_a_block_says_what_it_is(block: Block) -> None:
    kind, words = block.mark
    assert block.language in LANGUAGES, f"{block}: ```sh for commands, ```console with what they print, ```text ..."
    assert kind != "needs" or words in NEEDS, f"{block}: who runs it? See NEEDS"
    assert (kind == "printed") == (block.language == "text")


def test_who_runs_what_a_plain_run_cannot_is_there() -> None:
    assert [path for path in NEEDS.values() if path and not (ROOT / path).exists()] == []
    assert set(NEEDS) == {block.mark[1] for block in ALL if block.mark[0] == "needs"}


@pytest.mark.parametrize("page", sorted({block.page for block in ALL} - {"README.md"}))
def test_no_block_is_indented_where_nobody_would_run_it(page: str) -> None:
    (path,) = (path for path in PAGES if path.name == page)
    plain = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"\n\n    \S.*", plain) == []


SAID_MORE_OF = {"README.md", "first-day.md", "from-excel.md", "your-own-day.md", "change-a-roster.md"}


@pytest.mark.parametrize("page", sorted({block.page for block in ALL} - SAID_MORE_OF))
def test_the_blocks_of_a_page_run(page: str, follow: Follow) -> None:
    follow(page)


def test_the_readme_runs(follow: Follow) -> None:
    (python,) = (block for block in _blocks("README.md") if block.language == "python")
    assert len([line for line in python.text.splitlines() if line]) <= 8
    reader = follow("README.md")
    assert len(reader.known["stops"]) > 10
    assert Path("roster.html").stat().st_size > 10_000


@pytest.mark.kernel
def test_the_first_day_prints_what_the_page_shows(follow: Follow) -> None:
    """Word for word what is invented; of the solve, whose time a test does not have, what each line is about."""
    (block,) = (block for block in _blocks("first-day.md") if block.language == "console")
    reader = follow("first-day.md")
    generate_, solve_, check_ = block.commands
    assert reader.printed[generate_].splitlines() == block.printed_by(generate_)
    assert block.printed_by(check_)[-1] in reader.printed[check_].splitlines()
    shown, printed = ("\n".join(told) for told in (block.printed_by(solve_), reader.printed[solve_].splitlines()))
    first = shown.partition("\n\n")[0]
    assert printed.startswith(first), "what stands before the figures"
    heads = re.compile(r"^  ([A-Z][a-z ]+)(?::|  )", re.MULTILINE)
    assert len(heads.findall(shown)) > 12
    assert set(heads.findall(shown)) <= set(heads.findall(printed))


def test_the_day_from_excel_is_one(follow: Follow) -> None:
    """All visits are made: Ada's by a woman, Bo's insulin by the nurse at its time, Cy's by two."""
    reader = follow("from-excel.md")
    roster = json.loads(Path("roster.json").read_text("utf-8"))
    rounds = {stop["visit"]: one["shift"] for one in roster["rounds"] for stop in one["stops"]}
    assert (len(rounds), roster["unserved"]) == (5, [])
    assert rounds["bo_pretend-0730"] == "nora_example"
    assert rounds["ada_sample-0800"] == "di_madeup"
    first = reader.printed["onevisit solve my-day.xlsx -o roster.json --xlsx roster.xlsx --html roster.html"]
    assert "Read as registered nurses: Nora Example." in first
    assert "The checker finds no hard breach." in reader.printed["onevisit check my-day.xlsx roster.xlsx"]


def test_the_day_of_ones_own_is_one(follow: Follow) -> None:
    """As workbook and CSV and from Python the same visits, all made; of the JSON day two make Ada's, the nurse Bo's."""
    known = follow("your-own-day.md").known
    with pytest.warns(UserWarning, match="Safety (sheets|columns) are missing"):
        day = onevisit.read("day")
    assert onevisit.solve(day, iterations=500).check.figures.served == 3
    assert known["result"].check.figures.served == 3
    typed = onevisit.read("day.xlsx")
    assert {visit.id for visit in known["day"].visits} == {visit.id for visit in day.visits}
    assert {visit.id for visit in typed.visits} == {visit.id for visit in day.visits}
    roster = json.loads(Path("roster.json").read_text("utf-8"))
    made = Counter((stop["visit"], one["shift"]) for one in roster["rounds"] for stop in one["stops"])
    assert made == {("V1", "S1"): 1, ("V1", "S2"): 1, ("V2", "S3"): 1}
    assert onevisit.read("day.json").version == "2"


def test_no_care_worker_could_give_the_insulin_of_the_json_day() -> None:
    (block,) = (block for block in _blocks("your-own-day.md") if block.mark == ("file", "day.json"))
    untrained = json.loads(block.text)
    untrained["workers"][2]["registered_nurse"] = False
    left = onevisit.solve(onevisit.read(untrained), iterations=500).roster.unserved
    assert [one.visit for one in left] == ["V2"]


def test_somebody_is_ill(follow: Follow) -> None:
    reader = follow("change-a-roster.md")
    left = {name: json.loads(Path(f"{name}.json").read_text("utf-8"))["unserved"] for name in ("roster", "repaired")}
    assert {name: [one["visit"] for one in found] for name, found in left.items()} == {
        "roster": [],
        "repaired": ["V1"],  # it takes two
    }
    assert Path("repaired.html").stat().st_size > 10_000
    assert "Cy Madeup" in reader.printed["onevisit explain today.json repaired.json --against roster.json"]
    assert "Ada Sample" in reader.printed["onevisit tell published.json repaired.json"]

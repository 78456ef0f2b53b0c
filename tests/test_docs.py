"""The documents under test: they name every command, option and route, lead somewhere; what they show can be run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

import fixtures.cli
import onevisit
import service.cli
import solver.cli
from fixtures import generate
from service.routes import ROUTERS
from solver.formats import write_problem

DOCS = Path(__file__).resolve().parents[1] / "docs"
README = (DOCS.parent / "README.md").read_text("utf-8")
HOW_TO = sorted(path for path in (DOCS / "how-to").glob("*.md") if path.name != "README.md")
TUTORIAL = sorted((DOCS / "tutorial").glob("*.md"))
PAGES = sorted([DOCS.parent / "README.md", DOCS.parent / "benchmarks" / "README.md", *DOCS.rglob("*.md")])


def commands() -> dict[str, Any]:
    app = typer.Typer()
    solver.cli.register(app)
    fixtures.cli.register(app)
    service.cli.register(app)
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def options() -> list[tuple[str, str]]:
    """Of commands, and of the commands below them, which share a section."""
    return [
        (name, option)
        for name, command in commands().items()
        for one in (command, *getattr(command, "commands", {}).values())
        for parameter in one.params
        if parameter.param_type_name == "option"
        for option in parameter.opts
    ]


def how_to(command: str) -> str:
    """The section of a command, in the one page of docs/how-to/ that has it."""
    head = f"## onevisit {command}\n"
    (text,) = (text for path in HOW_TO if head in (text := path.read_text("utf-8")))
    return text.split(head, 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_has_a_how_to(command: str) -> None:
    section = how_to(command)
    for below in getattr(commands()[command], "commands", {}):
        assert f"onevisit {command} {below}" in section


@pytest.mark.parametrize(("command", "option"), sorted(set(options())))
def test_every_option_is_in_its_commands_section(command: str, option: str) -> None:
    assert f"`{option}`" in how_to(command)


def test_the_table_of_how_tos_names_every_page() -> None:
    table = (DOCS / "how-to" / "README.md").read_text("utf-8")
    assert {path.name for path in HOW_TO} == set(re.findall(r"\(([\w-]+\.md)\)", table))


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 160
    assert len(re.sub(r"```.*?```", "", README, flags=re.DOTALL).split()) <= 750


def test_the_readme_leads_to_every_kind_of_document() -> None:
    targets = {target.partition("#")[0] for _, target in links(DOCS.parent / "README.md")}
    for folder in ("tutorial", "reference", "explanation", "safety"):
        pages = {f"docs/{folder}/{path.name}" for path in (DOCS / folder).glob("*.md")}
        assert pages <= targets, f"README.md leads to no {sorted(pages - targets)}"


def links(page: Path) -> list[tuple[str, str]]:
    """Text and target of every link and picture of a page, but for those to elsewhere and inside code."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r"\[([^\]]*)\]\(([^)\s]+)\)", text)
    return [(words, target) for words, target in found if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """What a heading is linked by: small letters, without signs, hyphens for blanks."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(DOCS.parent)) for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    for words, target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"[{words}]({target})"
        assert not anchor or anchor in anchors(there), f"[{words}]({target})"


def shown() -> list[tuple[str, str]]:
    """Every command line in a code block of a page for users, without what a shell does with it."""
    found = []
    for page in (DOCS.parent / "README.md", *TUTORIAL, *HOW_TO):
        for block in re.findall(r"```\w*\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            plain = re.sub(
                r"\$\((?!onevisit)[^)]*\)|\$\w+", "1", block.replace("\\\n", " ")
            )  # what a shell would fill in
            for line in plain.splitlines():
                for words in re.findall(r"(?:^|[$(;] ?)onevisit ((?:(?![;)#|>]).)+)", line.strip()):
                    found.append((page.name, words.strip()))
    return found


@pytest.mark.parametrize(("page", "line"), sorted(set(shown())))
def test_every_command_line_shown_can_be_read(page: str, line: str) -> None:
    """By the parser of the command itself; nothing is run."""
    name, *words = shlex.split(line)
    command = commands()[name]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    command.make_context(name, words)


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in block.splitlines() if line]) <= 8
    monkeypatch.chdir(tmp_path)
    write_problem(generate("hamlet", 1), tmp_path / "day.json")
    known = run(block)
    assert len(known["stops"]) > 10
    assert (tmp_path / "roster.html").stat().st_size > 10_000


def test_the_tutorials_day_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As CSV and from Python: everybody is served, and both are the same visits."""
    text = (DOCS / "tutorial" / "your-own-day.md").read_text("utf-8")
    names = re.findall(r"`(\w+)\.csv`", text)
    tables = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    assert len(names) == len(tables) == 11
    (tmp_path / "day").mkdir()
    for name, table in zip(names, tables, strict=True):
        (tmp_path / "day" / f"{name}.csv").write_text(table, "utf-8")
    with pytest.warns(UserWarning, match="Safety (sheets|columns) are missing"):
        day = onevisit.read(tmp_path / "day")
    assert onevisit.solve(day, iterations=2_000).check.figures.served == 3
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    known = run(block)
    assert known["result"].check.figures.served == 3
    assert {visit.id for visit in known["day"].visits} == {visit.id for visit in day.visits}


def test_the_day_of_the_excel_tutorial_is_one(tmp_path: Path) -> None:
    """All visits are made: Ada's by a woman, Bo's insulin by the nurse at its time, Cy's by two."""
    text = (DOCS / "tutorial" / "from-excel.md").read_text("utf-8")
    tables = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    for name, one in zip(("clients", "visits", "staff"), tables, strict=True):
        (tmp_path / f"{name}.csv").write_text(one, "utf-8")
    with pytest.warns(UserWarning, match="Safety columns are missing"):
        day = onevisit.read(tmp_path)
    result = onevisit.solve(day, iterations=2_000)
    assert (result.check.figures.served, result.check.feasible) == (5, True)
    rounds = {stop.visit: round_.shift for round_ in result.roster.rounds for stop in round_.stops}
    assert rounds["bo_pretend-0730"] == "nora_example"
    assert rounds["ada_sample-0800"] == "di_madeup"


def test_the_tutorials_json_day_is_one(tmp_path: Path) -> None:
    """Two make Ada's visit, the nurse Bo's; no care worker could."""
    text = (DOCS / "tutorial" / "your-own-day.md").read_text("utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (tmp_path / "day.json").write_text(block, "utf-8")
    day = onevisit.read(tmp_path / "day.json")
    assert day.version == "2"
    roster = onevisit.solve(day, iterations=500).roster
    made = {
        visit: {one.shift for one in roster.rounds for stop in one.stops if stop.visit == visit}
        for visit in ("V1", "V2")
    }
    assert made == {"V1": {"S1", "S2"}, "V2": {"S3"}}
    untrained = json.loads(block)
    untrained["workers"][2]["registered_nurse"] = False
    left = onevisit.solve(onevisit.read(untrained), iterations=500).roster.unserved
    assert [one.visit for one in left] == ["V2"]


def test_the_block_of_somebody_ill_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, on the JSON day of the tutorial; a test counts moves."""
    (day,) = re.findall(r"```json\n(.*?)```", (DOCS / "tutorial" / "your-own-day.md").read_text("utf-8"), re.DOTALL)
    ill = (DOCS / "how-to" / "change-a-roster.md").read_text("utf-8").split("## Somebody is ill", 1)[1]
    (block,) = re.findall(r"```\n(.*?)```", ill, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("day.json").write_text(day, "utf-8")
    known = commands()
    for line in ["onevisit solve day.json -o roster.json", *block.splitlines()]:
        _, name, *words = shlex.split(line)
        moves = ["--iterations", "500"] if name == "solve" else []
        with pytest.raises(SystemExit) as ended:
            known[name].main([*words, *moves], prog_name=f"onevisit {name}")
        assert not ended.value.code, line
    left = {name: json.loads(Path(f"{name}.json").read_text("utf-8"))["unserved"] for name in ("roster", "repaired")}
    assert {name: [one["visit"] for one in found] for name, found in left.items()} == {
        "roster": [],
        "repaired": ["V1"],  # it takes two
    }
    assert Path("repaired.html").stat().st_size > 10_000


def run(block: str) -> dict[str, Any]:
    """A block of Python as it stands, but for the seconds: a test counts moves. Its names afterwards."""
    moves, many = re.subn(r"seconds=\d+", "iterations=2_000", block)
    assert many == 1
    known: dict[str, Any] = {}
    exec(moves, known)
    return known


@pytest.mark.parametrize("path", sorted({route.path_format for router in ROUTERS for route in router.routes}))  # type: ignore[attr-defined]
def test_every_route_is_in_the_api_document(path: str) -> None:
    """By its whole path, or by what follows the id of the thing it is about."""
    api = (DOCS / "api.md").read_text("utf-8")
    after = path.partition("{id}/")[2]
    assert any(f"{told}{end}" in api for told in (path, *([f".../{after}"] if after else [])) for end in "`, {?"), (
        f"add {path} to docs/api.md"
    )


CONTRIBUTING = (DOCS / "contributing.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`([a-z.]+(?:/[\w.]+)*(?:/|\.py|\.md|\.toml))`", CONTRIBUTING)))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_in_the_guide_is_there(path: str) -> None:
    assert (DOCS.parent / path).exists()


def test_every_test_and_target_in_the_guide_is_there() -> None:
    told = set(re.findall(r"`(test_\w+)`", CONTRIBUTING))
    texts = "".join(path.read_text("utf-8") for path in sorted((DOCS.parent / "tests").rglob("test_*.py")))
    assert not {name for name in told if f"def {name}(" not in texts}
    targets = set(re.findall(r"`make ([a-z-]+)`", CONTRIBUTING))
    makefile = (DOCS.parent / "Makefile").read_text("utf-8")
    assert not {name for name in targets if f"\n{name}:" not in makefile}
    assert len(told) > 20
    assert len(targets) > 4


def test_the_two_commands_stand_at_the_top() -> None:
    top = README[:1500]
    assert "make demo" in top
    assert "make test" in top


def test_the_tree_in_the_architecture_names_every_room() -> None:
    root = Path(solver.__file__).parents[1]
    tree = (root / "docs" / "architecture.md").read_text("utf-8").split("Imports point down", 1)[0]
    named = set(re.findall(r"^ +([a-z_]+)/", tree, re.M)) | {"cli"}
    folders = [root / "solver", root / "solver" / "engine", root / "solver" / "rules", root / "service"]
    rooms = {path.parent.name for folder in folders for path in folder.glob("*/__init__.py")}
    assert rooms - named == set()


def test_the_sites_list_has_every_page_that_people_read() -> None:
    listed = set(re.findall(r"([\w/-]+\.md)$", (DOCS.parent / "mkdocs.yml").read_text("utf-8"), re.M))
    there = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    assert listed == {page for page in there if not re.match(r"decisions/(\d|NEXT)", page)}

"""The documents under test: they name every command, option and route, and lead somewhere. What they show is run by
tests/documents."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

import fixtures.cli
import service.cli
import solver.cli
from service.routes import ROUTERS

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
    assert len(re.sub(r"```.*?```|<!--.*?-->", "", README, flags=re.DOTALL).split()) <= 750


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

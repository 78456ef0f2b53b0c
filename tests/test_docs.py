"""The documents under test: commands, options, rules and routes stand in them, and what the guide names is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

import fixtures.cli
import service.cli
import solver.cli
from service.routes import ROUTERS
from solver.rules import Pack

DOCS = Path(__file__).resolve().parents[1] / "docs"
README = (DOCS.parent / "README.md").read_text("utf-8")


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


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"### onevisit {command}\n" in README


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_below_a_command_is_in_its_section(command: str) -> None:
    section = README.split(f"### onevisit {command}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    for below in getattr(commands()[command], "commands", {}):
        assert f"onevisit {command} {below}" in section


@pytest.mark.parametrize(("command", "option"), sorted(set(options())))
def test_every_option_is_in_its_commands_section(command: str, option: str) -> None:
    section = README.split(f"### onevisit {command}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    assert f"`{option}`" in section


@pytest.mark.parametrize("rule", sorted(Pack.load().entries))
def test_every_rule_is_in_the_readme(rule: str) -> None:
    assert f"| `{rule}` |" in README, f"add {rule} to the table of rules in README.md"


@pytest.mark.parametrize("path", sorted({route.path for router in ROUTERS for route in router.routes}))  # type: ignore[attr-defined]
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

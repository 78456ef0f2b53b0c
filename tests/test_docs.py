"""The README under test: every command, every option and every rule stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

import fixtures.cli
import service.cli
import solver.cli
from solver.rules import Pack

README = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")


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


def test_the_two_commands_stand_at_the_top() -> None:
    top = README[:1500]
    assert "make demo" in top
    assert "make test" in top

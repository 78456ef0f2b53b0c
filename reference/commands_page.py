"""docs/reference/commands.md: every command, argument and option, as the command line itself has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from solver.cli import application

from .tables import code, table

_HEAD = """# Commands

`onevisit COMMAND -h` says the same. How to use them: [how-to](../how-to/README.md).

Exit codes of every command: 0 fine; 1 a hard rule is broken; 2 the input is wrong, every fault is printed on standard
error and nothing is written; 3 a fault of the program, such as a score that the checker disputes.

A DAY is a problem: a `.json` document, a folder or `.zip` of CSV files, an `.xlsx` workbook, or a literature
instance. `onevisit --version` says which version this is, `onevisit --install-completion` teaches your shell to
complete; `python -m onevisit` is the same command.
"""


def commands_page() -> str:
    """The page as Markdown."""
    whole: Any = typer.main.get_command(application())
    found = list(_commands("onevisit", dict(whole.commands)))
    return _HEAD + "\n".join(_command(name, command) for name, command in found)


def _commands(above: str, commands: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, command in commands.items():
        yield f"{above} {name}", command
        yield from _commands(f"{above} {name}", getattr(command, "commands", {}))


def _command(name: str, command: Any) -> str:
    depth = "##" if name.count(" ") == 1 else "###"
    about = " ".join((command.help or "").partition("\b")[0].split())
    if getattr(command, "commands", {}):
        return f"\n{depth} {name}\n\n{about}\n"
    rows = [
        _parameter(one) for one in command.params if one.name not in ("install_completion", "show_completion", "help")
    ]
    words = " ".join(_shown(one) for one in command.params if one.param_type_name == "argument")
    usage = f"{name} {words}".strip()
    body = table(("word", "value", "unless said", "meaning"), rows) if rows else ""
    return f"\n{depth} {name}\n\n{about} `{usage}`\n\n{body}"


def _parameter(one: Any) -> tuple[str, str, str, str]:
    if one.param_type_name == "argument":
        return code(_shown(one)), "", "" if one.required else _default(one), one.help or ""
    label = ", ".join(code(word) for word in (*one.opts, *one.secondary_opts))
    value = "" if one.is_flag else (one.metavar or _type(one))
    return (f"**{label}**" if one.required else label), value, _default(one), one.help or ""


def _shown(one: Any) -> str:
    label = (one.metavar or one.name).upper().strip("[]")
    return label if one.required else f"[{label}]"


def _type(one: Any) -> str:
    choices = getattr(one.type, "choices", None)
    if choices:
        return ", ".join(code(getattr(word, "value", word)) for word in choices)
    name = one.type.name.removesuffix(" range")
    return str({"int": "whole number", "integer": "whole number", "float": "number", "str": "text"}.get(name, name))


def _default(one: Any) -> str:
    value = getattr(one.default, "value", one.default)
    if value in (None, False, ()) or callable(value) or one.required or not isinstance(value, str | int | float):
        return ""
    return "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)

"""The pages of docs/reference/, each made from what the program itself reads."""

from __future__ import annotations

from pathlib import Path

from .api_page import api_page
from .commands_page import commands_page
from .glossary_page import glossary_page
from .input_page import input_page
from .python_page import python_page
from .roster_page import roster_page
from .rules_page import rules_page
from .settings_page import settings_page
from .tasks_page import tasks_page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
_MADE = "<!-- Made by `make reference`. Change what it is made of, not this page. -->\n"
_PAGES = {
    "glossary.md": glossary_page,
    "input.md": input_page,
    "roster.md": roster_page,
    "task-codes.md": tasks_page,
    "rules.md": rules_page,
    "commands.md": commands_page,
    "settings.md": settings_page,
    "api.md": api_page,
    "python.md": python_page,
}


def list_pages() -> dict[str, str]:
    """Each page by its file name, as it should stand in the folder."""
    return {name: _MADE + make() for name, make in _PAGES.items()}

"""A workbook to fill in: every sheet and column with notes, lists to choose from and an example, in two forms.

The flat form has clients, visits and staff; the full form has every sheet of a problem. The first sheet says in plain
words what to do. The example row stays where it is: readers know it, leave it out and say so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import xlsxwriter

from .column_meanings import list_columns
from .columns import PROBLEM, SHEETS
from .flat.said import list_task_words
from .flat.shape import FLAT
from .passed_over import EXAMPLE, READ_ME

Form = Literal["flat", "full"]
_ROWS = 1000  # rows that have lists to choose from
_WORDS = "task or skill"  # the column of the sheet Read me that tasks are chosen from
_LONGEST_LIST = 250  # letters of a list that Excel takes inside a cell's rule
_TEXTS = frozenset({"postcode", "phone", "nhs_number", "id"})  # never to be made numbers of

_FLAT_WORDS = (
    "Your own day. Three sheets: clients, visits and staff. Fill them in, save the file, and give it to onevisit:",
    "on its page (drop the file there), or on the command line:",
    "    onevisit solve {name} -o roster.json --xlsx roster.xlsx --html roster.html",
    "",
    "Bold columns must be filled; point at a column name to read what it is for. The grey row is an example. It may "
    "stay where it is: it is left out, and that is said.",
    "Copy lists from your own sheets as they are. Dates are day first (02/03/2027). Times may be 8:00 or 7.30pm. "
    "Minutes may be 30 or 30 mins. Of several things in one cell, write ; between them.",
    "Names tie the sheets together: a visit names its client. The same name is the same person on every day you send. "
    "Two people of one name want something that tells them apart, such as a middle name.",
    "A postcode is found in a table on your own machine, made once: onevisit postcodes FILE. Without one, add columns "
    "lat and lon.",
    "One file may tell of several days: the sheet visits has a column day, and staff may have one.",
    "A visit for two carers is one row with 2 under carers. From and to say when it may begin, not when it ends.",
    "A time that a nurse has set (insulin, say) stands under must start from, must start to and set by.",
    "What is not written down is unknown, and is said first: consents, delegations, who was asked. Nothing that "
    "is unknown is taken for yes. What has no column here has one in the full form: onevisit template --form full.",
    "Extra columns of your own do no harm. They are not used, and you are told; what sounds like safety first of all.",
    "",
    "Words for tasks (visits), and what each asks whoever does it to have under can do (staff):",
)
_FULL_WORDS = (
    "A day in full: every sheet and column that onevisit reads. Most days need few of them. The sheets whose tabs are "
    "dark blue are needed; the others may stay as they are, which leaves unknown what they would tell.",
    "A sheet that has lost its example row and has no other says that there is none: no suspensions, for one.",
    "Bold columns must be filled; point at a column name to read what it is for. The grey row of each sheet is an "
    "example. It may stay where it is: it is left out, and that is said.",
    "The sheet problem has one row of its own: when the day starts (02/03/2027 00:00) and how many days there are.",
    "Objects name each other by their ids; a whole name does as well where only one has it.",
    "Dates are day first. Of several things in one cell, write ; between them. Then:",
    "    onevisit solve {name} -o roster.json --xlsx roster.xlsx --html roster.html",
    "",
    "Words for tasks (visit_tasks, code), and what each asks whoever does it to hold (worker_competencies):",
)


@dataclass(frozen=True, slots=True)
class _Head:
    """A column of a template. choices: what a cell is chosen from. listed: a range of the workbook with words that it
    may be chosen from, as Excel writes it. free: whether other words may stand there too.
    """

    name: str
    about: str
    example: Any
    required: bool
    choices: tuple[str, ...] = ()
    listed: str = ""
    free: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    required: bool
    heads: Sequence[_Head]


def template_bytes(form: Form = "flat", name: str = "my-day.xlsx") -> bytes:
    """The workbook of a form. name: what it will be called, for the words on its first sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1), "title": "A day to make a roster for"})
    words = list_task_words()
    lines = [line.format(name=name) for line in (_FLAT_WORDS if form == "flat" else _FULL_WORDS)]
    _write_words(book, lines, words)
    named = f"='{READ_ME}'!$A${len(lines) + 2}:$A${len(lines) + 1 + len(words)}"
    for page in _flat_pages(named) if form == "flat" else _full_pages():
        _write_page(book, page)
    book.close()
    return out.getvalue()


def _flat_pages(tasks: str) -> Iterator[_Page]:
    """The three sheets. tasks: the range with the words for tasks."""
    people = {"client": "clients", "never send": "staff", "usual carers": "staff", "never goes to": "clients"}
    for sheet in FLAT.values():
        heads = []
        for column in sheet.columns:
            if not column.template:
                continue
            listed = tasks if column.name in ("tasks", "can do", "needs") else ""
            if column.name in people:
                listed = f"={people[column.name]}!$A$3:$A${_ROWS}"
            heads.append(
                _Head(
                    column.name,
                    column.about,
                    column.example,
                    column.required,
                    column.choices,
                    listed,
                    column.free,
                    column.width,
                )
            )
        yield _Page(sheet.name, True, heads)


def _full_pages() -> Iterator[_Page]:
    for sheet in SHEETS:
        heads = []
        for number, told in enumerate(list_columns(sheet)):
            kind = sheet.column(told.column).kind
            choices = told.choices if kind == "choice" else ("yes", "no") if kind == "yesno" else ()
            listed = (
                f"={told.names}!$A$3:$A${_ROWS}" if told.names and kind == "id" and told.names != sheet.name else ""
            )
            about = f"{told.meaning} ({told.type.replace('`', '')}{f', {told.unit}' if told.unit else ''})"
            example = "2" if (sheet is PROBLEM and told.column == "version") else told.example
            first = f"{EXAMPLE} {example}" if number == 0 else example
            heads.append(_Head(told.column, about, first, told.required, choices, listed, bool(listed)))
        yield _Page(sheet.name, sheet.required or sheet.name in ("visit_windows", "visit_tasks"), heads)


def _write_words(book: Any, lines: Sequence[str], words: Sequence[tuple[str, str]]) -> None:
    """The sheet Read me: what to do, and then the words for tasks."""
    page = book.add_worksheet(READ_ME)
    page.set_column(0, 0, 46)
    page.set_column(1, 1, 60)
    page.hide_gridlines(2)
    wrap = book.add_format({"text_wrap": True, "valign": "top", "font_size": 11})
    first = book.add_format({"text_wrap": True, "valign": "top", "font_size": 14, "bold": True})
    code = book.add_format({"font_name": "Consolas", "valign": "top"})
    for number, line in enumerate(lines):
        if line.startswith("    "):
            page.write_string(number, 0, line.strip(), code)
        elif line:
            page.merge_range(number, 0, number, 1, line, first if number == 0 else wrap)
            page.set_row(number, (20 if number == 0 else 15) * (1 + len(line) // (80 if number == 0 else 112)))
    head = book.add_format({"bold": True, "bottom": 1})
    page.write_string(len(lines), 0, _WORDS, head)
    page.write_string(len(lines), 1, "asks for", head)
    for number, (task, asked) in enumerate(words, len(lines) + 1):
        page.write_string(number, 0, task)
        page.write_string(number, 1, asked)


def _write_page(book: Any, page: _Page) -> None:
    sheet = book.add_worksheet(page.name)
    sheet.freeze_panes(1, 1)
    sheet.set_tab_color("#274B6D" if page.required else "#B9C4CF")
    sheet.set_comments_author("onevisit")
    must = book.add_format({"bold": True, "bottom": 1, "bg_color": "#C9D8EA", "text_wrap": True, "valign": "top"})
    may = book.add_format({"bottom": 1, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "top"})
    grey = book.add_format({"italic": True, "font_color": "#7A7A7A"})
    text = book.add_format({"num_format": "@"})
    for number, head in enumerate(page.heads):
        width = max(head.width, len(head.name) + 2)
        sheet.set_column(number, number, width, text if head.name in _TEXTS else None)
        sheet.write_string(0, number, head.name, must if head.required else may)
        note = f"{head.about}{' Must be filled.' if head.required else ''}"
        sheet.write_comment(0, number, note, {"x_scale": 2, "y_scale": 0.5 + len(note) / 110})
        if head.example is not None:
            if isinstance(head.example, str):
                sheet.write_string(1, number, head.example, grey)
            else:
                sheet.write_number(1, number, head.example, grey)
        _offer(sheet, number, head)


def _offer(sheet: Any, number: int, head: _Head) -> None:
    """The list that cells of a column are chosen from, below the example."""
    if len(",".join(head.choices)) > _LONGEST_LIST or not (head.choices or head.listed):
        return
    rule: dict[str, Any] = {"validate": "list", "source": head.listed or list(head.choices), "ignore_blank": True}
    if head.free or head.listed:
        rule["show_error"] = False
    else:
        rule |= {"error_title": head.name, "error_message": f"Want one of: {', '.join(head.choices)}"[:255]}
    sheet.data_validation(2, number, _ROWS, number, rule)

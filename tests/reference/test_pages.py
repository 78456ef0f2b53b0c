"""docs/reference/ is what the program itself would write, and every field and column in it has a meaning."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import reference.__main__
import solver.rules.pack
from fixtures.tiny import TINY
from reference import FOLDER, list_pages
from reference.glossary_page import CARE, OUTPUT, SEARCH, list_models
from reference.input_page import undescribed
from service.run.settings import Settings
from solver.domain import COLLECTIONS, Frozen, InputFaults, Join, Matrix, Round, Step, Stop, Unserved, Verdict
from solver.formats.cells import read_cell
from solver.formats.column_meanings import Told, list_columns
from solver.formats.columns import SHEETS
from solver.formats.document import json_bytes, problem_document, problem_schema, read_problem
from solver.formats.meanings import list_choices, meaning_of
from solver.formats.sheet import Sheet
from solver.rules import Pack

Pages = dict[str, str]
Columns = list[tuple[Sheet, Told]]


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Written when the first test asks: a run that leaves this file out does not pay for them."""
    return list_pages()


@pytest.fixture(scope="module")
def columns() -> Columns:
    return [(sheet, told) for sheet in SHEETS for told in list_columns(sheet)]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_a_page_is_current(name: str, pages: Pages) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages[name], "make reference writes it anew"


def test_a_signature_is_python_as_it_is_written(pages: Pages) -> None:
    lines = re.findall(r"```\n(\w+\(.*)\n```", pages["python.md"])
    assert len(lines) > 5
    for line in lines:
        ast.parse(f"def {line}: ...")
    (told,) = [line for line in lines if line.startswith("solve(")]
    assert 'joins: Joins = "off"' in told


def test_what_is_read_without_a_version_is_what_the_page_says(columns: Columns) -> None:
    (told,) = [told for sheet, told in columns if (sheet.name, told.column) == ("problem", "version")]
    plain = problem_document(TINY["two_calls"]()[0])
    del plain["version"]
    assert read_problem(json_bytes(plain)).version == told.default
    assert problem_schema()["properties"]["version"]["default"] == told.default


def test_no_page_is_there_that_nobody_makes(pages: Pages) -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(pages)


def test_a_page_that_is_not_current_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pages: Pages
) -> None:
    monkeypatch.setattr(reference.__main__, "FOLDER", tmp_path)
    monkeypatch.setattr(reference.__main__, "list_pages", pages.copy)  # made once
    for name, text in pages.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "rules.md").write_text("old", "utf-8")
    assert reference.__main__.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/rules.md\n"
    assert (tmp_path / "rules.md").read_text("utf-8") == "old"
    assert reference.__main__.main([]) == 0
    assert reference.__main__.main(["--check"]) == 0


def test_every_field_of_a_document_has_a_meaning() -> None:
    """Nothing may be on this list: whoever adds a field writes what it means under it."""
    found = list_models()
    assert set(COLLECTIONS.values()) | {Matrix, Round, Stop, Unserved, Step, Join} <= set(found)
    without = [f"{one.__name__}.{name}" for one in found for name in one.model_fields if not _means(one, name)]
    assert without == []


def _means(model: type[Frozen], name: str) -> bool:
    return len(meaning_of(model, (name,)).meaning) > 3


def test_every_value_of_the_pack_has_a_unit_a_meaning_a_source_and_a_date(pages: Pages) -> None:
    """Nothing may be on this list: whoever adds a value writes what it is for beside it, in pack.toml."""
    entries = Pack.load().entries
    told = {(rule, name): text for rule, entry in entries.items() for name, text in entry.means.items()}
    assert set(told) == {(rule, name) for rule, entry in entries.items() for name in entry.values}
    assert [key for key, text in told.items() if not re.fullmatch(r"[a-z][a-z ]+: [A-Z].{8,}\.", text)] == []
    assert [rule for rule, entry in entries.items() if not (entry.source and entry.effective)] == []
    rows = {tuple(row.split(" | ")[:2]): row for row in pages["rules.md"].splitlines() if row.startswith("| `")}
    for (rule, name), text in told.items():
        assert text.partition(": ")[2] in rows[f"| `{rule}`", f"`{name}`"], (rule, name)


def test_a_copy_of_the_pack_is_a_pack(tmp_path: Path) -> None:
    """As its first line says: copy it, change it."""
    text = Path(solver.rules.pack.__file__).with_name("pack.toml").read_text("utf-8")
    (tmp_path / "ours.toml").write_text(text.replace("price = 250.0", "price = 400.0"), "utf-8")
    assert Pack.load(tmp_path / "ours.toml").values("continuity")["price"] == 400
    (tmp_path / "ours.toml").write_text('[continuity.means]\nprice = "pence: Nothing."\n', "utf-8")
    with pytest.raises(InputFaults, match="means"):
        Pack.load(tmp_path / "ours.toml")


def test_every_word_that_outputs_show_is_in_the_glossary(pages: Pages) -> None:
    """Verdicts and every word of a field by themselves; the lines of a summary by the one that the tutorial prints."""
    page = pages["glossary.md"]
    words = {word for one in list_models() for field in one.model_fields.values() for word in list_choices(one, field)}
    assert len(words) > 60
    assert {word for word in words if f"`{word}`" not in page} == set()
    terms = {*CARE, *OUTPUT, *SEARCH}
    assert set(get_args(Verdict)) <= set(terms)
    printed = (FOLDER.parent / "tutorial" / "first-day.md").read_text("utf-8")
    lines = re.findall(r"^  ([A-Z][a-z]+(?: [a-z]+)?)(?::|  )", printed, re.MULTILINE)
    assert {"Served", "Hard breaches", "Unknown", "Reports"} <= set(lines)
    known = {term.lower() for term in terms} | {f"{term}es" for term in terms}
    assert {line for line in lines if line.lower() not in known} <= {"Rules", "Search", "Problem", "Starts"}


def test_every_setting_of_the_service_has_a_meaning() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_column_has_a_meaning() -> None:
    assert undescribed() == []


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.name for sheet in SHEETS])
def test_every_column_has_an_example_that_can_be_read(sheet: Sheet, columns: Columns) -> None:
    of_sheet = [told for one, told in columns if one is sheet]
    assert of_sheet
    for told in of_sheet:
        assert told.example, told.column
        assert read_cell(told.example, sheet.column(told.column).kind) not in (None, "", []), told.column


def test_a_choice_lists_its_words_and_a_reference_its_sheet(columns: Columns) -> None:
    by_name = {(told.sheet, told.column): told for _, told in columns}
    assert "`car`, `walk`, `bicycle`, `transit`, `motorcycle`" in by_name["workers", "mode"].type
    assert by_name["visits", "client"].names == "clients"
    assert by_name["visit_tasks", "competencies"].names == "competencies"
    assert by_name["visits", "priority"].default == "2"
    assert by_name["shifts", "break_minutes"].meaning == "A planned break, besides what the law asks: how long it is."
    assert by_name["visits", "length_minutes"].unit == "minutes"

"""The notebook of the tutorial runs as it stands, puts out what is stored in it, and its page is made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reference.notebook_page import NOTEBOOK, TUTORIAL, notebook_pages, read_text
from tests.missing import want_package
from tests.waiting import patience

ROOT = Path(__file__).resolve().parents[2]
STORED = json.loads(NOTEBOOK.read_text("utf-8"))


def outputs(notebook: dict[str, Any]) -> list[str]:
    """What each cell put out, without the seconds that a search took; of a picture that it is one."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [output for cell in code for output in cell["outputs"]]
    told = ["picture" if "image/svg+xml" in one.get("data", {}) else read_text(one) for one in found]
    return [re.sub(r"Search: [\d.]+ s", "Search: s", text) for text in told]


@pytest.mark.slow
@pytest.mark.kernel
def test_the_notebook_puts_out_what_is_stored_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("nbclient", "nbformat", "ipykernel", "matplotlib"):
        want_package(package, "dev")
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook: Any = nbformat.read(NOTEBOOK, 4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(notebook, timeout=int(patience()), resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    assert outputs(notebook) == outputs(STORED)


def test_the_notebook_shows_what_it_promises() -> None:
    source = "".join(line for cell in STORED["cells"] for line in cell["source"])
    for shown in ("read_csv", "from_frames", "solve", "plt", ".frames()", "roster.frame()", "summary()", "explain"):
        assert shown in source
    assert outputs(STORED).count("picture") == 1
    assert all(
        cell["outputs"] for cell in STORED["cells"] if "summary()" in "".join(cell["source"]) and "outputs" in cell
    )


def test_the_notebook_is_small_and_names_no_machine() -> None:
    text = NOTEBOOK.read_text("utf-8")
    assert len(text) < 60_000
    assert not re.search(r"/(home|work|tmp|usr|root)/", text)
    people = [line.split(",")[1] for name in ("clients", "staff") for line in rows(name)]
    assert all(re.search("Sample|Pretend|Madeup|Invent|Fiction|Mock|Example", name) for name in people)


def rows(name: str) -> list[str]:
    return (NOTEBOOK.parent / f"{name}.csv").read_text("utf-8").splitlines()[1:]


def test_the_notebooks_page_is_current() -> None:
    for name, text in notebook_pages().items():
        assert (TUTORIAL / name).read_text("utf-8") == text, "make reference writes it anew"

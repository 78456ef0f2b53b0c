"""docs/tutorial/pandas.md: the notebook beside it as a page of the site, with the outputs that are stored in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

TUTORIAL = Path(__file__).resolve().parents[1] / "docs" / "tutorial"
NOTEBOOK = TUTORIAL / "notebook" / "day.ipynb"
_HEAD = """<!-- Made by `make reference` of notebook/day.ipynb. Change that, not this page. -->
"""
_FOOT = """Next: [a roster of your own day](your-own-day.md), every name in [Python](../reference/python.md), the
field's words in the [glossary](../reference/glossary.md). This page is a [notebook](notebook/day.ipynb) with three CSV
files beside it.
"""


def notebook_pages() -> dict[str, str]:
    """The page as Markdown and its pictures as SVG, each by its file name in docs/tutorial/."""
    page = [_HEAD]
    pictures: dict[str, str] = {}
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            page.append(f"{source}\n")
            continue
        page.append(f"```ipython\n{source}\n```\n")
        for output in cell["outputs"]:
            if picture := "".join(output.get("data", {}).get("image/svg+xml", ())):
                name = f"pandas-{len(pictures) + 1}.svg"
                pictures[name] = picture
                page.append(f"![A bar a visit, a line a worker]({name})\n")
            else:
                page.append(f"```text\n{read_text(output)}\n```\n")
    return {"pandas.md": "\n".join([*page, _FOOT]), **pictures}


def read_text(output: dict[str, Any]) -> str:
    """What a cell put out, as plain text without blanks at the ends of lines; raises ValueError where it failed."""
    if output["output_type"] == "error":
        raise ValueError(f"the notebook failed: {output['evalue']}")
    text = "".join(output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"])
    return re.sub(r" +$", "", text.rstrip(), flags=re.MULTILINE)

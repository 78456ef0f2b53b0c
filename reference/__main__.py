"""``python -m reference`` writes the pages anew; with ``--check`` it only says which are not current (exit code 1)."""

from __future__ import annotations

import sys

from .notebook_page import TUTORIAL, notebook_pages
from .pages import FOLDER, list_pages


def main(words: list[str]) -> int:
    stale = []
    pages = {("reference", name): (FOLDER / name, text) for name, text in list_pages().items()}
    pages |= {("tutorial", name): (TUTORIAL / name, text) for name, text in notebook_pages().items()}
    for (folder, name), (path, text) in pages.items():
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(f"docs/{folder}/{name}")
            if "--check" not in words:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    print("\n".join(stale) or "docs/reference is current.")
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m reference`` writes the pages anew; with ``--check`` it only says which are not current (exit code 1)."""

from __future__ import annotations

import sys

from .pages import FOLDER, list_pages


def main(words: list[str]) -> int:
    stale = []
    for name, text in list_pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in words:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    print("\n".join(f"docs/reference/{name}" for name in stale) or "docs/reference is current.")
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

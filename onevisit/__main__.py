"""``python -m onevisit``: the command line, where the script ``onevisit`` is not on the path."""

from __future__ import annotations

from solver.cli import main

if __name__ == "__main__":
    main()

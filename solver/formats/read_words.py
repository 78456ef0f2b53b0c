"""Words that were read as something narrower than they say: high as a number, a preference as a rule. Told once."""

from __future__ import annotations

from typing import Any

from solver.rules.vocabulary.wording import list_some

_TOLD = 6


class ReadWords:
    """What was read so, while rows are."""

    def __init__(self) -> None:
        self._priorities: dict[str, str] = {}  # by word, the number
        self._preferred: list[str] = []  # rows, with their words

    def note(self, column: str, said: Any, read: Any, row: int, label: str) -> None:
        """Look at a cell that was read. column: as our tables call it. row, label: where it stands in the file."""
        if not isinstance(said, str):
            return
        if column == "priority" and not said.strip().isdigit():
            self._priorities.setdefault(" ".join(said.split()).casefold(), str(read))
        elif column == "worker_sex" and read and "pref" in f"{said} {label}".casefold():
            self._preferred.append(f"row {row} ({said.strip()})")

    def tell(self) -> list[str]:
        """Sentences, none where nothing was read so."""
        told = []
        if self._priorities:
            named = (f"{word} {number}" for word, number in self._priorities.items())
            told.append(f"Priorities in words are read as: {', '.join(named)}.")
        if self._preferred:
            told.append(
                f"Please look: who they would rather have is kept as a rule: {list_some(self._preferred, _TOLD)}. "
                "Nobody else is sent, whatever comes of it; empty the cell where anybody may come."
            )
        return told

"""Whether what stands where a name should is one."""

from __future__ import annotations

_NO_NAMES = frozenset({"x", "n/a", "na", "none", "nobody", "no one", "unknown", "not known", "tbc", "tba", "vacant"})


def is_name(text: str) -> bool:
    """False for what has no letter, and for the words that people write where they know nobody to name."""
    words = fold_name(text)
    return any(letter.isalpha() for letter in words) and words.strip(" .?!-()") not in _NO_NAMES


def fold_name(text: str) -> str:
    """A name as it is compared: case and the blanks around and between its words make no difference."""
    return " ".join(text.split()).casefold()

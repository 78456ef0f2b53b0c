"""What a reader sees of a text: two ids, codes or orders that look the same are the same."""

from __future__ import annotations

import unicodedata

# Signs that take no room and that Unicode does not count among those of format (Cf): joiners, fillers, selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)


def seen_of(text: str) -> str:
    """A text without the signs that nobody sees, such as a space of no width."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if sign not in _UNSEEN and unicodedata.category(sign) != "Cf")


def fold_order(order: str) -> str:
    """An order, or the id of a medicine, as it is compared: case, blanks, wide letters and unseen signs apart."""
    return " ".join(seen_of(unicodedata.normalize("NFKC", order)).casefold().split())

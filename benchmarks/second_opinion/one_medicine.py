"""Section 2, one medicine in two orders: which orders say the same drug, or hold one substance by the sourced table."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    """The data alone: products with their substances, and the words that are no drug."""
    return tomllib.loads((files("solver.rules") / "substances.toml").read_text("utf-8"))


def say_one_medicine(order: str, other: str) -> bool:
    """Of two orders as ``order_of`` gives them, both said and not the same."""
    if substances_of(order) & substances_of(other):
        return True
    drug, its = set(_drug(order)), set(_drug(other))
    return drug == its and any(map(_is_drug, drug)) and not any(word.isdecimal() for word in drug)


def substances_of(order: str) -> set[str]:
    """What an order holds for sure: it begins with a product of the table."""
    said = " ".join(_drug(order)) + " "
    return {
        row["holds"]
        for row in _table()["substance"]
        for product in row["said"]
        if said.startswith(product.replace("-", " ") + " ")
    }


def _is_drug(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in _table()["words"]["nothing"]


def _drug(order: str) -> list[str]:
    """The words of an order without what is measured, counted or directed."""
    words = _table()["words"]
    measure = "|".join(sorted(words["amounts"], key=len, reverse=True))
    text = re.sub(r"\d+(?:[.,/:]\d+)+", " ", order)
    text = " ".join(re.sub(r"[\W_]+", " ", text).split())
    text = re.sub(rf"\bx ?\d+\b|\b\d+ ?(?:{measure})\b", " ", text)
    return [word for word in text.split() if word not in words["amounts"] and word not in words["directions"]]

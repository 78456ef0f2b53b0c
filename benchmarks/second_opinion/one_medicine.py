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


def are_two_strengths(order: str, other: str) -> bool:
    """One drug by one name, as two amounts of mass: tablets of 3 mg and of 1 mg that make one dose."""
    first, then = _milligrams(order), _milligrams(other)
    if not first or not then or first == then or sorted(set(_drug(order))) != sorted(set(_drug(other))):
        return False
    if not any(map(_is_drug, _drug(order))) or any(word.isdecimal() for word in _drug(order)):
        return False
    if any("insulin" in name for name in (*_drug(order), *substances_of(order))):
        return False
    one, another = _hours(order), _hours(other)
    if one == another:
        return True
    return (not one or not another) and {*one, *another}.isdisjoint(_table()["words"]["needed"])


def _hours(order: str) -> list[str]:
    """Words and figures that say when."""
    words = {*_table()["words"]["times"], *_table()["words"]["needed"]}
    return sorted({*(words & {*re.findall(r"[^\W_]+", order)}), *re.findall(r"\d\d?:\d\d", order)})


def _milligrams(order: str) -> float:
    """How much it holds; 0 where that is not one plain amount."""
    mass: dict[str, int] = _table()["words"]["mass"]
    text = re.sub(r"(\d),(\d{3})(?!\d)", r"\1\2", order)
    said = re.findall(rf"(\d+(?:[.,]\d+)?) ?({'|'.join(sorted(mass, key=len, reverse=True))})(?![^\W\d_])", text)
    if "/" in text or len(said) != 1:
        return 0
    return float(said[0][0].replace(",", ".")) * mass[said[0][1]] / 1000


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

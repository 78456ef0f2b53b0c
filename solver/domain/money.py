"""Money: costs are whole numbers of thousandths of a penny; people and documents are told pence or pounds."""

from __future__ import annotations

_UNITS = 1000  # a penny


def pence(cost: int) -> float:
    """Cost units as pence; on a literature clock, where prices are no money, as that instance's own unit."""
    return cost / _UNITS


def pounds(cost: int) -> str:
    """Cost units in words: "£1,234.50", "-£0.40"."""
    sign = "-" if cost < 0 else ""
    return f"{sign}\u00a3{abs(cost) / (100 * _UNITS):,.2f}"


def cost_units(pence: float) -> int:
    """Pence as whole cost units, rounded."""
    return round(pence * _UNITS)

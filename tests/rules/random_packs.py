"""Values of the rule pack made of dice, for random days: each rule is switched on, and bites, at times."""

from __future__ import annotations

import random

from solver.domain import Visit


def draw_overrides(dice: random.Random, abstract: bool, visits: tuple[Visit, ...]) -> dict[str, dict[str, object]]:
    pack: dict[str, dict[str, object]] = {
        "max_lateness": {"enabled": True, "price": dice.choice([1, 3])},
        "max_waiting": {"enabled": True},
        "max_idle": {"enabled": dice.random() < 0.5},
        "workload_balance": {"enabled": True, "unit_minutes": dice.choice([1, 7])},
        "most_visits": {"visits": 1 + len(visits) % 4, "price": 70 + len(visits)},
        "second_break": {"enabled": len(visits) % 2 == 0, "threshold_minutes": 240},
        "bus_hours": {"first_hours": [8, 7.5, 9, 8, 8, 9, 10], "last_hours": [19, 18, 20, 24, 25, 22, 19]},
        "time_window": {"at_end": dice.random() < 0.3},
        "mileage": {"home_share": dice.choice([0, 0.5])},
        "unserved": {"visits": {visits[0].id: 123}} if dice.random() < 0.3 else {},
    }
    if abstract:
        pack["competency"] = pack["refused_worker"] = {"hard": False, "price": 9}
    if dice.random() < 0.5:
        pack["break"] = {
            "statutory": False,
            "threshold_minutes": -1,
            "hard": False,
            "missed_price": 40,
            "at_ends": True,
            "must_end_by_latest": dice.random() < 0.5,
        }
    return pack

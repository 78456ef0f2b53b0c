"""Pairs of visits, found by who is served."""

from __future__ import annotations

import random

from solver.rules.readings.pairs import Pairs


def test_pairs_of_which_both_are_served_are_those_a_look_at_every_pair_finds() -> None:
    dice = random.Random(5)
    visits = [f"v{number}" for number in range(12)]
    for _ in range(50):
        drawn = [(dice.choice(visits), dice.choice(visits)) for _ in range(40)]  # some twice, some with themselves
        pairs = Pairs(drawn, lambda pair: pair)
        served = dict.fromkeys(dice.sample(visits, dice.randint(0, 12)))
        assert pairs.both_among(served) == [pair for pair in drawn if pair[0] in served and pair[1] in served]
        assert list(pairs) == drawn

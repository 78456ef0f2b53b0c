"""A seeded sample of all mutants: of each file in proportion to what it has, in an order that may be cut short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from .making import Mutant


def draw_sample(mutants: Mapping[str, Sequence[Mutant]], size: int, seed: int) -> list[Mutant]:
    """So many of the mutants, by file; every file that has any gives one at least. The first k are a sample, too."""
    total = sum(map(len, mutants.values()))
    chance, drawn = Random(seed), list[Mutant]()
    for path, own in sorted(mutants.items()):
        share = min(len(own), max(1, round(size * len(own) / total))) if own else 0
        drawn += Random(f"{seed} {path}").sample(own, share)
    chance.shuffle(drawn)
    return drawn[:size]

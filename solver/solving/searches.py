"""One search under a share of the limit: of the problem as it is, or of all the joins it may be given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from solver.check import check
from solver.domain import Problem, Roster
from solver.engine import Found, search, split_search
from solver.engine import Progress as EngineProgress
from solver.joining import Offer, settle_joins
from solver.result import Progress
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys

from .confirm import confirm
from .whole_starts import confirm_and_round, round_found

Joins = Literal["off", "suggest", "apply", "all"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and by what a solve searches; see solve for each."""

    seconds: float
    iterations: int | None
    seed: int
    threads: int
    parts: int
    processes: int
    cancelled: Callable[[], bool] | None
    clock: Callable[[], float]
    near: bool = False

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled is not None and self.cancelled()

    def timed(self, share: float = 1.0) -> float | None:
        """Seconds of a share of the limit; None where moves are counted."""
        return None if self.iterations is not None else self.seconds * share


@dataclass(frozen=True, slots=True)
class Searches:
    """The searches of one solve. pack: what its roster is judged by; unsigned: the same as if all joins were signed."""

    problem: Problem
    pack: Pack
    unsigned: Pack
    travel: Journeys
    terms: list[Term]
    offer: Offer | None  # joins that visits may be made into; none where nothing is offered
    limits: Limits
    progress: Callable[[Progress], None] | None
    began: float

    def search(self, first: Roster | None, share: float) -> Found:
        """The problem as it is, searched from a roster for a share of the limit; confirmed, its starts moved."""
        if self.limits.parts == 1:
            found = search(
                self.problem,
                self.terms,
                self.travel,
                threads=self.limits.threads,
                near=self.limits.near,
                **self._limited(first, share, joining=False),
            )
        else:
            found = split_search(
                self.problem,
                self.terms,
                self.travel,
                parts=self.limits.parts,
                processes=self.limits.processes,
                near=self.limits.near,
                sound=first is not None and check(self.problem, first, self.pack, self.travel).feasible,
                **self._limited(first, share, joining=False),
            )
        return confirm_and_round(self.problem, found, self.pack, self.travel, self.terms, self.limits.timed(share))

    def search_joins(self, first: Roster | None, share: float, sought: Pack, judged_by: Pack) -> Found:
        """The offer, searched at the prices of sought; as a roster with joins, at those of judged_by."""
        assert self.offer is not None
        found = search(
            self.offer.problem,
            self.offered(sought),
            self.travel,
            threads=self.limits.threads,
            **self._limited(first, share, joining=True),
        )
        return self.settle(found, judged_by, sought, share)

    def settle(self, found: Found, pack: Pack, sought: Pack, share: float = 1.0) -> Found:
        """What was found in the offer as a roster with joins, confirmed at the prices it was sought at."""
        assert self.offer is not None
        found = replace(found, roster=settle_joins(self.offer, found.roster))
        confirm(self.problem, found, sought, self.travel)
        judged = check(self.problem, found.roster, pack, self.travel)
        found = replace(found, cost=judged.score.total, trace=((found.seconds, judged.score.total),))
        return round_found(self.problem, found, judged, pack, self.travel, seconds=self.limits.timed(share))

    def offered(self, sought: Pack) -> list[Term]:
        """The terms of the offer at the prices of sought."""
        assert self.offer is not None
        return [*lower_all(self.offer.problem, self.travel, sought), *self.offer.terms]

    def tell(self, found: Found, phase: str) -> None:
        """Say that another phase has begun, or goes on, with what is found so far."""
        if self.progress is not None:
            left = len(found.roster.unserved)
            self.progress(Progress(time.monotonic() - self.began, found.moves, found.cost, left, phase))

    def _limited(self, first: Roster | None, share: float, joining: bool) -> dict[str, Any]:
        limits = self.limits
        moves = None if limits.iterations is None else max(1, round(limits.iterations * share))
        return {
            "seconds": limits.seconds * share,
            "moves": 0 if limits.iterations == 0 else moves,
            "seed": limits.seed,
            "start": first,
            "progress": self._teller(joining),
            "cancelled": limits.cancelled,
            "clock": limits.clock,
        }

    def _teller(self, joining: bool) -> Callable[[EngineProgress], None]:
        def tell(engine: EngineProgress) -> None:
            if self.progress is not None:
                phase, best = ("joins", None) if joining else ("search", engine.best)
                now = time.monotonic() - self.began
                self.progress(Progress(now, engine.moves, engine.cost, engine.unserved, phase, best))

        return tell

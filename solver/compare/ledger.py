"""What one roster comes to, in the figures by which joined-up care is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from solver.check import Check, charged_minutes
from solver.domain import METRES_A_MILE, Roster
from solver.rules import Run, health_side


@dataclass(frozen=True)
class Ledger:
    """Minutes, miles and counts of one roster.

    doors: knocks, two workers who come together being one. contact: worker minutes at the door; travel: between visits.
    nurse: minutes at doors, between them and waiting of staff on the health side (health organisations, and registered
    nurses anywhere). faces: distinct workers a client has met over the continuity window, mean, by account (care,
    health, all). unserved: commissioned visits by priority. lateness: minutes. joins: by outcome. packages: discharge
    packages that the time left over would carry, None where that was not asked. cost: cost units. charged: of contact,
    by the name of who pays for it.
    """

    doors: int
    contact: float
    travel: float
    miles: float
    nurse: float
    faces: dict[str, float]
    unserved: dict[int, int]
    late: int
    lateness: float
    cost: int
    joins: dict[str, int] = field(default_factory=dict)
    packages: int | None = None
    charged: dict[str, float] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """Unserved visits of any priority."""
        return sum(self.unserved.values())


@dataclass(frozen=True)
class Figure:
    """One line of a comparison. digits: after the point. good: what a saving is less of, or a gain more of."""

    name: str
    of: Callable[[Ledger], float | None]
    digits: int = 0
    good: Literal["less", "more", "neither"] = "less"


FIGURES: tuple[Figure, ...] = (
    Figure("doors knocked", lambda one: one.doors),
    Figure("worker hours at the door", lambda one: one.contact / 60, digits=1),
    Figure("travel hours between visits", lambda one: one.travel / 60, digits=1),
    Figure("miles between visits", lambda one: one.miles),
    Figure("nurse hours", lambda one: one.nurse / 60, digits=1),
    Figure("faces a client, care", lambda one: one.faces.get("care"), digits=2),
    Figure("faces a client, health", lambda one: one.faces.get("health"), digits=2),
    Figure("faces a client, all", lambda one: one.faces.get("all"), digits=2),
    Figure("visits not served", lambda one: one.left_out),
    Figure("visits late", lambda one: one.late),
    Figure("minutes late", lambda one: one.lateness),
    Figure("visits joined", lambda one: sum(one.joins.values()), good="neither"),
    Figure("more discharge packages", lambda one: one.packages, good="more"),
)


def charged_figures(ledgers: Iterable[Ledger]) -> list[Figure]:
    """A line for everybody who pays for some of the time at doors."""
    payers = dict.fromkeys(payer for one in ledgers for payer in one.charged)
    return [Figure(f"hours paid by {payer}", _Charged(payer), digits=1, good="neither") for payer in payers]


@dataclass(frozen=True)
class _Charged:
    """Hours at doors that one organisation pays for."""

    payer: str

    def __call__(self, one: Ledger) -> float:
        return one.charged.get(self.payer, 0) / 60


def ledger(check: Check, roster: Roster, packages: int | None = None) -> Ledger:
    """The ledger of a judged roster."""
    problem, figures = check.problem, check.figures
    minutes = problem.horizon.minutes
    unserved = Counter(
        part.priority
        for visit in problem.visits
        if visit.id not in check.timeline.served
        for part in visit.commissioned
    )
    nurse = sum(
        _paid(run) for run in check.timeline.runs.values() if health_side(problem, problem.worker[run.shift.worker])
    )
    return Ledger(
        doors=figures.doors,
        contact=minutes(figures.contact),
        travel=minutes(figures.travel),
        miles=figures.metres / METRES_A_MILE,
        nurse=minutes(nurse),
        faces={account: held.faces for account, held in figures.continuity.items()},
        unserved=dict(sorted(unserved.items())),
        late=figures.late,
        lateness=minutes(figures.lateness),
        cost=check.score.total,
        joins=dict(Counter(join.outcome for join in roster.joins)),
        packages=packages,
        charged={
            "nobody known" if payer is None else problem.organisation[payer].name: time
            for payer, time in charged_minutes(problem, check.timeline, check.pack.catalogue(problem)).items()
        },
    )


def _paid(run: Run) -> int:
    return run.contact + run.travel + run.wait

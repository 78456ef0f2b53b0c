"""What the measures read of a day: visits of care and of nursing, who employs whom, minutes and weeks."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from solver.domain import Problem, Visit, Worker


class Day:
    """A problem as the measures see it. Minutes and shares, never ticks."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.minute = problem.horizon.ticks_per_minute

    @cached_property
    def care(self) -> list[Visit]:
        """Visits that a social organisation was asked for."""
        return [one for one in self.problem.visits if self.sector(one.organisation) == "social"]

    @cached_property
    def nursing(self) -> list[Visit]:
        return [one for one in self.problem.visits if self.sector(one.organisation) == "health"]

    @cached_property
    def carers(self) -> list[Worker]:
        """Workers of social organisations, agency staff apart."""
        return [one for one in self.problem.workers if not one.agency and self.sector(one.organisation) == "social"]

    @cached_property
    def employers(self) -> set[str]:
        """Social organisations with carers of their own."""
        return {one.organisation for one in self.carers}

    @cached_property
    def acting(self) -> dict[str, str]:
        """For whom the worker of each shift acts."""
        worker = self.problem.worker
        return {one.id: one.engaged_by or worker[one.worker].organisation for one in self.problem.shifts}

    @cached_property
    def employer_of(self) -> dict[str, set[str]]:
        """The organisations that deliver care to each client."""
        found: dict[str, set[str]] = defaultdict(set)
        for visit in self.care:
            found[visit.client].add(visit.delivered_by)
        for contract in self.problem.subcontracts:
            for client in contract.clients:
                if contract.provider in found[client]:
                    found[client].add(contract.to)
        return found

    def sector(self, organisation: str) -> str:
        return self.problem.organisation[organisation].sector

    def minutes(self, visit: Visit) -> float:
        return visit.duration / self.minute

    @property
    def weeks(self) -> float:
        """Weeks that the days are: a seventh of one for a day."""
        return self.problem.horizon.days / 7


def share(part: float, whole: float) -> float | None:
    """None where there is nothing to take a share of."""
    return part / whole if whole else None


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None

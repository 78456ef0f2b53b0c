"""A partner's part: its own clients, visits and staff, and of joint visits no more than its own record says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from solver.domain import Problem
from solver.records import tells_of

from .codes import codes_for
from .general import in_general
from .partner_tables import partner_tables
from .telling import Tables


class Part:
    """One organisation's part of a problem: what is its own, and which texts tell of others.

    A client is an organisation's own when it has commissioned a visit for them. A client of two organisations is
    both's, and each sees its own visits to them.
    """

    def __init__(self, problem: Problem, organisation: str):
        self.problem, self.organisation = problem, organisation
        self.code = codes_for(organisation)
        own = [visit for visit in problem.visits if visit.organisation == organisation]
        self.visits = {visit.id for visit in own}
        self.clients = {visit.client for visit in own}
        self.clients |= {gone.client for gone in problem.cancelled_visits if gone.organisation == organisation}
        self.workers = {worker.id for worker in problem.workers if worker.organisation == organisation}
        self.shifts = {shift.id for shift in problem.shifts if shift.worker in self.workers}
        self.places = {problem.client[client].place for client in self.clients}
        self.places |= {problem.place_of(visit) for visit in own}
        self.places |= {home for worker in self.workers if (home := problem.worker[worker].home) is not None}
        for shift in problem.shifts:
            if shift.id in self.shifts:
                self.places |= {problem.start_place(shift), problem.end_place(shift)}
        self.households = {problem.client[client].household for client in self.clients}

    @cached_property
    def tables(self) -> Tables:
        """How each field of what is its own is told, by its name in documents."""
        return partner_tables(self)

    @cached_property
    def _tells(self) -> Any:
        problem, words = self.problem, set[str]()
        for client in problem.clients:
            if client.id not in self.clients:
                words |= {client.id, client.name, client.nhs_number or ""}
        for worker in problem.workers:
            if worker.id not in self.workers:
                words |= {worker.id, worker.name}
        for place in problem.places:
            if place.id not in self.places:
                words |= {place.id, place.name, place.address, place.postcode}
        words |= {household.id for household in problem.households if household.id not in self.households}
        words |= {visit.id for visit in problem.visits if visit.id not in self.visits}
        words |= {gone.id for gone in problem.cancelled_visits if gone.organisation != self.organisation}
        words |= {shift.id for shift in problem.shifts if shift.id not in self.shifts}
        words |= {one.id for one in problem.delegations if one.client not in self.clients}
        own = {visit for visit in words if visit in self.visits | self.clients | self.workers | self.shifts}
        return tells_of(words - own)

    def tells_of_others(self, value: Any) -> bool:
        """Whether a text, or any text in a JSON value, names somebody or something that is not the organisation's."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return bool(self._tells(text))

    def reason(self, verdict: str | None, reason: str) -> str:
        """Why a visit is left out, in general words where the reason tells of others."""
        return in_general(verdict) if self.tells_of_others(reason) else reason

    def whose(self, visits: Iterable[str]) -> set[str]:
        """The organisations that commissioned these visits."""
        return {self.problem.visit[visit].organisation for visit in visits if visit in self.problem.visit}

    def others(self, visits: Iterable[str]) -> list[str]:
        """The other organisations in a joint visit, all that is told of the other side."""
        return sorted(self.whose(visits) - {self.organisation})

    def joint(self, join: str) -> str:
        """The name of a joint visit here: its own is made of the visits it carries."""
        return self.code("joint", join)

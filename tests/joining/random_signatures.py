"""Random days on which signatures, refusals, agreements and what they rest on lie around the days that decide."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fixtures.joint import DAY, couple, delegate, joined_day
from fixtures.paper import at
from solver.domain import (
    Agreement,
    Consent,
    Delegation,
    Join,
    JoinDecision,
    Problem,
    Registrant,
    Role,
    StandingAgreement,
    Step,
    Subcontract,
    Suspension,
    Visit,
    Window,
)

SIGNED = date(2027, 1, 7)
OUTCOMES = ("join", "delegate", "absorb", "drop_duplicate", "co_attend")
ROLES = (Role.NURSE_LEAD, Role.NURSE_LEAD, Role.NURSE_LEAD, Role.SCHEDULER, Role.TEAM_LEAD)
NAMES = ("Nora Testnurse", "Ted Example", "Una Sample", "Vic Pretend", "?")
CODES = (("insulin", "Meal", "wash_and_dress"), ("insulin", "MEAL", "wash and dress"), ("meal",), ("insulin",))
ALL = ("c2", "c3", "c4")
JOINED = {"Ada": ("n1", "c1"), "dropped": ("n1", "c1"), "couple": ("c2", "c3"), "helped": ("c2", "c3"), "three": ALL}
MINUTE, DAY_LONG = 60, 24 * 60 * 60


def a_home_of_three() -> tuple[Problem, Join]:
    """The couple's day with a third person, and visit c4, behind their door, and one visit for all three."""
    problem = joined_day()[0]
    third = problem.client["bea"].model_copy(update={"id": "ben", "name": "Ben Testclient"})
    visit = problem.visit["c3"].model_copy(update={"id": "c4", "client": "ben"})
    problem = problem.replace(clients=(*problem.clients, third), visits=(*problem.visits, visit))
    made = couple()
    steps = tuple(Step(visit=name, task=0) for name in ALL)
    return problem, made.model_copy(update={"visits": ALL, "steps": steps, "duration": 50 * 60})


@dataclass(frozen=True)
class Edges:
    """The days that decide: first and last of the visit's span, and the tick at which the span ends."""

    first: date
    last: date
    latest: int


class Draw:
    """One random day. shape: which visits are joined, and how."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.shape = rng.choice([*JOINED, "Ada", "couple"])
        self.late = rng.random() < 0.4  # the visit may last past midnight
        closes = at(23, 30) if self.late else at(10)
        self.window = Window(start=at(22) if self.late else at(8), end=closes)
        last = DAY + timedelta(days=1) if self.late else DAY
        self.edges = Edges(DAY, last, closes + self.made().duration)

    def made(self) -> Join:
        """The join that is judged."""
        if self.shape == "Ada":
            return delegate()
        if self.shape == "couple":
            return couple()
        if self.shape == "three":
            return a_home_of_three()[1]
        if self.shape == "helped":
            return couple().model_copy(update={"outcome": "co_attend"})
        first, second, third = delegate().steps
        steps = (first, Step(visit=second.visit, task=second.task, done_by=0), third)
        return delegate().model_copy(update={"outcome": "drop_duplicate", "steps": steps})

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    def near(self, *days: date) -> date:
        """One of these days, that before it or that after it."""
        return self.rng.choice(days) + timedelta(days=self.rng.choice((-1, 0, 0, 1)))

    def some(self, share: float, *values: Any) -> Any:
        """One of the values, or more often nothing."""
        return self.rng.choice(values) if self.often(share) else None

    def problem(self) -> Problem:
        """The day itself."""
        rng, problem = self.rng, a_home_of_three()[0]
        hands = 2 if self.shape == "couple" and self.often(0.3) else 1
        visits = tuple(self._visit(visit, hands) for visit in problem.visits)
        carl, nora = problem.workers
        nora = nora.model_copy(
            update={
                "organisation": rng.choice(("trust", "trust", "care")),
                "registered_nurse": self.often(0.7),
                "agency": self.often(0.3),
            }
        )
        shifts = problem.shifts
        if nora.agency:
            engaged = [self.some(0.9, "care", "trust") for _ in range(rng.choice((1, 1, 2)))]
            shifts = shifts[:1] + tuple(
                shifts[1].model_copy(update={"id": f"n{number or ''}", "engaged_by": by})
                for number, by in enumerate(engaged)
            )
        known = [self._registrant(name) for name in NAMES[1:3] if self.often(0.4)]
        return problem.replace(
            horizon=problem.horizon.model_copy(update={"days": 2}),
            version=rng.choice(("2", "2", "1")),
            visits=visits,
            workers=(carl, nora),
            shifts=shifts,
            clients=tuple(self._client(one) for one in problem.clients),
            delegations=tuple(self._delegation(problem.delegations[0], number) for number in range(rng.randint(0, 3))),
            agreements=tuple(self._agreement(number) for number in range(rng.choice((0, 1, 1, 2)))),
            subcontracts=tuple(self._subcontract() for _ in range(self.often(0.25))),
            standing_agreements=tuple(self._standing(number) for number in range(rng.choice((0, 1, 1, 2)))),
            join_decisions=self._decisions(rng.choice((0, 1, 1, 2, 3))),
            registrants=(*problem.registrants, *known),
            suspensions=tuple(self._stop(number, known) for number in range(rng.choice((0, 0, 1, 2)))),
        )

    def _registrant(self, name: str) -> Registrant:
        last = self.edges.last
        return Registrant(
            id=name.split()[0].lower(),
            name=name,
            registration=self.rng.choice(("99A1234E", "99A1234E", "", "99A1234E (lapsed)")),
            registered_until=self.some(0.6, date(2028, 1, 31), self.near(last)),
            left=self.some(0.3, self.near(last), self.near(SIGNED)),
        )

    def _stop(self, number: int, known: Sequence[Registrant]) -> Suspension:
        """Around the day of most signatures, or around the span of the visit."""
        signed = (SIGNED - DAY).days * DAY_LONG
        begins = self.rng.choice((signed, signed + DAY_LONG, self.window.start, self.edges.latest))
        starts = begins + self.rng.choice((-DAY_LONG, -1, 0, 1))
        ends = self.some(0.6, *(starts + ticks for ticks in (0, 1, DAY_LONG, 2 * DAY_LONG)))
        names = [one for person in known for one in (person.id, person.name)]
        what, of = self.rng.choice([("worker", "nora"), *(("registrant", name) for name in names)])
        return Suspension(
            id=f"x{number}", what=what, of=of, starts=starts, ends=ends, reason="told to", by="Pat Pretend"
        )

    def _visit(self, visit: Visit, hands: int) -> Visit:
        changes: dict[str, Any] = {"windows": (self.window,)}
        if visit.id in ALL:
            changes["workers"] = hands
            if self.often(0.1):
                changes["tasks"] = tuple(task.model_copy(update={"owner": "health"}) for task in visit.tasks)
        if visit.id in ("c1", "c3") and self.often(0.25):
            changes["provider"] = "trust"
        if visit.id == "n1":
            changes["tasks"] = tuple(task.model_copy(update={"clinical_window": None}) for task in visit.tasks)
        return visit.model_copy(update=changes)

    def _client(self, client: Any) -> Any:
        rows = tuple(self._consent() for _ in range(self.rng.choice((0, 0, 1, 2))))
        return client.model_copy(update={"consents": rows})

    def _consent(self) -> Consent:
        noon = (SIGNED - DAY).days * DAY_LONG + DAY_LONG // 2
        past = [noon + days * DAY_LONG for days in (-1, 0, 1)]
        latest = [self.edges.latest + ticks for ticks in (-1, 0, 1)]
        return Consent(
            kind=self.rng.choice(("sharing", "delegation")),
            given=self.rng.choice((True, True, False, None)),
            recorded=self.near(SIGNED, SIGNED, self.edges.first, self.edges.last),
            withdrawn=self.some(0.3, *past, *latest),
        )

    def _delegation(self, usual: Delegation, number: int) -> Delegation:
        signed = self.near(SIGNED, SIGNED, self.edges.first)
        last = self.edges.last
        return usual.model_copy(
            update={
                "id": f"d{number}",
                "client": self.rng.choice(("ada", "ada", "ada", "cora")),
                "task": self.rng.choice(("insulin", "Insulin", "insulin", "meal")),
                "worker": self.rng.choice(("carl", "carl", "nora")),
                "trained": date(2026, 1, 5),
                "signed_off": signed,
                "expires": max(signed, self.rng.choice((date(2027, 6, 1), self.near(last)))),
                "review": self.some(0.3, date(2027, 5, 1), self.near(last)),
            }
        )

    def _agreement(self, number: int) -> Agreement:
        starts = self.some(0.7, self.near(SIGNED), self.near(SIGNED), self.near(self.edges.first))
        ends = self.some(0.4, self.near(self.edges.last), date(2027, 6, 1))
        return Agreement(
            id=f"a{number}",
            between=self.rng.choice((("care", "trust"), ("trust", "care"))),
            starts=starts,
            ends=ends if starts is None or ends is None else max(starts, ends),
            signed=self.some(0.7, self.near(SIGNED), self.near(SIGNED), self.near(self.edges.first)),
            signed_by=self.rng.choice(NAMES),
            pre_agreed=self.rng.choice(((), ("delegate",), ("absorb",), ("join", "absorb"), ("drop_duplicate",))),
        )

    def _subcontract(self) -> Subcontract:
        provider, to = self.rng.sample(("care", "trust"), 2)
        starts, ends = self.some(0.4, self.near(self.edges.first)), self.some(0.4, self.near(self.edges.last))
        return Subcontract(
            id="s",
            provider=provider,
            to=to,
            clients=self.rng.choice(((), ("ada",), ("bert",), ("bea",))),
            starts=starts,
            ends=ends if starts is None or ends is None else max(starts, ends),
        )

    def _standing(self, number: int) -> StandingAgreement:
        signed = self.near(SIGNED, self.edges.first)
        return StandingAgreement(
            id=f"own{number}",
            organisation=self.rng.choice(("care", "care", "trust")),
            outcome=self.rng.choice(("join", "join", "absorb", "delegate", "co_attend")),
            tasks=self.rng.choice((("meal",), ("Meal", "wash_and_dress"), ("meal", "insulin"), ("insulin",))),
            signed_by=self.rng.choice(NAMES),
            role=self.rng.choice(ROLES),
            signed=signed,
            review=max(signed, self.near(self.edges.last)),
        )

    def _decisions(self, count: int) -> tuple[JoinDecision, ...]:
        return tuple(self._decision(number, count) for number in range(count))

    def _decision(self, number: int, count: int) -> JoinDecision:
        first, last = self.edges.first, self.edges.last
        a_year_ago = first.replace(year=first.year - 1)
        visits = JOINED[self.shape]
        return JoinDecision(
            id=f"j{number}",
            visits=self.rng.choice((visits, visits, visits, visits[::-1], ("c2", "c1"), ("c4", "c2"), ("c2", "c3"))),
            approved=self.often(0.75),
            by=self.rng.choice(NAMES),
            role=self.rng.choice(ROLES),
            on=self.near(SIGNED, SIGNED, SIGNED, first, a_year_ago, last),
            outcome=self.some(0.3, *OUTCOMES),
            tasks=self.some(0.3, *CODES) or (),
            worker=self.some(0.2, "carl", "nora"),
            worker_kind=self.some(0.2, "registered_nurse", "care_worker"),
            since=self.some(0.2, self.near(first), self.near(a_year_ago)),
            until=self.some(0.2, self.near(last)),
            answers=self.some(0.4, *(f"j{other}" for other in range(count))),
        )

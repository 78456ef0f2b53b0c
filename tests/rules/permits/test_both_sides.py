"""Checker and engine read one record alike, over random records and spans around the moments that decide."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import MINUTE, at
from solver.domain import (
    Consent,
    CoverHours,
    Delegation,
    Horizon,
    Protocol,
    Registrant,
    Subcontract,
    Suspension,
    Task,
    UnpaidCarer,
    fold,
)
from solver.domain.names import fold_name
from solver.rules import Pack, Readings
from solver.rules.authority.answers import answer_of
from solver.rules.authority.facts import Facts
from solver.rules.authority.look import duties_of
from solver.rules.authority.registrants import why_delegation_unanswered, why_protocol_unanswered
from solver.rules.authority.stopped import starts_left
from solver.rules.permits.answerers import Answerers
from solver.rules.permits.consent import Answers, State
from solver.rules.permits.sheets import Sheets
from solver.rules.permits.stops import Stops
from solver.rules.readings.acting import is_subcontracted
from solver.rules.readings.calls import Span

from ..authority.conftest import LONG_AGO, TODAY

if TYPE_CHECKING:
    from .conftest import Asked

STATES = {"given": State.GIVEN, "unknown": State.UNKNOWN, "refused": State.REFUSED}
SEEDS = pytest.mark.parametrize("seed", range(4))


def a_span(rng: random.Random, horizon: Horizon, days: int = 2) -> Span:
    """From some quarter of an hour on, for nothing up to some days."""
    quarter = 15 * MINUTE
    earliest = rng.randint(0, 24 * 4) * quarter
    latest = earliest + rng.choice((0, 1, 2, 8, 40, 96 * days)) * quarter + rng.choice((0, 0, 1))
    return Span(earliest, latest, horizon.date(earliest), horizon.date(max(earliest, latest - 1)))


def a_day(rng: random.Random) -> date:
    return TODAY + timedelta(days=rng.choice((-60, -1, 0, 0, 1, 2, 3)))


def readings_of(asked: Asked, **fields: Any) -> Readings:
    asked.replace(**fields)
    return Readings(asked.problem, Pack.for_problem(asked.problem))


@SEEDS
def test_consents(asked: Asked, seed: int) -> None:
    rng, horizon, found = random.Random(seed), asked.problem.horizon, set()
    ada = asked.problem.client["ada"]
    for _ in range(1000):
        span = a_span(rng, horizon)
        rows = []
        for _ in range(rng.choice((0, 1, 2, 3))):
            recorded = a_day(rng)
            moments = (span.latest - 1, span.latest, span.earliest, at(0), at(24), at(24) - 1, at(48), at(30))
            rows.append(
                Consent(
                    kind=rng.choice(("sharing", "sharing", "delegation")),
                    given=rng.choice((True, True, True, False, None)),
                    recorded=recorded,
                    expires=rng.choice((None, None, max(recorded, a_day(rng)))),
                    withdrawn=rng.choice((None, None, None, rng.choice(moments))),
                )
            )
        client = ada.model_copy(update={"consents": tuple(rows)})
        answer = answer_of(client, "sharing", span, horizon)
        assert STATES[answer.state] == Answers(client, horizon).worst("sharing", span), (rows, span)
        found.add(answer.state)
    assert found == set(STATES)


@SEEDS
@pytest.mark.parametrize("start", [date(2027, 3, 1), date(2027, 3, 27), date(2027, 10, 30)])
def test_registrants_who_answer(asked: Asked, seed: int, start: date) -> None:
    """Also over the two nights on which the clocks change."""
    rng, found = random.Random(seed), set()
    horizon = asked.problem.horizon
    horizon = horizon.model_copy(
        update={"start": horizon.start.replace(month=start.month, day=start.day, hour=0), "days": 4}
    )
    ahead = start - TODAY
    clocks = ("00:00", "02:00", "06:00", "09:00", "10:15", "12:00", "18:00", "22:00")

    def hours() -> CoverHours:
        opens, closes = rng.choice(clocks), rng.choice((*clocks, "24:00"))
        days = rng.choice(({}, {}, {"days": rng.choice((("mon",), ("sun", "mon"), ("sat", "sun"), ("tue",)))}))
        return CoverHours(from_=opens, until=closes, **days)

    registrants = [
        Registrant(
            id=f"r{number}",
            name=rng.choice((f"Rita Testnurse {'ABCDEFGHIJKLMNOP'[number]}",) * 7 + ("?",)),
            registration=rng.choice(("99A9999Z",) * 6 + ("", "lapsed")),
            registered_until=rng.choice((date(2027, 12, 31), date(2027, 12, 31), a_day(rng) + ahead, None)),
            left=rng.choice((None, None, None, a_day(rng) + ahead)),
            contact=rng.choice(("01632 960001", "01632 960001", "", "left")),
            cover=tuple(hours() for _ in range(rng.choice((0, 1, 1, 2, 3)))),
        )
        for number in range(16)
    ]
    delegations = [
        Delegation(
            id=f"d{number}",
            client="ada",
            task="insulin",
            worker="carl",
            registrant=rng.choice(([one.id for one in registrants] * 3) + ["Somebody Else", "-"]),
            contact=rng.choice(("01632 960001", "01632 960001", " ", "-")),
            trained=LONG_AGO,
            signed_off=max(LONG_AGO, a_day(rng) + ahead),
            expires=date(2028, 1, 1),
        )
        for number in range(24)
    ]
    readings = readings_of(
        asked,
        horizon=horizon,
        registrants=tuple(registrants),
        delegations=tuple(delegations),
        protocols=(),
        version=rng.choice(("1", "2")),
        pack={"authority_registrant": {"grace_days": 1}},
    )
    protocols = [
        Protocol(id=one.id, organisation="trust", task="blood sample", registrant=one.id, signed=LONG_AGO)
        for one in registrants
    ]
    answerers, facts = Answerers(readings, start - timedelta(days=3), start + timedelta(days=7)), Facts(readings)
    for one in delegations:
        for _ in range(30):
            span = a_span(rng, horizon, days=1)
            why = why_delegation_unanswered(facts, one, span)
            lack = answerers.lack(one.registrant, one.signed_off, span, one.contact)
            assert (why == "") == (lack is None), (one, span, why, lack)
            found.add(lack)
    for protocol in protocols:
        span = a_span(rng, horizon, days=1)
        why = why_protocol_unanswered(facts, protocol, span)
        assert (why == "") == (answerers.lack(protocol.registrant, protocol.signed, span) is None)
    assert {None, "gone", "contact", "not_on_cover", "person"} <= found


@SEEDS
def test_suspensions(asked: Asked, seed: int) -> None:
    rng, found = random.Random(seed), set()
    named = {
        "task": ("insulin", " Insulin ", "wash and dress"),
        "worker": ("carl", "nell"),
        "delegation": ("d1",),
        "registrant": ("r1", "Rita Testnurse"),
        "client": ("ada",),
    }
    quarter = 15 * MINUTE
    for _ in range(40):
        stops = []
        for number in range(rng.choice((1, 2, 3))):
            what: Any = rng.choice(list(named))
            starts = rng.randint(0, 24 * 5) * quarter
            ends = rng.choice((None, starts + rng.choice((0, 1, 2, 12)) * quarter))
            stops.append(
                Suspension(
                    id=f"x{number}",
                    what=what,
                    of=rng.choice(named[what]),
                    starts=starts,
                    ends=ends,
                    reason="audit",
                    by="Lena Sample",
                )
            )
        readings = readings_of(asked, suspensions=tuple(stops))
        engine, facts = Stops(readings), Facts(readings)
        for _ in range(25):
            span = a_span(rng, asked.problem.horizon, days=1)
            for what, name in (("task", "insulin"), ("task", fold("wash and dress")), ("worker", "carl")):
                assert engine.find(what, name, span) == facts.suspension(what, name, span.earliest, span.latest)
            for text in ("r1", " rita  TESTNURSE", "Somebody Else"):
                known = facts.registrant_suspension(text, span)
                assert (engine.of_registrant(text, span) is None) == (known is None)
                name = fold_name(text)
                assert engine.find("registrant", name, span) == facts.suspension(
                    "registrant", name, span.earliest, span.latest
                )
            (one,) = asked.problem.delegations
            stop = facts.delegation_suspension(one, span)
            assert (engine.of_delegation(one, span) is None) == (stop is None)
            found.add(stop is None)
        for visit in (asked.problem.visit["wash"], asked.problem.visit["insulin"].model_copy(update={"length": 0})):
            free = engine.free_starts(visit)
            assert free is None or free == starts_left(asked.problem, visit)
            stopped = any(one.what == "client" and one.ends != one.starts for one in stops)
            assert (free is not None) == stopped
    assert found == {True, False}


@SEEDS
def test_unpaid_carers(asked: Asked, seed: int) -> None:
    rng, found = random.Random(seed), set()
    bob = asked.problem.client["ada"].model_copy(update={"id": "bob", "name": "Bob Testclient"})
    asked.add("clients", bob)
    tasks = (*asked.problem.visit["wash"].tasks, Task(code="meal", duration=10 * MINUTE))
    for _ in range(120):
        carer = UnpaidCarer(
            id="c1",
            client="ada",
            name="Cousin Sample",
            second_hands=rng.random() < 0.8,
            tasks=rng.choice(((), ("Meal",), ("meal", "wash and dress"))),
            until=rng.choice((None, a_day(rng))),
            carer_agreed=rng.choice((None, LONG_AGO, a_day(rng))),
            client_agreed=rng.choice((LONG_AGO, a_day(rng))),
        )
        asked.replace(unpaid_carers=(carer,))
        opens = rng.choice((at(9), at(22), at(24)))
        asked.window(
            "wash",
            opens,
            opens + rng.choice((0, 60, 110)) * MINUTE,
            tasks=tasks,
            unpaid_carer="c1",
            workers=rng.choice((1, 2, 2)),
        )
        visit, readings = asked.problem.visit["wash"], Readings(asked.problem, Pack.for_problem(asked.problem))
        sheets, facts, span = Sheets(readings), Facts(readings), readings.span(visit)
        assert sheets.hands(visit) == facts.hands(visit, span)
        mine = [fold(duty.task.code) for duty in duties_of(facts, visit, span)]
        assert [duty.code for duty in sheets.of(visit).duties] == mine
        found.add((visit.workers, sheets.hands(visit), len(mine)))
    assert {(2, 1), (2, 2), (1, 1)} == {one[:2] for one in found}
    assert {one[2] for one in found} == {0, 1, 2}


@SEEDS
def test_subcontracts(asked: Asked, seed: int) -> None:
    rng, found = random.Random(seed), set()
    horizon = asked.problem.horizon
    for _ in range(40):
        starts, ends = rng.choice((None, a_day(rng))), rng.choice((None, a_day(rng)))
        contract = Subcontract(
            id="s",
            provider=rng.choice(("trust", "trust", "care")),
            to="other",
            clients=rng.choice(((), ("ada",), ("bob",))),
            starts=starts,
            ends=ends if starts is None or ends is None else max(starts, ends),
        )
        bob = asked.problem.client["ada"].model_copy(update={"id": "bob", "name": "Bob Testclient"})
        clients = (asked.problem.client["ada"], bob)
        facts = Facts(readings_of(asked, clients=clients, subcontracts=(contract,)))
        for _ in range(10):
            span = a_span(rng, horizon)
            said = facts.is_subcontracted("trust", "other", "ada", span)
            assert said == is_subcontracted(asked.problem, "trust", "other", "ada", span.first_day, span.last_day)
            found.add(said)
    assert found == {True, False}

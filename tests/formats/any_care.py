"""Draws clients, their visits, and what ties or joins these; every field is filled in at times."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from hypothesis import strategies as st

from solver.domain import (
    CancelledVisit,
    Client,
    Consent,
    JoinDecision,
    LateAcceptance,
    Link,
    Role,
    Task,
    TimeCritical,
    Visit,
    Window,
    WorkerKind,
)
from solver.domain.care import LinkKind, Outcome, Sector, Sex
from solver.domain.role import SIGNING

from .any_known import Known, choice, draw_some
from .any_words import dates, ids, texts


def draw_client(draw: st.DrawFn, known: Known, name: str, nhs_number: str) -> Client:
    household = draw(st.none() | choice(known.households)) if known.households else None
    return Client(
        id=name,
        name=draw(texts),
        place=household.place if household else draw(choice(known.doors)),
        household=household.id if household else None,
        nhs_number=draw(st.none() | st.just(nhs_number)),
        worker_sex=draw(st.none() | choice(get_args(Sex))),
        refused_workers=draw_some(draw, known.workers),
        preferred_workers=draw_some(draw, known.workers),
        lone_working=draw(choice(["none", "pair", "daylight"])),
        stable=draw(st.booleans()),
        consents=tuple(draw_consent(draw, known) for _ in range(draw(st.integers(0, 2)))),
    )


def draw_consent(draw: st.DrawFn, known: Known) -> Consent:
    recorded, expires = sorted(draw(st.tuples(dates, dates)))
    return Consent(
        kind=draw(choice(["sharing", "delegation"])),
        given=draw(st.none() | st.booleans()),
        recorded=recorded,
        expires=draw(st.none() | st.just(expires)),
        basis=draw(choice([None, "own", "best_interests", "attorney"])),
        recorder=draw(texts),
        withdrawn=draw(st.none() | known.ticks | known.past_ticks),
    )


def draw_visit(draw: st.DrawFn, known: Known, name: str) -> Visit:
    edges = sorted(draw(st.lists(known.ticks, min_size=2, max_size=4, unique=True)))
    windows = [Window(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    hard = draw(st.booleans())
    tasks = tuple(draw_task(draw, known, windows) for _ in range(draw(st.integers(1, 2))))
    health = any(one.owner == "health" for one in tasks)
    length, least = draw(known.maybe_span), sum(one.duration for one in tasks)
    if length is not None and any(one.clinical_window or one.time_critical for one in tasks):
        length += least + 1  # a task with a time of its own is reached before the visit is over
    if length is not None and length < least:
        length = None
    days = st.dates(known.horizon.date(0) - timedelta(days=400), known.horizon.date(0))
    accepted = st.builds(
        LateAcceptance,
        until=known.ticks,
        by=choice(["Lea Example", "Zo\u00eb Sample-Pretend"]),
        reason=choice(["agreed by phone", "late; =1+1"]),
        on=days,
        role=st.just(Role.NURSE_LEAD) if health else choice([None, Role.SCHEDULER, Role.TEAM_LEAD]),
    )
    return Visit(
        id=name,
        client=draw(choice(known.clients)),
        organisation=draw(choice(known.organisations)),
        tasks=tasks,
        windows=tuple(windows),
        windows_hard=hard,
        workers=draw(choice([1, 2])),
        priority=draw(st.integers(1, 5)),
        optional=draw(st.booleans()),
        value=draw(st.none() | st.integers(0, 10**9)),
        length=length,
        place=draw(st.none() | choice(known.doors)),
        kind=draw(choice(["routine", "first", "review", "changed"])),
        preferred_workers=draw_some(draw, known.workers),
        commissioner=draw(st.none() | choice(known.organisations)),
        provider=draw(st.none() | choice(known.organisations)),
        unpaid_carer=draw(st.none() | choice(known.carers)) if known.carers else None,
        late_accepted=() if hard else tuple(draw(st.lists(accepted, max_size=2))),
    )


def draw_task(draw: st.DrawFn, known: Known, agreed: list[Window]) -> Task:
    clinical = draw_window(draw, known) if draw(st.booleans()) else None
    inside = choice(agreed).flatmap(lambda one: st.integers(one.start, one.end))
    critical = draw(st.none() | st.builds(TimeCritical, at=inside, tolerance_minutes=known.spans))
    only = draw(st.booleans())
    twin = draw(st.none() | choice(known.visits))
    return Task(
        code=draw(ids),
        duration=draw(known.spans),
        owner=draw(choice(get_args(Sector))),
        competencies=draw_some(draw, known.competencies),
        clinical_window=clinical,
        clinical_window_set_by=draw(texts.filter(bool)) if clinical else "",
        time_critical=critical,
        registered_nurse_only=only,
        delegable=not only and draw(st.booleans()),
        order=draw(texts),
        duplicate_of=twin,
        duplicate_declared_by=draw(ids) if twin else "",
    )


def draw_window(draw: st.DrawFn, known: Known) -> Window:
    start, end = sorted(draw(st.tuples(known.ticks, known.ticks)))
    return Window(start=start, end=end)


def draw_link(draw: st.DrawFn, known: Known, name: str) -> Link:
    first, second = draw(st.permutations(known.visits))[:2]
    kind = draw(choice([*get_args(LinkKind), "gap", "gap"]))  # it says most
    if kind != "gap":
        return Link(id=name, kind=kind, first=first, second=second)
    least, most = sorted(draw(st.tuples(known.spans, known.spans)))
    low, high = draw(choice([(least, most), (least, None), (None, most)]))
    return Link(id=name, kind=kind, first=first, second=second, min_gap=low, max_gap=high)


def draw_cancelled(draw: st.DrawFn, known: Known, name: str) -> CancelledVisit:
    return CancelledVisit(
        id=name,
        client=draw(choice(known.clients)),
        organisation=draw(choice(known.organisations)),
        reason=draw(choice(["moved away", "late; =1+1"])),
        by=draw(choice(["Lea Example", "Zo\u00eb Sample-Pretend"])),
        on=draw(st.dates(known.horizon.date(0) - timedelta(days=400), known.horizon.date(0))),
        by_two=draw(choice([(), ("personal_care",), ("personal_care", "hoist_transfer")])),
    )


def draw_decision(draw: st.DrawFn, known: Known, name: str, decided: list[str]) -> JoinDecision:
    return JoinDecision(
        id=name,
        visits=tuple(draw(st.permutations(known.visits))[: draw(st.integers(2, 3))]),
        approved=draw(st.booleans()),
        by=draw(texts.filter(bool)),
        role=draw(choice(SIGNING)),
        on=draw(dates),
        reason=draw(texts),
        outcome=draw(st.none() | choice(get_args(Outcome))),
        tasks=tuple(draw(st.lists(ids, max_size=2))),
        worker=draw(st.none() | choice(known.workers)),
        worker_kind=draw(st.none() | choice(get_args(WorkerKind))),
        since=draw(st.none() | dates),
        until=draw(st.none() | dates),
        answers=draw(st.none() | choice(decided)),
    )

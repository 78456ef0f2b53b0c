"""Draws workers, shifts, journeys, delegations and agreements; every field is filled in at times."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from solver.domain import Agreement, Break, Delegation, HeldCompetency, Matrix, Pin, Promise, Shift, Worker
from solver.domain.care import Outcome, Sex
from solver.domain.shown import seen_of
from solver.domain.staff import Mode

from .any_known import Known, choice, draw_some
from .any_words import dates, ids, texts


def draw_matrix(draw: st.DrawFn, known: Known, mode: Mode) -> Matrix:
    count = len(known.doors)
    rows = st.tuples(*[st.tuples(*[known.spans] * count)] * count)
    metres = st.tuples(*[st.tuples(*[st.integers(0, 10**8)] * count)] * count)
    return Matrix(
        mode=mode,
        places=tuple(draw(st.permutations(known.doors))),
        durations=draw(rows),
        metres=draw(st.none() | metres),
    )


def draw_worker(draw: st.DrawFn, known: Known, name: str) -> Worker:
    held = st.builds(HeldCompetency, competency=choice(known.competencies or ["-"]), expires=st.none() | dates)
    return Worker(
        id=name,
        name=draw(texts),
        organisation=draw(choice(known.organisations)),
        home=draw(choice(known.doors)),
        team=draw(st.just("") | texts),
        sex=draw(st.none() | choice(get_args(Sex))),
        mode=draw(choice(get_args(Mode))),
        competencies=tuple(draw(st.lists(held, max_size=2 if known.competencies else 0))),
        registered_nurse=draw(st.booleans()),
        agency=draw(st.booleans()),
        under_18=draw(st.booleans()),
        contract=draw(known.maybe_span),
        limit=draw(known.maybe_span),
        longest_walk=draw(known.maybe_span),
        hour_pence=draw(st.none() | st.integers(0, 10**6)),
        born=draw(st.none() | st.dates(date(1950, 1, 1), date(2012, 1, 1))),
        apprentice=draw(st.booleans()),
        tax_year_miles=draw(st.none() | st.integers(0, 10**6)),
        most_visits=draw(st.none() | st.integers(1, 99)),
        refused_clients=draw_some(draw, known.clients),
        accepts_delegation=draw(st.booleans()),
    )


def draw_shift(draw: st.DrawFn, known: Known, name: str) -> Shift:
    start, end = sorted(draw(st.lists(known.ticks, min_size=2, max_size=2, unique=True)))
    long = draw(st.integers(0, end - start))
    early, late = draw(st.integers(start, end - long)), draw(st.integers(end - long, end))
    rest = Break(duration=long, earliest=early, latest=late) if draw(st.booleans()) else None
    return Shift(
        id=name,
        worker=draw(choice(known.workers)),
        start=start,
        end=end,
        start_place=draw(st.none() | choice(known.doors)),
        end_place=draw(st.none() | choice(known.doors)),
        max_overtime=draw(known.maybe_span),
        break_=rest,
        mode=draw(st.none() | choice(get_args(Mode))),
        engaged_by=draw(st.none() | choice(known.organisations)),
        kind=draw(st.sampled_from([None, "waking_night", "sleep_in", "live_in", "standby"])),
        told_on=draw(st.none() | dates),
    )


def draw_pin(draw: st.DrawFn, known: Known, visit: str, shifts: list[Shift]) -> Pin:
    on = draw(choice(shifts))
    held = {"shift": on.id, "worker": on.worker, "start": draw(known.ticks)}
    said = draw(st.lists(choice(list(held)), min_size=1, unique=True))
    return Pin(visit=visit, **{name: held[name] for name in said})


def draw_promise(draw: st.DrawFn, known: Known, visit: str) -> Promise:
    return Promise(
        visit=visit,
        workers=tuple(draw(st.lists(choice(known.workers), min_size=1, max_size=2, unique=True))),
        start=draw(known.ticks),
        told=draw(known.past_ticks | known.ticks),
        to=draw(st.sampled_from(["client", "worker", "both"])),
    )


def draw_delegation(draw: st.DrawFn, known: Known, name: str) -> Delegation:
    trained, signed, expires = sorted(draw(st.tuples(dates, dates, dates)))
    return Delegation(
        id=name,
        client=draw(choice(known.clients)),
        task=draw(ids),
        worker=draw(choice(known.workers)),
        registrant=draw(texts.filter(seen_of)),
        contact=draw(texts),
        trained=trained,
        signed_off=signed,
        expires=expires,
        review=draw(st.none() | dates),
        also=draw_some(draw, known.workers, 2),
    )


def draw_agreement(draw: st.DrawFn, known: Known, name: str) -> Agreement:
    starts, ends = sorted(draw(st.tuples(dates, dates)))
    pair = tuple(draw(st.permutations(known.organisations))[:2])
    return Agreement(
        id=name,
        between=pair,
        starts=draw(st.none() | st.just(starts)),
        ends=draw(st.none() | st.just(ends)),
        health_task_to_care_worker=draw(st.booleans()),
        social_task_to_nurse=draw(st.booleans()),
        pre_agreed=tuple(draw(st.lists(choice(get_args(Outcome)), max_size=5))),
        sharing_basis=draw(texts),
        overhead_borne_by=draw(st.sampled_from([None, *pair])),
        signed_by=draw(texts),
        signed=draw(st.none() | dates),
    )

"""The lists of any problem that say what lets somebody do something, what was stopped, and what was done before."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from solver.domain import (
    WEEKDAYS,
    CallKind,
    CoverHours,
    Outcome,
    Protocol,
    Registrant,
    Sector,
    StandingAgreement,
    Subcontract,
    Suspension,
    SuspensionKind,
    TaskBefore,
    TaskClass,
    TaskCode,
    UnpaidCarer,
    WorkerBefore,
    fold,
)
from solver.domain.role import SIGNING

from .any_known import Known, choice
from .any_words import dates, ids, texts

names = st.lists(ids, max_size=2, unique=True)
maybe_dates = st.none() | dates


@st.composite
def authority(draw: st.DrawFn, known: Known) -> dict[str, Any]:
    """These lists, each by the name it has in a problem."""
    organisations, clients, workers = known.organisations, known.clients, known.workers
    competencies = known.competencies
    ticks, spans, last = known.ticks, known.spans, known.last
    times = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}") | st.just("24:00")
    covers = st.builds(
        CoverHours,
        days=st.lists(choice(WEEKDAYS), min_size=1, max_size=7, unique=True).map(tuple) | st.just(WEEKDAYS),
        from_=times,
        until=times,
    )
    registrants = [
        Registrant(
            id=name,
            name=draw(texts.filter(bool)),
            organisation=draw(st.none() | choice(organisations)),
            registration=draw(texts),
            registered_until=draw(maybe_dates),
            contact=draw(texts),
            cover=tuple(draw(st.lists(covers, max_size=2))),
            left=draw(maybe_dates),
        )
        for name in draw(names)
    ]

    def ordered() -> tuple[Any, Any]:
        early, late = sorted(draw(st.tuples(dates, dates)))
        return early, late

    def protocol(name: str) -> Protocol:
        signed, expires = ordered()
        return Protocol(
            id=name,
            organisation=draw(choice(organisations)),
            task=draw(ids),
            registrant=draw(texts.filter(bool)),
            signed=signed,
            expires=draw(choice([None, expires])),
        )

    def subcontract(name: str) -> Subcontract:
        provider, other = draw(st.permutations(organisations))[:2]
        starts, ends = ordered()
        return Subcontract(
            id=name,
            provider=provider,
            to=other,
            clients=tuple(draw(st.lists(choice(clients), max_size=2))),
            starts=draw(choice([None, starts])),
            ends=draw(choice([None, ends])),
        )

    def carer(name: str) -> UnpaidCarer:
        return UnpaidCarer(
            id=name,
            client=draw(choice(clients)),
            name=draw(texts.filter(bool)),
            second_hands=draw(st.booleans()),
            tasks=tuple(draw(st.lists(ids, max_size=2))),
            carer_agreed=draw(maybe_dates),
            client_agreed=draw(maybe_dates),
            until=draw(maybe_dates),
        )

    def standing(name: str) -> StandingAgreement:
        signed, review = ordered()
        return StandingAgreement(
            id=name,
            organisation=draw(choice(organisations)),
            outcome=draw(choice(get_args(Outcome))),
            tasks=tuple(draw(st.lists(ids, min_size=1, max_size=2))),
            signed_by=draw(texts.filter(bool)),
            role=draw(choice(SIGNING)),
            signed=signed,
            review=review,
        )

    def suspension(name: str) -> Suspension:
        whose: dict[str, list[str]] = {
            "client": clients,
            "worker": workers,
            "registrant": [one.id for one in registrants],
            "task": [draw(ids)],
            "delegation": known.delegations,
            "unpaid_carer": known.carers,
        }
        what = draw(choice([one for one in get_args(SuspensionKind) if whose[one]]))
        starts, ends = sorted(draw(st.tuples(ticks, ticks)))
        return Suspension(
            id=name,
            what=what,
            of=draw(choice(whose[what])),
            client=draw(choice([None, *clients])) if what == "task" else None,
            starts=starts,
            ends=draw(choice([None, ends])),
            reason=draw(texts.filter(bool)),
            by=draw(texts.filter(bool)),
            ended_by=draw(texts),
        )

    codes = st.builds(
        TaskCode,
        code=ids,
        name=texts,
        owner=choice(get_args(Sector)),
        task_class=choice(get_args(TaskClass)),
        hygiene=choice(["clean", "dirty", "neutral"]),
        meal=choice(["before", "after", "either"]),
        call=choice(get_args(CallKind)),
        competencies=st.lists(choice(competencies), max_size=2).map(tuple) if competencies else st.just(()),
        least=spans,
        also=names.map(tuple),
        gap=spans,
    )
    worked = st.builds(
        WorkerBefore,
        worker=choice(workers),
        until=st.integers(-last, last // 3),
        began=st.none() | st.integers(-2 * last, -last),
        week=st.none() | spans,
    )
    done = st.builds(
        TaskBefore,
        client=choice(clients),
        task=ids,
        start=st.integers(-last, -1),
        end=st.none() | st.integers(0, last // 3),
        order=texts,
        visit=st.none() | ids,
    )
    pairs = len(organisations) > 1
    return {
        "registrants": tuple(registrants),
        "protocols": tuple(protocol(name) for name in draw(names)),
        "subcontracts": tuple(subcontract(name) for name in draw(names)) if pairs else (),
        "unpaid_carers": tuple(carer(name) for name in known.carers),
        "standing_agreements": tuple(standing(name) for name in draw(names)),
        "suspensions": tuple(suspension(name) for name in draw(names)),
        "task_catalogue": tuple(
            draw(st.lists(codes.filter(lambda one: fold(one.code)), max_size=2, unique_by=lambda one: fold(one.code)))
        ),
        "workers_before": tuple(draw(st.lists(worked, max_size=2, unique_by=lambda one: one.worker))),
        "tasks_before": tuple(draw(st.lists(done, max_size=2))),
    }

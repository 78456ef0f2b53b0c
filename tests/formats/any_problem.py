"""A hypothesis strategy for problems in which every field of every object is filled in at times."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from solver.domain import Competency, Link, Organisation, PastVisit, Place, Problem, Scheme, Sector, Travel, Visit
from solver.domain.staff import Mode
from solver.reading.contradictions import timed_link_faults

from .any_authority import authority
from .any_care import draw_cancelled, draw_client, draw_decision, draw_link, draw_visit
from .any_known import Known, any_known, choice, draw_names
from .any_literature import as_literature
from .any_staff import draw_agreement, draw_delegation, draw_matrix, draw_pin, draw_promise, draw_shift, draw_worker
from .any_words import dates, ids, json_values, nhs_numbers, texts


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Every field of every object, in everyday and in literature clocks, on days with and without a clock change."""
    known = draw(any_known())
    numbers = draw(st.lists(nhs_numbers, min_size=3, max_size=3, unique=True))
    decided = draw_names(draw, 2, 0) if len(known.visits) > 1 else []
    shifts = [draw_shift(draw, known, name) for name in draw_names(draw, 2)]
    visits = tuple(draw_visit(draw, known, name) for name in known.visits)
    several = len(known.organisations) > 1
    made = Problem(
        version=draw(choice(["1", "2"])),
        carried_over=draw(st.none() | dates),
        name=draw(texts),
        horizon=known.horizon,
        travel=_draw_travel(draw, known),
        organisations=tuple(
            Organisation(
                id=name,
                name=draw(texts),
                sector=draw(choice(get_args(Sector))),
                kind=draw(choice(["nhs_trust", "council", "provider", "agency", "other"])),
            )
            for name in known.organisations
        ),
        agreements=tuple(draw_agreement(draw, known, name) for name in draw_names(draw, 1, 0)) if several else (),
        competencies=tuple(Competency(id=name, name=draw(texts)) for name in known.competencies),
        schemes=tuple(Scheme(id=name, name=draw(texts)) for name in known.schemes),
        places=tuple(_draw_place(draw, known, name) for name in known.doors),
        households=tuple(known.households),
        clients=tuple(
            draw_client(draw, known, name, number) for name, number in zip(known.clients, numbers, strict=False)
        ),
        visits=visits,
        links=_draw_links(draw, known, visits),
        workers=tuple(draw_worker(draw, known, name) for name in known.workers),
        delegations=tuple(draw_delegation(draw, known, name) for name in known.delegations),
        shifts=tuple(shifts),
        history=_draw_history(draw, known),
        pins=(draw_pin(draw, known, known.visits[0], shifts),) if draw(st.booleans()) else (),
        promises=tuple(draw_promise(draw, known, name) for name in known.visits if draw(st.booleans())),
        join_decisions=tuple(draw_decision(draw, known, name, decided) for name in decided),
        cancelled_visits=tuple(
            draw_cancelled(draw, known, name) for name in draw_names(draw, 2, 0) if name not in known.visits
        ),
        **draw(authority(known)),
        pack=draw(st.dictionaries(ids, st.dictionaries(ids, json_values, max_size=2), max_size=2)),
    )
    return made if known.unit == 60 else as_literature(made)


def _draw_travel(draw: st.DrawFn, known: Known) -> Travel:
    modes = draw(st.lists(choice(get_args(Mode)), unique=True, max_size=2))
    matrices = tuple(draw_matrix(draw, known, mode) for mode in modes)
    return draw(
        st.builds(
            Travel,
            preset=choice(["urban", "rural", "dense"]),
            parking_minutes=known.spans,
            door_minutes=known.spans,
            transit_wait_minutes=known.spans,
            traffic=st.floats(0.5, 3),
            transit_slowdown=st.floats(1, 5),
            matrices=st.just(matrices),
        )
    )


def _draw_place(draw: st.DrawFn, known: Known, name: str) -> Place:
    return Place(
        id=name,
        lat=draw(st.floats(-90, 90)),
        lon=draw(st.floats(-180, 180)),
        name=draw(texts),
        address=draw(texts),
        postcode=draw(st.just("") | st.sampled_from(("EC1A 1AE", "not one", "ne1 O1B"))),
        accuracy=draw(st.none() | st.sampled_from(("door", "postcode", "sector"))),
        scheme=draw(st.none() | choice(known.schemes)) if known.schemes else None,
    )


def _draw_links(draw: st.DrawFn, known: Known, visits: tuple[Visit, ...]) -> tuple[Link, ...]:
    """One link, which can contradict no other; none where it contradicts the times of its visits."""
    if len(visits) < 2:
        return ()
    links = (draw_link(draw, known, draw(ids)),)
    faults = timed_link_faults(links, {visit.id: visit for visit in visits}, known.horizon)
    return () if any(faults) else links


def _draw_history(draw: st.DrawFn, known: Known) -> tuple[PastVisit, ...]:
    past = st.builds(
        PastVisit,
        client=choice(known.clients),
        worker=choice(known.workers),
        start=known.past_ticks,
        sector=choice(get_args(Sector)),
    )
    return tuple(draw(st.lists(past, max_size=2)))

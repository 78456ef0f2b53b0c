"""A hypothesis strategy for problems in which every field of every object is filled in at times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from solver.domain import (
    Agreement,
    Break,
    CancelledVisit,
    Client,
    Competency,
    Consent,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    JoinDecision,
    LateAcceptance,
    Link,
    Matrix,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Role,
    Scheme,
    Shift,
    Task,
    TimeCritical,
    Travel,
    Visit,
    Window,
    Worker,
    WorkerKind,
    nhs_number_is_valid,
)
from solver.domain.care import LinkKind, Outcome, Sector, Sex
from solver.domain.role import SIGNING
from solver.domain.staff import Mode
from solver.reading.contradictions import timed_link_faults
from solver.reading.literature import PUBLISHED_FORMATS, TOLD_BY_INSTANCES

from .any_authority import authority
from .any_words import dates, ids, texts

DAY = 86_400
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
choice = st.sampled_from
# The range kept for tests; one number in eleven has no check digit.
nhs_numbers = st.integers(0, 10**6 - 1).map(lambda number: checked_number(f"999{number:06}")).filter(bool)


def checked_number(nine: str) -> str:
    """Nine digits of an NHS number with the one that checks them; nothing where there is none."""
    return next((nine + digit for digit in "0123456789" if nhs_number_is_valid(nine + digit)), "")


def some(draw: st.DrawFn, names: list[str], most: int = 3) -> tuple[str, ...]:
    return tuple(draw(st.lists(choice(names), max_size=most))) if names else ()


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Every field of every object, in everyday and in literature clocks, on days with and without a clock change."""
    unit = draw(choice([60, 60, 1000]))
    zone = draw(choice(["Europe/London", "UTC", "America/St_Johns"]))
    day = draw(choice([datetime(2026, 3, 28), datetime(2026, 10, 25), datetime(2026, 7, 1)]))
    horizon = Horizon(
        start=day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
        days=draw(st.integers(1, 3)),
        timezone=zone,
        ticks_per_minute=unit,
    )
    last = DAY * unit // 60
    ticks, spans = st.integers(0, last), st.integers(0, 500 * unit)
    maybe_span = st.none() | spans

    def names(count: int = 3, least: int = 1) -> list[str]:
        return draw(st.lists(ids, min_size=least, max_size=count, unique=True))

    def window() -> Window:
        start, end = sorted(draw(st.tuples(ticks, ticks)))
        return Window(start=start, end=end)

    organisations, competencies, schemes, doors = names(), names(2, 0), names(2, 0), names()
    clients, workers, visits, rounds = names(), names(), names(), names(2)
    carers, delegations = names(2, 0), names(2, 0)
    past_ticks = st.integers(-14 * last, -1)
    modes = get_args(Mode)

    def matrix(mode: Mode) -> Matrix:
        count = len(doors)
        rows = st.tuples(*[st.tuples(*[spans] * count)] * count)
        metres = st.tuples(*[st.tuples(*[st.integers(0, 10**8)] * count)] * count)
        return Matrix(
            mode=mode, places=tuple(draw(st.permutations(doors))), durations=draw(rows), metres=draw(st.none() | metres)
        )

    travel = draw(
        st.builds(
            Travel,
            preset=choice(["urban", "rural", "dense"]),
            parking_minutes=spans,
            door_minutes=spans,
            transit_wait_minutes=spans,
            traffic=st.floats(0.5, 3),
            transit_slowdown=st.floats(1, 5),
            matrices=st.just(tuple(matrix(mode) for mode in draw(st.lists(choice(modes), unique=True, max_size=2)))),
        )
    )
    households = [Household(id=name, place=draw(choice(doors))) for name in names(2, 0)]

    def consent() -> Consent:
        recorded, expires = sorted(draw(st.tuples(dates, dates)))
        return Consent(
            kind=draw(choice(["sharing", "delegation"])),
            given=draw(st.none() | st.booleans()),
            recorded=recorded,
            expires=draw(st.none() | st.just(expires)),
            basis=draw(choice([None, "own", "best_interests", "attorney"])),
            recorder=draw(texts),
            withdrawn=draw(st.none() | ticks | past_ticks),
        )

    numbers = dict(zip(clients, draw(st.lists(nhs_numbers, min_size=3, max_size=3, unique=True)), strict=False))

    def client(name: str) -> Client:
        household = draw(st.none() | choice(households)) if households else None
        return Client(
            id=name,
            name=draw(texts),
            place=household.place if household else draw(choice(doors)),
            household=household.id if household else None,
            nhs_number=draw(st.none() | st.just(numbers[name])),
            worker_sex=draw(st.none() | choice(get_args(Sex))),
            refused_workers=some(draw, workers),
            preferred_workers=some(draw, workers),
            lone_working=draw(choice(["none", "pair", "daylight"])),
            stable=draw(st.booleans()),
            consents=tuple(consent() for _ in range(draw(st.integers(0, 2)))),
        )

    def task(agreed: list[Window]) -> Task:
        clinical = window() if draw(st.booleans()) else None
        inside = choice(agreed).flatmap(lambda one: st.integers(one.start, one.end))
        critical = draw(st.none() | st.builds(TimeCritical, at=inside, tolerance_minutes=spans))
        only = draw(st.booleans())
        twin = draw(st.none() | choice(visits))
        return Task(
            code=draw(ids),
            duration=draw(spans),
            owner=draw(choice(get_args(Sector))),
            competencies=some(draw, competencies),
            clinical_window=clinical,
            clinical_window_set_by=draw(texts.filter(bool)) if clinical else "",
            time_critical=critical,
            registered_nurse_only=only,
            delegable=not only and draw(st.booleans()),
            order=draw(texts),
            duplicate_of=twin,
            duplicate_declared_by=draw(texts.filter(str.strip)) if twin else "",
        )

    def visit(name: str) -> Visit:
        edges = sorted(draw(st.lists(ticks, min_size=2, max_size=4, unique=True)))
        windows = [Window(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
        hard = draw(st.booleans())
        tasks = tuple(task(windows) for _ in range(draw(st.integers(1, 2))))
        health = any(one.owner == "health" for one in tasks)
        length = draw(maybe_span)
        if length is not None and any(one.clinical_window or one.time_critical for one in tasks):
            length += (
                sum(one.duration for one in tasks) + 1
            )  # a task with a time of its own is reached before it is over
        days = st.dates(horizon.date(0) - timedelta(days=400), horizon.date(0))
        accepted = st.builds(
            LateAcceptance,
            until=ticks,
            by=choice(["Lea Example", "Zo\u00eb Sample-Pretend"]),
            reason=choice(["agreed by phone", "late; =1+1"]),
            on=days,
            role=st.just(Role.NURSE_LEAD) if health else choice([None, Role.SCHEDULER, Role.TEAM_LEAD]),
        )
        return Visit(
            id=name,
            client=draw(choice(clients)),
            organisation=draw(choice(organisations)),
            tasks=tasks,
            windows=tuple(windows),
            windows_hard=hard,
            workers=draw(choice([1, 2])),
            priority=draw(st.integers(1, 5)),
            optional=draw(st.booleans()),
            value=draw(st.none() | st.integers(0, 10**9)),
            length=length,
            place=draw(st.none() | choice(doors)),
            kind=draw(choice(["routine", "first", "review", "changed"])),
            preferred_workers=some(draw, workers),
            commissioner=draw(st.none() | choice(organisations)),
            provider=draw(st.none() | choice(organisations)),
            unpaid_carer=draw(st.none() | choice(carers)) if carers else None,
            late_accepted=() if hard else tuple(draw(st.lists(accepted, max_size=2))),
        )

    def link(name: str) -> Link:
        first, second = draw(st.permutations(visits))[:2]
        kind = draw(choice([*get_args(LinkKind), "gap", "gap"]))  # it says most
        if kind != "gap":
            return Link(id=name, kind=kind, first=first, second=second)
        least, most = sorted(draw(st.tuples(spans, spans)))
        least, most = draw(choice([(least, most), (least, None), (None, most)]))
        return Link(id=name, kind=kind, first=first, second=second, min_gap=least, max_gap=most)

    def worker(name: str) -> Worker:
        held = st.builds(HeldCompetency, competency=choice(competencies or ["-"]), expires=st.none() | dates)
        return Worker(
            id=name,
            name=draw(texts),
            organisation=draw(choice(organisations)),
            home=draw(choice(doors)),
            team=draw(st.just("") | texts),
            sex=draw(st.none() | choice(get_args(Sex))),
            mode=draw(choice(modes)),
            competencies=tuple(draw(st.lists(held, max_size=2 if competencies else 0))),
            registered_nurse=draw(st.booleans()),
            agency=draw(st.booleans()),
            under_18=draw(st.booleans()),
            contract=draw(maybe_span),
            limit=draw(maybe_span),
            hour_pence=draw(st.none() | st.integers(0, 10**6)),
            longest_walk=draw(maybe_span),
            born=draw(st.none() | st.dates(date(1950, 1, 1), date(2012, 1, 1))),
            apprentice=draw(st.booleans()),
            tax_year_miles=draw(st.none() | st.integers(0, 10**6)),
            refused_clients=some(draw, clients),
            accepts_delegation=draw(st.booleans()),
        )

    def shift(name: str) -> Shift:
        start, end = sorted(draw(st.lists(ticks, min_size=2, max_size=2, unique=True)))
        long = draw(st.integers(0, end - start))
        early, late = draw(st.integers(start, end - long)), draw(st.integers(end - long, end))
        rest = Break(duration=long, earliest=early, latest=late) if draw(st.booleans()) else None
        return Shift(
            id=name,
            worker=draw(choice(workers)),
            start=start,
            end=end,
            start_place=draw(st.none() | choice(doors)),
            end_place=draw(st.none() | choice(doors)),
            max_overtime=draw(maybe_span),
            break_=rest,
            mode=draw(st.none() | choice(modes)),
            engaged_by=draw(st.none() | choice(organisations)),
            kind=draw(st.sampled_from([None, "waking_night", "sleep_in", "live_in", "standby"])),
            told_on=draw(st.none() | dates),
        )

    def delegation(name: str) -> Delegation:
        trained, signed, expires = sorted(draw(st.tuples(dates, dates, dates)))
        return Delegation(
            id=name,
            client=draw(choice(clients)),
            task=draw(ids),
            worker=draw(choice(workers)),
            registrant=draw(texts.filter(bool)),
            contact=draw(texts),
            trained=trained,
            signed_off=signed,
            expires=expires,
            review=draw(st.none() | dates),
            also=some(draw, workers, 2),
        )

    def agreement(name: str) -> Agreement:
        starts, ends = sorted(draw(st.tuples(dates, dates)))
        pair = tuple(draw(st.permutations(organisations))[:2])
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

    decided = names(2, 0) if len(visits) > 1 else []

    def decision(name: str) -> JoinDecision:
        return JoinDecision(
            id=name,
            visits=tuple(draw(st.permutations(visits))[: draw(st.integers(2, 3))]),
            approved=draw(st.booleans()),
            by=draw(texts.filter(bool)),
            role=draw(choice(SIGNING)),
            on=draw(dates),
            reason=draw(texts),
            outcome=draw(st.none() | choice(get_args(Outcome))),
            tasks=tuple(draw(st.lists(ids, max_size=2))),
            worker=draw(st.none() | choice(workers)),
            worker_kind=draw(st.none() | choice(get_args(WorkerKind))),
            since=draw(st.none() | dates),
            until=draw(st.none() | dates),
            answers=draw(st.none() | choice(decided)),
        )

    def cancelled(name: str) -> CancelledVisit:
        return CancelledVisit(
            id=name,
            client=draw(choice(clients)),
            organisation=draw(choice(organisations)),
            reason=draw(choice(["moved away", "late; =1+1"])),
            by=draw(choice(["Lea Example", "Zo\u00eb Sample-Pretend"])),
            on=draw(st.dates(horizon.date(0) - timedelta(days=400), horizon.date(0))),
        )

    def pin(visit: str) -> Pin:
        on = draw(choice(shifts))
        held = {"shift": on.id, "worker": on.worker, "start": draw(ticks)}
        said = draw(st.lists(choice(list(held)), min_size=1, unique=True))
        return Pin(visit=visit, **{name: held[name] for name in said})

    known = {
        "organisations": organisations, "clients": clients, "workers": workers, "unpaid_carers": carers,
        "delegations": delegations, "competencies": competencies,
    }  # fmt: skip
    shifts = [shift(name) for name in rounds]
    wanted = tuple(visit(name) for name in visits)
    links: tuple[Link, ...] = ()
    if len(visits) > 1:
        links = (link(draw(ids)),)  # one link can never contradict itself, but the times of its visits
        if any(timed_link_faults(links, {one.id: one for one in wanted}, horizon)):
            links = ()
    past = st.builds(
        PastVisit,
        client=choice(clients),
        worker=choice(workers),
        start=past_ticks,
        sector=choice(get_args(Sector)),
    )
    made = Problem(
        version=draw(choice(["1", "2"])), carried_over=draw(st.none() | dates),
        name=draw(texts), horizon=horizon, travel=travel,
        organisations=tuple(
            Organisation(id=name, name=draw(texts), sector=draw(choice(get_args(Sector))),
                         kind=draw(choice(["nhs_trust", "council", "provider", "agency", "other"])))
            for name in organisations
        ),
        agreements=tuple(agreement(name) for name in names(1, 0)) if len(organisations) > 1 else (),
        competencies=tuple(Competency(id=name, name=draw(texts)) for name in competencies),
        schemes=tuple(Scheme(id=name, name=draw(texts)) for name in schemes),
        places=tuple(
            Place(id=name, lat=draw(st.floats(-90, 90)), lon=draw(st.floats(-180, 180)), name=draw(texts),
                  address=draw(texts), scheme=draw(st.none() | choice(schemes)) if schemes else None)
            for name in doors
        ),
        households=tuple(households),
        clients=tuple(client(name) for name in clients),
        visits=wanted,
        links=links,
        workers=tuple(worker(name) for name in workers),
        delegations=tuple(delegation(name) for name in delegations),
        shifts=tuple(shifts),
        history=tuple(draw(st.lists(past, max_size=2))),
        pins=(pin(visits[0]),) if draw(st.booleans()) else (),
        join_decisions=tuple(decision(name) for name in decided),
        cancelled_visits=tuple(cancelled(name) for name in names(2, 0) if name not in visits),
        **draw(authority(known, last, unit)),
        pack=draw(st.dictionaries(ids, st.dictionaries(ids, json_values, max_size=2), max_size=2)),
    )  # fmt: skip
    made = made.replace(visits=tuple(map(_long_enough, made.visits)))
    return made if unit == 60 else _of_the_literature(made)


def _long_enough(visit: Visit) -> Visit:
    """A visit that is not over before a task with a time of its own is reached: that would be a fault."""
    enough = visit.length is None or visit.length >= sum(task.duration for task in visit.tasks)
    return visit if enough else visit.model_copy(update={"length": None})


def _of_the_literature(problem: Problem) -> Problem:
    """Without what only a day of real care has, and of the one organisation by which instances name their format."""
    name = PUBLISHED_FORMATS[-1]
    lists: dict[str, Any] = {
        field: tuple(_as_told(one) for one in getattr(problem, field))
        for field in ("places", "clients", "visits", "workers", "shifts")
    }
    lists["visits"] = tuple(one.model_copy(update={"organisation": name}) for one in lists["visits"])
    lists["workers"] = tuple(one.model_copy(update={"organisation": name}) for one in lists["workers"])
    known = {visit.id for visit in problem.visits}
    lists["links"] = tuple(link for link in problem.links if {link.first, link.second} <= known)
    untold = {
        field: kind.get_default(call_default_factory=True)
        for field, kind in Problem.model_fields.items()
        if field not in TOLD_BY_INSTANCES[""]
    }
    organisation = Organisation(id=name, name=problem.organisations[0].name, sector=problem.organisations[0].sector)
    return problem.replace(**untold, **lists, organisations=(organisation,))


def _as_told(one: Any) -> Any:
    """An object with what instances tell of it; so are the tasks and competencies in it."""
    told = TOLD_BY_INSTANCES[type(one).__name__]
    update = {
        field: kind.get_default(call_default_factory=True)
        for field, kind in type(one).model_fields.items()
        if field not in told
    }
    for field in told & {"tasks", "competencies"}:
        inner = getattr(one, field)
        update[field] = tuple(_as_told(each) if type(each).__name__ in TOLD_BY_INSTANCES else each for each in inner)
    return one.model_copy(update=update)

"""Small days made of dice on which every condition of authority is met at times and missed at others.

Two nights and a clock change lie in them, organisations of every kind, agency staff, joint visits, unpaid carers, and
records of every kind, most of them in order.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from solver.domain import (
    Agreement,
    Client,
    Competency,
    Consent,
    CoverHours,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    Join,
    Organisation,
    Place,
    Problem,
    Protocol,
    Registrant,
    Shift,
    Step,
    Subcontract,
    Suspension,
    Task,
    TaskCode,
    UnpaidCarer,
    Visit,
    Window,
    Worker,
    wrong_joins,
)

TODAY = date(2027, 3, 27)  # the clocks go forward in the night that follows
HOUR, MINUTE = 3600, 60
ORGANISATIONS = ("care", "other", "trust", "temps")
CODES = (
    "insulin",
    "Insulin",
    "blood_sample",
    "blood-sample",
    "assessment",
    "wash_and_dress",
    "meal",
    "odd",
    "drops",
    "catheter_bag",  # asks for what nobody declares
    *("insulin (am)", "bloods, weekly", "warfarin pm"),  # nobody knows them, but what they say is known
)
COMPETENCIES = ("insulin", "phlebotomy", "personal_care", "assessment")
NAMES = (
    "Nora Example",
    "nora  example",
    "Rita Example",
    "?",
    "tbc",
    "Somebody Else",
    "r1",
    "r2",
    "r3",
    "Nurse unknown",
)
CONTACTS = (*["01632 960001"] * 6, "desk 4", "", " ", "left the trust 2025", "n/a", "-")


def random_authority(dice: random.Random) -> Problem:
    """A day of two to five visits and six workers with a shift or two each."""
    horizon = Horizon(start=datetime(2027, 3, 27, tzinfo=UTC), days=2)
    clients = tuple(_client(dice, name) for name in ("ada", "bea", "cyd"))
    workers = tuple(_worker(dice, n) for n in range(6))
    version = dice.choice(("1", "2", "2", "2"))
    carried = dice.choice((None, None, None, TODAY - timedelta(days=dice.choice((0, 1, 89, 90, 91)))))
    parts: dict[str, Any] = {
        "version": version,
        "carried_over": carried if version == "2" else None,
        "horizon": horizon,
        "organisations": (
            Organisation(id="care", name="Madeup Care", sector="social", kind="provider"),
            Organisation(id="other", name="Sample Care", sector="social", kind="provider"),
            Organisation(id="trust", name="Pretend Trust", sector="health", kind="nhs_trust"),
            Organisation(id="temps", name="Invented Temps", sector=dice.choice(("social", "health")), kind="agency"),
        ),
        "competencies": tuple(Competency(id=name) for name in COMPETENCIES),
        "places": (Place(id="door", lat=52, lon=0), Place(id="far", lat=52.01, lon=0)),
        "households": (Household(id="home", place="door"),),
        "clients": clients,
        "workers": workers,
        "visits": tuple(_visit(dice, n) for n in range(dice.randint(2, 5))),
        "unpaid_carers": tuple(_carer(dice, n) for n in range(2)),
        "registrants": tuple(_registrant(dice, n) for n in range(1, 4)),
        "delegations": tuple(_delegation(dice, n) for n in range(dice.randint(4, 16))),
        "protocols": tuple(_protocol(dice, n) for n in range(dice.randint(0, 5))),
        "agreements": tuple(_agreement(dice, n) for n in range(dice.randint(0, 6))),
        "subcontracts": tuple(_subcontract(dice, n) for n in range(dice.choice((0, 0, 1, 2)))),
        "task_catalogue": (TaskCode(code="drops", owner="health", task_class="delegated"),) * (dice.random() < 0.5),
        "pack": {"authority_registrant": {"grace_days": dice.choice((90, 90, 90, 30, 0))}},
    }
    parts["shifts"] = tuple(
        Shift(
            id=f"s{n}",
            worker=worker.id,
            start=6 * HOUR,
            end=30 * HOUR,
            engaged_by=dice.choice((None, None, *ORGANISATIONS[:3])) if worker.agency else None,
        )
        for n, worker in enumerate((*workers, *workers[-2:]))
    )
    parts["suspensions"] = tuple(_suspension(dice, n, parts) for n in range(dice.choice((0, 0, 1, 2))))
    return Problem(**parts)


def random_joins(dice: random.Random, problem: Problem) -> list[Join]:
    """Joins of pairs that can be carried out, no visit in two of them; some tasks of one may stay behind."""
    found: list[Join] = []
    free = [visit for visit in problem.visits if problem.place_of(visit) == "door"]
    dice.shuffle(free)
    for one, other in zip(free[::2], free[1::2], strict=False):
        both = (one, other)
        steps = [Step(visit=visit.id, task=number) for visit in both for number in range(len(visit.tasks))]
        outcome = "join"
        if one.workers != other.workers:
            outcome = "co_attend"
        elif len(one.tasks) > 1 and dice.random() < 0.4:
            steps, outcome = steps[1:], dice.choice(("delegate", "absorb"))
        join = Join(
            id=f"{one.id}+{other.id}",
            outcome=outcome,
            visits=(one.id, other.id),
            steps=tuple(steps),
            duration=dice.choice((20, 45)) * MINUTE,
        )
        if not wrong_joins(problem, [join]):
            found.append(join)
    return found


def _near(dice: random.Random, spread: int = 1) -> date:
    return TODAY + timedelta(days=dice.randint(-spread, spread + 1))


def _before(dice: random.Random) -> date:
    """Mostly long ago, at times around the day."""
    return _near(dice) if dice.random() < 0.25 else TODAY - timedelta(days=dice.choice((0, 30, 91, 200)))


def _after(dice: random.Random, start: date) -> date:
    return max(start, _near(dice) if dice.random() < 0.25 else TODAY + timedelta(days=60))


def _client(dice: random.Random, name: str) -> Client:
    consents = []
    for kind in ("sharing", "delegation", "sharing", "delegation"):
        if dice.random() < 0.55:
            recorded = _before(dice)
            consents.append(
                Consent(
                    kind=kind,
                    given=dice.choice((True,) * 8 + (False, None)),
                    recorded=recorded,
                    expires=_after(dice, recorded) if dice.random() < 0.2 else None,
                    withdrawn=dice.choice((None,) * 6 + (-30 * HOUR, 10 * HOUR, 24 * HOUR)),
                    basis=dice.choice((None, "own", "best_interests")),
                    recorder=dice.choice(("Lea Example", "Lea Example", "", "TBC")),
                )
            )
    home = {"ada": "home", "bea": "home", "cyd": None}[name]
    return Client(
        id=name,
        name=f"{name.title()} Testperson",
        place="door" if home else dice.choice(("door", "far")),
        household=home,
        stable=dice.random() < 0.85,
        consents=tuple(consents),
    )


def _worker(dice: random.Random, n: int) -> Worker:
    held = tuple(
        HeldCompetency(competency=name, expires=_near(dice) if dice.random() < 0.3 else None)
        for name in COMPETENCIES
        if dice.random() < 0.6
    )
    agency = dice.random() < 0.25
    return Worker(
        id=f"w{n}",
        name=dice.choice((*[f"W{n} Example"] * 6, "Nora Example", "Rita  example", f"Person {n} Example")),
        organisation="temps" if agency else dice.choice(ORGANISATIONS[:3]),
        home="door",
        competencies=held,
        registered_nurse=dice.random() < 0.3,
        agency=agency,
        accepts_delegation=dice.random() < 0.85,
    )


def _task(dice: random.Random) -> Task:
    code = dice.choice(CODES)
    only = dice.random() < 0.1
    return Task(
        code=code,
        duration=dice.choice((0, 10, 20)) * MINUTE,
        owner=dice.choice(("health", "social")) if dice.random() < 0.5 else "social",
        competencies=tuple(dice.sample(COMPETENCIES, 1)) if dice.random() < 0.3 else (),
        registered_nurse_only=only,
        delegable=not only and dice.random() < 0.3,
    )


def _visit(dice: random.Random, n: int) -> Visit:
    opens = dice.choice((7 * 60, 8 * 60, 12 * 60, 22 * 60, 23 * 60 + 30, 24 * 60, 25 * 60)) * MINUTE
    windows = [Window(start=opens, end=opens + dice.choice((0, 30, 60, 120)) * MINUTE)]
    if dice.random() < 0.2:
        windows.append(Window(start=windows[0].end + HOUR, end=windows[0].end + 2 * HOUR))
    organisation = dice.choice(ORGANISATIONS[:3])
    return Visit(
        id=f"v{n}",
        client=dice.choice(("ada", "ada", "bea", "cyd")),
        organisation=organisation,
        provider=dice.choice((None, None, None, *ORGANISATIONS[:3])),
        tasks=tuple(_task(dice) for _ in range(dice.randint(1, 3))),
        windows=tuple(windows),
        windows_hard=dice.random() < 0.4,
        workers=dice.choice((1, 1, 1, 2)),
        priority=dice.randint(1, 5),
        unpaid_carer=dice.choice((None, None, None, "c0", "c1")),
        kind=dice.choice(("routine",) * 5 + ("first", "changed", "review")),
    )


def _carer(dice: random.Random, n: int) -> UnpaidCarer:
    agreed = [dice.choice((None, TODAY - timedelta(days=9), TODAY - timedelta(days=9), _near(dice))) for _ in range(2)]
    return UnpaidCarer(
        id=f"c{n}",
        client=dice.choice(("ada", "ada", "bea")),
        name="Cousin Sample",
        second_hands=dice.random() < 0.7,
        tasks=tuple(dice.sample(("INSULIN", "meal", "odd"), dice.choice((0, 1, 2)))),
        carer_agreed=agreed[0],
        client_agreed=agreed[1],
        until=_near(dice) if dice.random() < 0.3 else None,
    )


def _registrant(dice: random.Random, n: int) -> Registrant:
    hours = (
        (CoverHours(),),
        (CoverHours(),),
        (CoverHours(from_="07:00", until="13:00"),),
        (CoverHours(from_="20:00", until="03:00"),),
        (CoverHours(days=("sat",)), CoverHours(days=("sun",), from_="00:00", until="02:30")),
        (CoverHours(days=("sat",), from_="08:00", until="08:00"), CoverHours(from_="22:00", until="24:00")),
        (),
        (),
    )
    return Registrant(
        id=f"r{n}",
        name=dice.choice(("Nora Example", "Rita Example", "Rita Example", "-", f"Person {n} Example")),
        registration=dice.choice((*["99A000"] * 8, "", "n/a", "lapsed")),
        registered_until=dice.choice((TODAY + timedelta(days=99),) * 4 + (None, _near(dice))),
        organisation=dice.choice((None, *ORGANISATIONS[:3])),
        contact=dice.choice(CONTACTS),
        cover=dice.choice(hours),
        left=dice.choice((None,) * 5 + (_near(dice),)),
    )


def _delegation(dice: random.Random, n: int) -> Delegation:
    signed = _before(dice)
    return Delegation(
        id=f"d{n}",
        client=dice.choice(("ada", "ada", "bea", "cyd")),
        task=dice.choice(("insulin", "INSULIN", "blood sample", "drops", "odd", "meal")),
        worker=f"w{dice.randrange(6)}",
        also=tuple({f"w{dice.randrange(6)}" for _ in range(dice.choice((0, 1, 3)))}),
        registrant=dice.choice(("r1", "r2", "r3", "r1", "r2", "r3", *NAMES)),
        contact=dice.choice(CONTACTS),
        trained=signed,
        signed_off=signed,
        expires=_after(dice, signed),
        review=_near(dice) if dice.random() < 0.2 else None,
    )


def _protocol(dice: random.Random, n: int) -> Protocol:
    signed = _before(dice)
    return Protocol(
        id=f"p{n}",
        organisation=dice.choice(ORGANISATIONS[:3]),
        task=dice.choice(("blood sample", "Blood_Sample")),
        registrant=dice.choice(("r1", "r2", "r3", *NAMES)),
        signed=signed,
        expires=_after(dice, signed) if dice.random() < 0.5 else None,
    )


def _agreement(dice: random.Random, n: int) -> Agreement:
    starts = _before(dice) if dice.random() < 0.5 else None
    return Agreement(
        id=f"a{n}",
        between=tuple(dice.sample(ORGANISATIONS[:3] if dice.random() < 0.9 else ORGANISATIONS, 2)),
        health_task_to_care_worker=dice.random() < 0.7,
        social_task_to_nurse=dice.random() < 0.7,
        starts=starts,
        ends=_after(dice, starts or TODAY) if dice.random() < 0.4 else None,
        sharing_basis=dice.choice(("", "s. 251B, direct care", "s. 251B, direct care", "none", "?")),
        signed_by=dice.choice(("Lena Sample", "Lena Sample", "", "tbc")),
        signed=dice.choice((None, TODAY - timedelta(days=40), TODAY - timedelta(days=40), _near(dice))),
    )


def _subcontract(dice: random.Random, n: int) -> Subcontract:
    provider, to = dice.sample(ORGANISATIONS[:3], 2)
    starts = _before(dice) if dice.random() < 0.4 else None
    return Subcontract(
        id=f"u{n}",
        provider=provider,
        to=to,
        clients=dice.choice(((), ("ada",), ("bea", "cyd"))),
        starts=starts,
        ends=_after(dice, starts or TODAY) if dice.random() < 0.4 else None,
    )


def _suspension(dice: random.Random, n: int, parts: dict[str, Any]) -> Suspension:
    what = dice.choice(("client", "worker", "registrant", "task", "delegation"))
    names = [one.registrant for one in parts["delegations"]] + ["r1", "r2", "r3"]
    of = {
        "client": dice.choice(("ada", "bea")),
        "worker": f"w{dice.randrange(6)}",
        "registrant": dice.choice(names),
        "task": dice.choice(("Blood sample", "insulin", "meal")),
        "delegation": dice.choice([one.id for one in parts["delegations"]]),
    }[what]
    starts = dice.choice((-HOUR, 7 * HOUR, 8 * HOUR, 9 * HOUR, 23 * HOUR, 24 * HOUR))
    ends = dice.choice((None, starts, starts + HOUR, starts + 3 * HOUR))
    return Suspension(id=f"x{n}", what=what, of=of, starts=starts, ends=ends, reason="hospital", by="Lena Sample")

"""Visits that may be made as they are, each in some way that the specification allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from .draft import Draft, Row

_NIGHT = 23 * 60 + 30


def single_visit(day: Draft) -> None:
    """One visit to one client, in one of the ways in which somebody may make it."""
    day.rng.choice(_WAYS)(day)


def window(day: Draft) -> tuple[int, int, date]:
    """Minutes from which and until which a visit may start, and the last day that its span may reach."""
    if day.chance(0.15):
        change = day.horizon.moment(day.at(600)).utcoffset() != day.horizon.moment(0).utcoffset()
        midnight = 1440 - 60 * change if day.day.month == 3 else 1440 + 60 * change
        return midnight - day.rng.choice([5, 20, 30]), midnight + day.rng.choice([10, 30]), day.day + timedelta(days=1)
    begin = day.rng.choice([420, 480, 540, 600])
    return begin, begin + day.rng.choice([30, 60, 90]), day.day


def place(day: Draft, visit: str, shift: str) -> None:
    """A stop at some moment of the visit's window."""
    span = day.row("visits", visit)["windows"][0]
    day.stop(visit, shift, day.rng.randrange(span["start"], span["end"] + 1, 300))


def social_provider(day: Draft) -> str:
    return day.rng.choice([one for one in day.organisations if one in ("council", "care")])


def other_than(day: Draft, organisation: str) -> str:
    return day.rng.choice([one for one in day.organisations if one not in (organisation, "agency")])


def ordinary_codes(day: Draft) -> list[str]:
    return day.rng.sample(["tablets", "wash", "dress", "shopping", "meal"], day.rng.choice([1, 2, 3]))


# --- registrants, delegations, protocols, agreements ---


def registrant(day: Draft, begin: int, last: date) -> str:
    """Somebody who answers from a minute of the first day to the end of the last; by id or by name."""
    name = day.name("registrants", "R")
    until = day.late(last)
    rows: list[Row] = [{}]
    if day.chance(0.6):
        whole = [{"from_": "00:00", "until": "12:00"}, {"from_": "12:00", "until": "24:00"}]
        early = f"{min(begin // 60, 6):02d}:00"
        rows = whole if last > day.day or day.chance(0.3) else [{"from_": early, "until": "23:00"}]
        if last > day.day and day.chance(0.5):
            rows = [{"from_": "21:30", "until": "05:00"}]
    more: Row = {"left": day.late(last)} if day.chance(0.1) else {}
    row = day.add(
        "registrants",
        id=name,
        name=f"{name} Madeup",
        registration=f"99A{name}",
        registered_until=until,
        contact="bleep 12",
        cover=rows,
        **more,
    )
    return str(row["id"] if day.chance(0.7) else row["name"])


def delegation(day: Draft, shift: str, client: str, code: str, begin: int, last: date) -> None:
    """A row by which the worker may do it, alone or among others; of an older document at times."""
    worker, others = str(day.worker_of(shift)["id"]), [row["id"] for row in day.rows["workers"]]
    named = [worker, *day.rng.sample(others, min(len(others), day.rng.choice([0, 0, 1, 2])))]
    day.rng.shuffle(named)
    day.row("clients", client)["stable"] = True
    day.consent(client, "delegation")
    older = day.scalars["version"] == "1" or day.scalars["carried_over"] is not None
    by = "Robin Madeup" if older and day.chance(0.7) else registrant(day, begin, last)
    signed = day.early()
    if older:
        signed = min(signed, day.scalars["carried_over"] or day.day)
    own = day.rng.choice(["0300 555 0101", "ward desk", "0300 555 0101" if by == "Robin Madeup" else ""])
    day.add(
        "delegations",
        id=day.name("delegations", "D"),
        client=client,
        task=day.spelled(code),
        worker=named[0],
        also=named[1:],
        registrant=by,
        contact=own,
        trained=signed - timedelta(days=3),
        signed_off=signed,
        expires=day.late(last),
        review=day.late(last) if day.chance(0.3) else None,
    )


def protocol(day: Draft, organisation: str, code: str, begin: int, last: date) -> None:
    expires = day.late(last) if day.chance(0.5) else None
    day.add(
        "protocols",
        id=day.name("protocols", "Q"),
        organisation=organisation,
        task=day.spelled(code),
        registrant=registrant(day, begin, last),
        signed=day.early(),
        expires=expires,
    )


def agreement(day: Draft, one: str, other: str, last: date, **more: object) -> Row:
    between = [one, other]
    day.rng.shuffle(between)
    starts = day.early() if day.chance(0.5) else None
    ends = day.late(last) if day.chance(0.5) else None
    return day.add("agreements", id=day.name("agreements", "A"), between=between, starts=starts, ends=ends, **more)


def subcontract(day: Draft, provider: str, to: str, client: str, last: date) -> None:
    clients = [client, *(row["id"] for row in day.rows["clients"][:1])] if day.chance(0.5) else []
    day.add(
        "subcontracts",
        id=day.name("subcontracts", "U"),
        provider=provider,
        to=to,
        clients=list(dict.fromkeys(clients)),
        starts=day.early() if day.chance(0.5) else None,
        ends=day.late(last) if day.chance(0.5) else None,
    )


# --- the ways ---


def _own(day: Draft) -> None:
    begin, until, last = window(day)
    organisation, client, codes = social_provider(day), day.client(), ordinary_codes(day)
    visit = day.visit(client, organisation, [day.task(code) for code in codes], begin, until)
    place(day, visit, day.staff(organisation, sorted(day.asked(*codes)), last=last))


def _double(day: Draft) -> None:
    begin, until, last = window(day)
    organisation, client = social_provider(day), day.client()
    visit = day.visit(client, organisation, [day.task("wash")], begin, until, workers=2)
    place(day, visit, day.staff(organisation, ["care"], last=last, sex="female"))
    start = day.stops[-1]["start"]
    day.stop(visit, day.staff(organisation, ["care"], last=last, sex="male"), start)


def _registered(day: Draft) -> None:
    begin, until, last = window(day)
    client = day.client()
    tasks = [day.task("syringe_driver" if day.chance(0.5) else "wound_review")]
    if day.chance(0.5):
        tasks.insert(day.rng.choice([0, 1]), day.task("leg_exercises", registered_nurse_only=day.chance(0.5)))
    visit = day.visit(client, "trust", tasks, begin, until)
    place(day, visit, day.staff("trust", ["driver"], nurse=True, last=last))


def _delegated_at_home(day: Draft) -> None:
    """A trust's own assistant, who may wash or dress the client before."""
    begin, until, last = window(day)
    client, code = day.client(), day.rng.choice(["insulin", "eye_drops", "leg_exercises"])
    tasks = [day.task(code, delegable=True) if code == "leg_exercises" or day.chance(0.3) else day.task(code)]
    if day.chance(0.4):
        tasks.insert(day.rng.choice([0, 1]), day.task("dress", owner="health"))
    visit = day.visit(client, "trust", tasks, begin, until)
    shift = day.staff("trust", ["care", "insulin"] if day.chance(0.3) else ["care"], last=last)
    delegation(day, shift, client, code, begin, last)
    place(day, visit, shift)


def _delegated_across(day: Draft) -> None:
    begin, until, last = window(day)
    client, code, to = day.client(), day.rng.choice(["insulin", "eye_drops"]), social_provider(day)
    visit = day.visit(client, "trust", [day.task(code)], begin, until)
    shift = day.staff(to, last=last)
    delegation(day, shift, client, code, begin, last)
    day.consent(client, "sharing")
    agreement(day, "trust", to, last, health_task_to_care_worker=True)
    place(day, visit, shift)


def _by_protocol(day: Draft) -> None:
    begin, until, last = window(day)
    client, code = day.client(), day.rng.choice(["bloods", "catheter_bag"])
    provider = day.rng.choice(["trust", social_provider(day)])
    acting = provider if day.chance(0.7) else other_than(day, provider)
    visit = day.visit(client, provider, [day.task(code)], begin, until)
    if acting != provider:
        subcontract(day, provider, acting, client, last)
    older = day.scalars["version"] == "1" or day.scalars["carried_over"] is not None
    if not (older and acting == provider and day.chance(0.7)):
        protocol(day, acting, code, begin, last)
    place(day, visit, day.staff(acting, sorted(day.asked(code)), last=last))


def _protocol_by_delegation(day: Draft) -> None:
    """A task of a protocol that somebody does by delegation, at times of another organisation."""
    begin, until, last = window(day)
    client, code = day.client(), day.rng.choice(["bloods", "catheter_bag"])
    visit = day.visit(client, "trust", [day.task(code, owner="social", delegable=True)], begin, until)
    acting = day.rng.choice(["trust", social_provider(day)])
    if acting != "trust":
        day.consent(client, "sharing")
        agreement(day, "trust", acting, last)
    shift = day.staff(acting, sorted(day.asked(code)) if day.chance(0.5) else [], last=last)
    delegation(day, shift, client, code, begin, last)
    place(day, visit, shift)


def _with_basis(day: Draft) -> None:
    """Sharing is not known: another organisation under a signed agreement that says what lets it share."""
    begin, until, last = window(day)
    provider = social_provider(day)
    acting, client, codes = other_than(day, provider), day.client(), ordinary_codes(day)
    visit = day.visit(client, provider, [day.task(code) for code in codes], begin, until)
    flags = {"social_task_to_nurse": True} if acting in ("trust", "trust2") else {}
    agreement(
        day, provider, acting, last, sharing_basis="direct care", signed_by="Kim Sample", signed=day.early(), **flags
    )
    if day.chance(0.2):
        day.consent(client, "sharing", None)
    place(day, visit, day.staff(acting, sorted(day.asked(*codes)), last=last))


def _consented(day: Draft) -> None:
    begin, until, last = window(day)
    provider = social_provider(day)
    acting, client, codes = other_than(day, provider), day.client(), ordinary_codes(day)
    visit = day.visit(client, provider, [day.task(code) for code in codes], begin, until)
    nurse = acting in ("trust", "trust2")
    day.consent(client, "sharing", expires=day.late(last) if day.chance(0.3) else None)
    agreement(day, provider, acting, last, **({"social_task_to_nurse": True} if nurse else {}))
    place(day, visit, day.staff(acting, sorted(day.asked(*codes)), nurse=nurse, last=last))


def _subcontracted(day: Draft) -> None:
    begin, until, last = window(day)
    provider = social_provider(day)
    acting, client, codes = other_than(day, provider), day.client(), ordinary_codes(day)
    visit = day.visit(client, provider, [day.task(code) for code in codes], begin, until)
    subcontract(day, provider, acting, client, last)
    if day.chance(0.3):
        day.consent(client, "sharing", None)
    place(day, visit, day.staff(acting, sorted(day.asked(*codes)), last=last))


def _agency(day: Draft) -> None:
    """Engaged by the provider, or by the only one who could have done it."""
    begin, until, last = window(day)
    nurse = day.chance(0.4)
    provider = "trust" if nurse else social_provider(day)
    codes = ["wound_review"] if nurse else ordinary_codes(day)
    visit = day.visit(day.client(), provider, [day.task(code) for code in codes], begin, until)
    single = "trust2" not in day.organisations if nurse else "care" not in day.organisations
    engaged = None if single and day.chance(0.6) else provider
    shift = day.staff("agency", sorted(day.asked(*codes)), nurse=nurse, last=last, agency=True, engaged_by=engaged)
    place(day, visit, shift)


def _unpaid_carer(day: Draft) -> None:
    begin, until, last = window(day)
    provider, client = social_provider(day), day.client()
    carer = day.name("unpaid_carers", "K")
    hands = day.chance(0.5)
    codes = ["wash"] if hands else ["shopping", day.rng.choice(["insulin", "tablets"])]
    more: Row = {"second_hands": True} if hands else {"tasks": [day.spelled(codes[1])]}
    day.add(
        "unpaid_carers",
        id=carer,
        client=client,
        name=f"{carer} Sample",
        carer_agreed=day.early(),
        client_agreed=day.early(),
        until=day.late(last) if day.chance(0.5) else None,
        **more,
    )
    visit = day.visit(
        client, provider, [day.task(code) for code in codes], begin, until, workers=1 + hands, unpaid_carer=carer
    )
    place(day, visit, day.staff(provider, ["care"] if hands else [], last=last))


def _unknown_code(day: Draft) -> None:
    begin, until, last = window(day)
    health = day.chance(0.4)
    provider = "trust" if health else social_provider(day)
    task = day.task(day.rng.choice(["moxa_warming", "cupping_round"]), owner="health" if health else "social")
    if day.chance(0.4):
        task["competencies"] = ("care",)
    visit = day.visit(day.client(), provider, [task], begin, until)
    place(day, visit, day.staff(provider, ["care"], nurse=health, last=last))


_WAYS: tuple[Callable[[Draft], None], ...] = (
    *(_own, _double, _registered, _delegated_at_home, _delegated_at_home, _delegated_across, _delegated_across),
    *(_by_protocol, _by_protocol, _protocol_by_delegation, _with_basis, _consented, _subcontracted, _agency),
    *(_unpaid_carer, _unknown_code),
)

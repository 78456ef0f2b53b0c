"""Until when what a visit rests on lasts: cover, stops, answers and workers, past the time in which it is in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fixtures.joint import joined_day
from fixtures.paper import at
from solver.domain import Consent, CoverHours, Problem, Protocol, Suspension
from solver.rules import Pack
from solver.rules.readings.lasting import End, Lasting
from solver.rules.readings.lateness import latest_starts_by_window

COVER = "the registrant of delegation d1 is on cover until then"
ELEVEN = at(11)


def changed(problem: Problem, where: str, name: str, **fields: Any) -> Problem:
    entries = tuple(one.model_copy(update=fields) if one.id == name else one for one in getattr(problem, where))
    return problem.replace(**{where: entries})


@pytest.fixture
def problem() -> Problem:
    """Ada's insulin (n1): from 8 to 10:15 when in time, by Carl (8 to 12), whose registrant covers it all."""
    made, _ = joined_day()
    return changed(made, "registrants", "nora-rn", cover=(CoverHours(),))


def first_end(problem: Problem, latest: int = at(13), visit: str = "n1") -> End | None:
    catalogue = Pack.for_problem(problem).catalogue(problem)
    return Lasting(problem, catalogue).first_end(problem.visit[visit], latest)


def stopped(problem: Problem, *stops: tuple[Any, str, int, int | None]) -> Problem:
    made = (
        Suspension(id=f"s{number}", what=what, of=of, starts=starts, ends=ends, reason="ill", by="Lena Sample")
        for number, (what, of, starts, ends) in enumerate(stops)
    )
    return problem.replace(suspensions=tuple(made))


def test_nothing_ends(problem: Problem) -> None:
    assert first_end(problem) is None


@pytest.mark.parametrize(
    ("cover", "ends"),
    [
        ([("08:00", "12:00")], at(12)),
        ([("00:00", "24:00")], None),
        ([("08:01", "12:00")], None),  # nobody covers its opening: it rests on something else
        ([("08:00", "11:00"), ("11:00", "12:30")], at(12, 30)),  # one stretch
        ([("11:00", "12:30"), ("07:00", "11:00")], at(12, 30)),
        ([("08:00", "11:00"), ("11:01", "12:30")], at(11)),
        ([("22:00", "11:00")], at(11)),  # begun the evening before
        ([("08:00", "10:14")], None),  # over while it is in time
        ([("08:00", "10:15")], at(10, 15)),
        ([("08:00", "13:00")], None),  # over when the visit is
        ([], None),
    ],
)
def test_cover_ends_with_its_stretch(problem: Problem, cover: list[tuple[str, str]], ends: int | None) -> None:
    hours = tuple(CoverHours(from_=begin, until=end) for begin, end in cover)
    found = first_end(changed(problem, "registrants", "nora-rn", cover=hours))
    assert found == (None if ends is None else End(ends, COVER))


@pytest.mark.parametrize(
    ("what", "of", "why"),
    [
        ("task", "Insulin", "insulin is stopped then"),
        ("task", "meal", None),
        ("delegation", "d1", "delegation d1 is stopped then"),
        ("registrant", "nora-rn", "the registrant of delegation d1 is stopped then"),
        ("registrant", "Nora Testnurse", "the registrant of delegation d1 is stopped then"),
        ("client", "ada", None),  # nobody can make it then, late or not
    ],
)
def test_what_is_stopped_ends(problem: Problem, what: Any, of: str, why: str | None) -> None:
    assert first_end(stopped(problem, (what, of, ELEVEN, None))) == (None if why is None else End(ELEVEN, why))


@pytest.mark.parametrize(
    ("starts", "counts"), [(at(10, 15) - 1, False), (at(10, 15), True), (at(13) - 1, True), (at(13), False)]
)
def test_only_what_ends_between_the_visit_in_time_and_as_late_as_can_be(
    problem: Problem, starts: int, counts: bool
) -> None:
    assert (first_end(stopped(problem, ("task", "insulin", starts, None))) is not None) == counts


def test_the_first_of_several_ends_counts(problem: Problem) -> None:
    both = stopped(problem, ("delegation", "d1", at(12), None), ("task", "insulin", ELEVEN, None))
    assert first_end(both) == End(ELEVEN, "insulin is stopped then")
    assert first_end(both, at(10, 15)) is None


def test_a_stop_that_is_void_ends_nothing(problem: Problem) -> None:
    assert first_end(stopped(problem, ("task", "insulin", ELEVEN, ELEVEN))) is None


@pytest.mark.parametrize(
    ("where", "name", "fields"),
    [
        ("clients", "ada", {"stable": False}),
        ("visits", "n1", {"kind": "first"}),
        ("visits", "n1", {"kind": "changed"}),
        ("delegations", "d1", {"expires": date(2027, 2, 28)}),
        ("delegations", "d1", {"signed_off": date(2027, 3, 2), "expires": date(2027, 3, 3), "review": None}),
        ("delegations", "d1", {"client": "bert"}),
        ("delegations", "d1", {"task": "eye_drops"}),
        ("workers", "carl", {"accepts_delegation": False}),
        ("workers", "carl", {"registered_nurse": True}),
        ("shifts", "k", {"start": at(13), "end": at(14)}),
        ("shifts", "k", {"start": at(6), "end": at(8)}),
    ],
)
def test_a_delegation_that_nobody_on_duty_works_under_ends_nothing(
    problem: Problem, where: str, name: str, fields: dict[str, Any]
) -> None:
    ending = stopped(problem, ("delegation", "d1", ELEVEN, None))
    assert first_end(ending) is not None
    assert first_end(changed(ending, where, name, **fields)) is None


@pytest.mark.parametrize("fields", [{"start": at(13) - 1, "end": at(14)}, {"start": at(6), "end": at(8) + 1}])
def test_on_duty_is_who_could_be_there_for_a_second(problem: Problem, fields: dict[str, Any]) -> None:
    ending = stopped(problem, ("delegation", "d1", ELEVEN, None))
    assert first_end(changed(ending, "shifts", "k", **fields)) is not None


@pytest.mark.parametrize("kind", ["delegation", "sharing"])
@pytest.mark.parametrize("own_staff", [True, False])
def test_an_answer_withdrawn_ends_what_rests_on_it(problem: Problem, kind: Any, own_staff: bool) -> None:
    """Consent to sharing only where nobody of the provider's own, who needs none, is on duty."""
    withdrawn = Consent(kind=kind, given=True, recorded=date(2027, 1, 4), withdrawn=ELEVEN)
    day = changed(problem, "clients", "ada", consents=(*problem.client["ada"].consents, withdrawn))
    if not own_staff:
        day = changed(day, "shifts", "n", start=at(14), end=at(15))
    why = f"consent to {kind} is withdrawn then"
    assert first_end(day) == (End(ELEVEN, why) if kind == "delegation" or not own_staff else None)


def test_consent_to_delegation_is_no_matter_without_a_delegation(problem: Problem) -> None:
    withdrawn = Consent(kind="delegation", given=True, recorded=date(2027, 1, 4), withdrawn=ELEVEN)
    day = changed(problem, "clients", "ada", consents=(withdrawn,))
    assert first_end(day.replace(delegations=())) is None


@pytest.mark.parametrize(
    ("stops", "ends"),
    [
        ([("carl", at(11), None)], None),  # Nora may come
        ([("carl", at(11), None), ("nora", at(12), None)], at(11)),
        ([("carl", at(11), None), ("nora", at(9), None)], at(11)),  # Nora is not there at all
        ([("carl", at(11), None), ("nora", at(7), at(8) + 1)], at(11)),
        ([("carl", at(11), None), ("nora", at(7), at(8))], None),  # back when it opens
        ([("carl", at(11), None), ("nora", at(10, 15) - 1, None)], at(11)),
        ([("carl", at(9), None), ("nora", at(9), None)], None),  # nobody makes it, late or not
        ([("carl", at(12), None), ("carl", at(11), at(12)), ("nora", at(12), None)], at(11)),
        ([("carl", at(13), None), ("nora", at(12), None)], None),
    ],
)
def test_workers_stopped_end_it_where_nobody_else_is_on_duty(
    problem: Problem, stops: list[tuple[str, int, int | None]], ends: int | None
) -> None:
    found = first_end(stopped(problem, *(("worker", *stop) for stop in stops)))
    assert found == (None if ends is None else End(ends, "whoever could make it is stopped then"))


@pytest.mark.parametrize(
    ("fields", "ends"),
    [({}, True), ({"organisation": "care"}, False), ({"task": "injection"}, False), ({"task": "Wound-care"}, True)],
)
def test_the_registrant_of_the_providers_own_protocol_is_stopped(
    problem: Problem, fields: dict[str, Any], ends: bool
) -> None:
    protocol = Protocol(
        **{"id": "p1", "organisation": "trust", "task": "wound_care", "registrant": "nora-rn"} | fields,
        signed=date(2027, 1, 4),
    )
    day = stopped(problem.replace(protocols=(protocol,)), ("registrant", "nora-rn", ELEVEN, None))
    why = "the registrant of protocol p1 is stopped then"
    assert first_end(day, visit="n2") == (End(ELEVEN, why) if ends else None)


def test_a_late_visit_is_over_when_what_it_rests_on_ends(problem: Problem) -> None:
    """A quarter of an hour long, at most an hour late: it may begin by 11:00, and is over by 11:15."""

    def last(ends: int | None) -> int:
        day = problem if ends is None else stopped(problem, ("task", "insulin", ends, None))
        pack = Pack.for_problem(day)
        catalogue, caps, spacing = pack.catalogue(day), {"minutes": [60] * 5}, pack.values("call_spacing")
        return latest_starts_by_window(day, catalogue, caps, spacing)["n1"][-1]

    moments = (None, at(11, 15), at(11, 15) - 1, at(10, 50), at(10, 15), at(10, 15) - 1)
    assert [last(ends) for ends in moments] == [at(11), at(11), at(11) - 1, at(10, 35), at(10), at(11)]

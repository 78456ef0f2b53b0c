"""On which days a record is in force, to the day; and which of a client's answers counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain import Agreement, Client, Consent, Delegation, HeldCompetency, Protocol, Suspension

DAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO, FAR_OFF = date(2026, 1, 5), date(2028, 1, 5)


@pytest.mark.parametrize(
    ("dates", "in_force"),
    [
        ({}, True),
        ({"signed_off": DAY}, True),
        ({"signed_off": TOMORROW}, False),
        ({"expires": DAY}, True),
        ({"expires": YESTERDAY}, False),
        ({"review": DAY}, True),
        ({"review": YESTERDAY}, False),
        ({"review": TOMORROW}, True),
        ({"contact": ""}, True),  # how the registrant is reached is another question
    ],
)
def test_a_delegation(dates: dict[str, Any], in_force: bool) -> None:
    fields: dict[str, Any] = {
        "id": "d1",
        "client": "ada",
        "task": "insulin",
        "worker": "carl",
        "registrant": "Nora RN",
        "contact": "01632 960001",
        "trained": LONG_AGO,
        "signed_off": LONG_AGO,
        "expires": FAR_OFF,
    } | dates
    assert Delegation(**fields).in_force(DAY) == in_force


@pytest.mark.parametrize(
    ("starts", "ends", "in_force"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
        (LONG_AGO, FAR_OFF, True),
    ],
)
def test_an_agreement(starts: date | None, ends: date | None, in_force: bool) -> None:
    assert Agreement(id="a1", between=("trust", "council"), starts=starts, ends=ends).in_force(DAY) == in_force


@pytest.mark.parametrize(("expires", "in_force"), [(None, True), (DAY, True), (YESTERDAY, False)])
def test_a_competency(expires: date | None, in_force: bool) -> None:
    assert HeldCompetency(competency="insulin", expires=expires).in_force(DAY) == in_force


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(
    ("recorded", "expires", "in_force"),
    [(DAY, None, True), (DAY, DAY, True), (TOMORROW, None, False), (LONG_AGO, YESTERDAY, False)],
)
def test_an_answer(given: bool, recorded: date, expires: date | None, in_force: bool) -> None:
    assert Consent(kind="sharing", given=given, recorded=recorded, expires=expires).in_force(DAY) == in_force


def _answers(*entries: tuple[bool | None, date, date | None]) -> Client:
    consents = tuple(Consent(kind="sharing", given=given, recorded=on, expires=ends) for given, on, ends in entries)
    return Client(id="ada", name="Ada Testperson", place="door", consents=consents)


@pytest.mark.parametrize(
    ("entries", "counts"),
    [
        ([], None),
        ([(True, TOMORROW, None)], None),
        ([(True, DAY, None)], 0),
        ([(True, LONG_AGO, None), (False, YESTERDAY, None)], 1),
        ([(False, LONG_AGO, None), (True, YESTERDAY, None)], 1),
        ([(False, YESTERDAY, None), (True, LONG_AGO, None)], 0),
        ([(True, YESTERDAY, None), (False, TOMORROW, None)], 0),
        ([(True, YESTERDAY, None), (False, YESTERDAY, YESTERDAY)], 1),  # of one day a refusal, whatever runs longer
        ([(True, YESTERDAY, YESTERDAY), (True, YESTERDAY, FAR_OFF)], 1),
        ([(True, YESTERDAY, None), (True, YESTERDAY, FAR_OFF)], 0),
        ([(True, LONG_AGO, None), (None, YESTERDAY, None)], None),  # asked again, and nothing is known
        ([(True, YESTERDAY, None), (None, YESTERDAY, None)], None),
        ([(None, YESTERDAY, None), (True, DAY, None)], 1),
        ([(False, LONG_AGO, None), (None, YESTERDAY, None)], 0),  # a no stays one
        ([(True, LONG_AGO, None), (None, TOMORROW, None)], 0),
        ([(True, LONG_AGO, None), (True, YESTERDAY, YESTERDAY)], 1),  # an answer that has expired is the last one still
    ],
)
def test_the_answer_that_counts(entries: list[tuple[bool | None, date, date | None]], counts: int | None) -> None:
    client = _answers(*entries)
    assert client.last_answer("sharing", DAY) is (None if counts is None else client.consents[counts])
    assert client.last_answer("delegation", DAY) is None


@pytest.mark.parametrize(
    ("dates", "in_force"),
    [
        ({}, True),
        ({"signed": DAY}, True),
        ({"signed": TOMORROW}, False),
        ({"expires": DAY}, True),
        ({"expires": YESTERDAY}, False),
    ],
)
def test_a_protocol(dates: dict[str, Any], in_force: bool) -> None:
    fields: dict[str, Any] = {"id": "p1", "organisation": "trust", "task": "bloods", "registrant": "Nora RN"}
    assert Protocol(**fields, **{"signed": LONG_AGO} | dates).in_force(DAY) == in_force


@pytest.mark.parametrize(("ends", "void"), [(None, False), (100, True), (101, False)])
def test_a_stop_lifted_as_it_was_made_is_void(ends: int | None, void: bool) -> None:
    fields: dict[str, Any] = {"id": "x1", "what": "client", "of": "ada", "reason": "in hospital", "by": "Lea Example"}
    assert Suspension(**fields, starts=100, ends=ends).is_void == void

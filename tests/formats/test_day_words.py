"""Days as people write them without a whole date: read where the table tells which, told, and else refused."""

from __future__ import annotations

from datetime import date

import pytest

from solver.domain import InputFaults
from solver.formats import read_any
from solver.formats.flat.day_words import read_day_words

from .flat_day import flat_day
from .test_far_days import Write
from .test_far_days import write as write
from .test_standing import told_of, with_cell

WEEK = [date(2027, 3, day) for day in range(1, 8)]  # Monday to Sunday


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Tuesday", [2]),
        ("Tues.", [2]),
        ("every Tuesday", [2]),
        ("Tu", [2]),
        ("Mon, Wed and Fri", [1, 3, 5]),
        ("Mon-Fri", [1, 2, 3, 4, 5]),
        ("Fri to Mon", [1, 5, 6, 7]),
        ("weekends", [6, 7]),
        ("daily", [1, 2, 3, 4, 5, 6, 7]),
        ("2nd March", [2]),
        ("Tue 2nd March", [2]),
        ("2/3", [2]),
    ],
)
def test_words_are_days_of_the_table(said: str, days: list[int]) -> None:
    assert [day.day for day in read_day_words(said, WEEK) or []] == days


@pytest.mark.parametrize(
    "said", ["02/03/2027", "ad hoc", "not Tue", "alt days", "w/c 01/03/2027", "4 x daily", "T", ""]
)
def test_what_is_no_such_word_is_left_to_others(said: str) -> None:
    assert read_day_words(said, WEEK) is None


@pytest.mark.parametrize(
    ("said", "known", "wanted"),
    [
        ("Tuesday", [WEEK[0]], "among the days of this table is no Tuesday"),
        ("Tuesday", [], "in one row at least"),
        ("2nd March", [], "the date with its year"),
        ("2nd March", [date(2026, 12, 31), date(2027, 1, 1)], "the date with its year"),
    ],
)
def test_a_day_that_nobody_can_tell_is_refused(said: str, known: list[date], wanted: str) -> None:
    with pytest.raises(ValueError, match=wanted):
        read_day_words(said, known)


@pytest.mark.parametrize(
    "said", ["2 Mar 2027", "2nd March 2027", "Tue 2nd March", "Tuesday", "daily", "2027-03-02T00:00:00"]
)
def test_a_visit_of_a_day_in_words_is_of_that_day(said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("visits", 0, "day", said)))
    assert problem == told_of(write(flat_day()))[0]
    in_words = "2027" not in said
    assert any(f"{said} is 2 March 2027" in note for note in notes) is in_words


def test_a_weekday_and_a_date_that_disagree_are_refused(write: Write) -> None:
    with pytest.raises(InputFaults, match="2 March 2027 is a Tuesday"):
        read_any(write(with_cell("visits", 0, "day", "Wed 02/03/2027")))


def test_daily_is_a_visit_on_each_day(write: Write) -> None:
    day = with_cell("visits", 0, "day", "daily")
    day["visits"][1]["day"] = "03/03/2027"
    problem, _ = told_of(write(day))
    assert [one.id for one in problem.visits if one.client == "ada_sample"] == [
        "ada_sample-0302-0800",
        "ada_sample-0303-0800",
    ]


def test_a_column_of_weekdays_is_read_where_no_other_says_the_day(write: Write) -> None:
    day = flat_day()
    for row in day["visits"]:
        row["Weekday"] = "Tue"
        row["day"] = "02/03/2027"
    both, notes = told_of(write(day))
    assert any("column Weekday" in note for note in notes)
    for row in day["visits"]:
        row["Date"] = row.pop("day")
    assert told_of(write(day))[0] == both

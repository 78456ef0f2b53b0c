"""Words, headings and slips of schedulers' own sheets: read where they are plain, told, or refused all at once."""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain import InputFaults
from solver.formats import read_any
from solver.formats.flat.clock_words import want_time
from solver.formats.flat.said import read_ability
from solver.formats.words import known_word

from .flat_day import Flat, flat_day
from .test_far_days import Write
from .test_far_days import write as write
from .test_standing import told_of, with_cell


def faults_of(day: Flat, write: Write) -> dict[str, str]:
    with pytest.raises(InputFaults) as caught:
        read_any(write(day))
    told = [
        (f"{one.file.rpartition('/')[2].removesuffix('.csv')} {one.where}", one.expected) for one in caught.value.faults
    ]
    assert len(dict(told)) == len(told)  # each cell once
    return dict(told)


def renamed(sheet: str, old: str, new: str, day: Flat | None = None) -> Flat:
    day = day or flat_day()
    for row in day[sheet]:
        if old in row:
            row[new] = row.pop(old)
    return day


@pytest.mark.parametrize(
    ("column", "said", "meant"),
    [
        ("worker_sex", "F only", "female"),
        ("worker_sex", "Female carers only please", "female"),
        ("worker_sex", "no males", "female"),
        ("worker_sex", "ladies", "female"),
        ("worker_sex", "male?", "male?"),
        ("worker_sex", "no male or female", "no male or female"),
        ("sex", "F", "female"),
        ("mode", "e-bike", "bicycle"),
        ("mode", "drives own car", "car"),
        ("mode", "non-driver", "non-driver"),
        ("priority", "High", "4"),
        ("priority", "Urgent", "5"),
        ("priority", "P1", "P1"),
        ("lone_working", "double up only", "pair"),
        ("lone_working", "yes", "yes"),
    ],
)
def test_a_word_is_read_where_it_can_mean_one_thing(column: str, said: str, meant: str) -> None:
    assert known_word(column, said) == meant


@pytest.mark.parametrize("said", ["either", "any", "none", "no preference", "M/F", "male or female"])
def test_who_may_be_either_is_no_rule(said: str, write: Write) -> None:
    assert told_of(write(with_cell("clients", 0, "carers must be", said)))[0] == told_of(write(flat_day()))[0]


@pytest.mark.parametrize(
    ("column", "said"), [("carers must be", "Female pref"), ("needs", "female preferred"), ("Gender preference", "F")]
)
def test_a_preference_is_kept_as_a_rule_and_asked_about(column: str, said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("clients", 0, column, said)))
    assert problem.clients[0].worker_sex == "female"
    assert any(
        note.startswith(f"Please look: who they would rather have is kept as a rule: row 2 ({said})") for note in notes
    )
    _, notes = told_of(write(with_cell("clients", 0, "carers must be", "female")))
    assert not any("would rather have" in note for note in notes)


def test_priorities_in_words_are_told(write: Write) -> None:
    problem, notes = told_of(write(with_cell("visits", 0, "priority", "High")))
    assert problem.visits[0].priority == 4
    assert "Priorities in words are read as: high 4." in notes


@pytest.mark.parametrize(
    ("said", "workers"),
    [("two", 2), ("DH", 2), ("double", 2), ("2:1", 2), ("2 (double)", 2), ("two carers", 2), ("single", 1), ("1:1", 1)],
)
def test_how_many_come_in_words(said: str, workers: int, write: Write) -> None:
    assert told_of(write(with_cell("visits", 0, "carers", said)))[0].visits[0].workers == workers


@pytest.mark.parametrize("said", ["two or three", "1 or 2", "hoist - 2", "Jess", "0", "yes"])
def test_how_many_come_is_never_guessed(said: str, write: Write) -> None:
    assert faults_of(with_cell("visits", 0, "carers", said), write) == {
        "visits row 2, column carers": "want how many come together, from 1 to 4"
    }


def test_double_up_with_a_yes_is_two(write: Write) -> None:
    day = flat_day()
    del day["visits"][8]["carers"]
    for row in day["visits"]:
        row["Double up?"] = "no"
    day["visits"][0]["Double up?"] = "yes"
    assert [visit.workers for visit in told_of(write(day))[0].visits][:2] == [2, 1]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Moving & Handling", ("moving_handling",)),
        ("PC", ("personal_care",)),
        ("personal care/home support", ("personal_care", "home_support")),
        ("insulin/meds", ("insulin", "medication")),
        ("insulin - expired/meds", ("insulin - expired/meds",)),
        ("not insulin", ("not insulin",)),
        ("warfarin", ("warfarin",)),  # another name of a medicine makes nobody able to give it
    ],
)
def test_what_they_can_do(said: str, meant: tuple[str, ...]) -> None:
    assert read_ability(said) == meant


@pytest.mark.parametrize(
    ("said", "nurse"), [("RGN", True), ("yes - NMC 12A3456E", True), ("RMN", True), ("HCA", False), ("No (HCA)", False)]
)
def test_letters_of_a_registered_nurse(said: str, nurse: bool, write: Write) -> None:
    assert (
        told_of(write(with_cell("staff", 3, "registered nurse", said)))[0].worker["nora_example"].registered_nurse
        is nurse
    )


@pytest.mark.parametrize(
    "said", ["student", "TNA", "Nursing Associate", "PIN expired", "RGN (lapsed)", "was RGN", "x", "pending"]
)
def test_who_may_be_no_nurse_is_asked(said: str, write: Write) -> None:
    assert [*faults_of(with_cell("staff", 3, "registered nurse", said), write)] == [
        "staff row 5, column registered nurse"
    ]


@pytest.mark.parametrize("said", ["Sample, Ada", "Mrs Ada Sample", "ADA  SAMPLE", "SAMPLE, Mrs Ada"])
def test_a_name_in_another_order_is_the_same_client(said: str, write: Write) -> None:
    assert told_of(write(with_cell("visits", 0, "client", said)))[0] == told_of(write(flat_day()))[0]


@pytest.mark.parametrize(
    "said", ["Ada Sample (in hospital)", "Ada Sample - CANCELLED", "Mrs Sample", "Ada", "Ada & Bo"]
)
def test_a_name_that_says_more_or_less_is_asked_about(said: str, write: Write) -> None:
    assert [*faults_of(with_cell("visits", 0, "client", said), write)] == ["visits row 2, column client"]


def test_mr_and_mrs_of_one_name_are_two(write: Write) -> None:
    day = renamed("clients", "none", "none")
    day["clients"][0]["name"] = "Mr A Sample"
    day["clients"][1]["name"] = "Mrs A Sample"
    for row in day["visits"]:
        row["client"] = {"Ada Sample": "Sample, Mr A", "Bo Pretend": "Sample, Mrs A"}.get(row["client"], row["client"])
    problem = told_of(write(day))[0]
    assert [visit.client for visit in problem.visits][:2] == ["mr_a_sample", "mrs_a_sample"]
    day["visits"][0]["client"] = "A Sample"
    assert [*faults_of(day, write)] == ["visits row 2, column client"]


def test_first_name_and_surname_stand_in_two_columns(write: Write) -> None:
    day = flat_day()
    for row in (*day["staff"], *day["clients"]):
        row["First name"], row["Surname"] = row.pop("name").split(" ")
    assert told_of(write(day))[0] == told_of(write(flat_day()))[0]


def test_when_a_visit_is_over_is_no_latest_start(write: Write) -> None:
    day = renamed(
        "visits",
        "to",
        "End time",
        renamed("visits", "from", "Start time", renamed("visits", "minutes", "Duration (mins)")),
    )
    problem, notes = told_of(write(day))
    assert (
        problem.horizon.label(problem.visits[0].windows[0].end) == "09:00"
    )  # 8:00 to 9:30, of which 30 min at the door
    assert any(note.startswith("End time is read as when a visit is over") for note in notes)
    day["visits"][0]["Duration (mins)"] = 100
    assert faults_of(day, write) == {
        "visits row 2, column Duration (mins)": "want at most the 90 min between Start time and End time"
    }


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("9", "its minutes, such as 9:00"),
        ("8.60", "8.60 has 60 minutes, and an hour has 60"),
        (8.3, "a colon, such as 8:30; Excel has made the number 8.3 of it"),
        ("8.3", "a colon, such as 8:30"),
        (830, "a colon, such as 8:30"),
        (0.354166667, "Excel's number for 08:30"),
        ("24:30", "24:30 has 24 hours"),
        ("8.30 to 9.30", "one time here (8.30)"),
        ("teatime", "otherwise"),
        ("AM", "to each team another"),
    ],
)
def test_what_is_wrong_with_a_time(said: Any, wanted: str) -> None:
    assert wanted in want_time(said, "otherwise")


@pytest.mark.parametrize("column", ["from", "day"])
def test_a_shift_that_is_off_is_left_out_and_told(column: str, write: Write) -> None:
    day = with_cell("staff", 1, column, "A/L")
    problem, notes = told_of(write(day))
    assert "quin_example" not in {shift.worker for shift in problem.shifts}
    assert f"staff: left out, for {column} says A/L: row 3 (Quin Example)." in notes
    day["staff"][1][column] = "off Tuesday"
    assert f"staff row 3, column {column}" in faults_of(day, write)


@pytest.mark.parametrize("column", ["Carer 2", "Second carer", "Frequency", "Visits per day"])
def test_who_else_comes_and_how_often_is_never_merely_not_used(column: str, write: Write) -> None:
    _, notes = told_of(write(with_cell("visits", 0, column, "something")))
    assert any(note.startswith("Please look: not used") and f"visits: column {column}." in note for note in notes)
    _, notes = told_of(write(with_cell("visits", 0, "Round", "something")))
    assert "Not used: visits: column Round." in notes


@pytest.mark.parametrize("said", ["F", "Female"])
def test_the_sex_of_a_client_is_their_own(said: str, write: Write) -> None:
    problem, notes = told_of(write(with_cell("clients", 0, "Sex", said)))
    assert problem.clients[0].worker_sex is None
    assert "Not used: clients: column Sex, taken for the client's own: who may come is said in carers must be." in notes


def test_column_names_that_stand_again_are_left_out(write: Write) -> None:
    day = flat_day()
    day["visits"].insert(3, {name: name for row in day["visits"] for name in row})
    problem, notes = told_of(write(day))
    assert problem == told_of(write(flat_day()))[0]
    assert "Left out as the column names again: visits row 5." in notes


def test_blank_rows_and_dashes_are_no_rows(write: Write) -> None:
    day = flat_day()
    day["visits"][3:3] = [{}, dict.fromkeys(day["visits"][0], "-")]
    assert told_of(write(day))[0] == told_of(write(flat_day()))[0]


def test_all_that_is_wrong_is_told_at_once(write: Write) -> None:
    day = flat_day()
    day["clients"][0]["postcode"] = "ZZ9 9ZZ"
    del day["clients"][1]["postcode"]
    day["clients"][2]["lone working"] = "yes"
    day["visits"][0]["day"] = "02/03/2072"
    day["visits"][1]["day"] = "someday"
    day["visits"][2]["from"] = "9"
    day["visits"][3]["minutes"] = "lots"
    day["visits"][4]["carers"] = "many"
    day["visits"][5]["client"] = "Nobody"
    day["visits"][6]["priority"] = "P1"
    del day["visits"][9]["set by"]
    for row in day["staff"]:
        row["travels by"] = "horse"
    told = faults_of(day, write)
    assert [*told] == sorted(told, key=[*told].index)
    assert {
        *(f"clients row {row}, column {name}" for row, name in ((2, "postcode"), (3, "postcode"), (4, "lone working"))),
        *(f"visits row {row}, column {name}" for row, name in ((2, "day"), (3, "day"), (4, "from"), (5, "minutes"))),
        *(f"visits row {row}, column {name}" for row, name in ((6, "carers"), (7, "client"), (8, "priority"))),
        *("visits row 11, column set by", "staff rows 2 to 5, column travels by"),
    } == {*told}

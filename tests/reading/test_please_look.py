"""What is well formed and hardly meant is told, each once with its rows and what comes of it; nothing is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fixtures.paper import at, day, visit, worker
from solver.cli import application
from solver.domain import Organisation, Place, Problem, Shift, Task, Window
from solver.formats import write_problem
from solver.reading import Oddity, find_oddities, problem_notes
from solver.rules import Pack

Change = Callable[[Problem], Problem]


def plain(**more: Any) -> Problem:
    """A visit at nine on a shift from eight to two, ten minutes away."""
    shift = Shift(id="s1", worker="w1", start=at(8), end=at(14))
    made = day({"home ann": 10}, [visit("v1", "ann", 30, (at(9), at(10)))], [worker("w1")], [shift], **more)
    return made.replace(pack={})


def oddities(problem: Problem) -> list[Oddity]:
    return find_oddities(problem, Pack.load())


def visits(*changed: Any, **fields: Any) -> Change:
    return lambda problem: problem.replace(
        visits=(*(one.model_copy(update=fields) for one in problem.visits), *changed)
    )


def matrix(minutes: int | None) -> Change:
    """The way from home to Ann and back: minutes, or no way."""

    def change(problem: Problem) -> Problem:
        (old,) = problem.travel.matrices
        way = None if minutes is None else minutes * 60
        rows = tuple(tuple(0 if i == j else way for j in range(2)) for i in range(2))
        given = old.model_copy(update={"durations": rows})
        return problem.replace(travel=problem.travel.model_copy(update={"matrices": (given,)}))

    return change


def located(lat: float, lon: float, minutes: int = 10) -> Change:
    """Ann somewhere, the home and two others in Newcastle."""

    def change(problem: Problem) -> Problem:
        around = (("home", 54.98, -1.62), ("north", 54.99, -1.60), ("west", 54.97, -1.63), ("ann", lat, lon))
        places = tuple(Place(id=name, lat=north, lon=east) for name, north, east in around)
        return matrix(minutes)(problem).replace(places=places)

    return change


def tasks(**more: Any) -> tuple[Task, ...]:
    return (Task(code="care", duration=1800, **more),)


DINNER = Window(start=at(12), end=at(13))
ODD: dict[str, tuple[Change, str, tuple[str, ...], str]] = {
    "place_at_zero": (located(0, 0), "1 place is at latitude 0, longitude 0", ("places ann",), "worked out from there"),
    "swapped": (located(-1.61, 54.98), "are latitude and longitude swapped?", ("places ann",), "longer than a round"),
    "no minus": (located(54.98, 1.61), "is the minus sign of its longitude missing", ("places ann",), "a round"),
    "far": (located(52.48, -1.9), "km from all others: are its coordinates right?", ("places ann",), "a round"),
    "short": (visits(length=120), "Less than 5 min at the door: v1 (2 min)", ("visits v1",), "as long as it says"),
    "long": (visits(length=300 * 60), "v1 (300 min). Is that right, or are these seconds?", ("visits v1",), "as long"),
    "outside": (
        visits(windows=(Window(start=at(19), end=at(20)),)),
        "Windows outside every shift, of which the first begins at 08:00 and the last ends at 14:00: v1 (19:00-20:00).",
        ("visits v1",),
        "nobody can begin these visits on time",
    ),
    "unheld": (
        visits(tasks=tasks(competencies=("peg_feeding",))),
        "Nobody on duty holds peg_feeding, which visits ask for: v1.",
        ("visits v1",),
        "nobody makes these visits",
    ),
    "doubled": (
        visits(visit("v1b", "ann", 30, (at(9), at(10)))),
        "v1b repeats v1 (",
        ("visits v1", "visits v1b"),
        "Both are commissioned",
    ),
    "seconds": (matrix(600), "takes 10.0 h: are these seconds?", ("travel.matrices car",), "they are minutes"),
    "seconds by the crow": (located(54.99, -1.60, 170), "are these seconds?", ("travel.matrices car",), "minutes"),
    "clinical": (
        visits(tasks=tasks(clinical_window=DINNER, clinical_window_set_by="Nora Pretend")),
        "v1 from 09:00-10:00, care in it at 12:00-13:00",
        ("visits v1",),
        "nobody makes these visits within both",
    ),
    "half a day in place of an hour": (
        visits(windows=(Window(start=at(9), end=at(22)),)),
        "Much wider windows than the other visits have: v1 (09:00-22:00; is 10:00 meant?).",
        ("visits v1",),
        "any moment between will do",
    ),
    "a medicine at any time": (
        visits(windows=(Window(start=at(9), end=at(14)),), tasks=(Task(code="insulin", duration=1800),)),
        "A medicine that may be given at any time of over 4 h: v1, insulin (09:00-14:00).",
        ("visits v1",),
        "any moment between will do",
    ),
    "a nurse's window of half a day": (
        visits(
            tasks=(
                Task(
                    code="insulin",
                    duration=1800,
                    clinical_window=Window(start=at(8), end=at(20, 15)),
                    clinical_window_set_by="Nora Pretend",
                ),
            )
        ),
        "v1, insulin (08:00-20:15; is 08:15 meant?)",
        ("visits v1",),
        "any moment between will do",
    ),
    "a window that a post has set": (
        visits(tasks=tasks(clinical_window=Window(start=at(9), end=at(10)), clinical_window_set_by="DN team")),
        "of which nobody can tell who set them: care in v1 by 'DN team'.",
        ("visits v1",),
        "the name of the registered nurse",
    ),
    "a window that a carer has set": (
        visits(
            tasks=tasks(clinical_window=Window(start=at(9), end=at(10)), clinical_window_set_by="Wilf Testworker w1")
        ),
        "Clinical windows by one of the staff who is no registered nurse: care in v1 by Wilf Testworker w1.",
        ("visits v1",),
        "only a registered nurse answers",
    ),
    "staff of an employer without visits": (
        lambda problem: problem.replace(
            organisations=(*problem.organisations, Organisation(id="idle", name="Idle Sample", sector="social")),
            workers=(*problem.workers, worker("w2").model_copy(update={"organisation": "idle", "name": "Ida Sample"})),
            shifts=(*problem.shifts, Shift(id="s2", worker="w2", start=at(8), end=at(14))),
        ),
        "On duty for an organisation that has no visit: Ida Sample of Idle Sample.",
        ("workers w2",),
        "sent to nobody",
    ),
    "two carers in a code of one": (
        visits(tasks=(Task(code="personal care (2 carers)", duration=1800),)),
        "A task says two carers, and one comes: v1 (personal care (2 carers)).",
        ("visits v1",),
        "one worker makes the visit alone",
    ),
    "long shift": (
        lambda problem: problem.replace(shifts=(Shift(id="s1", worker="w1", start=at(6), end=at(20)),)),
        "s1 (14 h 00 min)",
        ("shifts s1",),
        "all of it is work",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_is_told_once_with_its_rows_and_what_comes_of_it(name: str) -> None:
    change, what, where, effect = ODD[name]
    assert oddities(plain()) == []
    problem = change(plain())
    (told,) = oddities(problem)
    assert what in told.what
    assert told.where == where
    assert effect in told.effect
    assert told.sentence == f"Please look: {told.what} {told.effect}"
    assert told.sentence in problem_notes(problem)


FINE: dict[str, Change] = {
    "a night of ten hours": visits(tasks=(Task(code="waking_night", duration=250 * 60),)),
    "a sleep-in of 15 h": lambda problem: problem.replace(
        shifts=(Shift(id="s1", worker="w1", start=at(6), end=at(21), kind="sleep_in"),)
    ),
    "a medicine within four hours": visits(
        windows=(Window(start=at(9), end=at(13)),), tasks=(Task(code="insulin", duration=1800),)
    ),
    "a medicine with a nurse's hour in a wide window": visits(
        windows=(Window(start=at(8), end=at(14)),),
        tasks=(
            Task(
                code="insulin",
                duration=1800,
                clinical_window=Window(start=at(9), end=at(10)),
                clinical_window_set_by="Sister Nora Pretend",
            ),
        ),
    ),
    "wide windows of a whole team": lambda problem: problem.replace(
        visits=tuple(visit(f"v{hour}", "ann", 30, (at(8), at(14, 5 * hour))) for hour in range(5))
    ),
    "a window that a nurse of the day has set": lambda problem: visits(
        tasks=tasks(clinical_window=Window(start=at(9), end=at(10)), clinical_window_set_by="Nell Nurse, RN")
    )(
        problem.replace(
            workers=(*problem.workers, worker("n").model_copy(update={"name": "Nell Nurse", "registered_nurse": True}))
        )
    ),
    "staff of an agency": lambda problem: problem.replace(
        organisations=(
            *problem.organisations,
            Organisation(id="temps", name="Temps Sample", sector="social", kind="agency"),
        ),
        workers=(*problem.workers, worker("w2").model_copy(update={"organisation": "temps", "agency": True})),
        shifts=(*problem.shifts, Shift(id="s2", worker="w2", start=at(8), end=at(14))),
    ),
    "two carers where two come": visits(workers=2, tasks=(Task(code="personal care (2 carers)", duration=1800),)),
    "a clinical window that touches": visits(
        tasks=tasks(clinical_window=Window(start=at(10), end=at(11)), clinical_window_set_by="Nora Pretend")
    ),
    "a town": located(54.99, -1.6, 20),
    "three hours on foot and no more": matrix(179),
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_merely_unusual_is_told_nothing_of(name: str) -> None:
    assert oddities(FINE[name](plain())) == []


def test_five_are_named_and_every_row_is_held() -> None:
    many = [visit(f"v{number}", f"c{number}", 2, (at(9), at(10))) for number in range(8)]
    shift = Shift(id="s1", worker="w1", start=at(8), end=at(14))
    problem = day({f"home c{number}": 10 for number in range(8)}, many, [worker("w1")], [shift]).replace(pack={})
    (told,) = oddities(problem)
    assert "v4 (2 min) and 3 more" in told.what
    assert told.where == tuple(f"visits v{number}" for number in range(8))


def test_every_door_of_the_terminal_tells_it(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_problem(visits(length=120)(plain()), tmp_path / "day.json")
    words = ["solve", str(tmp_path / "day.json"), "--iterations", "50"]
    targets = ["-o", "roster.json", "--xlsx", "roster.xlsx", "--html", "roster.html"]
    made = CliRunner().invoke(application(), [*words, *(str(tmp_path / one) if "." in one else one for one in targets)])
    about = "Please look: Less than 5 min at the door: v1 (2 min)."
    assert about in " ".join(made.output.split())
    told = json.loads(CliRunner().invoke(application(), [*words, "--json"]).stdout)["please_look_at"]
    assert [(one["kind"], one["where"]) for one in told] == [("visit_short", ["visits v1"])]
    checked = CliRunner().invoke(application(), ["check", words[1], str(tmp_path / "roster.json"), "--json"])
    assert json.loads(checked.stdout)["please_look_at"] == told
    sheet = openpyxl.load_workbook(tmp_path / "roster.xlsx")["Please look at"]
    assert [cell.value for cell in sheet[2]] == ["visits v1", told[0]["what"], told[0]["effect"]]
    assert about in (tmp_path / "roster.html").read_text(encoding="utf-8")

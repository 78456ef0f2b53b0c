"""Broken rosters: joint visits that cannot be, told by JSON path. All faults at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from solver.domain import InputFaults
from solver.formats import read_problem, read_roster

from .exactly import exactly

Doc = dict[str, Any]


def _joined(**changes: Any) -> Doc:
    """A good join of the good day's v1 and v2, or that with changes."""
    steps = [{"visit": "v1", "task": 0}, {"visit": "v2", "task": 0}]
    return {"id": "j", "outcome": "join", "visits": ["v1", "v2"], "steps": steps, "duration_minutes": 50} | changes


def _steps(*steps: tuple[str, int] | tuple[str, int, int]) -> list[Doc]:
    return [dict(zip(("visit", "task", "done_by"), step, strict=False)) for step in steps]


# name -> (the joins, the stops of s1, [(where, value, wanted)] exactly)
ROSTERS: dict[str, tuple[Any, list[str], list[tuple[str, str, str]]]] = {
    "no list": ({}, [], [("joins", "{}", "want a list in square brackets")]),
    "unknown word and half a minute's fraction": (
        [_joined(outcome="merge", duration_minutes=30.001)],
        ["j"],
        [
            ("joins[0].outcome", "'merge'", "want 'join', 'delegate', 'absorb', 'co_attend' or 'drop_duplicate'"),
            ("joins[0].duration_minutes", "30.001", "want whole seconds"),
        ],
    ),
    "unknown visits, in the third join too": (
        [
            _joined(visits=["v8", "v1"], steps=_steps(("v8", 0), ("v1", 0))),
            _joined(id="k", visits=["v9", "v2"], steps=_steps(("v9", 0), ("v2", 0))),
            _joined(id="m", visits=["v3", "v7"], steps=_steps(("v3", 0), ("v7", 0))),
        ],
        ["j", "k", "m (what remains)"],
        [
            ("joins[0].visits[0]", "'v8'", "want the id of one of the visits"),
            ("joins[1].visits[0]", "'v9'", "want the id of one of the visits"),
            ("joins[2].visits[1]", "'v7'", "want the id of one of the visits"),
        ],
    ),
    "one visit only, and no steps": (
        [_joined(visits=["v1"], steps=[])],
        [],
        [
            ("joins[0].visits", "['v1']", "want at least 2 in this list"),
            ("joins[0].steps", "[]", "want at least 1 in this list"),
        ],
    ),
    "a visit twice, and taken": (
        [_joined(), _joined(id="k", visits=["v2", "v3", "v3"], steps=_steps(("v2", 0), ("v3", 0)))],
        ["j"],
        [
            ("joins[1].visits[0]", "'v2'", "want each visit in one join; joins[0] has taken it"),
            ("joins[1].visits[2]", "'v3'", "want different visits"),
        ],
    ),
    "names": (
        [_joined(id="v3"), _joined(id="v3", visits=["v2", "v1"])],
        [],
        [
            ("joins[0].id", "'v3'", "want an id that no visit has"),
            ("joins[1].id", "'v3'", "want an id used once; it is also at joins[0]"),
            ("joins[1].visits[0]", "'v2'", "joins[0] has taken it"),
            ("joins[1].visits[1]", "'v1'", "joins[0] has taken it"),
        ],
    ),
    "steps": (
        [_joined(steps=_steps(("v1", 0), ("v1", 0), ("v2", 4), ("v3", 0), ("v2", 0, 7), ("v2", 0, 4)))],
        [],
        [
            ("joins[0].steps[1].task", "0", "want each task in one step; steps[0] does it already"),
            ("joins[0].steps[2].task", "4", "want the number of one of the tasks of v2, 0 to 0"),
            ("joins[0].steps[3].visit", "'v3'", "want one of the visits of the join: v1, v2"),
            ("joins[0].steps[4].done_by", "7", "want the number of a step, 0 to 5"),
            ("joins[0].steps[5].task", "0", "want each task in one step; steps[4] does it already"),
            ("joins[0].steps[5].done_by", "4", "want a step that is done itself"),
        ],
    ),
    "done by one that does something else": (
        [_joined(steps=_steps(("v1", 0), ("v2", 0, 0), ("v1", 1, 0)))],
        [],
        [
            ("joins[0].steps[1].done_by", "0", "want a step about the same task, meal; that one is about wash"),
            ("joins[0].steps[2].done_by", "0", "want a step of another visit"),
        ],
    ),
    "different places": (
        [_joined(visits=["v1", "v3"], steps=_steps(("v1", 0), ("v1", 1), ("v3", 0)))],
        ["j"],
        [("joins[0]", "'j'", "Join j is of visits at different places")],
    ),
    "tasks left undone": ([_joined()], [], [("joins[0]", "'j'", "Join j leaves tasks of v1 undone")]),
    "stops that name what no join makes": (
        [_joined(outcome="absorb")],
        ["j", "j (what remains)", "j (second pair of hands)", "k"],
        [
            ("rounds[0].stops[2].visit", "'j (second pair of hands)'", "want the id of one of the visits or joins"),
            ("rounds[0].stops[3].visit", "'k'", "want the id of one of the visits or joins"),
        ],
    ),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_joins_of_a_roster(name: str, good: Doc, tmp_path: Path) -> None:
    joins, stops, expected = ROSTERS[name]
    one_task = name in ("steps", "a visit twice, and taken", "names")
    if not one_task:
        good["visits"][0]["tasks"].append({"code": "comb", "duration_minutes": 5})
    if "something else" in name:
        good["visits"][1]["tasks"][0]["code"] = "meal"
    problem = read_problem(json.dumps(good).encode())
    path = tmp_path / "roster.json"
    rounds = [{"shift": "s1", "stops": [{"visit": stop} for stop in stops]}]
    path.write_text(json.dumps({"onevisit": "roster", "version": "1", "rounds": rounds, "joins": joins}))
    with pytest.raises(InputFaults) as caught:
        read_roster(path, problem)
    exactly(caught.value, [(str(path), *fault) for fault in expected])

"""Mutants: what is changed and what is left alone, which are drawn, and that tests really meet the change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.mutants import circles, running
from benchmarks.mutants.by_hand import make_by_hand
from benchmarks.mutants.making import Mutant, make_mutants
from benchmarks.mutants.sampling import draw_sample

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", "a <= b"),
        ("a not in b", "a in b"),
        ("a and b", "a or b"),
        ("not a", "(a)"),
        ("a - b", "a + b"),
        ("min(a)", "max(a)"),
        ("a[0]", "a[-1]"),
        ("[x for x in a if x]", "[x for x in a if True]"),
        ("f(a, b)", "f(b, a)"),
        ("a and 3", "a and 4"),
        ("True", "False"),
    ],
)
def test_each_kind_of_change(before: str, after: str) -> None:
    mutants = make_mutants("one.py", f"found = {before}\n")
    assert f"found = {after}\n" in [mutant.mutated for mutant in mutants]


def test_what_is_only_said_is_left_alone() -> None:
    source = '''"""A file of 3."""
from os import path


def find(number: "int | None") -> object:
    """Of 4."""
    many = "s" if number > 1 else ""
    sentence = f"{number + 1} visit{many}"
    assert number != 7
    return Breach("rule", 1, 1, "count", 1, sentence)
'''
    lines = {mutant.line for mutant in make_mutants("one.py", source)}
    assert lines == {10}


def test_a_change_behind_letters_of_several_bytes_stands_in_its_place() -> None:
    (mutant,) = (one for one in make_mutants("one.py", 'é = "£"; a = b < c\n') if one.old == "<")
    assert (mutant.mutated, mutant.before, mutant.after) == (
        'é = "£"; a = b <= c\n',
        'é = "£"; a = b < c',
        'é = "£"; a = b <= c',
    )


def test_a_sample_is_the_same_again_and_has_something_of_every_file() -> None:
    made = {name: make_mutants(name, "x = a < b\n" * many) for name, many in (("long.py", 90), ("short.py", 10))}
    drawn = draw_sample(made, 20, 1)
    assert drawn == draw_sample(made, 20, 1) != draw_sample(made, 20, 2)
    assert [sum(one.path == name for one in drawn) for name in made] == [18, 2]
    assert len(set(drawn)) == 20


def test_every_file_has_tests_and_every_change_by_hand_its_place() -> None:
    for path in circles.find_files(ROOT):
        assert circles.list_circles(ROOT, path), path
    assert all(mutant.mutated != mutant.source for mutant, _ in make_by_hand(ROOT))


@pytest.mark.slow
def test_a_mutant_dies_by_the_test_of_its_rule(tmp_path: Path) -> None:
    path = "solver/rules/dose_spacing.py"
    source = (ROOT / path).read_text("utf-8")
    mutants = {mutant.after: mutant for mutant in make_mutants(path, source)}
    kept = tmp_path / "kept.jsonl"
    with running.Tests(ROOT, kept, 1) as tests:
        fate = tests.try_one(mutants["literature = False"])
        dead = tests.try_one(mutants['short, wanted = least + gap, f"at least {length(problem, least)}"'])
        broken = tests.try_one(Mutant(path, source, 0, "", "import nothing_of_this_name\n"))
    assert fate.circle is None
    assert (dead.circle, broken.circle) == (1, 1)
    assert "test_dose_spacing.py" in dead.test
    with running.Tests(ROOT, kept, 1) as tests:
        assert tests.known(mutants["literature = False"]) == fate


def test_what_is_set_apart_is_still_there_and_says_why() -> None:
    """Once its line changes, an entry stands for nothing."""
    entries = tomllib.loads((ROOT / "benchmarks/mutants/equivalent.toml").read_text("utf-8"))["mutant"]
    for path in {entry["file"] for entry in entries}:
        made = {mutant.name for mutant in make_mutants(path, (ROOT / path).read_text("utf-8"))}
        mine = {(path, entry["before"], entry["after"]) for entry in entries if entry["file"] == path}
        assert mine <= made
    assert all(entry["reason"] for entry in entries)

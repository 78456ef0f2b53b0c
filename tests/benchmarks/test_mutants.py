"""Mutants: what is changed and what is left alone, which are drawn, and that tests really meet the change."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

from benchmarks.mutants import running
from benchmarks.mutants.by_hand import make_by_hand
from benchmarks.mutants.exchange import Loaded
from benchmarks.mutants.making import Mutant, make_mutants
from benchmarks.mutants.reach import find_lines
from benchmarks.mutants.rooms import find_files
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


def test_every_change_by_hand_has_its_place_in_a_file_that_is_mutated() -> None:
    files = {*find_files(ROOT), "solver/domain/joint.py"}  # where households are
    assert all((ROOT / path).exists() for path in files)
    for mutant, _ in make_by_hand(ROOT):
        assert mutant.path in files
        assert mutant.mutated != mutant.source


def test_functions_take_the_insides_of_a_mutant_and_what_is_made_on_import_does_not(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    source = "LEAST = 3\n\n\ndef enough(many, least=2):\n    return many >= min(least, LEAST)\n"
    file.write_text(source)
    spec = importlib.util.spec_from_file_location("one", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    loaded = Loaded({str(file)})
    loaded.find_functions()
    assert loaded.exchange(file, source.replace("= 3", "= 4")) is None
    assert loaded.exchange(file, source.replace("=2", "=4")) is None
    assert module.enough(2)
    assert loaded.exchange(file, source.replace("many >= min", "many > min"))
    assert not module.enough(2)
    assert module.enough(3)


@pytest.mark.parametrize(
    ("mutated", "lines"),
    [
        ("a > 1", {5}),  # the line before what it holds
        ("b > 2", {6, 7}),  # a statement of two lines
        ("LEAST + 1", None),
        ("c=5", None),  # a default is made on import
    ],
)
def test_the_lines_of_a_mutant_are_those_of_its_statement(mutated: str, lines: set[int] | None) -> None:
    source = (
        "LEAST = 1\nMOST = LEAST - 1\n\ndef one(a, b, c=4):\n    if a < 1:\n        return (a or\n            b < 2)\n"
    )
    old = {"a > 1": "a < 1", "b > 2": "b < 2", "LEAST + 1": "LEAST - 1", "c=5": "c=4"}[mutated]
    assert find_lines(Mutant("one.py", source, source.index(old), old, mutated)) == lines


@pytest.mark.slow
def test_a_mutant_dies_by_the_test_of_its_rule(tmp_path: Path) -> None:
    path = "solver/rules/dose_spacing.py"
    source = (ROOT / path).read_text("utf-8")
    mutants = {mutant.after: mutant for mutant in make_mutants(path, source)}
    kept = tmp_path / "kept.jsonl"
    with running.Tests(ROOT, kept, ["tests/rules/test_dose_spacing.py"]) as tests:
        fate = tests.try_one(mutants["literature = False"])
        dead = tests.try_one(mutants['short, wanted = least + gap, f"at least {length(problem, least)}"'])
        broken = tests.try_one(Mutant(path, source, 0, "", "import nothing_of_this_name\n"))
    assert fate.lives
    assert "test_dose_spacing.py" in dead.test
    assert not broken.lives
    with running.Tests(ROOT, kept, ["tests/rules/test_dose_spacing.py"]) as tests:
        assert tests.known(mutants["literature = False"]) == fate


def test_what_is_set_apart_is_still_there_and_says_why() -> None:
    """Once its line changes, an entry stands for nothing."""
    entries = tomllib.loads((ROOT / "benchmarks/mutants/equivalent.toml").read_text("utf-8"))["mutant"]
    for path in {entry["file"] for entry in entries}:
        made = {mutant.name for mutant in make_mutants(path, (ROOT / path).read_text("utf-8"))}
        mine = {(path, entry["before"], entry["after"]) for entry in entries if entry["file"] == path}
        assert mine <= made
    assert all(entry["reason"] for entry in entries)

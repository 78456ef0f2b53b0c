"""No term is passed over by oversight: every reader names every kind, reads what it says, and refuses others."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import solver
from benchmarks.peers.figures import ROUTERS, figures
from fixtures.medley import medley
from solver import terms as t
from solver.domain import Problem, Roster
from solver.engine import parts_for, search, split_search
from solver.engine.decompose.cut import CUT, Cutter
from solver.engine.decompose.subproblem import PART, Part, piece, undivided
from solver.engine.encode.arrays import SEARCH, build
from solver.engine.encode.start_windows import STARTS, possible_starts
from solver.engine.encode.term_readers import TermBook, TermReader
from solver.engine.exact.model import EXACT, ExactModel
from solver.engine.exact.solve import solve_exact
from solver.engine.lower_bound.bound_reader import BOUND
from solver.engine.lower_bound.relaxation import relax
from solver.engine.lower_bound.solve import bound
from solver.travel import Journeys, journeys

ROOT = Path(solver.__file__).parents[1]
Case = tuple[Problem, list[t.Term], Journeys]
# Who picks terms out by their kinds and says nothing of the others, and why nothing is lost by it
ADVICE = {
    "benchmarks/joining.py": "sets the price of visits it invents to nothing; all other terms go on as they are",
    "solver/engine/decompose/staffing.py": "who may do what helps to share people out; each part still asks",
    "solver/engine/decompose/territory.py": "known faces only draw the lines between parts",
    "solver/whole_minutes/start_limits.py": "names what it leaves to the checker, and refuses kinds it does not know",
    "solver/engine/lower_bound/relaxation.py": "its reader, which refuses kinds it does not know, is bound_reader.py",
    "solver/engine/decompose/tied_rounds.py": "ties only say whose starts are sought together; each part still asks",
    "solver/solving/timing.py": "whether waiting costs anything, to pass over a look for nothing",
    "solver/offers/kinds.py": "makes minutes late dearer, and adds a price; all other terms go on as they are",
    "solver/engine/decompose/run.py": "the price of visits nobody has been to yet, for the progress shown",
}


@dataclass(frozen=True, slots=True)
class StarterCap:
    """A kind that no reader knows."""

    rule: str
    most: int


class DearerUse(t.UseCost):
    """A subclass of a kind is another kind: who knows the one does not know the other."""


NEW: tuple[Any, ...] = (StarterCap("starter_cap", 4), DearerUse("dearer", np.zeros(3, np.int64)))


@cache
def sources() -> dict[str, ast.Module]:
    """All files that may read terms, by their paths."""
    paths = sorted([*(ROOT / "solver").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])
    texts = {str(path.relative_to(ROOT)): path.read_bytes() for path in paths}
    return {path: ast.parse(text) for path, text in texts.items() if b"TermReader" in text or b"terms" in text}


@cache
def readers() -> dict[str, TermReader]:
    """Every TermReader of the solver and the benchmarks, by its file and name."""
    found = {}
    for path, tree in sources().items():
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        if any(isinstance(call.func, ast.Name) and call.func.id == "TermReader" for call in calls):
            module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
            values = vars(module).items()
            found.update({f"{path} {name}": value for name, value in values if isinstance(value, TermReader)})
    return found


def unnamed(kinds: tuple[type, ...]) -> dict[str, list[str]]:
    """The kinds that readers say nothing of."""
    every = {name: [kind.__name__ for kind in kinds if kind not in it.named] for name, it in readers().items()}
    return {name: missing for name, missing in every.items() if missing}


def test_every_reader_says_what_it_does_with_every_kind_of_term() -> None:
    assert not unnamed(t.KINDS), f"say there whether they are handled, relaxed, refused or beside: {unnamed(t.KINDS)}"
    assert {SEARCH, EXACT, STARTS, BOUND, PART, CUT, ROUTERS} == set(readers().values())


def test_a_new_kind_is_missing_from_every_reader() -> None:
    missing = unnamed((StarterCap, DearerUse))
    assert missing == {name: ["StarterCap", "DearerUse"] for name in readers()}


def test_every_term_of_the_vocabulary_is_one_of_its_kinds() -> None:
    files = [t, *(importlib.import_module(f"{t.__name__}.{part.name}") for part in pkgutil.iter_modules(t.__path__))]
    written = {
        value
        for file in files
        for value in vars(file).values()
        if dataclasses.is_dataclass(value) and value.__module__ == file.__name__
    }
    assert written == set(t.KINDS), "solver/terms: each of its dataclasses belongs into the union Term"


def test_no_reader_knows_more_than_there_is() -> None:
    for reader in readers().values():
        assert reader.named <= set(t.KINDS)


def picks_by_kind(tree: ast.Module) -> bool:
    """Whether a file asks isinstance of a kind of term, or matches one."""
    kinds = {kind.__name__ for kind in t.KINDS}
    asked: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            asked.append(node.args[1])
        elif isinstance(node, ast.MatchClass):
            asked.append(node.cls)
    named = [part for node in asked for part in ast.walk(node)]
    return any(
        (isinstance(part, ast.Attribute) and part.attr in kinds) or (isinstance(part, ast.Name) and part.id in kinds)
        for part in named
    )


def test_whoever_picks_terms_by_kind_is_a_reader() -> None:
    picking = {path for path, tree in sources().items() if picks_by_kind(tree)}
    known = {name.split()[0] for name in readers()}
    assert picking - known == set(ADVICE), "a TermReader is wanted there, or a reason in ADVICE why none is"


DOORS: dict[str, Callable[[Case], object]] = {
    "search": lambda case: search(*case, moves=100),
    "search in parts": lambda case: split_search(*case, parts=2, processes=1, moves=100),
    "how many parts": lambda case: parts_for(case[0], case[1], 2, 1),
    "one piece or not": lambda case: undivided(case[1]),
    "a part": lambda case: whole_part(case),
    "a cut": lambda case: Cutter(*case, 2),
    "CP-SAT": lambda case: solve_exact(*case, 1),
    "range of starts": lambda case: possible_starts(*case),
    "bound": lambda case: bound(*case, 1),
    "relaxation": lambda case: relax(*case),
    "routers": lambda case: figures(*case),
}


@pytest.mark.parametrize("term", NEW, ids=lambda term: type(term).__name__)
@pytest.mark.parametrize("door", DOORS)
def test_a_term_of_a_new_kind_is_refused_at_every_door(door: str, term: t.Term) -> None:
    problem, terms, travel = drawn(3)
    known = [one for one in terms if type(one) not in PART.refused]  # so that parts could be made of it
    with pytest.raises(TypeError, match=f"does not know terms of the kind {type(term).__name__}"):
        DOORS[door]((problem, [*known, term], travel))


@cache
def drawn(seed: int) -> Case:
    """A few visits and shifts, under terms of nearly every kind."""
    problem, terms = medley(seed, 5, 3, 14, 1 + seed % 3)
    return problem, terms, journeys(problem)


def whole_part(case: Case) -> tuple[t.Term, ...]:
    """The terms of a part that is the whole problem, without what a problem of any kind is never cut with."""
    problem, terms, travel = case
    everything = Part(tuple(range(len(problem.visits))), tuple(range(len(problem.workers))))
    return piece(
        problem, [term for term in terms if type(term) not in PART.refused], travel, everything, Roster()
    ).terms


def pictured(value: object) -> object:
    """Something that compares, of arrays, records of arrays and sequences of both."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in ("problem", "travel")]
        return type(value).__name__, [pictured(getattr(value, name)) for name in fields]
    if isinstance(value, tuple | list):
        return [pictured(one) for one in value]
    if isinstance(value, dict):
        return sorted((repr(key), pictured(one)) for key, one in value.items())
    return repr(value)


MADE: dict[str, tuple[TermReader, Callable[[Case], object]]] = {
    "search": (SEARCH, lambda case: build(*case).data),
    "CP-SAT": (EXACT, lambda case: ExactModel(*case).model.proto.__str__()),
    "range of starts": (STARTS, lambda case: possible_starts(*case)),
    "bound": (BOUND, lambda case: relax(*case)),
    "a part": (PART, whole_part),
    "a cut": (CUT, lambda case: Cutter(*case, 2).partners),
    "routers": (ROUTERS, lambda case: figures(*case)),
}
READ = [
    (door, kind) for door, (reader, _) in MADE.items() for kind in sorted(reader.handled, key=lambda it: it.__name__)
]


@pytest.mark.parametrize(("door", "kind"), READ, ids=lambda value: getattr(value, "__name__", value))
def test_what_a_reader_says_it_handles_makes_a_difference(door: str, kind: type) -> None:
    """Without the terms of the kind the reader makes something else of at least one problem."""
    _, made = MADE[door]
    for seed in range(300):
        problem, terms, travel = drawn(seed)
        rest = [term for term in terms if type(term) is not kind]
        if door in ("a cut", "routers"):
            rest, terms = ([one for one in some if type(one) is not t.Alternatives] for some in (rest, terms))
        if len(rest) < len(terms) and pictured(made((problem, terms, travel))) != pictured(
            made((problem, rest, travel))
        ):
            return
    pytest.fail(
        f"{door} makes the same of 300 problems with {kind.__name__} as without (fixtures/medley.py draws them)"
    )


@pytest.mark.parametrize("kind", BOUND.relaxed, ids=lambda kind: kind.__name__)
def test_what_the_bound_relaxes_is_told(kind: type) -> None:
    """Somewhere the sentence is there with the terms of this kind, and gone with all kinds of the same sentence."""
    sentence = BOUND.relaxed[kind]
    alike = {other for other, words in BOUND.relaxed.items() if words == sentence}
    for seed in range(300):
        problem, terms, travel = drawn(seed)
        rest = [term for term in terms if type(term) not in alike]
        with_it = [*rest, *(term for term in terms if type(term) is kind)]
        if sentence in relax(problem, with_it, travel).words:
            assert sentence not in relax(problem, rest, travel).words
            return
    pytest.fail(f"the bound never says {sentence!r} of a {kind.__name__}")


@pytest.mark.parametrize("kind", PART.refused, ids=lambda kind: kind.__name__)
def test_what_parts_refuse_is_searched_in_one_piece_and_cut_never(kind: type) -> None:
    for seed in range(300):
        problem, terms, travel = drawn(seed)
        rest = [term for term in terms if type(term) not in PART.refused]
        kept = [term for term in terms if type(term) is kind]
        if undivided(kept):
            everything = Part(tuple(range(len(problem.visits))), tuple(range(len(problem.workers))))
            assert undivided(rest) == ""
            assert parts_for(problem, [*rest, *kept], 2, 2) == 1
            with pytest.raises(ValueError, match="no part can be made"):
                piece(problem, [*rest, *kept], travel, everything, Roster())
            return
    pytest.fail(f"no problem with {kind.__name__}")


def test_a_reader_says_one_thing_of_a_kind() -> None:
    with pytest.raises(ValueError, match="two things of Gap"):
        TermReader("somebody", frozenset({t.Gap, t.Rest}), {t.Gap: "it need not be kept"})


def test_a_reader_reads_only_what_it_says() -> None:
    some = TermReader("somebody", frozenset({t.Gap}), beside=frozenset({t.Rest}))
    book = TermBook([t.Gap("gap", 0, 1, 0, 9), t.Rest("rest", 0, 1, 9)], some)
    assert [term.rule for term in book.of(t.Gap)] == ["gap"]
    with pytest.raises(TypeError, match="somebody reads Rest, and says that it does not"):
        book.of(t.Rest)


def test_what_is_handled_or_refused_is_not_passed_over() -> None:
    refused: dict[type, str] = {t.Bundle: "visits are served one by one"}
    some = TermReader("somebody", frozenset({t.Gap}), refused=refused, beside=frozenset({t.Rest}))
    some.pass_over(t.Rest("rest", 0, 1, 9))
    with pytest.raises(TypeError, match="says that it reads Gap, and does not"):
        some.pass_over(t.Gap("gap", 0, 1, 0, 9))
    with pytest.raises(ValueError, match="somebody cannot hold Bundle: visits are served one by one"):
        some.pass_over(t.Bundle("bundle", (0, 1)))
    with pytest.raises(TypeError, match="does not know terms of the kind StarterCap"):
        some.pass_over(NEW[0])

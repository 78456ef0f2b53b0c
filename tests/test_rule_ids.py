"""What a rule is stands in its own file: elsewhere nobody asks which rule it is, but for the few listed here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from benchmarks.second_opinion import comparison
from solver.domain.care import LinkKind
from solver.rules import RULE_BY_ID

ROOT = Path(__file__).resolve().parents[1]
RULE_ROOM = ROOT / "solver" / "rules"
FOLDERS = ("solver", "service", "fixtures", "benchmarks")

# (folder, rule): why code there may ask for this very rule. First see whether an attribute of the rule says what you
# need to know of it, or should (solver/rules/vocabulary/rule.py); a rule that is added later then has it too.
LEFT_OUT = "who is not visited at all is told first and apart from all other costs"
LATE = "lateness is shown by the minute, visit by visit"
FIELD = "no rule: a field of the document or a name of the file format is called so"
TIES = "what keeps visits apart in time does so on an empty roster too"
VALUES = "reads the values of these rules; the pack raises where one is missing"
OPINION = "a second opinion says which of the rules about duties it judges"
ALLOWED = {
    ("solver/amend", "both_or_none"): "a partner who is still to come is no fault of a round",
    ("solver/amend", "double_handed"): "a partner who is still to come is no fault of a round",
    ("solver/amend", "suspended"): "what rests on a stop is what the rule about stops says",
    ("solver/amend", "break"): "where a break is owed one is put in",
    **{
        ("benchmarks/second_opinion", rule): OPINION
        for rule in ("break", "daily_rest", "young_workers", "second_break", "bus_hours")
    },
    ("solver/check", "unserved"): LEFT_OUT,
    ("solver/compare", "time_window"): LATE,
    ("solver/domain", "pins"): FIELD,
    ("solver/explain", "both_or_none"): "the partner of a visit is placed after it",
    ("solver/explain", "call_spacing"): TIES,
    ("solver/explain", "dose_spacing"): TIES,
    ("solver/explain", "one_client"): TIES,
    ("solver/formats", "break"): "a row of somebody's table says so in place of a client",
    ("solver/formats", "max_waiting"): "waiting has two weights in a UHHC file, and one of them is written",
    ("solver/formats", "paid_waiting"): "waiting has two weights in a UHHC file, and one of them is written",
    ("solver/formats", "pins"): FIELD,
    ("solver/formats", "travel_time"): FIELD,
    ("solver/formats", "unserved"): FIELD,
    ("solver/formats", "workload_balance"): FIELD,
    ("solver/joining", "competency"): "no rule: one of the things that may be lacking is called so",
    ("solver/joining", "authority_sharing"): "consent is of two kinds, to sharing and to delegation",
    ("solver/joining", "join_floor"): VALUES,
    ("solver/joining", "join_infection"): VALUES,
    ("solver/joining", "join_order"): VALUES,
    ("solver/plot", "continuity"): "the workbook counts familiar faces over the rule's own days",
    ("solver/plot", "time_window"): LATE,
    ("solver/result", "unserved"): LEFT_OUT,
    ("service", "unserved"): LEFT_OUT,
    ("service/overnight", "unserved"): LEFT_OUT,
    ("fixtures", "max_idle"): FIELD,
    ("fixtures", "overtime"): FIELD,
    **{
        ("benchmarks/second_opinion", rule): "it judges by ids of its own, and says which rule of the checker they are"
        for rule in (*comparison.COMPARED, *comparison.PRICED)
    },
    ("benchmarks/second_opinion", "agency"): FIELD,
    ("benchmarks", "unserved"): LEFT_OUT,
    ("service/store", "published"): "no rule: what a version says of itself",
    ("benchmarks", "published"): "no rule: the group of benchmarks on published instances",
    **{
        ("benchmarks/mutants", rule): "no rule: the file of that name, whose mutants are made, or whose test is run"
        for rule in (
            *("call_spacing", "clinical_window", "competency", "daily_rest", "dose_spacing", "double_handed"),
            *("lateness_cap", "one_client", "time_critical"),
        )
    },
    **{
        ("benchmarks/peers", rule): "what routers have no word for is switched off for all of them"
        for rule in ("agency", "break", "continuity", "fairness", "mileage", "preferred_worker")
    },
}


def _ids(node: ast.expr, known: dict[str, set[str]]) -> set[str]:
    """The rule ids that an expression holds as literals, itself or by the name of a table of the module."""
    if isinstance(node, ast.Name):
        return known.get(node.id, set())
    if isinstance(node, ast.Call):  # frozenset(("caseload",))
        made = ast.unparse(node.func) in ("frozenset", "set", "tuple", "list")
        return set().union(*(_ids(part, known) for part in node.args)) if made else set()
    if isinstance(node, ast.Dict):
        parts = [key for key in node.keys if key is not None]
    else:
        parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return {value for value in values if isinstance(value, str) and value in RULE_BY_ID}


def _of_a_link(node: ast.expr) -> bool:
    """Whether an expression is a link's kind; some rules are named after these."""
    return ast.unparse(node).replace('"', "'").endswith((".kind", "['kind']"))


def asks(source: str) -> Iterator[tuple[int, str]]:
    """(line, rule id) wherever code asks which rule something is: compares, looks up figures by rule, lists rules."""
    tree = ast.parse(source)
    known = _tables(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.pattern):
            yield from ((node.lineno, rule) for rule in sorted(_asked(node, known)))


def _tables(tree: ast.Module) -> dict[str, set[str]]:
    """The rule ids in each table that the module gives a name to."""
    known: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    known[target.id] = _ids(node.value, {})
    return known


def _asked(node: ast.expr | ast.pattern, known: dict[str, set[str]]) -> set[str]:
    """The rule ids that one expression asks for."""
    match node:
        case ast.Compare(left=left, comparators=others):
            sides = [left, *others]
            return set() if any(map(_of_a_link, sides)) else set().union(*(_ids(side, known) for side in sides))
        case ast.MatchValue():
            return _ids(node.value, {})
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=arguments):
            table = ast.unparse(value).replace('"', "'")
            if arguments and table.endswith(("rule", "rule']", "pack")):
                return _ids(arguments[0], {})
            return known.get(table, set())
        case ast.Subscript(value=ast.Name(id=name)):
            return known.get(name, set())
        case ast.Tuple() | ast.List() | ast.Set():
            found = _ids(node, {})
            return found if len(found) > 1 and not found <= set(get_args(LinkKind)) else set()
    return set()


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if RULE_ROOM not in path.parents:
                yield path.parent.relative_to(ROOT).as_posix(), path


def test_no_module_outside_the_rules_asks_which_rule_it_is_but_for_the_list() -> None:
    found = {
        (folder, rule): f"{path.relative_to(ROOT)}:{line} asks for the rule {rule!r}"
        for folder, path in _modules()
        for line, rule in asks(path.read_text("utf-8"))
    }
    new = [place for key, place in found.items() if key not in ALLOWED]
    assert not new, "\n".join(
        [*new, "Give rules an attribute that says it, or list the folder in ALLOWED with a reason."]
    )
    gone = ALLOWED.keys() - found.keys()
    assert not gone, f"Nothing asks for these any more; take them off the list: {sorted(gone)}"


@pytest.mark.parametrize(
    "source",
    [
        "x = breach.rule == 'caseload'",
        "x = 'caseload' in wrong",
        "x = rule.id not in ('caseload',)",
        "_REPORTS = ('visit_length', 'caseload', 'minimum_wage')",
        "_HIDDEN = frozenset(('caseload',))\nx = rule.id in _HIDDEN",
        "_HIDDEN = ('caseload',)\nx = rule.id in _HIDDEN",
        "_WORDS = {'pins': 'is pinned'}\nx = _WORDS.get(rule, '')",
        "_WORDS: dict[str, str] = {'pins': 'is pinned'}\nx = _WORDS[rule.id]",
        "x = judged.score.by_rule.get('agency', 0)",
        "x = problem.pack.get('continuity', {})",
        "_SET = frozenset(['break', 'fairness'])",
        "match rule.id:\n    case 'caseload':\n        pass",
    ],
)
def test_what_counts_as_asking(source: str) -> None:
    assert list(asks(source))


@pytest.mark.parametrize(
    "source",
    [
        "x = link.kind == 'double_handed'",
        "x = link.kind in ('double_handed', 'both_or_none')",
        "_TIED = ('double_handed', 'both_or_none')\nx = link['kind'] in _TIED",
        "x = bench.case('break')",
        "x = Refusal('authority_sharing', 'not in force')",
        "x = pack.values('continuity')['window_days']",
    ],
)
def test_what_does_not(source: str) -> None:
    """Links have kinds of the same names; the values of an unknown rule raise KeyError."""
    assert not list(asks(source))

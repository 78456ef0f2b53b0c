"""Every rule, in the order in which people read them. A new rule is one file, one test file and one line here.

And an entry in pack.toml at the same place, and `make reference` for the page of rules; tests say which is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from solver.domain import Problem
from solver.terms import Term
from solver.travel import Journeys

from .pack import Pack
from .readings.readings import Readings
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline

# The files of this folder that hold a rule; values reach none about authority, signatures and doses.
FILES = (
    "authority.suspended",
    "authority.authority_registered",
    "authority.authority_delegated",
    "authority.authority_registrant",
    "authority.authority_protocol",
    "authority.authority_sharing",
    "authority.authority_agreement",
    "authority.authority_catalogue",
    "competency",
    "refused_worker",
    "time_window",
    "lateness_cap",
    "max_lateness",
    "clinical_window",
    "time_critical",
    "dose_spacing",
    "call_spacing",
    "one_client",
    "double_handed",
    "same_start",
    "same_worker",
    "different_worker",
    "both_or_none",
    "travel_time",
    "longest_walk",
    "shift_bounds",
    "bus_hours",
    "breaks",
    "second_break",
    "overtime",
    "paid_travel",
    "paid_waiting",
    "max_waiting",
    "max_idle",
    "mileage",
    "continuity",
    "preferred_worker",
    "published",
    "lone_working",
    "most_visits",
    "fairness",
    "workload_balance",
    "unserved",
    "agency",
    "joined_time",
    "pins",
    "daily_rest",
    "young_workers",
    "weekly_rest",
    "one_place",
    "weekly_hours",
    "contract_hours",
    "visit_length",
    "caseload",
    "minimum_wage",
    "shift_notice",
    "joins.join_windows",
    "joins.join_nurse_only",
    "joins.join_order",
    "joins.join_signed",
    "joins.join_floor",
    "joins.join_infection",
    "joins.join_identity",
    "joins.join_catalogue",
)

# Entries of the pack, after the rules, that no rule reads: round_to is for the last pass over a roster (whole_minutes).
SETTINGS = ("round_to",)


def _rule_of(file: str) -> Rule:
    """The rule that a file defines. Raises TypeError unless it is one."""
    module = import_module(f".{file}", __package__)
    classes = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Rule)]
    rules = [value for value in classes if value.__module__ == module.__name__]
    if len(rules) != 1:
        raise TypeError(f"{module.__name__} defines {len(rules)} classes that inherit from Rule; want one")
    return rules[0]()


RULES: tuple[Rule, ...] = tuple(_rule_of(file) for file in FILES)
RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


def case_for(rule: Rule | str, problem: Problem, travel: Journeys, pack: Pack) -> Case:
    """What one rule (or rule id) looks at, with its values from the pack. Raises KeyError for an unknown id."""
    name = rule if isinstance(rule, str) else rule.id
    return _cases(problem, travel, pack)(name)


def _cases(problem: Problem, travel: Journeys, pack: Pack) -> Callable[[str], Case]:
    everything = {name: entry.values for name, entry in pack.entries.items()}
    off = frozenset(name for name, entry in pack.entries.items() if not entry.enabled)
    readings = Readings(problem, pack)
    return lambda rule: Case(problem, travel, everything[rule], everything, readings.catalogue, off, readings=readings)


def lower_all(problem: Problem, travel: Journeys, pack: Pack) -> list[Term]:
    """The numeric terms of every rule that is switched on."""
    case = _cases(problem, travel, pack)
    return [term for rule in RULES if pack.enabled(rule.id) for term in rule.lower(case(rule.id))]


def breaches_all(problem: Problem, travel: Journeys, pack: Pack, timeline: Timeline) -> list[Breach]:
    """Every breach of every rule that is switched on, in the order of the catalogue."""
    case = _cases(problem, travel, pack)
    return [breach for rule in RULES if pack.enabled(rule.id) for breach in rule.breaches(case(rule.id), timeline)]

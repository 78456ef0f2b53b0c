"""What care asks of a roster: one file a rule, each said twice, as breaches in words and as terms in numbers."""

from .catalogue import RULES, breaches_all, case_for, lower_all
from .pack import Entry, Pack, RuleRow, rules_table
from .rule import Breach, Case, Rule
from .terms import FOREVER, Term
from .timeline import Call, Run, Timeline, timeline

__all__ = [
    "FOREVER",
    "RULES",
    "Breach",
    "Call",
    "Case",
    "Entry",
    "Pack",
    "Rule",
    "RuleRow",
    "Run",
    "Term",
    "Timeline",
    "breaches_all",
    "case_for",
    "lower_all",
    "rules_table",
    "timeline",
]

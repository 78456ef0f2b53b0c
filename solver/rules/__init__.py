"""What care asks of a roster: one file a rule, each said twice, as breaches in words and as terms in numbers."""

from .answering import Supposed
from .catalogue import RULE_BY_ID, RULES, breaches_all, case_for, lower_all
from .distances import distances, first_calls
from .faces import Account, ClientFaces, Continuity, continuity_of, faces_of
from .last_start import late_starts
from .loosened import (
    Loosening,
    count_late_accepted,
    find_loosened,
    list_late_accepted,
    list_loosened,
    tell_loosened,
    tells_of_visit,
)
from .one_client import visits_apart
from .pack import Entry, Pack, RuleRow, rules_table
from .permits import Obstacle, Permits
from .readings import Readings
from .rule import Breach, Case, Rule, Scope, Unit
from .sides import health_side
from .terms import FOREVER, Term
from .time_window import lateness
from .timeline import Call, Run, Timeline, timeline
from .words import length, many_workers

__all__ = [
    "FOREVER",
    "RULES",
    "RULE_BY_ID",
    "Account",
    "Breach",
    "Call",
    "Case",
    "ClientFaces",
    "Continuity",
    "Entry",
    "Loosening",
    "Obstacle",
    "Pack",
    "Permits",
    "Readings",
    "Rule",
    "RuleRow",
    "Run",
    "Scope",
    "Supposed",
    "Term",
    "Timeline",
    "Unit",
    "breaches_all",
    "case_for",
    "continuity_of",
    "count_late_accepted",
    "distances",
    "faces_of",
    "find_loosened",
    "first_calls",
    "health_side",
    "late_starts",
    "lateness",
    "length",
    "list_late_accepted",
    "list_loosened",
    "lower_all",
    "many_workers",
    "rules_table",
    "tell_loosened",
    "tells_of_visit",
    "timeline",
    "visits_apart",
]

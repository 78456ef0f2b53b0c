"""What care asks of a roster: one file a rule, each said twice, as breaches in words and as terms in numbers."""

from solver.terms import FOREVER, Term

from .catalogue import RULE_BY_ID, RULES, breaches_all, case_for, lower_all
from .loosened import (
    Loosening,
    count_loosened,
    count_near_links,
    explain_loosened,
    find_loosened,
    list_late_accepted,
    list_loosened,
    tell_loosened,
    tells_of_visit,
)
from .one_client import visits_apart
from .pack import Entry, Pack, RuleRow, rules_table
from .permits import Obstacle, Permits
from .readings.answering import Supposed
from .readings.distances import distances, first_calls
from .readings.readings import Readings
from .readings.sectors import health_side
from .time_window import lateness
from .vocabulary.continuity_measure import Account, ClientFaces, Continuity, continuity_of, faces_of
from .vocabulary.last_start import start_spans_by_visit
from .vocabulary.rule import Breach, Case, Rule, Scope, Unit
from .vocabulary.timeline import Call, Run, Timeline, timeline
from .vocabulary.wording import length, many_workers

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
    "count_loosened",
    "count_near_links",
    "distances",
    "explain_loosened",
    "faces_of",
    "find_loosened",
    "first_calls",
    "health_side",
    "lateness",
    "length",
    "list_late_accepted",
    "list_loosened",
    "lower_all",
    "many_workers",
    "rules_table",
    "start_spans_by_visit",
    "tell_loosened",
    "tells_of_visit",
    "timeline",
    "visits_apart",
]

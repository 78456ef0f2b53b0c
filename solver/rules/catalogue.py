"""Every rule, in the order in which people read them. A new rule is one file, one test file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from solver.domain import Problem
from solver.travel import Journeys

from .agency import AgencyRule
from .authority import AUTHORITY_RULES
from .both_or_none import BothOrNoneRule
from .break_ import BreakRule
from .caseload import CaseloadRule
from .clinical_window import ClinicalWindowRule
from .competency import CompetencyRule
from .continuity import ContinuityRule
from .contract_hours import ContractHoursRule
from .daily_rest import DailyRestRule
from .different_worker import DifferentWorkerRule
from .dose_spacing import DoseSpacingRule
from .double_handed import DoubleHandedRule
from .fairness import FairnessRule
from .joined_time import JoinedTimeRule
from .joins import JOIN_RULES
from .lone_working import LoneWorkingRule
from .max_idle import MaxIdleRule
from .max_lateness import MaxLatenessRule
from .max_waiting import MaxWaitingRule
from .mileage import MileageRule
from .minimum_wage import MinimumWageRule
from .one_place import OnePlaceRule
from .overtime import OvertimeRule
from .pack import Pack
from .paid_travel import PaidTravelRule
from .paid_waiting import PaidWaitingRule
from .pins import PinsRule
from .preferred_worker import PreferredWorkerRule
from .readings import Readings
from .refused_worker import RefusedWorkerRule
from .rule import Breach, Case, Rule
from .same_start import SameStartRule
from .same_worker import SameWorkerRule
from .shift_bounds import ShiftBoundsRule
from .terms import Term
from .time_critical import TimeCriticalRule
from .time_window import TimeWindowRule
from .timeline import Timeline
from .travel_time import TravelTimeRule
from .unserved import UnservedRule
from .visit_length import VisitLengthRule
from .weekly_hours import WeeklyHoursRule
from .weekly_rest import WeeklyRestRule
from .workload_balance import WorkloadBalanceRule

RULES: tuple[Rule, ...] = (
    *AUTHORITY_RULES,
    CompetencyRule(),
    RefusedWorkerRule(),
    TimeWindowRule(),
    MaxLatenessRule(),
    ClinicalWindowRule(),
    TimeCriticalRule(),
    DoseSpacingRule(),
    DoubleHandedRule(),
    SameStartRule(),
    SameWorkerRule(),
    DifferentWorkerRule(),
    BothOrNoneRule(),
    TravelTimeRule(),
    ShiftBoundsRule(),
    BreakRule(),
    OvertimeRule(),
    PaidTravelRule(),
    PaidWaitingRule(),
    MaxWaitingRule(),
    MaxIdleRule(),
    MileageRule(),
    ContinuityRule(),
    PreferredWorkerRule(),
    LoneWorkingRule(),
    FairnessRule(),
    WorkloadBalanceRule(),
    UnservedRule(),
    AgencyRule(),
    JoinedTimeRule(),
    PinsRule(),
    DailyRestRule(),
    WeeklyRestRule(),
    OnePlaceRule(),
    WeeklyHoursRule(),
    ContractHoursRule(),
    VisitLengthRule(),
    CaseloadRule(),
    MinimumWageRule(),
    *JOIN_RULES,
)


def case_for(rule: Rule | str, problem: Problem, travel: Journeys, pack: Pack) -> Case:
    """What one rule (or rule id) looks at, with its values from the pack. Raises KeyError for an unknown id."""
    name = rule if isinstance(rule, str) else rule.id
    return _cases(problem, travel, pack)(name)


def _cases(problem: Problem, travel: Journeys, pack: Pack) -> Callable[[str], Case]:
    everything = {name: entry.values for name, entry in pack.entries.items()}
    readings = Readings(problem, pack)
    return lambda rule: Case(problem, travel, everything[rule], everything, readings.catalogue, readings=readings)


def lower_all(problem: Problem, travel: Journeys, pack: Pack) -> list[Term]:
    """The numeric terms of every rule that is switched on."""
    case = _cases(problem, travel, pack)
    return [term for rule in RULES if pack.enabled(rule.id) for term in rule.lower(case(rule.id))]


def breaches_all(problem: Problem, travel: Journeys, pack: Pack, timeline: Timeline) -> list[Breach]:
    """Every breach of every rule that is switched on, in the order of the catalogue."""
    case = _cases(problem, travel, pack)
    return [breach for rule in RULES if pack.enabled(rule.id) for breach in rule.breaches(case(rule.id), timeline)]

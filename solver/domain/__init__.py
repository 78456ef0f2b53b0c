"""What a scheduler would recognise: the problem, the roster, and nothing that computes."""

from .care import Client, Consent, Link, Sector, Sex, Task, TimeCritical, Visit, Window, nhs_number_is_valid
from .clock import Duration, Frozen, Horizon, Instant
from .errors import Fault, InputFaults
from .journey import Matrix, Preset, Travel
from .place import Household, Id, Place, Scheme, Text
from .problem import Problem
from .record import PastVisit, Pin
from .references import cross_faults
from .roster import Roster, Round, Stop, Unserved, Verdict
from .staff import (
    MODES,
    Agreement,
    Break,
    Competency,
    Delegation,
    HeldCompetency,
    Mode,
    Organisation,
    Shift,
    Worker,
)

__all__ = [
    "MODES",
    "Agreement",
    "Break",
    "Client",
    "Competency",
    "Consent",
    "Delegation",
    "Duration",
    "Fault",
    "Frozen",
    "HeldCompetency",
    "Horizon",
    "Household",
    "Id",
    "InputFaults",
    "Instant",
    "Link",
    "Matrix",
    "Mode",
    "Organisation",
    "PastVisit",
    "Pin",
    "Place",
    "Preset",
    "Problem",
    "Roster",
    "Round",
    "Scheme",
    "Sector",
    "Sex",
    "Shift",
    "Stop",
    "Task",
    "Text",
    "TimeCritical",
    "Travel",
    "Unserved",
    "Verdict",
    "Visit",
    "Window",
    "Worker",
    "cross_faults",
    "nhs_number_is_valid",
]

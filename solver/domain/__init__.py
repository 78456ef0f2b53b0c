"""What a scheduler would recognise: the problem, the roster, and nothing that computes."""

from .care import Client, Consent, Link, Outcome, Sector, Sex, Task, TimeCritical, Visit, Window, nhs_number_is_valid
from .clock import Duration, Frozen, Horizon, Instant
from .errors import Fault, InputFaults
from .joint import (
    JoinedProblem,
    JointVisit,
    joined,
    joint_visits,
    part_begins,
    relinked,
    sound_joins,
    ties_of,
    wrong_joins,
)
from .journey import Matrix, Preset, Travel
from .place import Household, Id, Place, Scheme, Text
from .problem import Problem
from .record import JoinDecision, PastVisit, Pin, Role
from .references import cross_faults
from .roster import Join, Roster, Round, Step, Stop, Unserved, Verdict
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
    "Join",
    "JoinDecision",
    "JoinedProblem",
    "JointVisit",
    "Link",
    "Matrix",
    "Mode",
    "Organisation",
    "Outcome",
    "PastVisit",
    "Pin",
    "Place",
    "Preset",
    "Problem",
    "Role",
    "Roster",
    "Round",
    "Scheme",
    "Sector",
    "Sex",
    "Shift",
    "Step",
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
    "joined",
    "joint_visits",
    "nhs_number_is_valid",
    "part_begins",
    "relinked",
    "sound_joins",
    "ties_of",
    "wrong_joins",
]

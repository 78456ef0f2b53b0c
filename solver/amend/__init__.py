"""Changes that a scheduler makes to a roster by hand, judged before they are confirmed."""

from .amending import Amendment, amend
from .changes import (
    Absent,
    AcceptLate,
    Add,
    Cancel,
    Change,
    ChangeWindow,
    DecideJoin,
    Move,
    PinVisit,
    Suspend,
    Swap,
    Unpin,
    Unserve,
    changes_schema,
    parse_changes,
)
from .deciding import Decided, find_undecided
from .doses import DoseNews, find_dose_news
from .late_offer import LateOffer, find_late_offer
from .made import Made, describe_made, describe_too_early, pin_made
from .resting import Resting, TakenOff, find_resting, pin_over, resting_document, take_off_resting
from .suspensions import (
    add_suspension,
    describe_named,
    describe_suspension,
    end_suspension,
    find_named,
    suspension_document,
)

__all__ = [
    "Absent",
    "AcceptLate",
    "Add",
    "Amendment",
    "Cancel",
    "Change",
    "ChangeWindow",
    "DecideJoin",
    "Decided",
    "DoseNews",
    "LateOffer",
    "Made",
    "Move",
    "PinVisit",
    "Resting",
    "Suspend",
    "Swap",
    "TakenOff",
    "Unpin",
    "Unserve",
    "add_suspension",
    "amend",
    "changes_schema",
    "describe_made",
    "describe_named",
    "describe_suspension",
    "describe_too_early",
    "end_suspension",
    "find_dose_news",
    "find_late_offer",
    "find_named",
    "find_resting",
    "find_undecided",
    "parse_changes",
    "pin_made",
    "pin_over",
    "resting_document",
    "suspension_document",
    "take_off_resting",
]

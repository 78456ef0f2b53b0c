"""When visits may be joined: one condition a file. The first three are reachable by no value.

They judge joint visits of a roster, and only that: which joins are possible at all is asked in solver/joining, which
shares no code with this. Who may do the tasks of a joint visit is asked of every visit, in solver/rules/authority.
"""

from .join_catalogue import JoinCatalogueRule
from .join_floor import JoinFloorRule
from .join_infection import JoinInfectionRule
from .join_nurse_only import JoinNurseOnlyRule
from .join_order import JoinOrderRule
from .join_windows import JoinWindowsRule

JOIN_RULES = (
    JoinWindowsRule(),
    JoinNurseOnlyRule(),
    JoinCatalogueRule(),
    JoinOrderRule(),
    JoinFloorRule(),
    JoinInfectionRule(),
)

__all__ = ["JOIN_RULES"]

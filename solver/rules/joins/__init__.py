"""When visits may be joined: eleven conditions, one file each. The first six are reachable by no value.

They judge joint visits of a roster, and only that: which joins are possible at all is asked in solver/joining, which
shares no code with this.
"""

from .join_agreement import JoinAgreementRule
from .join_consent import JoinConsentRule
from .join_delegable import JoinDelegableRule
from .join_floor import JoinFloorRule
from .join_infection import JoinInfectionRule
from .join_nurse_only import JoinNurseOnlyRule
from .join_order import JoinOrderRule
from .join_registrant import JoinRegistrantRule
from .join_signed_off import JoinSignedOffRule
from .join_willing import JoinWillingRule
from .join_windows import JoinWindowsRule

JOIN_RULES = (
    JoinConsentRule(),
    JoinDelegableRule(),
    JoinSignedOffRule(),
    JoinRegistrantRule(),
    JoinWindowsRule(),
    JoinNurseOnlyRule(),
    JoinOrderRule(),
    JoinFloorRule(),
    JoinInfectionRule(),
    JoinAgreementRule(),
    JoinWillingRule(),
)

__all__ = ["JOIN_RULES"]

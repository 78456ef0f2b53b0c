"""Who may do what for whom, on every visit: one condition a file, reachable by no value.

They judge every task of every visit of a roster, ordinary and joint. What the engine is told of the same conditions is
worked out anew in solver/rules/permits, which shares no code with this.
"""

from .authority_agreement import AuthorityAgreementRule
from .authority_catalogue import AuthorityCatalogueRule
from .authority_delegated import AuthorityDelegatedRule
from .authority_protocol import AuthorityProtocolRule
from .authority_registered import AuthorityRegisteredRule
from .authority_registrant import AuthorityRegistrantRule
from .authority_sharing import AuthoritySharingRule
from .suspended import SuspendedRule

AUTHORITY_RULES = (
    SuspendedRule(),
    AuthorityRegisteredRule(),
    AuthorityDelegatedRule(),
    AuthorityRegistrantRule(),
    AuthorityProtocolRule(),
    AuthoritySharingRule(),
    AuthorityAgreementRule(),
    AuthorityCatalogueRule(),
)

__all__ = ["AUTHORITY_RULES"]

"""Something stopped, or a stop ended, in every stored day of an organisation, with all rosters made of them.

Stored rosters are judged anew: one that breaks what was stopped is no roster without a hard breach any more. What is
being made is begun anew, from its best so far. All that is worked out beside the store and then written at once; when
somebody was quicker meanwhile it is worked out again.
"""

from .deeds import Wanted, end, find_resting, kind_of, stop, take_off
from .telling import describe_suspension, list_shown

__all__ = ["Wanted", "describe_suspension", "end", "find_resting", "kind_of", "list_shown", "stop", "take_off"]

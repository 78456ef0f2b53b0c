"""What now: named ways to put back what fell out, the quickest first, each with who must be told."""

from .difference import Difference, On, find_difference
from .find import Bench, Offer, find_offer, find_offers
from .kinds import KINDS, TITLES, Kind

__all__ = [
    "KINDS",
    "TITLES",
    "Bench",
    "Difference",
    "Kind",
    "Offer",
    "On",
    "find_difference",
    "find_offer",
    "find_offers",
]

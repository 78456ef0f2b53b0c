"""One solve from a problem to a result: search, with joins or without, proof and bound, audit and reasons."""

from .confirm import DisputedScoreError
from .searches import Joins
from .solve import solve
from .with_joins import raise_lateness_price

__all__ = ["DisputedScoreError", "Joins", "raise_lateness_price", "solve"]

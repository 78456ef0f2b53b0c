"""What terms are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
FOREVER = 10**12  # later than any instant; stands for "no upper bound"

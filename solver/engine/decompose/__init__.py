"""Large problems in parts: where to cut, what a part is, and the search over parts side by side."""

"""When visits may be joined: eleven conditions, one file each. The first six are reachable by no value.

They judge joint visits of a roster, and only that: which joins are possible at all is asked in solver/joining, which
shares no code with this.
"""

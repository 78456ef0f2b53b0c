"""When visits may be joined: one condition a file. The first three are reachable by no value.

They judge joint visits of a roster, and only that: which joins are possible at all is asked in solver/joining, which
shares no code with this. Who may do the tasks of a joint visit is asked of every visit, in solver/rules/authority.
"""

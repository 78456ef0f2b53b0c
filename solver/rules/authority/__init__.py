"""Who may do what for whom, on every visit: one condition a file, reachable by no value.

They judge every task of every visit of a roster, ordinary and joint. What the engine is told of the same conditions is
worked out anew in solver/rules/permits, which shares no code with this.
"""

"""What rules are said in: the rule itself, the measured roster, words for people, positions, duties."""

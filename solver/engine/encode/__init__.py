"""From terms to arrays: the only room that knows both the ids of people and visits and their positions in arrays."""

"""Small problems solved to proof by CP-SAT, on the terms that the search uses."""

"""The compiled search: layout, schedules, prices, moves. Numba compiles these files; they import nothing above."""

"""The search run: cooling, threads, warm starts, and the cache of compiled code."""

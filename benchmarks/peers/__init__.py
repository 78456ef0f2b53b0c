"""onevisit beside today's routers: the same days, one price list, one judge, CPU time on one thread."""

"""How large a study may be. Every run that is planned is a row of its file before the first one is begun."""

MOST_REPLICATIONS = 1_000_000
"""Worlds that a study may have: far more than any interval needs, and few enough that the plan finds room."""
MOST_RUNS = 50_000_000
"""Runs that a sweep may have: their plan alone takes minutes and some GB, and their outcomes more than 100 GB."""

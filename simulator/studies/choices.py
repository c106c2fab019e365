"""What a sweep may be asked to be, and what it is where nothing is said: for files, functions and the command line."""

from typing import Literal, get_args

Method = Literal["factorial", "list", "latin hypercube", "sobol", "morris"]
METHODS: tuple[Method, ...] = get_args(Method)
"""How the points of a sweep are chosen."""
METHOD: Method = "factorial"
REPLICATIONS = 10
"""Worlds in which each point is run."""

Series = Literal["none", "summary", "full"]
SERIES: tuple[Series, ...] = get_args(Series)
NO_SERIES, SUMMARY, FULL = SERIES
"""What a sweep keeps of the course of its runs: nothing, quantiles of each point and strategy, or all of it."""

ANALYSES = ("sobol", "morris", "pawn")
"""Ways to tell what matters."""

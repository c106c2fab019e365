"""What every test shares: figures without a screen, and the same examples in every run of continuous integration."""

import os

import matplotlib
from browser import browser, page  # noqa: F401  # for all tests that look at pages
from hypothesis import settings

matplotlib.use("Agg")

# Compilation makes the first example slow, so no deadline.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

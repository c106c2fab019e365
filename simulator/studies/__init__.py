"""Studies: many runs of a scenario, in which the strategies meet the same worlds.

``job`` a run is a pure function of its job; ``executors`` where jobs are done; ``statistics`` what paired worlds say;
``store`` a study in one SQLite file; ``compare`` the study that compares strategies.
"""

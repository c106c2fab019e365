"""Studies: many runs of a scenario, in which the strategies meet the same worlds.

``job`` a run is a pure function of its job; ``executors`` where jobs are done; ``interrupts`` what Ctrl-C must not
disturb; ``statistics`` what paired worlds say; ``limits`` how large a study may be; ``schema`` the tables of a study's
file; ``store`` that file; ``study`` a study as data frames; ``answers`` what it answers; ``exporting`` its tables as
files; ``compare`` the study that compares strategies.
"""

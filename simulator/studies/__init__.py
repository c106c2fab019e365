"""Studies: many runs of a scenario, in which the strategies meet the same worlds.

``job`` a run is a pure function of its job; ``executors`` where jobs are done; ``interrupts`` what Ctrl-C must not
disturb; ``statistics`` what paired worlds say; ``limits`` how large a study may be; ``schema`` the tables of a study's
file; ``store`` that file; ``study`` a study
as data frames; ``exporting`` its tables as files; ``ranking`` who is best, and how surely; ``selection`` when to stop
adding worlds; ``carrying_out`` doing what is missing; ``compare`` the study that compares strategies.

What a brief asks beside: ``answers`` as plain data; ``trials`` runs of variants; ``uncertain`` and ``flips`` what
turns the answer; ``adverse`` regret; ``contributions`` of parts; ``delays`` the price of an hour; ``money`` what
results cost; ``answering`` all of it.

What a sweep varies: ``factors`` one setting and its values; ``designs`` the points; ``varied`` a factor by what the
scenario declares; ``design_files`` a sweep as a file asks for it; ``design_checks`` what the scenario makes of it.
What it says: ``sensitivity`` and ``pawn`` what matters most; ``discovery`` in which worlds something happens.
``libraries`` what these need.
"""

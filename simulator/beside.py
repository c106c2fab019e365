"""What a strategy does to reach, member by member, beside the same world in which nothing is done.

Expansion and acceleration apart (Libai, Muller & Peres 2013): a programme reaches people who would not have been
reached without it, and it reaches others sooner. Both runs share members, luck and network, so they can be compared
member by member.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from simulator.metrics import is_public


class Beside(NamedTuple):
    """Members of the public whom supportive messages reach, compared with the same world under ``do nothing``.

    extra : reached only under the strategy (expansion); lost : only under ``do nothing``; both : under both.
    sooner_hours : how much sooner those of both are reached, on average (acceleration); NaN where there are none.
    """

    extra: int
    lost: int
    both: int
    sooner_hours: float


def beside(model: Any, seen: np.ndarray, nothing: np.ndarray) -> Beside:
    """Compare whom a run reaches, and when, with ``do nothing`` in the same world.

    Each run goes by its own sides of messages. Times are those of ticks, so that a member's difference is exact to a
    tick.

    Parameters
    ----------
    seen, nothing : (members,) the tick in which each first saw a supportive message, in the run and under ``do
        nothing``, or the number of ticks for never: :func:`simulator.metrics.first_seen`.
    """
    never, public = model.given.n_ticks, is_public(model)[model.population.segment]
    here, there = seen[public], nothing[public]
    only_here, only_there = (here < never) & (there == never), (here == never) & (there < never)
    both = (here < never) & (there < never)
    sooner = (there[both].astype(np.int64) - here[both]).mean() * model.given.tick_hours if both.any() else math.nan
    extra, lost, shared = (int(np.count_nonzero(which)) for which in (only_here, only_there, both))
    return Beside(extra, lost, shared, float(sooner))

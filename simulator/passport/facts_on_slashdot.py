"""Facts of ordinary posts once more, on the followers of a real network instead of built ones.

Defaults, posts, readings and bands are those of the facts; they are not counted as facts twice. The other facts are
about brands, employees, the press or the network itself, none of which is in these data. The other real network,
ego-Facebook, is too small: a hundred posters of one message have more followers than it has members.
"""

from collections.abc import Callable, Iterator

from simulator.passport.declaring import CHECKS, Effort, Finding, check
from simulator.passport.ordinary import (
    deep_cascades,
    half_lives,
    heavy_tail,
    large_cascades,
    shape_of_large_cascades,
    single_posts,
    soon_over,
)

NETWORK = "graph_slashdot"
FACTS: dict[str, tuple[str, Callable[[Effort, str], Iterator[Finding]]]] = {
    "D6": ("T1", single_posts),
    "D7": ("T2", deep_cascades),
    "D8": ("T3", large_cascades),
    "D9": ("T4", shape_of_large_cascades),
    "D10": ("T5", half_lives),
    "D11": ("T6", soon_over),
    "D12": ("T7", heavy_tail),
}
"""Which fact a check makes once more, and how that is measured on a network."""
TWINS = {"T7": "posts are all alike"}
"""Twins that differ from those of the facts: the ties of a file are as they are."""


FEW_FOLLOWERS = (
    "members have 11 followers on average where the default has 45, and none has more than 2,552: fewer posts are "
    "shared, and no cascade grows to a hundred adopters, which leaves T4 nothing to measure. A built network of that "
    "size has no such cascade either"
)
"""Why one of them may not hold."""


def _once_more(id: str, fact: str, measured: Callable[[Effort, str], Iterator[Finding]]) -> None:
    its = CHECKS[fact]
    says = f"{fact} on the followers of Slashdot: {its.says[0].lower()}{its.says[1:]}"

    @check(
        id,
        "data",
        says,
        source=its.source,
        twin=TWINS.get(fact, its.twin),
        evidence=its.evidence,
        chosen=its.chosen,
        why_missed=FEW_FOLLOWERS,
    )
    def on_slashdot(effort: Effort) -> Iterator[Finding]:
        """The fact, with the same band, on the real network."""
        yield from measured(effort, NETWORK)


for _id, (_fact, _measured) in FACTS.items():
    _once_more(_id, _fact, _measured)

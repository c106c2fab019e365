"""A fact of influencers: who has more followers reaches more of them, and moves a smaller part."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.content import NONE
from simulator.model import CampaignModel
from simulator.passport.declaring import Effort, Finding, beside_null, check, within
from simulator.passport.null_model import null_settings
from simulator.passport.stages import stage_text
from simulator.scenario import Scenario
from simulator.scenario_files import parse_scenario
from simulator.world import build_world

SIZES = ("nano", "micro", "mid", "macro", "mega")
"""Segments of the stage, from the smallest accounts to the largest."""
ALL_ALIKE = {f"segments.{size}.followers": {"feed": 1_000} for size in SIZES}
"""The twin: followers are the same, whatever an account is called."""


def creators_stage(settings: dict[str, Any] | None = None, *, is_null: bool = False) -> Scenario:
    """The stage of influencers, in which each says once what all say; each size has a message of its own."""
    text = stage_text("creators")
    for size in SIZES:
        text += (
            f'\n[messages."{size} says"]\ntopic = "work"\ncall_to_action = 1.0\n'
            f'[[strategies."all say it once".playbook]]\naction = "publish"\nspeaker = "{size}"\n'
            f'message = "{size} says"\nat_hours = 24.0\n'
        )
    scenario = parse_scenario(text, settings=settings)
    return parse_scenario(text, settings=(settings or {}) | null_settings(scenario)) if is_null else scenario


def by_size(scenario: Scenario, n_worlds: int) -> np.ndarray:
    """Shares and actions per follower of the posts of each size of account, and impressions of a post: (2, sizes)."""
    found = []
    for seed in range(1, n_worlds + 1):
        world = build_world(scenario, seed)
        model = CampaignModel(scenario, "all say it once", rng=seed, world=world).run()
        found.append(np.transpose([_of_size(model, size) for size in SIZES]))
    responses, followers, impressions, posts = np.sum(found, axis=0)
    return np.array([responses / followers, impressions / posts])


def _of_size(model: CampaignModel, size: str) -> tuple[int, int, int, int]:
    """Responses to, followers, impressions and number of the posts of a size."""
    posts, people = model.posts, model.population
    own = (posts["parent"] == NONE) & (people.segment[posts["member"]] == list(model.spec.segments).index(size))
    shared = np.bincount(posts["parent"][posts["parent"] != NONE], minlength=len(posts))
    followers = model.world.ties.n_followers.sum(axis=0)[posts["member"][own]]
    return (
        int((shared + posts["acted"])[own].sum()), int(followers.sum()), int(posts["seen"][own].sum()), int(own.sum())
    )  # fmt: skip


def _readings(found: np.ndarray) -> tuple[float, float, float]:
    """Response of the smallest by the largest; steps on which response falls, and on which impressions rise."""
    response, impressions = found
    falls, rises = np.count_nonzero(np.diff(response) < 0), np.count_nonzero(np.diff(impressions) > 0)
    return float(response[0] / response[-1]), float(falls), float(rises)


@check(
    "T11",
    "fact",
    "The larger the account of an influencer, the more people see a post, and the smaller the part of the followers "
    "who respond.",
    source="HypeAuditor; Statista: 2 to 5 times from the largest to the smallest",
    twin="all have as many followers",
    why_missed="nothing in the model makes the followers of large accounts respond less: who follows one sees a post "
    "with the same chance, and shares it with the same chance, however many others follow. What difference there is, "
    "is there too where all have as many followers, as in the twin",
)
def small_and_large_accounts(effort: Effort) -> Iterator[Finding]:
    """Accounts of five sizes, of the same words."""
    n = 2 if effort.wrong else effort.n(6, 40)
    ratio, falls, rises = _readings(by_size(creators_stage(ALL_ALIKE if effort.wrong else {}), n))
    found = (
        within(
            "responses per follower, smallest accounts against largest", ratio, 1.5, 6.0, expected=3.0, n=n, unit="x"
        ),
        within("sizes at which responses per follower are fewer than at the one below", falls, 4, 4, expected=4, n=n),
        within("sizes at which a post is seen more often than at the one below", rises, 4, 4, expected=4, n=n),
    )
    yield from beside_null(effort, found, lambda: (_readings(by_size(creators_stage(is_null=True), 2)), 2))

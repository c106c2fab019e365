"""The whole content of a scenario file, its canonical form and its digest."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from simulator.scenario.crisis import Crisis
from simulator.scenario.members import Belief, Contagion, Conversion, Credibility, Fatigue
from simulator.scenario.messages import Message, Responses
from simulator.scenario.places import Clock, Platform
from simulator.scenario.registries import ACTIONS, MECHANISMS, ROLES, Chosen
from simulator.scenario.segments import SegmentSettings
from simulator.scenario.strategies import DO_NOTHING, ActionSettings, AdverseWorld, Costs, Decision, Goal, Strategy
from simulator.settings import Settings, setting

MOST_MESSAGES = MOST_PLATFORMS = 64
"""Ties remember which messages they carried in one 64-bit word."""


class Scenario(Settings):
    """The whole content of a scenario file."""

    model_config = ConfigDict(title="Groundswell scenario")

    schema_: Literal[1] = Field(..., alias="schema", description="version of the file format")
    name: str = setting(..., "title")
    description: str = setting("", "the situation in a few sentences")
    lesson: str = setting("", "what the scenario is to teach")
    baseline: str = setting(DO_NOTHING, "the strategy that the others are compared with")
    clock: Clock = Clock()
    contagion: Contagion = Contagion()
    belief: Belief = Belief()
    fatigue: Fatigue = Fatigue()
    conversion: Conversion = Conversion()
    credibility: Credibility = Credibility()
    mechanisms: list[Annotated[Settings, Chosen("kind", MECHANISMS)]] = setting([], "further mechanisms, by kind")
    platforms: dict[str, Platform] = setting(..., "where people are")
    segments: dict[str, Annotated[SegmentSettings, Chosen("role", ROLES)]] = setting(..., "who they are")
    messages: dict[str, Message] = setting(..., "what is said")
    crisis: Crisis | None = setting(None, "what goes wrong")
    responses: Responses = Responses()
    events: list[Annotated[ActionSettings, Chosen("action", ACTIONS)]] = setting(
        [], "what the world does whatever the strategy: actions that nobody pays for"
    )
    costs: Costs = Costs()
    goals: dict[str, Goal] = setting({}, "what the organisation wants, by name", source="B2, B16")
    decision: Decision = Decision()
    adverse_worlds: dict[str, AdverseWorld] = setting({}, "what might go against us, by name")
    strategies: dict[str, Strategy] = setting({}, "what the organisation may do")


def canonical(content: Settings | dict[str, Any]) -> str:
    """The one JSON text of some content: every setting filled in.

    The settings of a group stand in the order of their declaration. The names of a table (segments, platforms) keep the
    order of the file, because members are numbered in that order: another order is another world.
    """
    if isinstance(content, Settings):
        return _as_json(content.model_dump(mode="json", by_alias=True))
    return _as_json(content, sort_keys=True)


def digest(content: Settings | dict[str, Any]) -> str:
    """The SHA-256 of the canonical form: equal for two files that say the same in other words or another order.

    A network file counts by what it says, not by where it lies.
    """
    text = canonical(content)
    files = [n for n in _network_files(content) if Path(n).is_file()]
    if files:
        names = {_as_json(name): _as_json(hashlib.sha256(Path(name).read_bytes()).hexdigest()) for name in files}
        for name, said in names.items():
            text = text.replace(name, said)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(content: Any, *, sort_keys: bool = False) -> str:
    return json.dumps(content, sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False)


def _network_files(content: Settings | dict[str, Any]) -> list[str]:
    if not isinstance(content, Scenario):
        return []
    networks = [platform.network for platform in content.platforms.values()]
    return [name for network in networks for name in (network.file, network.members) if name]

"""The file of a live session: a scenario, the number of a world and lists of injects, which is all that there is to it.

It is written anew at each change, whole, beside the old one, and then put in its place: whatever breaks off leaves the
one or the other.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from simulator.rehearsal.injects import Branch, Inject
from simulator.rehearsal.room import MOST_BRANCHES, MOST_INJECTS, Room
from simulator.scenario import Scenario, digest
from simulator.scenario_files import parse_scenario, read_text
from simulator.settings import InputError, Settings

SESSION = "session.json"
FORMAT: Literal[1] = 1


@dataclass(frozen=True)
class Given:
    """What a session was begun with.

    text, file : the scenario file, as it was then, and where it lies; settings : what was replaced in it, by path.
    """

    scenario: Scenario
    text: str
    file: str
    settings: Mapping[str, Any]
    seed: int
    drawn: int = 5000

    @cached_property
    def digest(self) -> str:
        """The scenario's digest, which takes long in a large scenario, and is written down at each change."""
        return digest(self.scenario)


@dataclass(frozen=True)
class Session:
    """A session as its file tells it.

    branches : by name; played : ticks that each has been played; shown : names; tick : the tick that is shown; token :
    of the facilitator.
    """

    given: Given
    branches: dict[str, Branch]
    played: dict[str, int]
    shown: list[str]
    tick: int
    token: str

    @property
    def scenario(self) -> Scenario:
        """The scenario that is rehearsed."""
        return self.given.scenario

    @property
    def seed(self) -> int:
        """The number of its world."""
        return self.given.seed

    def room(self) -> Room:
        """The room as it was: every branch is played again as far as it had been."""
        room = Room(self.scenario, self.seed, drawn=self.given.drawn)
        room.restore(self.branches.values(), self.played, shown=self.shown, tick=self.tick)
        return room


class BranchLine(Settings):
    """A branch in the file."""

    name: str
    strategy: str
    injects: list[Inject] = Field(max_length=MOST_INJECTS)
    parent: str
    forked: int = Field(ge=0)
    messages: list[tuple[str, dict[str, Any]]]
    played: int = Field(ge=0)


class Content(Settings):
    """What the file holds."""

    format: Literal[1]
    file: str
    settings: dict[str, Any]
    seed: int = Field(ge=0)
    drawn: int = Field(ge=1)
    digest: str
    shown: list[str] = Field(min_length=1)
    tick: int = Field(ge=0)
    token: str
    branches: list[BranchLine] = Field(min_length=1, max_length=MOST_BRANCHES)
    text: str


def write_session(folder: Path, given: Given, room: Room, token: str) -> None:
    """Put a session down, so that nothing of it is lost whatever happens next."""
    content = Content(
        format=FORMAT,
        file=given.file,
        settings=dict(given.settings),
        seed=given.seed,
        drawn=given.drawn,
        digest=given.digest,
        shown=room.shown,
        tick=room.tick,
        token=token,
        branches=[
            BranchLine(
                **{**vars(a.branch), "injects": list(a.branch.injects), "messages": list(a.branch.messages)},
                played=a.played,
            )
            for a in room.attempts.values()
        ],
        text=given.text,
    )
    place = folder / SESSION
    beside = place.with_suffix(".new")
    with open(beside, "w", encoding="utf-8", opener=_for_us_alone) as file:
        file.write(content.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)


def read_session(folder: Path) -> Session:
    """A session from its folder.

    Raises
    ------
    InputError : where there is none, or its file is damaged or of another version.
    """
    path = folder / SESSION if folder.is_dir() else folder
    if not path.is_file():
        raise InputError(f"{folder}: holds no live session; give the folder that groundswell live has made")
    try:
        content = Content.model_validate_json(read_text(path, "live session"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{path}: is no live session of this version ({where}: {first['msg']})") from None
    scenario = parse_scenario(
        content.text, name=Path(content.file).name, folder=Path(content.file).parent, settings=content.settings
    )
    given = Given(scenario, content.text, content.file, content.settings, content.seed, content.drawn)
    if given.digest != content.digest:
        raise InputError(f"{path}: the scenario means something else now, as its network file or our version changed")
    branches = {
        line.name: Branch(line.name, line.strategy, tuple(line.injects), line.parent, line.forked, tuple(line.messages))
        for line in content.branches
    }
    played = {line.name: line.played for line in content.branches}
    return Session(given, branches, played, content.shown, content.tick, content.token)


def _for_us_alone(path: str, flags: int) -> int:
    """Open a file that only its owner may read: it holds the token of the facilitator."""
    return os.open(path, flags, 0o600)


def fingerprint(given: Given) -> str:
    """A text that is equal for sessions of the same scenario, world and picture."""
    return json.dumps([given.digest, given.seed, given.drawn])

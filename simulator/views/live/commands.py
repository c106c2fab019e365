"""What a browser may say to the live room: each command with its fields, checked before anybody acts on it."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from simulator.cross_checks import LONGEST_NAME
from simulator.rehearsal.events_list import MOST_LETTERS
from simulator.rehearsal.injects import By
from simulator.settings import InputError, Settings

Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Names = Annotated[list[Name], Field(min_length=1, max_length=2)]
SLOWEST, FASTEST = 0.2, 60.0
"""Ticks a second."""
MOST_WORLDS = 1000
"""Worlds of a review, at most."""


class Hello(Settings):
    """The first thing that is said: who has the token leads the rehearsal, and all others watch."""

    type: Literal["hello"]
    token: str = Field("", max_length=200)


class Ack(Settings):
    """The last picture has been drawn; the next may come."""

    type: Literal["ack"]


class Play(Settings):
    """Let time run."""

    type: Literal["play"]


class Pause(Settings):
    """Stop time."""

    type: Literal["pause"]


class Step(Settings):
    """Play one tick, or several."""

    type: Literal["step"]
    ticks: int = Field(1, ge=1, le=10_000)


class Speed(Settings):
    """How many ticks are shown in a second."""

    type: Literal["speed"]
    per_second: float = Field(ge=SLOWEST, le=FASTEST, allow_inf_nan=False)


class Go(Settings):
    """Show a tick: back to one that has been played, or forward."""

    type: Literal["go"]
    tick: int = Field(ge=0)


class Open(Settings):
    """Begin a branch at the start."""

    type: Literal["open"]
    name: Name
    strategy: Name
    beside: bool = False
    """Whether it is shown beside the one that is there, or in its place."""


class Fork(Settings):
    """Begin a branch with the past of another."""

    type: Literal["fork"]
    name: Name
    parent: Name
    beside: bool = True


class Remove(Settings):
    """Forget a branch."""

    type: Literal["remove"]
    name: Name


class Show(Settings):
    """Show one branch or two."""

    type: Literal["show"]
    names: Names


class Throw(Settings):
    """Let something happen; at once, where no hours are given."""

    type: Literal["inject"]
    by: By
    label: str = Field(max_length=200)
    action: dict[str, Any]
    says: dict[str, Any] | None = None
    hours: float | None = Field(None, ge=0, allow_inf_nan=False)
    branches: Names
    fork: Name = ""


class Withdraw(Settings):
    """Take back what has not happened yet."""

    type: Literal["withdraw"]
    name: Name
    number: int = Field(ge=0)


class ReadEvents(Settings):
    """Plan what a master events list says."""

    type: Literal["read events"]
    text: str = Field(max_length=MOST_LETTERS)
    name: str = Field("events list", max_length=200)
    branches: Names


class WriteEvents(Settings):
    """Ask for the master events list of a branch."""

    type: Literal["write events"]
    branch: Name


class Review(Settings):
    """Replay what was decided in many worlds."""

    type: Literal["review"]
    branch: Name
    worlds: int = Field(200, ge=2, le=MOST_WORLDS)


class StopReview(Settings):
    """Break a review off; what is done is kept."""

    type: Literal["stop review"]


class Keep(Settings):
    """Write a replay of what is shown."""

    type: Literal["replay"]


Command = (
    Hello | Ack | Play | Pause | Step | Speed | Go | Open | Fork | Remove | Show | Throw | Withdraw | ReadEvents
    | WriteEvents | Review | StopReview | Keep
)  # fmt: skip
_ANY: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="type")])


def command(text: str | bytes) -> Command:
    """The command in a message.

    Raises
    ------
    InputError : where it is none.
    """
    try:
        return _ANY.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise InputError(f"that cannot be understood ({where}: {first['msg']})" if where else first["msg"]) from None

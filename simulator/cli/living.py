"""The verb live: a crowd that reacts, in the browser, before a group."""

import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import options
from simulator.cli.folders import results_folder
from simulator.cli.given import checked_scenario
from simulator.cli.words import complain
from simulator.wording import counted

if TYPE_CHECKING:
    from simulator.rehearsal.injects import Inject
    from simulator.rehearsal.room import Room
    from simulator.rehearsal.session import Given
    from simulator.scenario import Scenario

PORT = 8765
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class AskedLive(options.AskedOfAFile):
    """What a live session is asked to be."""

    strategies: tuple[str, ...]
    events: Path | None
    seed: int
    drawn: int
    host: str
    port: int
    browser: bool


@click.command()
@options.file
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    help="The strategy that is followed beside what the group decides; twice: two side by side [default: do nothing].",
)
@click.option("--events", type=options.PATH, help="A master events list (CSV) that is planned from the start.")
@options.seed
@options.changes
@click.option("--drawn", type=click.IntRange(1, 65_535), default=5000, show_default=True, help="Most members drawn.")
@click.option("--host", default=LOOPBACK, show_default=True, help="Where to listen; 0.0.0.0 lets others watch.")
@click.option("--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True, help="The port; 0 takes any.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.")
@options.output
@options.quiet
def live(**given: Any) -> None:
    """Rehearse a crisis live in the browser: play, decide, go back and try again.

    Needs no network. Everything is kept in the folder at each change; the same command goes on where it was left.
    """
    asked = AskedLive(**given)
    from simulator.rehearsal.session import SESSION

    scenario = checked_scenario(asked.file, asked.changes)
    if len(asked.strategies) > 2:
        raise click.UsageError("--strategy can be given twice: two branches fit side by side")
    from simulator.chosen import chosen_strategy

    for name in asked.strategies:
        chosen_strategy(scenario, name)
    planned = _planned(asked, scenario)

    from simulator.settings import InputError
    from simulator.views.live.app import LiveRoom
    from simulator.views.live.serving import addresses, bound, serve

    with bound(asked.host, asked.port) as taken:
        folder = results_folder(asked.output, f"{asked.file.stem}, live", holding=SESSION)
        with _alone(folder):
            given_, room, token = _room(asked, folder, scenario, planned)
            live_room = LiveRoom(given_, room, folder, token)
            serve(live_room.app(), taken, lambda: _tell(asked, addresses(taken), token, folder))
    if not live_room.is_kept:
        raise InputError(f"{folder}: the last changes could not be kept; is there room on the disk?")
    if not asked.quiet:
        click.echo(f"\nKept in {folder}; the same command goes on.")
        click.echo(f"Next: what was decided, in 200 worlds: groundswell review {shlex.quote(str(folder))}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time lead a session."""
    from simulator.rehearsal.session import SESSION
    from simulator.settings import InputError
    from simulator.studies.places import Lock

    try:
        lock = Lock(folder / SESSION)
    except InputError:
        raise InputError(f"{folder}: this session is being led already; use its page, or another --output") from None
    try:
        yield
    finally:
        lock.release()


def _room(
    asked: AskedLive, folder: Path, scenario: "Scenario", planned: "dict[str, list[Inject]]"
) -> "tuple[Given, Room, str]":
    """The room of the session: the one that was left here, or a new one."""
    from simulator.rehearsal.room import Room
    from simulator.rehearsal.session import SESSION, Given, fingerprint, read_session, write_session
    from simulator.scenario_files import read_text
    from simulator.setting_paths import assignment
    from simulator.settings import InputError

    settings = dict(assignment(text) for text in asked.changes)
    file = str(asked.file.resolve())
    given = Given(scenario, read_text(asked.file), file, settings, asked.seed, asked.drawn)
    if (folder / SESSION).is_file():
        left = read_session(folder)
        if fingerprint(left.given) != fingerprint(given):
            raise InputError(
                f"{folder}: holds a session of another scenario, seed or number drawn; give an empty or new folder with"
                " --output"
            )
        if asked.strategies or asked.events:
            complain("note: the session goes on as it was left; --strategy and --events are for a new one")
        if not asked.quiet:
            complain(f"playing again what was played: {counted(sum(left.played.values()), 'tick')} ...")
        return left.given, left.room(), left.token
    room = Room(scenario, asked.seed, drawn=asked.drawn)
    room.show([room.open(_named(name), name, injects=injects) for name, injects in planned.items()])
    token = secrets.token_urlsafe(16)
    write_session(folder, given, room, token)
    return given, room, token


def _named(strategy: str) -> str:
    """What the branch that follows a strategy is called: not like the strategy, with which it will be compared."""
    from simulator.cross_checks import LONGEST_NAME
    from simulator.scenario import DO_NOTHING

    end = ", live"
    return "first try" if strategy == DO_NOTHING else strategy[: LONGEST_NAME - len(end)] + end


def _planned(asked: AskedLive, scenario: "Scenario") -> "dict[str, list[Inject]]":
    """What is planned beside each strategy that is followed."""
    from simulator.rehearsal.events_list import read
    from simulator.rehearsal.injects import Branch
    from simulator.scenario import DO_NOTHING
    from simulator.scenario_files import read_text

    strategies = dict.fromkeys(asked.strategies or (DO_NOTHING,))
    if asked.events is None:
        return {name: [] for name in strategies}
    text = read_text(asked.events, "master events list")
    return {name: read(text, scenario, name=str(asked.events), into=Branch(_named(name), name)) for name in strategies}


def _tell(asked: AskedLive, where: list[str], token: str, folder: Path) -> None:
    """Say where the room is, and open the browser."""
    import webbrowser

    lead = f"{where[0]}#token={token}"
    click.echo(f"Lead the rehearsal:  {lead}")
    click.echo(f"Watch it:            {where[-1]}" + ("" if asked.host != LOOPBACK else "  (from this machine only)"))
    if not asked.quiet:
        click.echo(f"Kept in:             {folder}\nCtrl-C ends it; nothing is lost.")
    if asked.browser and not webbrowser.open(lead):
        complain("note: no browser could be opened; open the first address yourself")

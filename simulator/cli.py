"""The command line: one verb per job. Results go to stdout, progress and complaints to stderr.

Exit codes: 0 ok; 1 some runs failed; 2 something given cannot be used, or a place cannot be written; 130 interrupted.
Everything heavy is imported where it is used, so that ``--help`` answers at once.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simulator.scenario import Scenario
    from simulator.studies.compare import Study

SOME_FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

KINDS = ("scenarios", "roles", "actions", "mechanisms", "signals", "metrics")
FORMATS = ("text", "csv", "json", "markdown")
FIGURE_FORMATS = ("png", "svg", "pdf")
OUTPUTS = ("study.db", "study.db-wal", "study.db-shm", "study.db.lock")


class Verbs(click.Group):
    """The verbs in the order of a first rehearsal, and a message instead of a traceback for what the user can mend."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs as they were declared."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _complain("interrupted; nothing was left half written")
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except MemoryError:
            _complain("not enough memory; use fewer members, or fewer jobs at once")
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            _complain(f"{place}{error.strerror or error}; give another place with --output, or make room")
        except Exception as error:
            _complain(_what_can_be_mended(error))
        sys.exit(BAD_INPUT)


def _what_can_be_mended(error: Exception) -> str:
    """The message of an error that the user can mend; any other is ours and is raised again."""
    import sqlite3

    from simulator.settings import InputError

    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, sqlite3.OperationalError):
        return f"the study cannot be written: {error}; give another place with --output, or make room"
    raise error


def _complain(message: str) -> None:
    click.echo(message, err=True)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="groundswell-sim", prog_name="groundswell")
def main() -> None:
    """Rehearse a message before it is sent.

    Strategies meet the same simulated worlds of influencers, advocates, employees and audiences; you read which one
    wins, by how much and how surely.

    \b
      groundswell init my.toml        write a starter scenario
      groundswell compare my.toml     compare its strategies

    Exit codes: 0 ok, 1 some runs failed, 2 something given cannot be used, 130 interrupted.
    """  # noqa: D301  # click reads the escape
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


# ---------------------------------------------------------------- what verbs have in common


def _flag(*names: str, **more: Any) -> Any:
    return click.option(*names, **more)


_file = click.argument("file", type=click.Path(path_type=Path))
_seed = _flag(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Number of the first world."
)
_set = _flag(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Replace a setting, such as clock.days=7; repeatable."
)
_output = _flag("--output", "-o", type=click.Path(path_type=Path), help="Folder for the results.")
_quiet = _flag("--quiet", "-q", is_flag=True, help="No progress and no advice, only results and complaints.")
_formats = _flag(
    "--format",
    "formats",
    type=click.Choice(FIGURE_FORMATS),
    multiple=True,
    default=["png"],
    show_default=True,
    help="Format of the figures; repeatable.",
)


def checked_scenario(file: Path, changes: tuple[str, ...] = ()) -> "Scenario":
    """The scenario of a file with replaced settings, once everything that can be checked before a run is checked."""
    from simulator import mechanisms, strategies  # noqa: F401  # they register what a scenario may name
    from simulator.scenario_files import assignment, load_scenario

    scenario = load_scenario(file, dict(assignment(text) for text in changes))
    _check_networks(scenario)
    return scenario


def _check_networks(scenario: "Scenario") -> None:
    """Read the network files, so that what is wrong with them is told before the first run."""
    from simulator.world import build_world

    if any(platform.network.file for platform in scenario.platforms.values()):
        build_world(scenario, 0)


def planned_costs(scenario: "Scenario") -> list[tuple[str, float, float | None]]:
    """Each strategy with its planned cost and its budget, in the scenario's money."""
    from simulator.costing import planned_cost
    from simulator.scenario_files import chosen_strategy, strategy_names, under_strategy

    strategies = [(name, chosen_strategy(scenario, name)) for name in strategy_names(scenario)]
    return [(name, planned_cost(s, under_strategy(scenario, name)), s.budget) for name, s in strategies]


def _cost_in_words(scenario: "Scenario", strategies: tuple[str, ...] = ()) -> str:
    told = [
        f"{name} {cost:,.0f}" + (f" of {budget:,.0f}" if budget is not None else "")
        for name, cost, budget in planned_costs(scenario)
        if not strategies or name in strategies
    ]
    return f"planned cost ({scenario.costs.currency}): " + ", ".join(told)


def results_folder(given: Path | None, name: str) -> Path:
    """The folder for results, made where it is missing; one that holds something else is refused."""
    from simulator.settings import InputError

    folder = given or Path("results") / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be used for results ({error.strerror}); give a folder with --output"
        ) from None
    if inside and "study.db" not in inside:
        others = [name for name in inside if name not in OUTPUTS]
        if others:
            raise InputError(
                f"{folder}: holds other things ({', '.join(others[:3])}); give an empty or new folder with --output"
            )
    return folder


@contextmanager
def _naming_the_folder() -> Iterator[None]:
    """Say how to give another place, where a study cannot be written."""
    from simulator.settings import InputError

    try:
        yield
    except InputError as error:
        raise InputError(f"{error} (--output DIR gives another folder)") from None


@contextmanager
def _reporting(quiet: bool) -> Iterator[Any]:
    """A function of (done, total, failed) that shows progress: a bar on a terminal, else a line every tenth."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _lines()


def _bar() -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("runs"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("runs", total=None, failed="")

        def show(done: int, total: int, failed: int) -> None:
            progress.update(task, completed=done, total=total, failed=f"{failed} failed" if failed else "")

        yield show


def _lines() -> Any:
    begun, told = time.monotonic(), -1
    first = 0

    def show(done: int, total: int, failed: int) -> None:
        nonlocal told, first
        if told < 0:
            first = done
        tenth = 10 * done // max(total, 1)
        if tenth == told:
            return
        told = tenth
        left = (time.monotonic() - begun) / (done - first) * (total - done) if done > first else 0.0
        about = f", about {_duration(left)} to go" if done > first and done < total else ""
        _complain(f"{done} of {total} runs" + (f", {failed} failed" if failed else "") + about)

    return show


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(n_bytes: float) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes < 1e9 else f"{n_bytes / 1e9:.1f} GB"


# ---------------------------------------------------------------- scenarios


@main.command()
@_file
def init(file: Path) -> None:
    """Write a commented starter scenario.

    An existing file is never overwritten.
    """
    from simulator.settings import InputError

    text = (Path(__file__).parent / "templates" / "scenario.toml").read_text("utf-8")
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise InputError(f"{file}: is there already, and nothing is overwritten; give another name") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}); give another place") from None
    click.echo(f"{file} is ready. Edit it, then:\n  groundswell validate {file}\n  groundswell compare {file}")


@main.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@_set
def validate(files: tuple[Path, ...], changes: tuple[str, ...]) -> None:
    """Check scenario files.

    Every problem of a file is told at once, with its line, its value, what is allowed and the nearest match.
    """
    from simulator.settings import InputError

    wrong = 0
    for file in files:
        try:
            click.echo(f"{file}: {_summary(checked_scenario(file, changes))}")
        except InputError as error:
            wrong += 1
            _complain(str(error))
    sys.exit(BAD_INPUT if wrong else 0)


def _summary(scenario: "Scenario") -> str:
    from simulator.scenario import digest

    members = sum(segment.size for segment in scenario.segments.values())
    counts = [
        _counted(members, "member"),
        _counted(len(scenario.platforms), "platform"),
        _counted(len(planned_costs(scenario)), "strategy", "strategies"),
    ]
    return f"ok, digest {digest(scenario)[:12]}; {', '.join(counts)}; {_cost_in_words(scenario)}"


def _counted(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


@main.command("list")
@click.argument("kind", type=click.Choice(KINDS), default="scenarios")
def list_(kind: str) -> None:
    """List bundled scenarios, roles, metrics, ...

    Without a KIND: the scenarios that come with the software, and what each is to teach.
    """
    from simulator.views.tables import print_list, terminal

    header, rows = _catalogue(kind)
    print_list(rows, header, terminal())


def _catalogue(kind: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from simulator import mechanisms, metrics, scenario, strategies

    registries: dict[str, Any] = {
        "roles": scenario.ROLES,
        "actions": scenario.ACTIONS,
        "mechanisms": scenario.MECHANISMS,
        "signals": strategies.SIGNALS,
    }
    if kind in registries:
        assert mechanisms.EFFECTS is not None
        return (kind[:-1], "meaning"), [(name, _first_line(entry)) for name, entry in registries[kind].items()]
    if kind == "metrics":
        better = {1: "more", -1: "less", 0: "-"}
        found = metrics.OUTCOMES.values()
        return ("metric", "unit", "stage", "better", "meaning"), [
            (m.name, m.unit, m.stage, better[m.better], m.meaning) for m in found
        ]
    return ("file", "scenario"), [(str(path), _about(path)) for path in bundled()]


def bundled() -> list[Path]:
    """The scenario files that come with the software, as paths from here where that is shorter."""
    folder = Path(__file__).parent.parent / "scenarios"
    here = Path.cwd()
    found = sorted(folder.rglob("*.toml"), key=lambda path: (len(path.parts), path))
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in found]


def _about(path: Path) -> str:
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return "cannot be read"
    lesson = content.get("lesson") or content.get("description") or ""
    return f"{content.get('name', '')}. {lesson}".strip()


def _first_line(entry: Any) -> str:
    return (entry.__doc__ or "").strip().splitlines()[0]


@main.command()
@_file
@_flag("--strategy", help="Show the scenario as this strategy changes it, and only this strategy.")
@_flag("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the list.")
@_flag("--assumed", is_flag=True, help="Only the defaults that are assumed, without evidence behind them.")
@_set
def explain(file: Path, strategy: str | None, form: str, assumed: bool, changes: tuple[str, ...]) -> None:
    """List every assumption of a scenario.

    Each with its value, unit, meaning and source, and whether the file gives it or it is a default.
    """
    from simulator.views import explain as explaining
    from simulator.views.tables import print_assumptions, terminal

    told = explaining.assumptions(checked_scenario(file, changes), strategy)
    if assumed:
        told = [one for one in told if one.is_assumed]
    if form == "text":
        print_assumptions(told, terminal())
        return
    forms = {"csv": explaining.as_csv, "json": explaining.as_json, "markdown": explaining.as_markdown}
    click.echo(forms[form](told), nl=False)


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulator import mechanisms, strategies  # noqa: F401  # they register what a scenario may name
    from simulator.scenario_schema import schema_text

    click.echo(schema_text(), nl=False)


# ---------------------------------------------------------------- runs


@main.command()
@_file
@_flag("--strategy", default="do nothing", show_default=True, help="The strategy to run.")
@_seed
@_set
@_output
@_formats
@_quiet
def run(
    file: Path,
    strategy: str,
    seed: int,
    changes: tuple[str, ...],
    output: Path | None,
    formats: tuple[str, ...],
    quiet: bool,
) -> None:
    """Run one strategy in one world.

    Prints outcomes, events and costs; keeps everything, each post included, in a study.db, with figures beside it.
    """
    scenario = checked_scenario(file, changes)
    from simulator.scenario_files import chosen_strategy

    chosen_strategy(scenario, strategy)
    folder = results_folder(output, f"{file.stem}, {_as_file_name(strategy)}, seed {seed}")

    from simulator.views import figures
    from simulator.views.tables import print_run, terminal

    with _naming_the_folder():
        done = _kept_run(scenario, strategy, seed, folder / "study.db", file)
    drawn = figures.save_run(done, folder, formats=formats)
    print_run(done, terminal(), name=scenario.name, currency=scenario.costs.currency)
    if not quiet:
        _tell_files(folder, ["study.db", *drawn])
        click.echo(f"Next: let it meet the other strategies in many worlds: groundswell compare {file}")


def _kept_run(scenario: "Scenario", strategy: str, seed: int, path: Path, file: Path) -> Any:
    """Do one run and keep it, unless it is kept already."""
    import contextlib

    from simulator.scenario_files import read_text
    from simulator.studies.executors import Done
    from simulator.studies.job import simulate
    from simulator.studies.store import Plan, Store

    plan = Plan(scenario, (strategy,), strategy, seed, replications=1, text=read_text(file))
    with contextlib.closing(Store.write(path, plan)) as store:
        began, clock = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), time.perf_counter()
        done = simulate(scenario, strategy, seed=seed)
        if (strategy, 0) in store.todo():
            store.save(Done(plan.job(strategy, 0), done, None, began, time.perf_counter() - clock))
    return done


def _as_file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "_" for c in name).strip() or "_"


@main.command()
@_file
@_flag("--strategy", "strategies", multiple=True, help="Compare only these (and the baseline); repeatable.")
@_flag(
    "--replications",
    "-n",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="Worlds that every strategy meets.",
)
@_seed
@_flag("--jobs", "-j", type=click.IntRange(min=1), help="Processes at once [default: one per core].")
@_set
@_output
@_formats
@_flag("--retry-failed", is_flag=True, help="Try runs again that failed before.")
@_flag("--dry-run", is_flag=True, help="Only tell what would be done, how long and how large; write nothing.")
@_quiet
def compare(
    file: Path,
    strategies: tuple[str, ...],
    replications: int,
    seed: int,
    jobs: int | None,
    changes: tuple[str, ...],
    output: Path | None,
    formats: tuple[str, ...],
    retry_failed: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Compare the strategies of a scenario.

    All meet the same simulated worlds; you read who wins, by how much and how surely.

    The same command again goes on where it was broken off, and is answered at once when nothing is missing.
    """
    from simulator.scenario_files import chosen_strategy

    scenario = checked_scenario(file, changes)
    for name in strategies:
        chosen_strategy(scenario, name)
    if dry_run:
        _tell_plan(scenario, strategies, replications, seed, jobs)
        return
    folder = results_folder(output, file.stem)

    from simulator.studies import compare as comparing

    missing = [0]
    with _naming_the_folder(), _reporting(quiet) as show:

        def progress(done: int, total: int, failed: int) -> None:
            missing[0] = max(missing[0], total - done)
            if show is not None and missing[0]:
                show(done, total, failed)

        study = comparing.compare(
            scenario,
            replications,
            seed=seed,
            jobs=jobs,
            strategies=strategies or None,
            output=folder / "study.db",
            retry_failed=retry_failed,
            progress=progress,
        )
    with study:
        _tell_study(study, folder, file, formats, is_new=missing[0] > 0, quiet=quiet)


def _tell_study(
    study: "Study", folder: Path, file: Path, formats: tuple[str, ...], *, is_new: bool, quiet: bool
) -> None:
    """The tables, the files, what went wrong, and what to do next."""
    from simulator.views import figures, tables

    if study.interrupted:
        kept, planned = int((study.runs.status == "SUCCEEDED").sum()), len(study.runs)
        _complain(f"interrupted: {kept} of {planned} runs are kept in {folder / 'study.db'}; the same command goes on")
        sys.exit(INTERRUPTED)
    failed = study.failed
    if len(failed) < len(study.runs):
        names = figures.names(study, formats)
        if is_new or not all((folder / name).is_file() for name in [*names, "table.csv"]):
            tables.exported(study).to_csv(folder / "table.csv", index=False)
            figures.save_study(study, folder, formats=formats)
        tables.print_study(study, tables.terminal())
        if not quiet:
            _tell_files(folder, ["study.db", "table.csv", *names])
            click.echo(f"Next: see what it rests on: groundswell explain {file} --assumed")
    if len(failed):
        reason = str(failed.error.iloc[0]).strip().splitlines()[-1]
        _complain(
            f"{len(failed)} of {len(study.runs)} runs failed, and the tables leave them out; the first: {reason}\n"
            f"The reasons are in the table run of {folder / 'study.db'}; --retry-failed tries them again."
        )
        sys.exit(SOME_FAILED)


def _tell_files(folder: Path, names: list[str]) -> None:
    click.echo(f"\nFiles in {folder}: {', '.join(names)}")


def _tell_plan(
    scenario: "Scenario", strategies: tuple[str, ...], replications: int, seed: int, jobs: int | None
) -> None:
    """What a comparison would do: runs, time and size, estimated from two worlds, and planned costs."""
    import os

    from simulator.scenario_files import strategy_names

    wanted = {"do nothing", scenario.baseline, *(strategies or strategy_names(scenario))}
    chosen = tuple(name for name in strategy_names(scenario) if name in wanted)
    seconds, first, other = _measured(scenario, chosen, seed)
    workers = min(jobs or len(os.sched_getaffinity(0)), replications * len(chosen))
    duration = seconds * replications / workers + (3.0 if workers > 1 else 0.0)
    click.echo(
        f"{replications * len(chosen):,} runs: {_counted(len(chosen), 'strategy', 'strategies')} in "
        f"{_counted(replications, 'world')} from seed {seed}"
    )
    click.echo(f"about {_duration(duration)} with {_counted(workers, 'process', 'processes')}, ", nl=False)
    click.echo(f"and about {_size(first + (replications - 1) * other)} of results")
    click.echo(_cost_in_words(scenario, chosen))
    click.echo("nothing was written")


def _measured(scenario: "Scenario", strategies: tuple[str, ...], seed: int) -> tuple[float, float, float]:
    """Seconds of a world, and bytes that the first world and each other one take in a study; measured on two worlds."""
    import contextlib

    from simulator.studies.executors import in_this_process
    from simulator.studies.store import Plan, Store

    plan = Plan(scenario, strategies, scenario.baseline, seed, replications=2)
    with contextlib.closing(Store.write(None, plan)) as store:

        def room() -> int:
            return int(store.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0][0])

        sizes, clock = [], [time.perf_counter()]
        for replication in range(2):
            batch = [plan.job(name, replication) for name in strategies]
            for done in in_this_process(scenario, [batch], 1):
                store.save(done)
            sizes.append(room())
            clock.append(time.perf_counter())
    return clock[2] - clock[1], float(sizes[0]), float(sizes[1] - sizes[0])


if __name__ == "__main__":
    main()

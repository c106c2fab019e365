"""The command line: one verb per job. Results go to stdout, progress and complaints to stderr.

Exit codes: 0 ok; 1 some runs failed; 2 something given cannot be used, or a place cannot be written; 130 interrupted.
Everything heavy is imported where it is used, so that ``--help`` answers at once.
"""

import sys
from typing import Any

import click

from simulator.cli.analysing import discover, sensitivity
from simulator.cli.briefing import brief
from simulator.cli.claiming import claims
from simulator.cli.comparing import compare
from simulator.cli.exporting import export
from simulator.cli.living import live
from simulator.cli.passporting import passport
from simulator.cli.repeating import rerun, upgrade, verify
from simulator.cli.replaying import replay
from simulator.cli.reviewing import review
from simulator.cli.running import run
from simulator.cli.scenarios import explain, init, list_, schema, validate
from simulator.cli.sweeping import sweep
from simulator.cli.words import BAD_INPUT, INTERRUPTED, SOME_FAILED, complain, ignore_ctrl_c_at_exit

__all__ = ["BAD_INPUT", "INTERRUPTED", "SOME_FAILED", "main"]


class Verbs(click.Group):
    """The verbs in the order of a first rehearsal, and a message instead of a traceback for what the user can mend."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ignore_ctrl_c_at_exit()
            complain("interrupted; nothing was left half written")
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except MemoryError:
            complain("not enough memory; use fewer members, or fewer jobs at once")
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            complain(f"{place}{error.strerror or error}; give another place with --output, or make room")
        except Exception as error:
            complain(_what_can_be_mended(error))
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


VERBS = (
    *(init, validate, list_, explain, schema, run, compare, brief, live, review),
    *(sweep, sensitivity, discover, export, rerun, replay, verify, upgrade, claims, passport),
)
for verb in VERBS:
    main.add_command(verb)

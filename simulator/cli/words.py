"""What all verbs say alike: exit codes and complaints."""

import atexit
import signal

import click

SOME_FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def complain(message: str) -> None:
    """Say what is wrong, or how far it is, where results do not go."""
    click.echo(message, err=True)


def ignore_ctrl_c_at_exit() -> None:
    """Let further ones not disturb how the program ends: this comes before all else that is to be done then."""
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)

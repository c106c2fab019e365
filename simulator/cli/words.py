"""What all verbs say alike: exit codes and complaints."""

import click

SOME_FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def complain(message: str) -> None:
    """Say what is wrong, or how far it is, where results do not go."""
    click.echo(message, err=True)

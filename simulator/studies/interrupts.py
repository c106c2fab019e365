"""Ctrl-C where it must not come between: it is held back while processes start, and ignored while things are put away.

A terminal sends it to the workers, too; they must not hear it even while they are still importing what they need.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def held_back() -> Iterator[None]:
    """Let Ctrl-C wait; processes that are started in the meantime never hear it, as they inherit that it is blocked."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its first start would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore() -> None:
    """Ignore Ctrl-C from now on; only the main thread may say so, and only it hears it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def ignored() -> Iterator[None]:
    """Ignore Ctrl-C while the little that is left to do is done."""
    before = signal.getsignal(signal.SIGINT)
    ignore()
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread() and before is not None:
            signal.signal(signal.SIGINT, before)

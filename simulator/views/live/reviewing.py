"""The review that is asked for in the room: one at a time, in a thread, while the rehearsal may go on."""

import asyncio
import contextlib
import shlex
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from simulator.rehearsal.injects import Branch
from simulator.rehearsal.review import as_reviewed, review, review_folder
from simulator.rehearsal.session import Given
from simulator.settings import InputError
from simulator.studies.answering import Asked
from simulator.studies.carrying_out import Progress
from simulator.studies.executors import cores
from simulator.studies.trials import BrokenOff

BRIEF, STUDY = "brief.html", "study.db"
TOLD_EVERY = 0.25
"""Seconds between two times that it is told how far a review is."""


class Reviewing:
    """Reviews for a live room.

    Parameters
    ----------
    folder : of the session, below which each review has a folder of its own.
    told : called when there is something new to tell; from the thread of the server.
    page : the address at which the page of the last review is.
    """

    def __init__(self, given: Given, folder: Path, told: Callable[[], None], page: str):
        self._given, self._folder, self._told, self._page = given, folder, told, page
        self._task: asyncio.Task[None] | None = None
        self._stop = False
        self.state: dict[str, Any] | None = None
        self.page: Path | None = None

    def start(self, branch: Branch, played: int, worlds: int) -> None:
        """Begin a review of a branch.

        Raises
        ------
        InputError : where another is on.
        """
        if self._task is not None and not self._task.done():
            raise InputError("a review is on already; stop it, or wait until it is done")
        self._stop, self.page = False, None
        self.state = {"running": True, "failed": False, "branch": branch.name, "worlds": worlds, "done": 0, "total": 0}
        self.state |= {"words": "beginning", "page": ""}
        self._task = asyncio.create_task(self._do(branch, played, worlds))

    def stop(self) -> None:
        """Break the review off; the same review later goes on where this one was."""
        self._stop = True

    async def end(self) -> None:
        """Break off what is on, and wait until it has put its things away."""
        self.stop()
        if self._task is not None:
            await self._task

    async def _do(self, branch: Branch, played: int, worlds: int) -> None:
        loop = asyncio.get_running_loop()

        def report(**news: Any) -> None:
            assert self.state is not None
            self.state = {**self.state, **news}
            self._told()

        try:
            words, page = await asyncio.to_thread(
                self._reviewed, branch, played, worlds, lambda **news: loop.call_soon_threadsafe(lambda: report(**news))
            )
        except BrokenOff:
            report(running=False, words="Stopped. What is done is kept: the same review goes on.")
        except (InputError, OSError) as error:
            report(running=False, failed=True, words=str(error))
        except Exception as error:  # a fault of ours, or of a worker: the rehearsal goes on
            traceback.print_exc()
            report(
                running=False, failed=True, words=f"The review failed ({type(error).__name__}); the terminal says more."
            )
        else:
            self.page = page
            report(running=False, words=words, page=self._page)

    def _reviewed(self, branch: Branch, played: int, worlds: int, report: Callable[..., Any]) -> tuple[str, Path]:
        """Review a branch, and write its page; the first words of the answer, and the page."""
        from simulator.views.brief import first_words, write_brief

        given = self._given
        changed = as_reviewed(given.scenario, [branch], of=branch.name, seed=given.seed)
        place = review_folder(self._folder, branch.name, changed)
        place.mkdir(parents=True, exist_ok=True)
        further = min(20, worlds)
        found = review(
            given.scenario,
            [branch],
            of=branch.name,
            seed=given.seed,
            replications=worlds,
            output=place / STUDY,
            asked=Asked((), further, jobs=max(cores() - 1, 1), progress=self._progress(report)),
            played=played,
        )
        with found.study as study:
            asked = ["--branch", branch.name, "--replications", str(worlds)]
            write_brief(
                study,
                found.answers,
                place / BRIEF,
                source_file=given.file,
                command=shlex.join(["groundswell", "review", str(self._folder), *asked]),
                room=found.room,
                overwrite=True,
            )
            return first_words(study, found.answers, room=found.room), place / BRIEF

    def _progress(self, report: Callable[..., Any]) -> Callable[[str], Any]:
        @contextlib.contextmanager
        def shown(what: str) -> Iterator[Progress]:
            last = -TOLD_EVERY

            def done(n: int, of: int, _failed: int) -> None:
                nonlocal last
                if self._stop:
                    raise KeyboardInterrupt
                if (now := time.monotonic()) - last >= TOLD_EVERY or n == of:
                    last = now
                    report(words=what, done=n, total=of)

            yield done

        return shown

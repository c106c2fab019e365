"""The live room in a real browser: ticks shown a second, time from the turn of a tick to its picture, many who watch.

    python benchmarks/live.py --scenario scenarios/product_recall.toml --watching 30

Server, browser and those who watch share this machine. Two branches stand side by side, 5,000 members drawn of each.
Exit code 1 where a bar is missed.
"""

import argparse
import asyncio
import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import websockets
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1280, "height": 720}
FEWEST_A_SECOND, LONGEST_TURN = 20.0, 0.2
"""The bars: ticks shown a second, and seconds from the turn of a tick to its picture."""
AS_FAST_AS_CAN_BE = "60"

TURN = """() => new Promise((done) => {
  const began = performance.now();
  const clock = document.getElementById("clock");
  new MutationObserver((_, watch) => {
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  }).observe(clock, { childList: true, characterData: true, subtree: true });
  document.getElementById("step").click();
})"""
"""From a click on Step to the frame in which the picture of the tick is on the screen, in milliseconds."""


@contextlib.contextmanager
def room(scenario: str, strategies: list[str]) -> Iterator[str]:
    """A live room; its address, with the token."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = [word for name in strategies for word in ("--strategy", name)]
        command = [sys.executable, "run.py", "live", scenario, *chosen, "--no-browser", "--port", "0", "-o", folder]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+#token=\S+", process.stdout.readline())
            assert found, "the room did not open"
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)


def shown_a_second(page: Page, seconds: float) -> float:
    """Ticks shown a second while time runs as fast as can be."""
    page.select_option("#speed", AS_FAST_AS_CAN_BE)
    page.click("#play")
    page.wait_for_timeout(500)
    begin, began = ticks(page), time.perf_counter()
    page.wait_for_timeout(seconds * 1000)
    rate = (ticks(page) - begin) / (time.perf_counter() - began)
    page.click("#play")
    return rate


def ticks(page: Page) -> int:
    """The tick that is shown."""
    return int(page.input_value("#time"))


async def watch(address: str, counts: list[int], number: int, stop: threading.Event) -> None:
    """One who watches: takes each picture, and says so."""
    origin = address.split("#")[0].rstrip("/")
    async with websockets.connect(f"ws{origin[4:]}/room", origin=origin, max_size=None) as socket:
        await socket.send(json.dumps({"type": "hello"}))
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                if isinstance(await asyncio.wait_for(socket.recv(), 0.5), bytes):
                    counts[number] += 1
                    await socket.send(json.dumps({"type": "ack"}))


@contextlib.contextmanager
def watching(address: str, n: int) -> Iterator[list[int]]:
    """Many who watch; how many pictures each has been shown."""
    counts, stop = [0] * n, threading.Event()

    async def all_of_them() -> None:
        await asyncio.gather(*(watch(address, counts, number, stop) for number in range(n)))

    thread = threading.Thread(target=lambda: asyncio.run(all_of_them()))
    thread.start()
    try:
        yield counts
    finally:
        stop.set()
        thread.join()


def main() -> int:
    """Measure, and tell whether the bars are reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="scenarios/product_recall.toml")
    parser.add_argument("--strategies", nargs=2, default=["the mix", "do nothing"])
    parser.add_argument("--watching", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    with room(asked.scenario, asked.strategies) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        page.locator("#play").wait_for()
        page.wait_for_timeout(2000)
        turns = [page.evaluate(TURN) / 1000 for _ in range(60)]
        rate = shown_a_second(page, asked.seconds)
        page.click("#reset")
        page.wait_for_timeout(1500)
        again = shown_a_second(page, asked.seconds)
        page.click("#reset")
        page.wait_for_timeout(1500)
        with watching(address, asked.watching) as counts:
            page.wait_for_timeout(1500)
            before = list(counts)
            crowded = shown_a_second(page, asked.seconds)
            seen = [after - b for after, b in zip(counts, before, strict=True)]
        browser.close()
    turns.sort()
    late = turns[int(0.95 * len(turns))]
    print(f"a tick is shown {1000 * statistics.median(turns):.0f} ms after its turn (95 %: {1000 * late:.0f} ms)")
    print(f"{rate:.1f} ticks a second while they are played, {again:.1f} when they are shown again")
    print(f"{crowded:.1f} a second with {asked.watching} who watch; the slowest of them saw {min(seen)} pictures")
    reached = rate >= FEWEST_A_SECOND and late <= LONGEST_TURN
    print("bars reached" if reached else f"bars missed: {FEWEST_A_SECOND:g} a second, {LONGEST_TURN:g} s")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())

"""How many times fewer runs a paired comparison needs: ``python benchmarks/pairing.py``.

One dial of scenarios/product_recall.toml is turned. The same worlds meet both settings; the variance of the difference
world by world is held against that of two independent samples, var(a) + var(b): their ratio is how many times fewer
runs give an interval of the same width. Its own interval is a bootstrap over worlds (90 %). A dial that hardly does
anything gives a huge ratio, and one that does nothing none (nan): read it with the difference. The bar is held against
the dial with the least ratio, not against a mean of dials. Two dials are shown without a bar. One is turned far: where
shares are rare, and some of those who share have very many followers, a dial that takes the chance from p to p' leaves
at best a ratio of (p + p') / |p - p'|, however luck is paired, and this one lowers the strength of posts by a fifth.
The other is a reward at equal money: it also changes how many people the money enrols, so two dials are turned, and
other people speak in the two settings.
"""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from report import ROOT, Figure, print_figures, print_rows

sys.path.insert(0, str(ROOT))

METRICS = ("reach", "hostile_impressions", "reputation_end", "actions")
SCENARIO = ROOT / "scenarios" / "product_recall.toml"


class Dial:
    """One thing turned: a strategy, its playbook or programme, before and after."""

    def __init__(self, name: str, strategy: str, path: str, before: Any, after: Any, *, barred: bool = True):
        self.name, self.strategy, self.path, self.values, self.barred = name, strategy, path, (before, after), barred

    def settings(self, end: int) -> Mapping[str, Any]:
        """The setting at one end of the dial."""
        return {f'strategies."{self.strategy}".{self.path}': self.values[end]}


DIALS: tuple[Dial, ...] = (
    Dial("apology after 6 h, then 12 h", "influencers first", "playbook[0].after_crisis_hours", 6.0, 12.0),
    Dial("partners' incentive 1.5, then 1.0", "advocates first", "programme[1].incentive", 1.5, 1.0),
    Dial("price of a reward 0.3, then 0.4", "advocates first", "programme[0].authenticity_price", 0.3, 0.4),
    Dial("two small creators fewer", "influencers first", "programme[1].spend", 12_700.0, 11_500.0),
    Dial(
        "price of a reward 0.3, then 0.6", "advocates first", "programme[0].authenticity_price", 0.3, 0.6, barred=False
    ),
    Dial("incentive at equal money", "advocates first", "programme[0].incentive", 1.5, 1.0, barred=False),
)


def outcomes(dial: Dial, n_worlds: int) -> np.ndarray:
    """Outcomes of both ends of a dial in the same worlds: (2, worlds, metrics)."""
    from simulator.scenario_files import load_scenario
    from simulator.studies.job import Job, Worlds, run_job

    scenarios = [load_scenario(SCENARIO, dial.settings(end)) for end in (0, 1)]
    worlds, found = Worlds(), np.empty((2, n_worlds, len(METRICS)))
    for seed in range(n_worlds):
        for end, scenario in enumerate(scenarios):
            run = run_job(scenario, Job(dial.strategy, seed, series=False), worlds)
            found[end, seed] = [run.outcomes[metric] for metric in METRICS]
    return found


def fewer_runs(before: np.ndarray, after: np.ndarray) -> float:
    """How many times fewer runs the paired difference needs for the same interval; NaN where nothing differs."""
    paired = np.var(after - before, ddof=1)
    return float((np.var(before, ddof=1) + np.var(after, ddof=1)) / paired) if paired > 0 else float("nan")


def interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Bootstrap interval of the ratio: 5 % and 95 %."""
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(before), (1000, len(before)))
    ratios = [fewer_runs(before[pick], after[pick]) for pick in picks]
    told = [ratio for ratio in ratios if not np.isnan(ratio)] or [float("nan")]
    return float(np.quantile(told, 0.05)), float(np.quantile(told, 0.95))


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20 worlds instead of 100")
    n_worlds = 20 if parser.parse_args().quick else 100
    rows, ratios = [], {metric: [] for metric in METRICS}
    for dial in DIALS:
        before, after = outcomes(dial, n_worlds)
        for place, metric in enumerate(METRICS):
            a, b = before[:, place], after[:, place]
            ratio, (low, high) = fewer_runs(a, b), interval(a, b)
            if dial.barred:
                ratios[metric].append(ratio)
            effect, error = float(np.mean(b - a)), float(np.std(b - a, ddof=1) / np.sqrt(n_worlds))
            rows.append([dial.name, metric, float(a.mean()), effect, error, ratio, f"{low:.3g}..{high:.3g}"])
    print(f"one dial turned, {n_worlds} worlds; how many times fewer runs than with independent seeds")
    print_rows(["dial", "metric", "mean before", "difference", "s.e.", "times fewer", "90 %"], rows)
    figures = [
        Figure(f"times fewer runs for {metric}, least of the dials", float(np.nanmin(found)), "x", 10, at_least=True)
        for metric, found in ratios.items()
    ]
    return 0 if print_figures(figures) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What matters most: how much of an outcome's variation comes from each factor of a design.

Sobol' indices, Morris' elementary effects and RBD-FAST are SALib's; PAWN stands in ``pawn``. Effects are per whole
range of a factor, since the samples lie in [0, 1].
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.randomness import check_seed
from simulator.settings import InputError, nearest
from simulator.studies.choices import ANALYSES
from simulator.studies.designs import MORRIS_LEVELS, Design, library_seed
from simulator.studies.factors import Factor
from simulator.studies.libraries import analysis
from simulator.studies.pawn import pawn
from simulator.wording import counted

if TYPE_CHECKING:
    import pandas as pd

LEAST_BASE = 8
"""Base sample below which Sobol' indices mean nothing; some hundreds make them useful."""
LEAST_POINTS = 30
"""Points with a value below which distributions cannot be told apart."""
HARMONICS = 10
"""Harmonics that RBD-FAST sums up, as in Tarantola, Gatelli & Mara (2006)."""
LEAST_FOR_HARMONICS = 10 * HARMONICS
"""Points with a value below which RBD-FAST is left out: at 100 a share that is 0 comes out within some 0.1 of it, at 50
within some 0.2, and its intervals, from samples of half the points, mean nothing (measured, three linear factors)."""
RESAMPLES = 200
"""Bootstrap samples behind each interval."""


def indices(design: Design, values: Any, *, method: str | None = None, seed: int = 0) -> "pd.DataFrame":
    """How much each factor matters for an outcome: one row per factor, in their order, by path.

    Parameters
    ----------
    design : the design of the points.
    values : (points,) float; the outcome at each point (a mean over worlds), NaN where there is none.
    method : "sobol" and "morris" for their own designs, "pawn" for every design; by default that of the design.
    seed : for the bootstrap and the permutations, any integer >= 0.

    Returns
    -------
    A data frame by factor:

    sobol : S1, the share of the variance that goes if the factor is known (Saltelli et al. 2010), and ST, the share
        that stays if all others are known; each with the ends of its 95 % interval, S1_low, S1_high, ST_low, ST_high.
    morris : mu, the mean change of the outcome over the whole range of the factor; mu_star, the mean of its absolute
        size, with mu_star_low and mu_star_high; sigma, how much the change differs from place to place, by curvature
        and by other factors (Morris 1991; Campolongo, Cariboni & Saltelli 2007).
    pawn : pawn, how far the outcome's distribution is from itself where the factor is known (median over slices of the
        greatest distance of two distribution functions, 0..1), pawn_max over slices; by_chance, what 95 % of factors
        without any influence stay below (Pianosi & Wagener 2018). With a latin hypercube also S1 with S1_low and
        S1_high of factors with a range of real numbers (RBD-FAST), NaN for others, and for all where fewer than 100
        points have a value. ``attrs["left_out"]`` is the number of points without one, ``attrs["notes"]`` says what
        could not be told, and why.

    Raises
    ------
    InputError : where points, values and method do not go together, or the outcome is the same everywhere.
    """
    method = method or (design.method if design.method in ANALYSES else "pawn")
    check_seed(seed)
    values = _checked(design, values, method)
    tables = {"sobol": _sobol, "morris": _morris, "pawn": _pawn}
    return tables[method](design, values, seed)


def interactions(design: Design, values: Any, *, seed: int = 0) -> "pd.DataFrame":
    """What two factors do together beyond what each does alone, of a sobol design: one row per pair.

    factor, other : paths; S2, the share of the variance; low, high : its 95 % interval.
    """
    import pandas as pd

    found = _sobol_of(design, _checked(design, values, "sobol"), seed)
    rows = [
        (design.paths[i], design.paths[j], found["S2"][i, j], *_around(found["S2"][i, j], found["S2_conf"][i, j]))
        for i in range(len(design.factors))
        for j in range(i + 1, len(design.factors))
    ]
    return pd.DataFrame(rows, columns=["factor", "other", "S2", "low", "high"])


# ------------------------------------------------------------ what is wrong


def _checked(design: Design, values: Any, method: str) -> np.ndarray:
    values = np.asarray(values, dtype=float)
    if method not in ANALYSES:
        known = f"{nearest(method, ANALYSES)}; there are: {', '.join(ANALYSES)}"
        raise InputError(f'method: "{method}" is not known{known}')
    if values.shape != (len(design),):
        shape = " x ".join(map(str, values.shape))
        raise InputError(
            f"values: there are {shape}; the design has {counted(len(design), 'point')}; give one for each"
        )
    if method in ("sobol", "morris") and design.method != method:
        raise InputError(f'method: "{method}" needs a {method} design, and this is a {design.method}; take "pawn"')
    n_missing = int(np.count_nonzero(~np.isfinite(values)))
    if n_missing and method != "pawn":
        points = counted(n_missing, "point")
        raise InputError(f'values: {points} have none, and {method} needs all; run what is missing, or take "pawn"')
    if method == "sobol" and (design.size or 0) < LEAST_BASE:
        raise InputError(f"design: a base sample of {design.size} tells nothing; take {LEAST_BASE} or more, better 256")
    finite = values[np.isfinite(values)]
    if method == "pawn" and len(finite) < LEAST_POINTS:
        raise InputError(
            f"values: {counted(len(finite), 'point')} have one; pawn needs {LEAST_POINTS}; run more points"
        )
    if np.ptp(finite) == 0:
        raise InputError(
            f"values: the outcome is {finite[0]:g} at every point, so nothing matters for it; take another"
        )
    return values


# ------------------------------------------------------------ tables


def _sobol(design: Design, values: np.ndarray, seed: int) -> "pd.DataFrame":
    found = _sobol_of(design, values, seed)
    columns: dict[str, Any] = {}
    for name in ("S1", "ST"):
        low, high = _around(found[name], found[f"{name}_conf"])
        columns |= {name: found[name], f"{name}_low": low, f"{name}_high": high}
    return _frame(design, columns)


def _sobol_of(design: Design, values: np.ndarray, seed: int) -> Any:
    sobol = analysis("sobol")
    seed = library_seed(seed, "sobol intervals")
    return sobol.analyze(_problem(design), values, num_resamples=RESAMPLES, seed=seed)


def _morris(design: Design, values: np.ndarray, seed: int) -> "pd.DataFrame":
    morris = analysis("morris")
    found = morris.analyze(
        _problem(design),
        design.codes(),
        values,
        num_resamples=RESAMPLES,
        num_levels=MORRIS_LEVELS,
        seed=library_seed(seed, "morris intervals"),
    )
    scale = np.array([_per_range(factor) for factor in design.factors])
    mu, mu_star, sigma = (np.asarray(found[name], dtype=float) * scale for name in ("mu", "mu_star", "sigma"))
    low, high = _around(mu_star, np.asarray(found["mu_star_conf"], dtype=float) * scale)
    return _frame(design, {"mu": mu, "mu_star": mu_star, "mu_star_low": low, "mu_star_high": high, "sigma": sigma})


def _per_range(factor: Factor) -> float:
    """By what to multiply an effect so that it is per whole range: SALib takes each step for two thirds of it.

    Steps over integers and levels are of equal length for each factor, but not always two thirds.
    """
    step = MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1))
    if factor.has_range and factor.kind == "real":
        return 1.0
    far, near = factor.codes([factor.on_grid(1.0), factor.on_grid(1.0 - step)])
    return step * (factor.n_values - 1) / (far - near)


def _pawn(design: Design, values: np.ndarray, seed: int) -> "pd.DataFrame":
    known, design = np.isfinite(values), design.as_looked_at()
    codes, left = design.codes()[known], values[known]
    frame = _frame(design, pawn(codes, left, [not factor.has_range for factor in design.factors], seed))
    if design.method == "latin hypercube":
        is_real = np.array([factor.has_range and factor.kind == "real" for factor in design.factors])
        is_told = is_real & (len(left) >= LEAST_FOR_HARMONICS)
        for name, column in _first_order(codes, left, is_told, seed).items():
            frame[name] = column
        frame.attrs["notes"] = _left_out(len(left)) if is_real.any() and not is_told.any() else []
    frame.attrs["left_out"] = int(np.count_nonzero(~known))
    return frame


def _left_out(n_points: int) -> list[str]:
    return [f"S1 is left out: it needs {LEAST_FOR_HARMONICS} points, and {n_points} have a value."]


def _first_order(codes: np.ndarray, values: np.ndarray, is_told: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """S1 of some factors with a range of real numbers by RBD-FAST (Tarantola, Gatelli & Mara 2006), NaN of others."""
    share, half = np.full((2, len(is_told)), np.nan)
    if is_told.any():
        problem = {"num_vars": int(is_told.sum()), "names": [str(n) for n in np.flatnonzero(is_told)]}
        seed = library_seed(seed, "rbd-fast intervals")
        columns = codes[:, is_told]
        found = analysis("rbd_fast").analyze(problem, columns, values, M=HARMONICS, num_resamples=RESAMPLES, seed=seed)
        share[is_told], half[is_told] = found["S1"], found["S1_conf"]
    low, high = _around(share, half)
    return {"S1": share, "S1_low": low, "S1_high": high}


def _around(middle: Any, half: Any) -> tuple[Any, Any]:
    return middle - half, middle + half


def _problem(design: Design) -> dict[str, Any]:
    """The factors as SALib wants them; it may write into this table."""
    return {"num_vars": len(design.factors), "names": list(design.paths), "bounds": [[0.0, 1.0]] * len(design.factors)}


def _frame(design: Design, columns: dict[str, Any]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns, index=pd.Index(design.paths, name="factor"), dtype=float)

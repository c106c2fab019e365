"""Libraries that sweeps need and that are installed on demand: SALib for samples and indices, EMA Workbench for boxes.

They are imported when they are asked for, since they take seconds and not everybody has them.
"""

import importlib
import warnings
from types import ModuleType

from simulator.settings import InputError

REMEDY = 'pip install "groundswell-sim[sweeps]"'


def sampling(method: str) -> ModuleType:
    """SALib's module that samples by a method."""
    return _imported(f"SALib.sample.{method}", "SALib")


def analysis(method: str) -> ModuleType:
    """SALib's module that analyses by a method."""
    return _imported(f"SALib.analyze.{method}", "SALib")


def rule_induction() -> ModuleType:
    """EMA Workbench's module with the patient rule induction method."""
    return _imported("ema_workbench.analysis.prim", "ema_workbench")


def _imported(name: str, package: str) -> ModuleType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they tell what else might be installed
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise InputError(f"{package} is not installed ({error.name} is missing); {REMEDY}") from None

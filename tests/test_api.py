"""The public names of the package."""

import subprocess
import sys

import pytest

import simulator


def test_every_public_name_exists():
    for name in simulator.__all__:
        assert getattr(simulator, name) is not None
        assert name in dir(simulator)


def test_the_names_of_the_design_are_public():
    wanted = {"load_scenario", "simulate", "compare", "Scenario", "ScenarioError", "InputError", "Study", "Run"}
    assert wanted <= set(simulator.__all__)


def test_the_list_of_names_and_that_of_their_homes_agree():
    assert set(simulator.__all__) == set(simulator._HOME)


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        simulator.simulat  # noqa: B018
    with pytest.raises(ImportError):
        from simulator import simulat  # noqa: F401


def test_importing_the_package_costs_nothing():
    program = (
        "import sys, time; began = time.process_time(); import simulator; spent = time.process_time() - began;"
        "print(spent, {'mesa', 'pandas', 'numba', 'numpy'} & set(sys.modules)); simulator.__version__"
    )
    told = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(5)
    ]
    spent, _, heavy = zip(*(t.stdout.partition(" ") for t in told), strict=True)
    assert min(map(float, spent)) < 0.05  # of the processor's time, on a machine that may be busy
    assert {text.strip() for text in heavy} == {"set()"}


def test_reading_a_scenario_does_not_import_mesa_or_pandas():
    program = "import sys; from simulator import load_scenario; print({'mesa', 'pandas'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"
    )


def test_the_version_is_that_of_the_project():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(simulator.__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    assert simulator.__version__ == project["project"]["version"]

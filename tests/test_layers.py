"""Imports point one way, files have one job, and nothing draws but by ``simulator/randomness.py``.

A new file goes into ``ORDER`` at its place: after everything that it imports.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A file may import from files above it: its own layer's earlier ones, and those of lower layers. Lowest layer first.
ORDER = {
    "given": """
        units
        settings
        wording
        compiling
        randomness
        scenario.registries
        scenario.places
        scenario.members
        scenario.segments
        scenario.messages
        scenario.crisis
        scenario.strategies
        scenario.whole
        scenario
        costing
        toml_lines
        setting_paths
        raw_content
        complaints
        chosen
        cross_checks
        scenario_files
        scenario_schema
        claims.declaring
        claims.places
        claims.members
        claims.segments
        claims.messages
        claims.crisis
        claims.strategies
        claims.volunteers
        claims.programmes
        claims.signs
        claims
        claims.cited
    """,
    "world": """
        follower_network
        network_plan
        follower_counts
        colleagues
        network
        network_facts
        network_files
        population
        content
        crisis
        circles
        world
    """,
    "behaviour": """
        rules
        initiative
        ahead
        state
        engine
        agenda
        feedback
        recent
        morale
        joining
        strategies
        adapting
        roles
        care
        tasks
        volunteers
        tables
        mechanisms
        waves
        metrics
        beside
        readings
        model
        cascades
        health
    """,
    "studies": """
        studies.limits
        studies.choices
        studies.answers
        studies.run
        studies.job
        studies.interrupts
        studies.executors
        studies.crew
        studies.statistics
        studies.selection
        studies.ranking
        claims.judging
        claims.running
        studies.plan
        studies.schema
        studies.places
        studies.provenance
        studies.cluster
        studies.futures
        studies.planning
        studies.plain_json
        studies.packing
        studies.rows
        studies.journal
        studies.described
        studies.opening
        studies.store
        studies.recorded
        studies.study
        studies.carrying_out
        studies.compare
        studies.trials
        studies.short_names
        studies.uncertain
        studies.flips
        studies.adverse
        studies.contributions
        studies.delays
        studies.money
        studies.answering
        studies.libraries
        studies.factors
        studies.designs
        studies.varied
        studies.design_files
        studies.design_checks
        studies.pawn
        studies.sensitivity
        studies.discovery
        studies.points
        studies.swept
        studies.sweep
        studies.study_tables
        studies.sweep_tables
        studies.exporting
        studies.reproduction
        studies.upgrading
        studies
        passport
        passport.verdicts
        passport.declaring
        passport.small_worlds
        passport.laws
        passport.real_networks
        passport.real_data
        passport.spreading
        passport.percolation
        passport.branching
        passport.mixing
        passport.attention
        passport.comparing
        passport.peers
        passport.stages
        passport.null_model
        passport.follower_networks
        passport.ordinary
        passport.company
        passport.creators
        passport.any_scenario
        passport.invariants
        passport.symmetries
        passport.crises
        passport.firestorms
        passport.crisis_shapes
        passport.real_cascades
        passport.real_structures
        passport.facts_on_slashdot
        passport.laid_out
        passport.digests
        passport.running
    """,
    "rehearsal": """
        rehearsal.people
        rehearsal.marks
        rehearsal.picture
        rehearsal.recording
        rehearsal.trees
        rehearsal.recorded
        rehearsal.injects
        rehearsal.catalogue
        rehearsal.events_list
        rehearsal.room
        rehearsal.session
        rehearsal.judgement
        rehearsal.review
        rehearsal
    """,
    "views": """
        views.progress
        views.pages
        views.explain
        views.tables
        views.sweeps
        views.claims
        views.passport
        views.figures.style
        views.figures.events
        views.figures.courses
        views.figures.differences
        views.figures.reached
        views.figures.mattering
        views.figures.boxes
        views.figures.passport
        views.figures
        views.brief.parts
        views.brief.saying
        views.brief.certainty
        views.brief.drawing
        views.brief.material
        views.brief.in_the_room
        views.brief.answer
        views.brief.outcomes
        views.brief.courses
        views.brief.spending
        views.brief.crisis
        views.brief.adversity
        views.brief.turning
        views.brief.parts_of_a_mix
        views.brief.limits
        views.brief.evidence
        views.brief
        views.viewer
        views.replay.film
        views.replay
        views.live.guard
        views.live.commands
        views.live.frames
        views.live.clients
        views.live.conductor
        views.live.reviewing
        views.live.keeping
        views.live.desk
        views.live.app
        views.live.serving
        views.live
        views
    """,
    "face": """
        simulator
        cli.words
        cli.options
        cli.folders
        cli.ends
        cli.progress
        cli.catalogue
        cli.given
        cli.forecast
        cli.sweep_forecast
        cli.scenarios
        cli.running
        cli.comparing
        cli.briefing
        cli.living
        cli.reviewing
        cli.exporting
        cli.sweeping
        cli.analysing
        cli.repeating
        cli.replaying
        cli.claiming
        cli.passporting
        cli
        __main__
    """,
}
# A folder's __init__.py stands in the list under the folder's name.

PLACE = {name: place for place, name in enumerate(" ".join(ORDER.values()).split())}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "base", "helpers", "helper", "common", "misc"}
NOT_OURS_TO_DRAW_WITH = {"random", "rng", "default_rng", "shuffle", "shuffle_do", "rvs"}
MAY_HAND_OUT_GENERATORS = {Path("simulator/passport/peers.py")}
"""Files that let other programs draw, by generators of their own."""


def name_in_list(path: Path) -> str:
    """``simulator/studies/job.py`` is ``studies.job``, ``simulator/__init__.py`` is ``simulator``."""
    parts = path.with_suffix("").parts[1:]
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) or "simulator"


def sources() -> dict[Path, str]:
    """Every file below ``simulator/``, by its path from the top."""
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in sorted((ROOT / "simulator").rglob("*.py"))}


def is_for_types_only(statement: ast.AST) -> bool:
    """Whether it is ``if TYPE_CHECKING:``."""
    return isinstance(statement, ast.If) and ast.unparse(statement.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def what_runs(tree: ast.AST) -> Iterator[ast.AST]:
    """All parts of a file, also inside functions, without what is there for type checkers only."""
    yield tree
    for part in ast.iter_child_nodes(tree):
        if not is_for_types_only(part):
            yield from what_runs(part)
            continue
        for alternative in part.orelse:
            yield from what_runs(alternative)


def imported(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a file imports, lazily or not."""
    for part in what_runs(ast.parse(source)):
        match part:
            case ast.Import(names=names):
                yield from ((part.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = list(path.parent.parts[: len(path.parent.parts) - level + 1]) if level else []
                origin = ".".join([*above, *([module] if module else [])])
                yield from ((part.lineno, f"{origin}.{alias.name}") for alias in names)
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
                if ast.unparse(function) in {"__import__", "import_module", "importlib.import_module"}:
                    yield part.lineno, name


def file_meant(dotted: str, known: set[str]) -> str | None:
    """The file of ours that an import reaches: the longest known beginning of its name; None for others' packages."""
    first, *rest = dotted.split(".")
    if first != "simulator":
        return None
    for end in range(len(rest), 0, -1):
        if ".".join(rest[:end]) in known:
            return ".".join(rest[:end])
    return "simulator"


def wrong_imports(files: dict[Path, str], place: dict[str, int] = PLACE) -> list[str]:
    """What breaks the order, in words."""
    known = {name_in_list(path) for path in files} | set(place)
    faults = []
    for path, source in files.items():
        name = name_in_list(path)
        if name not in place:
            faults.append(f"{path}: put it in the list ORDER of tests/test_layers.py")
            continue
        for line, dotted in imported(path, source):
            target = file_meant(dotted, known)
            if target in place and place[target] >= place[name] and target != name:
                faults.append(f"{path}, line {line}: imports {dotted}, which stands above it")
    return faults


def foreign_draws(files: dict[Path, str]) -> list[str]:
    """Where something draws by a shared generator, or asks for ``hash()``, which differs from run to run."""
    faults = []
    for path, source in files.items():
        if path in MAY_HAND_OUT_GENERATORS:
            continue
        for line, dotted in imported(path, source):
            if NOT_OURS_TO_DRAW_WITH & set(dotted.split(".")):
                faults.append(f"{path}, line {line}: imports {dotted}")
        for part in what_runs(ast.parse(source)):
            if isinstance(part, ast.Attribute) and part.attr in NOT_OURS_TO_DRAW_WITH:
                faults.append(f"{path}, line {part.lineno}: {ast.unparse(part)}")
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "hash":
                faults.append(f"{path}, line {part.lineno}: {ast.unparse(part)}")
    return faults


def names_that_say_nothing(files: dict[Path, str]) -> list[str]:
    """Files and folders that are named after nothing in particular."""
    return [
        str(path) for path in files if NAMES_THAT_SAY_NOTHING & {part.strip("_") for part in path.with_suffix("").parts}
    ]


def one_file(path: str, source: str) -> dict[Path, str]:
    return {Path(path): source}


def test_a_file_imports_only_from_files_before_it():
    assert wrong_imports(sources()) == []


def test_nothing_draws_by_a_shared_generator():
    assert foreign_draws(sources()) == []


def test_every_file_is_named_after_its_job():
    assert names_that_say_nothing(sources()) == []


def test_there_are_files_to_look_at():
    assert Path("simulator/randomness.py") in sources()


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("simulator/network.py", "from simulator.model import CampaignModel"),
        ("simulator/network.py", "from simulator import model"),
        ("simulator/network.py", "from simulator import simulate"),
        ("simulator/network.py", "import simulator.population"),
        ("simulator/network.py", "from .population import Population"),
        ("simulator/network.py", "from . import population"),
        ("simulator/studies/job.py", "from .compare import compare"),
        ("simulator/studies/job.py", "from ..cli import main"),
        ("simulator/studies/job.py", "from simulator.studies import compare"),
        ("simulator/studies/job.py", "from simulator.views.figures import funnel"),
        ("simulator/views/figures.py", "from simulator.views.live.server import serve"),
        ("simulator/network.py", "def build():\n    from simulator.population import Population"),
        ("simulator/network.py", "import importlib\nimportlib.import_module('simulator.population')"),
        ("simulator/network.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import simulator.population"),
    ],
)
def test_an_import_from_above_is_caught(path, source):
    assert len(wrong_imports(one_file(path, source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("simulator/population.py", "from simulator.network import Network"),
        ("simulator/population.py", "from simulator import network, settings"),
        ("simulator/population.py", "from . import network"),
        ("simulator/studies/compare.py", "from .job import run\nfrom ..model import CampaignModel"),
        ("simulator/cli/given.py", "import simulator"),
        (
            "simulator/network.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import simulator.population",
        ),
        ("simulator/network.py", "import numpy\nfrom simulators import model"),
    ],
)
def test_an_import_from_below_is_allowed(path, source):
    assert wrong_imports(one_file(path, source)) == []


def test_a_file_that_is_not_in_the_list_is_caught():
    assert "put it in the list" in wrong_imports(one_file("simulator/weather.py", ""))[0]


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "import numpy.random",
        "from numpy import random as luck",
        "from numpy.random import default_rng",
        "import numpy as np\nnp.random.seed(1)",
        "class Model:\n    def act(self):\n        return self.random.random()",
        "def act(model):\n    return model.rng.normal()",
        "model.agents.shuffle_do('act')",
        "key = hash('share')",
    ],
)
def test_a_shared_generator_is_caught(source):
    assert foreign_draws(one_file("simulator/model.py", source))


@pytest.mark.parametrize(
    "source", ["super().__init__(rng=0)", "digest = hashlib.sha256(text)", "from simulator import randomness"]
)
def test_what_only_looks_like_a_shared_generator_is_allowed(source):
    assert foreign_draws(one_file("simulator/model.py", source)) == []


@pytest.mark.parametrize(
    "path", ["simulator/utils.py", "simulator/studies/common.py", "simulator/helpers/text.py", "simulator/_base.py"]
)
def test_a_name_that_says_nothing_is_caught(path):
    assert names_that_say_nothing(one_file(path, "")) == [path]


# ------------------------------------------------------------ what is compiled


def test_a_change_in_any_file_that_is_compiled_in_makes_it_compile_anew():
    """Files that compile, and those from whose constants and functions they compile, are watched."""
    from simulator.compiling import BAKED_IN

    compiling = {path.stem: source for path, source in sources().items() if "simulator.compiling import" in source}
    assert {"engine", "rules", "randomness"} <= set(compiling)
    used = {
        name.split(".")[1]
        for stem, source in compiling.items()
        for _, name in imported(Path(f"simulator/{stem}.py"), source)
        if name.startswith("simulator.") and not name.startswith(("simulator.scenario", "simulator.settings"))
    }
    assert {*compiling, *used} - set(BAKED_IN) == set()
    assert [path.stem for path, source in sources().items() if "import njit" in source] == ["compiling"]

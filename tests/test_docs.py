"""The docs say what the code does: commands, examples, links, settings, names and sources."""

import importlib
import inspect
import os
import pkgutil
import re
import shlex
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from PIL import Image

import simulator
from simulator import mechanisms, metrics, roles, strategies
from simulator.cli import main
from simulator.scenario import ACTIONS, MECHANISMS, ROLES, SIGNALS, Chosen, Scenario
from simulator.setting_paths import parsed
from simulator.settings import Settings, shape_of
from simulator.views.figures.style import looks

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
}
OURS = ("README.md", "docs/model.md", "docs/scenarios.md", "docs/glossary.md", "docs/decisions.md")
"""Pages about settings and code; the others have tests of their own."""
EXPLAINED = PAGES["docs/glossary.md"] + PAGES["docs/model.md"]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGES[page], re.DOTALL | re.MULTILINE)


def in_code(page: str) -> list[str]:
    """What a page says between back-ticks, on one line."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGES[page], flags=re.DOTALL | re.MULTILINE))


def ours(registry: dict) -> list[str]:
    """The entries of a registry that the package itself defines; other tests may have added some."""
    where = {name: getattr(entry, "read", entry).__module__ for name, entry in registry.items()}
    return [name for name, module in where.items() if module.split(".")[0] == "simulator"]


# ------------------------------------------------------------ commands


def commands() -> list[tuple[str, str]]:
    """Every command line of ours in the pages, with its page."""
    pattern = r"(?:python run\.py|groundswell) (?!VERB)([a-z][^`\n|]*)"
    found = [(page, line.split("   ")[0].strip()) for page in PAGES for line in re.findall(pattern, code_of(page))]
    return sorted(set(found))


def code_of(page: str) -> str:
    """All code of a page: inline, and in blocks for a shell."""
    return "\n".join(in_code(page) + blocks(page, "sh"))


def test_the_readme_shows_every_verb_and_no_other():
    rows = re.findall(r"^\| `([a-z]+)` \| .+ \| `python run\.py ([a-z]+)", README, re.MULTILINE)
    assert [verb for verb, _ in rows] == list(main.commands)
    assert all(verb == example for verb, example in rows)


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_of_the_docs_is_understood(page, line):
    verb, *rest = shlex.split(line)
    assert verb in main.commands, f"{page}: {line}"
    main.commands[verb].make_context(verb, rest)


def test_a_command_that_does_not_exist_would_be_noticed():
    import click

    with pytest.raises(click.UsageError):
        main.commands["compare"].make_context("compare", ["my.toml", "--repetitions", "3"])


def test_commands_are_found():
    assert len(commands()) >= len(main.commands)


def test_every_make_command_of_the_docs_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = {word for page in PAGES for word in re.findall(r"^make ([a-z]+)|`make ([a-z]+)", PAGES[page], re.MULTILINE)}
    assert {a or b for a, b in said} <= targets
    assert {"demo", "test"} <= {a or b for a, b in said}


def test_the_python_example_of_the_readme_runs(tmp_path, monkeypatch):
    (example,) = blocks("README.md", "python")
    monkeypatch.chdir(tmp_path)
    main(["init", "my.toml"], standalone_mode=False)
    found = {}
    exec(example, found)
    assert set(found["study"].table.index) == {"do nothing", "paid creators", "people first"}
    assert len(found["run"].series) == found["run"].series.shape[0] > 0
    assert (tmp_path / "my.db").is_file()


# ------------------------------------------------------------ links


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links() -> list[tuple[str, str]]:
    """Every link of the pages that does not lead elsewhere, with its page."""
    return sorted({(p, to) for p in PAGES for to in re.findall(r"\]\(([^)\s]+)\)", PAGES[p]) if "://" not in to})


@pytest.mark.parametrize(("page", "to"), links())
def test_a_link_leads_somewhere(page, to):
    file, _, anchor = to.partition("#")
    target = ((ROOT / page).parent / file).resolve() if file else ROOT / page
    assert target.exists(), f"{page} links to {to}"
    if anchor:
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
        assert anchor in {slug(heading) for heading in headings}, f"{page} links to {to}"


def test_the_readme_leads_to_every_page():
    assert {page for page in PAGES if page != "README.md"} <= {to for page, to in links() if page == "README.md"}


def test_pictures_are_small():
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size < 300_000


def test_the_pictures_are_made_with_the_colour_of_every_strategy(tmp_path):
    scenario = ROOT / "simulator" / "templates" / "scenario.toml"
    more = ["--replications", "2", "--jobs", "1", "--scenario", scenario, "--folder", tmp_path]
    subprocess.run([sys.executable, ROOT / "docs" / "make_pictures.py", *more], check=True, capture_output=True)
    made = sorted(tmp_path.iterdir())
    assert [picture.name for picture in made] == ["scenario_attention.png", "scenario_sentiment.png"]
    assert not [gone for picture in made for gone in colours_missing(picture, scenario)]


@pytest.mark.parametrize("name", ["attention", "sentiment"])
def test_every_strategy_has_its_colour_in_the_pictures(name):
    picture = ROOT / "docs" / "images" / f"product_recall_{name}.png"
    assert not colours_missing(picture, ROOT / "scenarios" / "product_recall.toml")


def colours_missing(picture: Path, file: Path) -> list[str]:
    """The strategies of a scenario whose very colour hardly any point of a picture has."""
    scenario = simulator.load_scenario(file)
    with Image.open(picture) as drawn:
        found = {colour: n for n, colour in drawn.convert("RGB").getcolors(10_000_000)}
    assert max(found, key=found.get) == (255, 255, 255), "the paper is not white"
    drawn_as = looks(simulator.strategy_names(scenario), scenario.baseline)
    return [name for name, look in drawn_as.items() if found.get(tuple(bytes.fromhex(look.colour[1:])), 0) < 200]


# ------------------------------------------------------------ settings


def test_the_table_of_settings_is_up_to_date():
    # In a process of its own: other tests register roles and mechanisms that the page must not show.
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "make_scenarios.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def classes(annotation) -> list[type[Settings]]:
    """The groups of settings that an annotation may stand for."""
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Chosen):
            return list(mark.registry.values())
    kind, what = shape_of(annotation)
    return [what] if kind == "group" else []


def is_setting(steps: tuple) -> bool:
    """Whether a path leads to a setting; names of platforms, segments, messages and strategies are free."""
    here = [Scenario]
    for step in steps:
        below = []
        for annotation in here:
            if groups := classes(annotation):
                fields = [(f.alias or n, f) for group in groups for n, f in group.model_fields.items()]
                below += [field.annotation for name, field in fields if name == step]
            elif shape_of(annotation)[0] in ("table", "list"):
                below.append(shape_of(annotation)[1])
        here = below
    return bool(here)


def is_code(name: str) -> bool:
    """Whether ``rules.novelty`` or ``CampaignModel.step`` names something of ours."""
    first, *rest = name.split(".")
    for found in pkgutil.iter_modules(simulator.__path__):
        here = module = importlib.import_module(f"simulator.{found.name}")
        if found.name != first:
            here = getattr(module, first, None)
        for step in rest:
            fields = getattr(here, "__dataclass_fields__", {})
            here = getattr(here, step, fields.get(step))
        if here is not None:
            return True
    return False


def dotted(page: str) -> list[str]:
    """What looks like a path of a setting or a name in the code."""
    found = [word for word in in_code(page) if re.fullmatch(r'[A-Za-z_]+(\.([A-Za-z_]+|"[^"]+")(\[\d?\])?)+', word)]
    return sorted({word for word in found if not re.search(r"\.(toml|csv|txt|md|py|db|graphml|gexf|gz)$", word)})


OTHERS = {"Agent._ids", "concurrent.futures"}
"""Names of other packages."""


@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page in OURS for name in dotted(page) if name not in OTHERS]
)
def test_a_dotted_name_of_the_docs_exists(page, name):
    assert is_setting(parsed(name.replace("[]", "[0]"))) or is_code(name), f"{page}: {name}"


@pytest.mark.parametrize(
    "name", ["clock.dais", "segments.staff.share_chanse", "rules.novelti", "strategies.a.playbuk[]"]
)
def test_a_dotted_name_that_does_not_exist_would_be_noticed(name):
    assert not is_setting(parsed(name.replace("[]", "[0]")))
    assert not is_code(name)


@pytest.mark.parametrize(("page", "block"), [(page, block) for page in OURS for block in blocks(page, "toml")])
def test_an_example_of_a_scenario_uses_settings_that_exist(page, block):
    def paths(content, above=()):
        for key, value in content.items():
            if isinstance(value, dict) and above[-1:] != ("set",):
                yield from paths(value, (*above, key))
            elif "." in key:
                yield parsed(key)
            else:
                yield (*above, key)

    said = list(paths(tomllib.loads(block)))
    assert said
    assert [path for path in said if not is_setting(path)] == []


# ------------------------------------------------------------ names


def test_the_glossary_lists_every_metric_with_its_stage():
    table = PAGES["docs/glossary.md"].split("### Metrics")[1]
    said = re.findall(r"^\| `([a-z_]+)` \| ([a-z-]+) \|", table, re.MULTILINE)
    assert sorted(said) == sorted((name, metrics.OUTCOMES[name].stage) for name in ours(metrics.OUTCOMES))


@pytest.mark.parametrize(
    "registry", [ROLES, ACTIONS, SIGNALS, MECHANISMS], ids=["role", "action", "signal", "mechanism"]
)
def test_every_registered_name_is_explained(registry):
    names = ours(registry)
    assert names
    assert [name for name in names if f"`{name}`" not in EXPLAINED] == []


def test_registries_are_filled_by_the_files_that_own_them():
    assert set(roles.ROLE_CLASSES) >= set(ours(ROLES))
    assert set(strategies.DEEDS) >= set(ours(ACTIONS))
    assert set(mechanisms.EFFECTS) >= set(ours(MECHANISMS))


def test_every_fading_value_and_state_of_a_member_is_described():
    from simulator.population import CONTACT, MEMBER, VOICE

    names = {*MEMBER.names, *VOICE.names, *CONTACT.names}
    assert [name for name in sorted(names) if f"`{name}`" not in PAGES["docs/model.md"]] == []


def test_every_rule_of_the_engine_is_described():
    from simulator import rules

    names = [name for name, thing in vars(rules).items() if callable(getattr(thing, "py_func", thing))]
    plain = [n for n in names if inspect.getmodule(getattr(getattr(rules, n), "py_func", None)) is rules]
    assert [n for n in plain if f"rules.{n}`" not in PAGES["docs/model.md"]] == ["decides"]  # "Threshold form" says it


# ------------------------------------------------------------ sources


def marks(source: str) -> set[str]:
    """Rows, claims, textbook cases and topics that a source names."""
    rows = set()
    for first, last in re.findall(r"#(\d+)(?:-#(\d+))?", source):
        rows |= {f"#{n}" for n in range(int(first), int(last or first) + 1)}
    topics = set(re.findall(r"(?<![\d.#])([1-5]\.[1-6])(?![\d%])", source))
    return rows | topics | set(re.findall(r"\b([A-EO]\d{1,2})\b", source))


def all_sources() -> set[str]:
    """The sources of all declared settings."""
    todo, seen, said = [Scenario], set(), set()
    while todo:
        cls = todo.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for field in cls.model_fields.values():
            extra = field.json_schema_extra
            said.add(str(extra.get("source", "")) if isinstance(extra, dict) else "")
            kind, what = shape_of(field.annotation)
            inside = [field.annotation] if kind == "group" else [what] if kind in ("table", "list") else []
            todo += [c for one in inside for c in classes(one) if c.__module__.split(".")[0] == "simulator"]
    return said


def test_every_source_of_a_setting_is_in_the_table_of_sources():
    sources = PAGES["docs/model.md"].split("## Sources")[1]
    known = marks(sources)
    wanted = {mark for source in all_sources() for mark in marks(source)}
    assert len(wanted) > 40
    assert sorted(wanted - known) == []


def test_marks_are_read():
    assert marks("#9-#11 (SEISMIC)") == {"#9", "#10", "#11"}
    assert marks("5.3: 30-50 %; assumed") == {"5.3"}
    assert marks("B22, E8; assumed") == {"B22", "E8"}


def test_the_changelog_has_an_entry_for_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(simulator.__version__)}\b", text, re.MULTILINE)


def test_the_script_for_slurm_runs_what_the_sweep_file_says(monkeypatch, tmp_path):
    from types import SimpleNamespace

    from simulator.studies.design_files import read_design_file

    text = f"""scenario = "{ROOT.as_posix()}/scenarios/product_recall.toml"
seed = 9
replications = 3
series = "full"
strategies = ["the mix"]
[factors."contagion.rule"]
"""
    (tmp_path / "scenarios/sweeps").mkdir(parents=True)
    (tmp_path / "scenarios/sweeps/recall_worlds.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    asked = read_design_file("scenarios/sweeps/recall_worlds.toml")
    given = {}

    def sweep(scenario, design, replications, **more):
        given.update(more, design=design, replications=replications)
        return SimpleNamespace(close=lambda: None)

    pool = SimpleNamespace(get_executor=lambda pure: "pool")
    cluster = SimpleNamespace(SLURMCluster=lambda **_: SimpleNamespace(scale=lambda jobs: None))
    monkeypatch.setitem(sys.modules, "dask_jobqueue", cluster)
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=lambda _: pool))
    monkeypatch.setattr(simulator, "sweep", sweep, raising=False)
    (script,) = blocks("docs/cluster.md", "python")
    exec(script, {"__name__": "__main__"})
    scenario = simulator.load_scenario(asked.scenario, asked.replaced)
    assert given["design"] == asked.design(scenario) and given["executor"] == "pool"
    for name in ("replications", "seed", "strategies", "series"):
        assert given[name] == getattr(asked, name), name


@pytest.mark.skipif(sys.platform == "win32", reason="signals, and bash")
def test_the_job_for_slurm_copies_what_is_done_when_it_is_cut_off(tmp_path):
    """The job as it stands, with programs of the same names in place of Dask's and ours, and a signal like SLURM's."""
    job = next(block for block in blocks("docs/cluster.md", "bash") if "#SBATCH" in block)
    sweep = """
import pathlib, sys, time
out = pathlib.Path(sys.argv[-1])
(out / "sweep.db").write_text("begun")
try:
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.5)
    (out / "sweep.db").write_text("closed")
    sys.exit(130)
"""
    (tmp_path / "run.py").write_text(sweep, "utf-8")
    for name, does in (("dask", "sleep 1"), ("srun", "sleep 1"), ("python", f'exec "{sys.executable}" "$@"')):
        (tmp_path / name).write_text(f"#!/bin/bash\n{does}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    places = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "fast")}
    process = subprocess.Popen(["bash", "-c", job], cwd=tmp_path, env={**os.environ, **places})
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (tmp_path / "fast/recall/sweep.db").is_file():
        time.sleep(0.1)
    process.send_signal(signal.SIGUSR1)
    assert process.wait(30) == 130
    assert (tmp_path / "results/recall/sweep.db").read_text("utf-8") == "closed"

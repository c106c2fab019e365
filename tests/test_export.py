"""Exported tables: the numbers of the study, what each column means, nothing overwritten, no formula by accident."""

import builtins
import csv

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from test_cli import TINY

from simulator import cli
from simulator.scenario_files import parse_scenario
from simulator.settings import InputError
from simulator.studies import exporting
from simulator.studies.compare import compare
from simulator.studies.exporting import COLUMNS_FILE, export, guarded
from simulator.studies.study_tables import ORDER, table_of

FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "study.db"
    text = TINY + f'[strategies."{FORMULA}"]\n[[strategies."{FORMULA}".playbook]]\naction = "publish"\n'
    scenario = parse_scenario(text + 'message = "news"\nspeaker = "press"\nat_hours = 7\n')
    compare(scenario, 3, jobs=1, output=path).close()
    return path


@pytest.fixture(scope="module")
def study(file):
    from simulator.studies.study import Study

    with Study.from_sqlite(file) as found:
        yield found


def test_every_table_is_written_and_told_of(study, tmp_path):
    names = export(study, tmp_path / "tables")
    assert sorted(names) == sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert names == [f"{table}.csv" for table in ORDER] + [COLUMNS_FILE]


def test_csv_holds_the_same_numbers(study, tmp_path):
    export(study, tmp_path)
    for table, column in (("outcomes", "value"), ("differences", "mean"), ("series", "median"), ("costs", "money")):
        read = pd.read_csv(tmp_path / f"{table}.csv")
        np.testing.assert_array_equal(read[column].to_numpy(float), table_of(study, table)[column].to_numpy(float))


def test_parquet_holds_the_same_table(study, tmp_path):
    pytest.importorskip("pyarrow")
    export(study, tmp_path, ("parquet",))
    for table in ORDER:
        expected = table_of(study, table)
        read = pd.read_parquet(tmp_path / f"{table}.parquet")
        assert list(read.columns) == list(expected.columns)
        assert len(read) == len(expected)
    read = pd.read_parquet(tmp_path / "outcomes.parquet")
    np.testing.assert_array_equal(read["value"], study.outcomes["value"])
    assert FORMULA in set(read["strategy"])


def test_every_column_has_a_meaning(study, tmp_path):
    export(study, tmp_path)
    told = pd.read_csv(tmp_path / COLUMNS_FILE, keep_default_na=False)
    for table in ORDER:
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as opened:
            columns = next(csv.reader(opened))
        assert list(told[told.table == table].column) == columns
    assert (told.meaning != "").all()
    assert set(study.series["column"]) <= set(told[told.table == "series.column"].column)


def test_a_text_that_looks_like_a_formula_is_none_in_csv(study, tmp_path):
    export(study, tmp_path)
    cells = {cell for path in tmp_path.glob("*.csv") for row in csv.reader(path.open(encoding="utf-8")) for cell in row}
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
    assert any(cell.startswith("-") for cell in cells), "negative numbers stay numbers"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "-1 +2"])
def test_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "-0.5", "+3", "1e-3", "", "a=b", None, 3])
def test_what_is_no_formula_stays(text):
    assert guarded(text) == text


def test_nothing_is_overwritten(study, tmp_path):
    (tmp_path / "series.csv").write_text("mine")
    with pytest.raises(InputError, match=r"series\.csv: is there already"):
        export(study, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["series.csv"]
    assert (tmp_path / "series.csv").read_text() == "mine"


@pytest.mark.parametrize("is_there", [True, False])
def test_an_export_that_fails_midway_leaves_nothing_and_may_be_tried_again(study, tmp_path, monkeypatch, is_there):
    folder = tmp_path / "tables"
    if is_there:
        folder.mkdir()
    write = exporting._write

    def full(frame, path):
        if path.name == "series.csv":
            raise OSError(28, "No space left on device")
        write(frame, path)

    monkeypatch.setattr(exporting, "_write", full)
    with pytest.raises(InputError, match="cannot be written"):
        export(study, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["tables"] * is_there
    monkeypatch.undo()
    names = export(study, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_a_file_is_no_folder(study, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="is a file; give another folder"):
        export(study, tmp_path / "taken")


def test_an_unknown_format_is_refused(study, tmp_path):
    with pytest.raises(InputError, match='format "xlsx" is not known; choose from csv, parquet'):
        export(study, tmp_path, ("xlsx",))
    with pytest.raises(InputError, match="no format is given"):
        export(study, tmp_path, ())


def test_without_pyarrow_the_remedy_is_told(study, tmp_path, monkeypatch):
    real = builtins.__import__

    def no_pyarrow(name, *rest):
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_pyarrow)
    with pytest.raises(InputError, match=r"pip install \"groundswell-sim\[parquet\]\", or take --format csv"):
        export(study, tmp_path, ("csv", "parquet"))
    assert list(tmp_path.iterdir()) == []


def test_the_verb_takes_a_study_or_its_folder(file, tmp_path):
    run = CliRunner().invoke
    for given, to in ((file, "a"), (file.parent, "b")):
        result = run(cli.main, ["export", str(given), "-o", str(tmp_path / to)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / to / "differences.csv").is_file()
    assert f"Files in {tmp_path / 'b'}: outcomes.csv" in result.output


def test_the_verb_writes_beside_the_study_and_never_twice(file):
    run = CliRunner().invoke
    assert run(cli.main, ["export", str(file), "-q"]).output == ""
    assert (file.parent / "tables" / "columns.csv").is_file()
    again = run(cli.main, ["export", str(file)])
    assert again.exit_code == cli.BAD_INPUT
    assert "is there already" in again.output
    assert "--output DIR" in again.output


def test_the_verb_says_where_there_is_no_study(tmp_path):
    result = CliRunner().invoke(cli.main, ["export", str(tmp_path)])
    assert result.exit_code == cli.BAD_INPUT
    assert "give the path of a study" in result.output


def test_metadata_that_is_there_is_noticed_before_anything_is_written(file, tmp_path):
    (tmp_path / "metadata.json").write_text("mine", encoding="utf-8")
    command = ["export", str(file), "--also", "datasette", "--output", str(tmp_path)]
    told = CliRunner().invoke(cli.main, command)
    assert told.exit_code == 2 and "metadata.json: is there already, and nothing is overwritten" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["metadata.json"]
    (tmp_path / "metadata.json").unlink()
    told = CliRunner().invoke(cli.main, command)
    assert told.exit_code == 0 and "metadata.json" in told.stdout and (tmp_path / "metadata.json").is_file()
    told = CliRunner().invoke(cli.main, ["export", str(file), "--also", "datasete", "--output", str(tmp_path / "new")])
    assert told.exit_code == 2 and "choose from mesa, ema, datasette" in told.stderr

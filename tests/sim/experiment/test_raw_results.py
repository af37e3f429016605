"""The measures of every replication, as files: what each row says, and that the files hold what the comparison was made from."""

import csv
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest
from pyarrow import parquet

from sim.experiment import raw_results as raw_results_module
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.experiment.raw_results import COLUMNS, RawFormatError, RawResults, find_raw_format
from tests.sim.experiment.questions import ALONE
from tests.sim.experiment.results import HORIZON, raw_results
from tests.sim.schools import small_school


def test_each_value_has_a_row_and_a_time_that_was_not_reached_by_the_horizon_has_none(tmp_path: Path) -> None:
    assert raw_results().write(tmp_path / "raw.csv").read_text().splitlines() == [
        "scenario,campus,strategy,conditions,seed,replication,measure,value,reached",
        'a-scenario,a-campus,"\'=app,1",none,7,0,aware_t90,0.333333333,true',
        'a-scenario,a-campus,"\'=app,1",none,7,0,acknowledgement_rate,0.5,true',
        "a-scenario,a-campus,dials,pa-failed sro-away,7,0,aware_t90,,false",
        "a-scenario,a-campus,dials,pa-failed sro-away,7,0,acknowledgement_rate,0.5,true",
        'a-scenario,a-campus,"\'=app,1",none,7,1,aware_t90,1.33333333,true',
        'a-scenario,a-campus,"\'=app,1",none,7,1,acknowledgement_rate,0.5,true',
        "a-scenario,a-campus,dials,pa-failed sro-away,7,1,aware_t90,,false",
        "a-scenario,a-campus,dials,pa-failed sro-away,7,1,acknowledgement_rate,0.5,true",
    ]
    results = raw_results(replications=1)
    results.values[:][0, 0] = HORIZON + 1.0, HORIZON + 1.0
    rows = results.write(tmp_path / "raw.csv").read_text().splitlines()
    assert rows[1].endswith("aware_t90,,false")
    assert rows[2].endswith("acknowledgement_rate,101.0,true")


def test_rows_go_on_from_block_to_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_results_module, "BLOCK", 3)
    with raw_results(replications=7).write(tmp_path / "raw.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["replication"]) for row in rows] == [n for n in range(7) for _ in range(4)]
    assert [float(row["value"]) for row in rows[::4]] == pytest.approx([n + 1 / 3 for n in range(7)])


def test_means_of_the_rows_are_those_of_the_comparison(tmp_path: Path) -> None:
    raw: list[RawResults] = []
    comparison = compare(Experiment(small_school()), ALONE, replications=12, input_pairs=0, on_results=raw.append)
    by_arm = defaultdict(list)
    with raw[0].write(tmp_path / "raw.csv").open() as file:
        for row in csv.DictReader(file):
            assert (row["reached"] == "true") == (row["value"] != "")
            by_arm[row["strategy"], row["conditions"], row["measure"]].append(row["value"])
    assert len(by_arm) == len(comparison.measures) > 0
    for summary in comparison.measures:
        values = by_arm[summary.strategy, " ".join(summary.conditions) or "none", summary.measure]
        assert values.count("") == summary.not_reached
        assert fmean(float(value or comparison.horizon) for value in values) == pytest.approx(summary.mean)


@pytest.mark.slow
def test_parquet_holds_every_bit_and_a_column_for_each_of_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_results_module, "BLOCK", 3)
    table = parquet.read_table(raw_results(replications=7).write(tmp_path / "raw.parquet"))
    rows = table.to_pylist()
    assert tuple(table.column_names) == COLUMNS
    assert [row["value"] for row in rows[::4]] == [n + 1 / 3 for n in range(7)]
    last = ("a-scenario", "a-campus", "dials", "pa-failed sro-away", 7, 6, "aware_t90", None, False)
    assert rows[-2] == dict(zip(COLUMNS, last, strict=True))
    table = parquet.read_table(raw_results(seed=10**60).write(tmp_path / "raw.parquet"))
    assert set(table.column("seed").to_pylist()) == {str(10**60)}


def test_a_file_without_an_ending_is_csv_and_another_ending_is_refused() -> None:
    assert find_raw_format(Path("raw")) == "csv"
    with pytest.raises(RawFormatError):
        find_raw_format(Path("raw.feather"))

"""The record of a comparison: what is in its JSON and its CSV files, and what never is."""

import csv
import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import comparison as records
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, Headline, choose_main_pairing, round_significant, to_record, write_csv
from sim.experiment.experiment import Experiment
from sim.statistics.paired import MedianWord, Pairing
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

TOP = {"scenario", "campus", "seed", "replications", "horizon", "baseline", "strategies", "measures", "contrasts"}
ENTRY = {"strategy", "conditions", "measure", "unit", "direction", "ci_low", "ci_high"}
MEASURE = ENTRY | {"n", "not_reached", "mean", "p50", "p90"}
CONTRAST = ENTRY | {
    *("baseline", "reduction", "improvement", "relative_reduction", "better_share", "same_share", "worse_share"),
    *("variance_reduction", "p_value", "p_adjusted", "method", "verdict"),
    *("input_low", "input_high", "input_named", "input_base"),
}
PAIRING = Pairing("dials", "alerts")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    failed = {"without": "dials", "with": "alerts", "conditions": ["pa-failed"], "says": "without the PA"}
    return compare(Experiment(small_school(headlines=[failed])), ALONE, replications=12, input_pairs=2, joint=2)


@pytest.fixture(scope="module")
def record(comparison: Comparison) -> Any:
    return json.loads(json.dumps(comparison.to_json(), allow_nan=False))


def everything_in(thing: Any) -> Iterator[Any]:
    """Every key and every plain value."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield key
            yield from everything_in(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from everything_in(value)
    else:
        yield thing


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_documented_key_is_there_and_every_key_is_documented(record: Any) -> None:
    assert record.keys() >= TOP
    assert all(entry.keys() >= MEASURE for entry in record["measures"])
    assert all(entry.keys() >= CONTRAST for entry in record["contrasts"])
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    lists = ("measures", "contrasts", "input_effects", "joint", "curves", "headlines", "app_first_report")
    keys = {*record, *itertools.chain.from_iterable(entry for name in lists for entry in record[name])}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
    effect = record["input_effects"][0]
    assert (effect["baseline"], effect["strategy"], effect["conditions"]) == ("dials", "alerts", ["pa-failed"])
    assert "pairing" not in effect


def test_json_keeps_the_values(comparison: Comparison, record: Any) -> None:
    assert record["scenario"] == "plain"
    assert (record["replications"], record["asked"], record["stopped"]) == (12, 12, "")
    assert (record["strategies"], record["conditions"]) == (["dials", "alerts"], [["pa-failed"], []])
    for entry, contrast in zip(record["contrasts"], comparison.contrasts, strict=True):
        assert entry["reduction"] == pytest.approx(contrast.reduction, rel=1e-8)
        assert entry["conditions"] == list(contrast.conditions)


def test_numbers_have_nine_digits_at_most_and_nothing_is_of_the_machine(record: Any) -> None:
    floats = [value for value in everything_in(record) if isinstance(value, float)]
    assert len(floats) > 500
    assert all(value == float(f"{value:.9g}") for value in floats)
    words = [value for value in everything_in(record) if isinstance(value, str)]
    assert not [word for word in words if "/" in word and "per" not in word and "m/s" not in word]
    assert not {"workers", "version", "time_stamp", "path", "elapsed_s"} & set(words)


def test_csv_files_say_what_the_json_says(comparison: Comparison, record: Any, tmp_path: Path) -> None:
    paths = write_csv(comparison, tmp_path / "new" / "folder")
    names = "measures contrasts curves input_effects joint chance levers structures periods"
    assert [path.stem for path in paths] == names.split()
    measures, contrasts, curves, effects, joint, chances, *_ = (lines_of(path) for path in paths)
    assert len(measures) == len(record["measures"])
    assert len(curves) == sum(len(curve["times"]) for curve in record["curves"])
    assert len(effects) == len(record["input_effects"])
    assert [line["better_by_delta"] for line in chances] == [str(one["better_by_delta"]) for one in record["chance"]]
    assert [line["p95"] for line in joint] == [str(entry["p95"] or "") for entry in record["joint"]]
    lines = *measures, *contrasts, *curves, *effects, *joint
    runs = {(line["scenario"], line["campus"], line["seed"]) for line in lines}
    assert runs == {(record["scenario"], record["campus"], str(record["seed"]))}
    for line, entry in zip(contrasts, record["contrasts"], strict=True):
        assert line["conditions"] == (" ".join(entry["conditions"]) or "none")
        assert float(line["reduction"]) == entry["reduction"]
        assert line["input_low"] == ("" if entry["input_low"] is None else str(entry["input_low"]))
        assert line["exploratory"] == str(entry["exploratory"]).lower()


def test_a_csv_file_without_lines_has_its_header(tmp_path: Path) -> None:
    alone = compare(Experiment(small_school(), ["alerts"]), ALONE, replications=2, input_pairs=0)
    contrasts = write_csv(alone, tmp_path)[1].read_text()
    assert contrasts.startswith("scenario,campus,seed,baseline,strategy,conditions,measure,unit")
    assert contrasts.count("\n") == 1


def test_inputs_rank_by_their_larger_shift_and_a_first_page_is_against_today() -> None:
    plain = records.InputEffect(PAIRING, "rset", "a", "assumed", 1.0, 2.0, 13.0, 4.0, "s", base_reduction=10.0)
    infinite = replace(plain, name="b", high_reduction=None, high_word=MedianWord.ONLY_STRATEGY)
    half = replace(plain, name="c", low_reduction=None, high_reduction=17.0, low_reading="not resolved")
    none = replace(plain, name="d", low_reduction=99.0, low_reading="not resolved", high_reading="no effect")
    others = (
        replace(half, measure="x", name="e"),
        replace(half, pairing=PAIRING._replace(conditions=("pa-failed",)), name="f"),
    )
    shifts = [records.find_shift(one) for one in (plain, infinite, half, replace(plain, base_reduction=None))]
    assert shifts == [6.0, math.inf, 7.0, 13.0]
    ranked = records.rank_effects((plain, none, *others, infinite, half), PAIRING, "rset")
    assert [one.name for one in ranked] == ["b", "c", "a"]
    rows = [
        Headline("1", "dials", "alerts", ()), Headline("2", "announces", "alerts", ("pa-failed", "sro-away")),
        Headline("3", "announces", "alerts", ("pa-failed",)), Headline("4", "announces", "dials", ("sro-away",)),
    ]  # fmt: skip
    assert choose_main_pairing(rows, [], "announces") == rows[2].pairing
    assert choose_main_pairing(rows, [], "other") == rows[0].pairing
    assert choose_main_pairing([], [row.pairing for row in rows[1:]], "dials") == rows[1].pairing
    assert choose_main_pairing(rows[:1], [rows[2].pairing], "announces") == rows[0].pairing


def test_numbers_of_a_record_are_rounded_and_hundredths_are_cut() -> None:
    # 100 x 0.29 is just under 29
    assert [records.to_percent(share) for share in (0.29, 0.999, 1.0, 0.0099)] == [29, 99, 100, 0]
    assert [round_significant(number) for number in (123_456.7891234, 1.23456789012e-7, None)] == [
        123_456.789, 1.23456789e-7, None
    ]  # fmt: skip
    assert math.copysign(1.0, round_significant(-0.0) or 0.0) == 1.0
    assert to_record({"a": (1.0 / 3.0, 7, [True]), "b": PAIRING}) == {
        "a": [0.333333333, 7, [True]],
        "b": ["dials", "alerts", []],
    }
    for number in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match=f"number is {number}; .*must be None"):
            to_record([number])

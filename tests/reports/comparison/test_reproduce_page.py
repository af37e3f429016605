"""Raw data reproduce the first page: `tests/reproduce_page.py`, which knows numpy and scipy alone, finds the same numbers."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from reports.comparison.differences import ComparisonIndex, find_pairing
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.experiment.raw_results import RawResults
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Summary
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

SCRIPT = Path(__file__).parents[2] / "reproduce_page.py"
ARM_COLUMNS = ("mean", "p50", "p90", "missed")
DIFFERENCE_COLUMNS = ("mean", "low", "high", "median", "median_low", "median_high", "better", "worse", "adverse")
COLUMNS = [f"{column}_{arm}" for column in ARM_COLUMNS for arm in (0, 1)] + list(DIFFERENCE_COLUMNS)
RESAMPLED = 0.06
"""Of the width: how far limits of other resamples may lie, three times their standard error."""
MOSTLY_SAME = 0.9
"""Share of pairs above which so few differ that limits of resamples come in steps, and prove nothing."""

Numbers = dict[str, float | None]


def reproduce(path: Path, pairing: Pairing, horizon: float) -> dict[str, Numbers]:
    """By measure, the numbers that the script prints; None where one is infinite or no number."""
    day = " ".join(pairing.conditions) or "none"
    arguments = [sys.executable, str(SCRIPT), pairing.baseline, pairing.strategy, day, str(horizon)]
    with path.open() as file:
        printed = subprocess.run(arguments, stdin=file, capture_output=True, text=True, check=True).stdout
    found = {}
    for measure, *texts in csv.reader(io.StringIO(printed)):
        numbers = [float(text) if text not in ("inf", "-inf", "nan") else None for text in texts]
        found[measure] = dict(zip(COLUMNS, numbers, strict=True))
    return found


def check(numbers: Numbers, contrast: Contrast, arms: tuple[Summary | None, Summary | None]) -> None:
    """That all numbers are those of the comparison."""
    for arm, summary in enumerate(arms):
        assert summary is not None
        for name, expected in (("mean", summary.mean), ("p50", summary.p50), ("p90", summary.p90)):
            assert numbers[f"{name}_{arm}"] == pytest.approx(expected, rel=1e-8, abs=1e-9)
        assert numbers[f"missed_{arm}"] == summary.not_reached
    for name, value in (
        ("mean", contrast.reduction),
        ("median", contrast.median_reduction),
        ("median_low", contrast.median_low),
        ("median_high", contrast.median_high),
    ):
        assert numbers[name] == pytest.approx(value, abs=2e-5), name
    check_limits(numbers, contrast)
    for name, share in (("better", contrast.better_share), ("worse", contrast.worse_share)):
        if contrast.unit == "person-min":  # a sum: differences beyond its nine digits in the file are lost
            assert (numbers[name] or 0.0) <= share
        else:
            assert numbers[name] == share
    assert bool(numbers["adverse"]) == (contrast.adverse == "worse")


def check_limits(numbers: Numbers, contrast: Contrast) -> None:
    """Exactly for t limits, and within the luck of resampling for BCa limits."""
    for name, limit in (("low", contrast.ci_low), ("high", contrast.ci_high)):
        if contrast.method != "BCa":
            assert numbers[name] == pytest.approx(limit, abs=1e-5)
        elif contrast.same_share < MOSTLY_SAME:
            slack = RESAMPLED * ((contrast.ci_high or 0.0) - (contrast.ci_low or 0.0))
            assert numbers[name] == pytest.approx(limit, abs=slack)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "pairs"), [("", 300), ("cardiac-arrest", 300), ("active-assailant", 2_001)])
def test_every_number_of_every_row_comes_out_of_the_raw_data(scenario: str, pairs: int, tmp_path: Path) -> None:
    emergency = open_emergency(scenario) if scenario else small_school()
    raw: list[RawResults] = []
    asked = Experiment(emergency)
    comparison = compare(asked, ALONE, replications=pairs, input_pairs=0, joint=0, on_results=raw.append)
    path = raw[0].write(tmp_path / "raw.csv")
    index = ComparisonIndex(comparison)
    for headline in comparison.headlines:
        found = reproduce(path, headline.pairing, comparison.horizon)
        contrasts = [contrast for contrast in comparison.contrasts if find_pairing(contrast) == headline.pairing]
        assert len(found) == len(contrasts) > 10
        for contrast in contrasts:
            check(found[contrast.measure], contrast, index.find_arms(contrast))


def test_the_script_has_60_lines_and_knows_numpy_and_scipy_alone() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    imported = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]
    assert imported == ["csv", "sys", "numpy", "scipy"]

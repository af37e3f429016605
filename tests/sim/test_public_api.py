"""`from sim import ...`: names are imported lazily, and tables become data frames where pandas is installed."""

import subprocess
import sys

import pytest

import sim
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.comparisons import made


def test_import_is_fast_and_every_public_name_exists() -> None:
    code = "import sim, sys; print('numpy' in sys.modules or 'simpy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="it has AllcallError"):
        _ = sim.nothing


@pytest.mark.slow
def test_public_names_are_listed_before_they_are_imported() -> None:
    code = "import sim; print(sorted(set(sim.__all__) - set(dir(sim))))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"


def test_every_public_error_is_an_allcall_error() -> None:
    public = [getattr(sim, name) for name in sim.__all__]
    errors = [error for error in public if isinstance(error, type) and issubclass(error, Exception)]
    assert len(errors) > 5
    assert [error for error in errors if not issubclass(error, sim.AllcallError)] == []


@pytest.mark.slow
def test_a_frame_has_the_columns_of_its_csv_file_and_conditions_as_text() -> None:
    comparison = made()
    frame = comparison.to_frame("contrasts")
    assert list(frame.columns[:6]) == ["scenario", "campus", "seed", "baseline", "strategy", "conditions"]
    assert set(frame.conditions) == {"none", "pa-failed"}
    assert len(frame[frame.conditions == "none"]) > 1
    with pytest.raises(sim.UnknownName, match="there is measures, contrasts"):
        comparison.to_frame("nothing")  # type: ignore[arg-type]


def test_without_pandas_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(sim.MissingPackageError, match=r"type: pip install pandas"):
        made().to_frame()


def test_a_contrast_has_its_verdict_as_an_enum() -> None:
    findings = {contrast.finding for contrast in made().contrasts}
    assert findings == {Verdict.EXPLORATORY, Verdict.NO_PRACTICAL_DIFFERENCE, Verdict.SOONER, Verdict.SENSITIVE}

"""`from sim import ...`: names are imported lazily, and tables become data frames where pandas is installed."""

import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

import sim
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.comparisons import made


def test_import_is_fast_and_every_public_name_exists() -> None:
    code = "import sim, sys; print('numpy' in sys.modules or 'simpy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="it has Comparison"):
        _ = sim.nothing


def test_a_table_becomes_a_frame_with_the_columns_of_its_csv_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = ModuleType("pandas")
    pandas.DataFrame = lambda rows, columns: SimpleNamespace(rows=rows, columns=columns)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    frame = made().to_frame("curves")
    assert frame.columns[:6] == ["scenario", "campus", "seed", "strategy", "conditions", "what"]
    assert set(frame.rows[0]) == set(frame.columns)
    with pytest.raises(ValueError, match="there is measures, contrasts"):
        made().to_frame("nothing")  # type: ignore[arg-type]


def test_without_pandas_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="needs pandas"):
        made().to_frame()


def test_a_contrast_has_its_verdict_as_an_enum() -> None:
    findings = {contrast.finding for contrast in made().contrasts}
    assert findings == {
        Verdict.EXPLORATORY,
        Verdict.NO_PRACTICAL_DIFFERENCE,
        Verdict.SOONER,
        Verdict.SENSITIVE,
    }

from datetime import date
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it, on 24 November 2021; the log of drills will be where this says."""
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tui.terminal.console.get_today", lambda: date(2021, 11, 24))
    return tmp_path / "home" / "records" / "drills.csv"

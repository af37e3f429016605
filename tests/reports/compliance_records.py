"""Drills and hours for tests, made up at random but such as people write down, and workbooks that other programs have saved."""

import shutil
import subprocess
from datetime import date, time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.compliance.log import DRILLS, build_workbook, read_rows
from scenarios.compliance import DrillKind, DrillRecord, TrainingRecord

WORDS = st.one_of(
    st.sampled_from(["=1+1", "-3", "@x", "'quoted", "'=x", "+", "_x0041_", "a,b;c\td", '"', "NULL", "007"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp")), max_size=30),
).map(lambda text: " ".join(text.split()))
HEAD = "Site,Kind,Date,Time,Occupants,Total time,Note\n"
LINE = "North,security,2021-08-20,09:40,412,3 min 20 s,a door stuck\n"
"""A drill in a file."""
DAYS = st.dates(date(1950, 1, 1), date(2199, 12, 31))


def numbered(entries: list[Any]) -> list[Any]:
    """Entries with their numbers."""
    return [entry.model_copy(update={"id": n}) for n, entry in enumerate(entries, 1)]


DRILLS_MADE = st.lists(
    st.builds(
        DrillRecord,
        site=WORDS.filter(bool),
        kind=st.sampled_from(get_args(DrillKind)),
        date=DAYS,
        time=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        occupants=st.integers(1, 100_000),
        took=st.integers(1, 86_400).map(lambda seconds: f"{seconds} s"),
        note=WORDS,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda drill: drill.identity,
).map(numbered)
HOURS_MADE = st.lists(
    st.builds(
        TrainingRecord,
        person=WORDS.filter(bool),
        program=st.sampled_from(["safety-professional", "threat-assessment"]),
        topic=WORDS.filter(bool),
        hours=st.integers(1, 2400).map(lambda hundredths: f"{hundredths / 100:.2f}"),
        date=DAYS,
        session=WORDS,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda hours: hours.identity,
).map(numbered)


def changed(path: Path, sheet: str, **cells: Any) -> Path:
    """A workbook in which somebody has typed."""
    book = load_workbook(path)
    for name, value in cells.items():
        book[sheet][name] = value
    book.save(path)
    return path


def saved_again(path: Path, folder: Path) -> Path:
    """A workbook that LibreOffice has opened and saved."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there")
    profile = f"-env:UserInstallation=file://{folder}/office"
    command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / path.name


GIVEN = {"kind": "security", "date": "2021-08-20", "time": "09:40", "occupants": "412", "took": "3 min 20 s"}
DRILL = DrillRecord.model_validate({"id": 1, "site": "North", **GIVEN, "note": "a door stuck"})
OTHER = DRILL.model_copy(
    update={"id": 2, "kind": "fire", "date": date(2021, 9, 1), "time": time(13, 15), "took": 90, "note": ""}
)


def read(path: Path) -> list[DrillRecord]:
    """The drills in a file."""
    return [drill for _, drill in read_rows(path, DRILLS)]


def without_numbers(entries: list[Any]) -> list[Any]:
    return [entry.model_copy(update={"id": 0}) for entry in entries]


def sheet_of(tmp_path: Path) -> Path:
    """A workbook with two drills."""
    path = tmp_path / "drills.xlsx"
    path.write_bytes(build_workbook([DRILL, OTHER], DRILLS, "Drill log"))
    return path

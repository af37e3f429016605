"""The log of drills to and from CSV and Excel: a round trip changes nothing, and what is wrong in a cell is said of that cell."""

import zipfile
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.compliance.log import DRILLS, TRAINING, LogFile, build_workbook, format_csv, read_rows
from scenarios.compliance import TrainingRecord
from tests.reports import compliance_records as records
from tests.reports.compliance_records import DRILL, HEAD, LINE, OTHER, changed, read, without_numbers

BOTH = [
    pytest.param(DRILLS, records.DRILLS_MADE, id="drills"),
    pytest.param(TRAINING, records.HOURS_MADE, id="training"),
]


@pytest.mark.parametrize(("table", "made"), BOTH)
@given(st.data())
def test_whatever_is_written_as_csv_comes_back_as_it_was(
    table: Any, made: st.SearchStrategy[list[Any]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entries = data.draw(made)
    path = tmp_path_factory.mktemp("records") / "kept.csv"
    path.write_text(format_csv(entries, table), encoding="utf-8")
    assert LogFile(path, table).read_entries() == entries


@pytest.mark.slow
@pytest.mark.parametrize(("table", "made"), BOTH)
@settings(max_examples=8)
@given(st.data())
def test_whatever_is_written_as_a_sheet_comes_back_as_it_was(
    table: Any, made: st.SearchStrategy[list[Any]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entries = data.draw(made)
    path = tmp_path_factory.mktemp("records") / "kept.xlsx"
    path.write_bytes(build_workbook(entries, table, "Log"))
    assert [entry for _, entry in read_rows(path, table)] == without_numbers(entries)


@pytest.mark.slow
def test_a_sheet_that_libreoffice_has_saved_again_is_read_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "drills.xlsx"
    odd = DRILL.model_copy(update={"id": 3, "site": "'=North", "time": time(0, 1), "took": 86_400})
    hours = {"program": "threat-assessment", "topic": "-", "hours": "0.33", "date": "2021-09-01"}
    people = enumerate(("=Ada", "Ọkafọr"), 1)
    trained = [TrainingRecord.model_validate({"id": n, "person": one, **hours}) for n, one in people]
    both: list[tuple[list[Any], Any]] = [([DRILL, OTHER, odd], DRILLS), (trained, TRAINING)]
    for entries, table in both:
        path.write_bytes(build_workbook(entries, table, "Log"))
        found = [entry for _, entry in read_rows(records.saved_again(path, tmp_path), table)]
        assert found == without_numbers(entries)


def test_the_sheet_is_a_table_of_dates_times_and_numbers_with_a_header_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "drills.xlsx"
    path.write_bytes(build_workbook([DRILL, OTHER], DRILLS, "Drill log"))
    sheet = load_workbook(path)["Drills"]
    assert sheet.tables["Drills"].ref == "A1:J3"
    assert sheet.freeze_panes == "C2"
    formats = ["0", "@", "@", "yyyy-mm-dd", "hh:mm", "0", "[h]:mm:ss", "@", "@", "@"]
    assert [cell.number_format for cell in sheet[2]] == formats
    assert [n for n, cell in enumerate(sheet[2]) if getattr(cell, "is_date", False)] == [3, 4, 6]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"security,fire,tornado,other"'


def test_a_name_with_an_ampersand_is_printed_as_it_is(tmp_path: Path) -> None:
    """In a header it would begin a code."""
    path = tmp_path / "drills.xlsx"
    path.write_bytes(build_workbook([DRILL], DRILLS, "Drill log, Hall & Birch"))
    with zipfile.ZipFile(path) as parts:
        assert b"&amp;CDrill log, Hall &amp;&amp; Birch<" in parts.read("xl/worksheets/sheet1.xml")


def test_times_typed_as_text_and_as_spans_are_understood(tmp_path: Path) -> None:
    path = changed(records.sheet_of(tmp_path), "Drills", D2="2021-08-20", E2="9:40 am", G2=time(0, 3, 20))
    assert read(path) == without_numbers([DRILL, OTHER])


def test_columns_are_known_in_large_and_small_letters(tmp_path: Path) -> None:
    path = tmp_path / "drills.csv"
    path.write_text(HEAD.lower() + LINE)
    assert read(path) == without_numbers([DRILL])
    sheet = changed(records.sheet_of(tmp_path), "Drills", B1="SITE", G1=" total time")
    assert read(sheet) == without_numbers([DRILL, OTHER])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_save_it_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "drills.csv"
    path.write_text((HEAD + LINE).replace(",", ";").replace("\n", "\r\n"), encoding=encoding, newline="")
    assert read(path) == without_numbers([DRILL])

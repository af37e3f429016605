"""The log of drills to and from CSV and Excel: a round trip changes nothing, and what is wrong in a cell is said of that cell."""

import zipfile
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.compliance.log import DRILLS, TRAINING, LogFile, build_workbook, format_csv, read_rows
from tests.reports.compliance_records import (
    DRILL,
    DRILLS_MADE,
    HOURS_MADE,
    OTHER,
    add,
    changed,
    read,
    saved_again,
    sheet_of,
    without_numbers,
)
from tui.cli import main

Capture = pytest.CaptureFixture[str]


BOTH = [pytest.param(DRILLS, DRILLS_MADE, id="drills"), pytest.param(TRAINING, HOURS_MADE, id="training")]


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
    path.write_bytes(build_workbook([DRILL, OTHER, odd], DRILLS, "Drill log"))
    assert read(saved_again(path, tmp_path)) == without_numbers([DRILL, OTHER, odd])


def test_the_sheet_is_a_table_of_dates_times_and_numbers_with_a_header_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "drills.xlsx"
    path.write_bytes(build_workbook([DRILL, OTHER], DRILLS, "Drill log"))
    sheet = load_workbook(path)["Drills"]
    assert sheet.tables["Drills"].ref == "A1:J3"
    assert sheet.freeze_panes == "C2"
    assert [(bool(getattr(cell, "is_date", False)), cell.number_format) for cell in sheet[2]] == [
        (False, "0"),
        (False, "@"),
        (False, "@"),
        (True, "yyyy-mm-dd"),
        (True, "hh:mm"),
        (False, "0"),
        (True, "[h]:mm:ss"),
        *[(False, "@")] * 3,
    ]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"security,fire,tornado,other"'


def test_a_name_with_an_ampersand_is_printed_as_it_is(tmp_path: Path) -> None:
    """In a header it would begin a code."""
    path = tmp_path / "drills.xlsx"
    path.write_bytes(build_workbook([DRILL], DRILLS, "Drill log, Hall & Birch"))
    with zipfile.ZipFile(path) as parts:
        assert b"&amp;CDrill log, Hall &amp;&amp; Birch<" in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"C3": "frie"}, 'sheet Drills, C3 (Kind): "frie" is not known; nearest is "fire"'),
        ({"D2": "20.8.2021"}, "sheet Drills, D2 (Date): "),
        ({"D2": date(2021, 11, 25)}, "sheet Drills, D2 (Date): 2021-11-25 is still to come"),
        ({"E2": "0.4"}, "sheet Drills, E2 (Time): "),
        ({"F2": -4}, "sheet Drills, F2 (Occupants): "),
        ({"F2": 4.5}, "sheet Drills, F2 (Occupants): "),
        ({"F2": date(2021, 8, 20)}, "sheet Drills, F2 (Occupants): Excel has made a date"),
        ({"G2": "200"}, 'sheet Drills, G2 (Total time): "200" has no unit'),
        ({"H2": "=A1"}, "sheet Drills, H2 (Note): this is a formula"),
        ({"H2": "#N/A"}, "sheet Drills, H2 (Note): Excel has made an error of this: #N/A"),
        ({"B3": None}, "sheet Drills, B3 (Site): there is nothing here"),
        ({"F1": "Ocupants"}, 'F1: there is no column "Ocupants"; nearest is "Occupants"'),
        ({"H1": "Site"}, 'H1: column "Site" is there twice'),
        (
            {"C3": "security", "D3": date(2021, 8, 20), "E3": time(9, 40)},
            "E3 (Time): an earlier row is this one already",
        ),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_of_that_cell_and_nothing_comes_in(
    cells: Mapping[str, Any], said: str, home: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = changed(sheet_of(tmp_path), "Drills", **cells)
    assert main(["records", "import", str(path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert not home.exists()


def test_times_typed_as_text_and_as_spans_are_understood(tmp_path: Path) -> None:
    path = changed(sheet_of(tmp_path), "Drills", D2="2021-08-20", E2="9:40 am", G2=time(0, 3, 20))
    assert read(path) == without_numbers([DRILL, OTHER])


HEAD = "Site,Kind,Date,Time,Occupants,Total time,Note\n"
LINE = "North,security,2021-08-20,09:40,412,3 min 20 s,a door stuck\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + LINE.replace("412", "-4"), 'drills.csv:2: Occupants: "-4"'),
        (HEAD + "\n" + LINE.replace("09:40", "9h"), "drills.csv:3: Time: "),
        (HEAD + LINE.replace(",412", ""), "drills.csv:2: Occupants: "),
        (HEAD + LINE.strip() + ",more,than,enough\n", "10 cells under 7 columns"),
        (HEAD + LINE.replace("a door", '"a door'), "drills.csv:2: this is no CSV"),
        (HEAD.replace("Kind", "Kin") + LINE, 'drills.csv:1: there is no column "Kin"; nearest is "Kind"'),
        (HEAD + LINE.replace("a door", "\x1b]52;c;x\x07"), "drills.csv:2: Note: an unprintable character (U+001B)"),
        (HEAD, "there is no drill in it"),
        ("", "is empty"),
        ("Site,Kind\n\xff", "drills.csv:2: is not UTF-8"),
    ],
)
def test_what_is_wrong_in_a_line_of_csv_is_said_with_its_line(
    content: str, said: str, home: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "drills.csv"
    path.write_bytes(content.encode("latin-1"))
    assert main(["records", "import", str(path)]) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()


def test_columns_are_known_in_large_and_small_letters(tmp_path: Path) -> None:
    path = tmp_path / "drills.csv"
    path.write_text(HEAD.lower() + LINE)
    assert read(path) == without_numbers([DRILL])
    sheet = changed(sheet_of(tmp_path), "Drills", B1="SITE", G1=" total time")
    assert read(sheet) == without_numbers([DRILL, OTHER])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_save_it_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "drills.csv"
    path.write_text((HEAD + LINE).replace(",", ";").replace("\n", "\r\n"), encoding=encoding, newline="")
    assert read(path) == without_numbers([DRILL])


def test_what_is_exported_and_imported_again_brings_nothing_new(home: Path, tmp_path: Path, capsys: Capture) -> None:
    assert add() == 0
    assert add(site="South", kind="fire") == 0
    before = home.read_bytes()
    for name in ("all.csv", "all.xlsx"):
        assert main(["records", "export", str(tmp_path / name)]) == 0
        assert main(["records", "import", str(tmp_path / name)]) == 0
        assert "0 drills from" in capsys.readouterr().out
    assert main(["records", "export", str(tmp_path / "one.csv"), "South"]) == 0
    assert [drill.site for drill in read(tmp_path / "one.csv")] == ["South"]
    assert home.read_bytes() == before
    assert main(["records", "export", str(home), "South"]) == 2
    assert "this folder holds the logs themselves" in capsys.readouterr().err
    assert home.read_bytes() == before
    assert main(["records", "export", str(tmp_path / "all.ods")]) == 2
    assert main(["records", "import", str(tmp_path / "all.ods")]) == 2
    assert main(["records", "import", str(tmp_path / "none.csv")]) == 2
    assert "there is no such file" in capsys.readouterr().err

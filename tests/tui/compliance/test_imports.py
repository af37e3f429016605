"""Drills from a sheet and from CSV by the command: nothing comes in where one cell is wrong."""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from tests.reports.compliance_records import HEAD, LINE, changed, read, sheet_of
from tests.tui.compliance.commands import add
from tui.cli import main

Capture = pytest.CaptureFixture[str]


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
def test_wrong_csv_is_said_with_its_line(content: str, said: str, home: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "drills.csv"
    path.write_bytes(content.encode("latin-1"))
    assert main(["records", "import", str(path)]) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()


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

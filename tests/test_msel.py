"""The list of injects in Excel: a round trip changes nothing, and what is wrong in a cell is said of that cell."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.msel import msel_workbook, read_msel
from reports.msel.columns import COLUMNS, SHEET, flow
from scenarios.exercise import Exercise
from scenarios.load import Document, build, parse_document, read_document
from scenarios.names import Mention, find, shipped
from scenarios.problems import Problems
from scenarios.sources import Source
from tui.commands.msel import run_import

FIRE = "laboratory-fire-45"
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn"), include_characters="\n"), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and "{" not in text and "}" not in text)  # fmt: skip


def document(name: str = FIRE) -> Document:
    """A shipped exercise."""
    return read_document(find("exercise", name, Mention()))


def into(path: Path, one: Document) -> Exercise:
    """An exercise through a workbook and back."""
    path.write_bytes(msel_workbook(build(one, Exercise), one))
    return again(path, one)


def again(path: Path, one: Document) -> Exercise:
    """The exercise with the injects of a workbook."""
    merged = read_msel(path, one)
    return build(parse_document(Source("merged.yaml", merged.text)), Exercise)


def changed(path: Path, to: Path, **cells: Any) -> Path:
    """A workbook in which somebody has typed."""
    book = load_workbook(path)
    for name, value in cells.items():
        book[SHEET][name] = value
    book.save(to)
    return to


@pytest.mark.parametrize("name", shipped("exercise"))
def test_every_shipped_exercise_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    one = document(name)
    assert into(tmp_path / "msel.xlsx", one) == build(one, Exercise)


@settings(max_examples=25)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"sender": WORDS, "says": WORDS, "expects": WORDS, "must": st.booleans()},
            optional={
                "hints": st.lists(WORDS, max_size=3),
                "notes": WORDS,
                "at": st.integers(0, 900).map(lambda seconds: f"{seconds} s"),
                "reports_hazard": st.booleans(),
                "when": st.lists(
                    st.sampled_from(
                        [{"aware": "nurse"}, {"aware_share": 0.5}, {"hazard_in": ["b1", "b2-*"]}]
                    ),
                    max_size=2,
                ),
            },
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_an_inject_says_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, injects: list[dict[str, Any]]
) -> None:
    one = document()
    rest = {
        "segment": "response",
        "to": ["principal"],
        "mode": "phone",
        "objective": one.data["objectives"][0]["id"],
    }
    made = [{"number": number, **rest, **inject} for number, inject in enumerate(injects, 1)]
    with_them = replace(one, data={**one.data, "injects": made})
    path = tmp_path_factory.mktemp("msel") / "msel.xlsx"
    assert into(path, with_them).injects == build(with_them, Exercise).injects


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    one = document()
    first, *others = one.data["injects"]
    with_it = replace(one, data={**one.data, "injects": [{**first, "says": "=1+1 _x0041_"}, *others]})
    assert into(tmp_path / "msel.xlsx", with_it).injects[0].says == "=1+1 _x0041_"


def test_a_sheet_that_was_not_changed_leaves_the_file_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(document().text, encoding="utf-8")
    sheet = tmp_path / "msel.xlsx"
    sheet.write_bytes(msel_workbook(build(document(), Exercise), document()))
    assert run_import(sheet, str(mine), None) == 0
    assert mine.read_text(encoding="utf-8") == document().text
    assert "the injects are the same" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "msel.xlsx"]


def test_a_changed_message_comes_into_the_file_and_everything_else_stays(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(document().text, encoding="utf-8")
    sheet = tmp_path / "msel.xlsx"
    sheet.write_bytes(msel_workbook(build(document(), Exercise), document()))
    changed(sheet, sheet, K2="Who has the list?", P2="yes")
    assert run_import(sheet, str(mine), None) == 0
    before, after = build(document(), Exercise), build(read_document(mine), Exercise)
    assert after.injects[0].says == "Who has the list?"
    assert after.injects[0].reports_hazard
    assert after.injects[1:] == before.injects[1:]
    outside = [line for line in document().text.splitlines() if not line.startswith((" ", "injects"))]
    assert [line for line in outside if line not in mine.read_text(encoding="utf-8").splitlines()] == []


@pytest.mark.parametrize(
    ("cells", "where", "said"),
    [
        ({"C2": "90"}, "C2 (Time)", "unit"),
        ({"B3": "respons"}, "B3 (Segment)", "response"),
        ({"I2": "princpal"}, "I2 (To)", "principal"),
        ({"J2": "letter"}, "J2 (Mode)", "phone"),
        ({"D2": "happend: alert-sent"}, "D2 (After)", "happened"),
        ({"D2": "happened: ["}, "D2 (After)", ""),
        ({"A3": 1}, "A3 (No.)", "there already"),
        ({"K2": "=A1"}, "K2 (Message)", "a formula"),
        ({"K1": "Mesage"}, "K1", "Message"),
        ({"O2": "perhaps"}, "O2 (Must / may)", "write must or may"),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_of_that_cell(
    cells: dict[str, Any], where: str, said: str, tmp_path: Path
) -> None:
    sheet, mine = tmp_path / "msel.xlsx", tmp_path / "mine.yaml"
    sheet.write_bytes(msel_workbook(build(document(), Exercise), document()))
    mine.write_text(document().text, encoding="utf-8")
    changed(sheet, sheet, **cells)
    with pytest.raises(Problems) as refused:
        run_import(sheet, str(mine), None)
    told = "\n".join(map(str, refused.value.problems))
    assert f"sheet {SHEET}, {where}" in told
    assert said in told
    assert mine.read_text(encoding="utf-8") == document().text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "msel.xlsx"]


def test_a_time_that_excel_has_made_of_it_is_refused_in_words(tmp_path: Path) -> None:
    from datetime import time

    sheet = tmp_path / "msel.xlsx"
    sheet.write_bytes(msel_workbook(build(document(), Exercise), document()))
    with pytest.raises(Problems, match=r"C2 \(Time\): Excel has made a date or a time of this"):
        read_msel(changed(sheet, sheet, C2=time(0, 1, 30)), document())


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "msel.xlsx"
    for content in (b"", b"PK\x03\x04 not a zip", b"number,time\n"):
        file.write_bytes(content)
        with pytest.raises(Problems, match="no Excel workbook"):
            read_msel(file, document())


def test_the_sheet_is_a_table_with_drop_downs_and_a_header_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "msel.xlsx"
    path.write_bytes(msel_workbook(build(document(), Exercise), document()))
    sheet = load_workbook(path)[SHEET]
    count = len(build(document(), Exercise).injects)
    assert sheet.tables[SHEET].ref == f"A1:S{count + 1}"
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    ruled = {str(cells)[0] for rule in sheet.data_validations.dataValidation for cells in rule.sqref.ranges}
    assert ruled == {chr(ord("A") + n) for n, column in enumerate(COLUMNS) if column.lists}


def test_values_are_written_as_yaml_reads_them() -> None:
    for value in (
        "no",
        "yes",
        "a: b",
        "007",
        'say "hi"',
        "x\ny",
        True,
        0.5,
        ["a", "b c"],
        {"kind": "channel", "works": False},
    ):
        assert parse_document(Source("one.yaml", f"value: {flow(value)}")).data["value"] == value


@pytest.mark.slow
def test_a_sheet_that_libreoffice_has_saved_again_comes_back_as_it_was(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "msel.xlsx"
    path.write_bytes(msel_workbook(build(document(), Exercise), document()))
    command = [
        office,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert again(tmp_path / "msel.xlsx", document()) == build(document(), Exercise)

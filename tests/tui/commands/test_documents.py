"""Commands that write documents and data name each file, and each one that cannot be written."""

import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.reports.documents.hostile import IN_STORIES, KEPT, letterhead, plant
from tui.cli import main
from tui.report_builder import ReportOptions, check_sources, read_logo
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, few: None) -> str:
    """A shipped exercise that a script has played; it is 24 December 2026."""
    monkeypatch.setattr("tui.terminal.console.get_today", lambda: date(2026, 12, 24))
    journal = str(tmp_path / "one.journal")
    script = ("--script", "cardiac-arrest", "--journal", journal, "--no-others")
    assert main(["drill", "cardiac-arrest", *script]) == 0
    capsys.readouterr()
    return journal


@pytest.mark.slow
def test_a_final_report_that_is_refused_says_which_file_it_made(session: str, tmp_path: Path, capsys: Capture) -> None:
    out, edit = tmp_path / "out", tmp_path / "new" / "added.yaml"
    asked = ["report", session, "--out", str(out), "--edit", str(edit), "--final", "J. Doe", "2026-12-01"]
    assert main(asked) == 2
    said = capsys.readouterr()
    assert said.out == f"{edit}: created; fill it in and run this command again\n"
    assert said.err == "allcall: --final: a script played this exercise and no one attended; omit --final for a draft\n"
    assert edit.is_file()
    assert not out.exists()
    assert main(asked) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_a_file_of_additions_that_cannot_be_made_is_named(session: str, tmp_path: Path, capsys: Capture) -> None:
    edit = Path(session) / "added.yaml"
    assert main(["report", session, "--out", str(tmp_path / "out"), "--edit", str(edit)]) == 2
    assert capsys.readouterr().err.endswith(f"--edit {edit}: file exists; name a writable file\n")


@pytest.mark.slow
def test_data_that_were_written_are_named_if_figures_cannot_be(session: str, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out"
    assert main(["export", session, "--out", str(out), "--figures", session]) == 2
    said = capsys.readouterr()
    assert {Path(line) for line in said.out.splitlines()} == {*out.iterdir()}
    assert said.err == (f"allcall: {session}: file exists; name a writable folder with --out or --figures\n")


def test_a_logo_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    words = tmp_path / "logo.png"
    words.write_text("not a picture")
    for path, why in ((words, "is not a PNG or JPEG; save it as one"), (tmp_path / "none", "there is no such file")):
        with pytest.raises(CommandError) as refused:
            read_logo(path)
        assert str(refused.value) == f"--logo {path}: {why}"


def test_what_acts_in_a_template_is_named(tmp_path: Path) -> None:
    path = tmp_path / "school.docx"
    path.write_bytes(plant(letterhead(), "header1", IN_STORIES["DATE"]))
    (said,) = check_sources(ReportOptions(template=path))
    assert said == f'{path}, word/header1.xml: removed the field DATE, kept its text "{KEPT}"'


def test_a_template_that_cannot_be_used_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    words = tmp_path / "school.doc"
    words.write_text("not a Word file")
    large = tmp_path / "school.docx"
    large.write_bytes(b"0" * 10_000_001)
    old = tmp_path / "old.docx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 of 1997")
    of_1997 = "is an old or password-protected Office file; save it in Word as .docx, without a password"
    for options, why in (
        (ReportOptions(template=words), "not a Word file; save it in Word as .docx"),
        (ReportOptions(template=large), "is larger than 10 MB; keep only the letterhead and the styles in it"),
        (ReportOptions(template=old), of_1997),
        (ReportOptions(template=tmp_path / "none"), "there is no such file"),
        (ReportOptions(("pdf",), template=words), "only Word files use it; add docx to --format"),
    ):
        with pytest.raises(CommandError) as refused:
            check_sources(options)
        assert str(refused.value) == f"--template {options.template}: {why}"


def fill_controls(path: Path, edited: Path, values: dict[str, str]) -> None:
    document = docx.Document(str(path))
    for control in document.element.body.iter(qn("w:sdt")):
        mark = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if mark is not None and (value := values.get(mark.get(qn("w:val")))):
            for placeholder in [*control.iter(qn("w:showingPlcHdr"))]:
                placeholder.getparent().remove(placeholder)
            first, *others = control.iter(qn("w:t"))
            first.text = value
            for text in others:
                text.text = ""
    document.save(str(edited))


@pytest.mark.slow
def test_words_of_the_edited_report_stand_in_all_formats_and_in_the_improvements(
    session: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.terminal.console.find_sessions_folder", lambda: tmp_path)
    out, edited, table = tmp_path / "out", tmp_path / "edited.docx", tmp_path / "improvements.csv"
    report = ["report", session, "--out", str(out), "--format", "docx,html"]
    assert main(report) == 0
    words = {"overview.sponsor": "District <office>", "plan.improve-1.contact": "555 0100"}
    fill_controls(out / "one.docx", edited, words)
    before = edited.read_bytes()
    assert main([*report, "--from", str(edited)]) == 0
    assert edited.read_bytes() == before
    assert "District &lt;office&gt;" in (out / "one.html").read_text()
    document = docx.Document(str(out / "one.docx"))
    assert {*words.values()} <= {
        "".join(text.text or "" for text in one.iter(qn("w:t"))) for one in document.element.body.iter(qn("w:sdt"))
    }
    assert main(["improvements", "export", str(table)]) == 0
    assert "555 0100" in table.read_text()
    capsys.readouterr()
    assert main([*report, "--from", str(edited), "--edit", str(tmp_path / "a.yaml")]) == 2
    assert "--from and --edit" in capsys.readouterr().err
    written = (out / "one.docx").read_bytes()
    assert main([*report, "--from", str(out / "one.docx")]) == 2
    assert "would overwrite it; save it under another name" in capsys.readouterr().err
    assert (out / "one.docx").read_bytes() == written
    fill_controls(out / "one.docx", edited, {"overview.date": "tomorrow"})
    assert main([*report, "--from", str(edited)]) == 2
    assert 'Date of the exercise: "tomorrow" is no date' in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"not a file of Word"])
def test_a_file_that_is_no_word_report_is_refused_before_the_long_run(tmp_path: Path, content: bytes) -> None:
    edited = tmp_path / "edited.docx"
    edited.write_bytes(content)
    with pytest.raises(CommandError, match=str(edited)):
        check_sources(ReportOptions(edited=edited))


@pytest.mark.slow
def test_a_word_report_that_expands_to_too_much_is_refused(tmp_path: Path) -> None:
    edited = tmp_path / "edited.docx"
    with zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * 100_000_001)
    with pytest.raises(CommandError, match="expands to over 100 MB"):
        check_sources(ReportOptions(edited=edited))

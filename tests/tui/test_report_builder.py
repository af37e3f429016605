"""Reports as their commands build them: what is carried over, added, refused and never told."""

import re
import shlex
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from reports.after_action.annotations import render_additions_file
from reports.after_action.report import build_after_action_report, build_evidence_file
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import list_open_blanks
from sim.exercise.conductor import Conductor
from sim.exercise.evaluation import add_improvement
from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal
from sim.exercise.sessions import SUFFIX, build_header
from tests.reports.reports import COMMAND, facts, report
from tests.sim.exercise.exercises import ASSAILANT, SEED, conducted, opened
from tui.cli import main
from tui.commands.documents import improvements_export, improvements_list
from tui.report_builder import (
    ReportOptions,
    add_additions,
    build_report_data,
    format_command,
    list_earlier_actions,
    write_report_files,
)
from tui.terminal.console import CommandError


@pytest.mark.slow
def test_a_report_with_a_gap_is_not_made_final_and_the_gaps_are_named(tmp_path: Path) -> None:
    one, file = facts(), tmp_path / "added.yaml"
    final = ReportOptions(("html",), tmp_path / "out", file, ("J. Doe", "2026-12-01"))
    filled = render_additions_file(one, report(), COMMAND)
    filled = re.sub(r'(?<!objective \d: P, S, M, U or not rated)\n    says: ""', '\n    says: "2026-11-24"', filled)
    for finding in ("strengths", "areas"):
        filled = filled.replace(f"{finding}: []", f"{finding}: [{{says: seen}}]")
    whole = "{says: seen, reference: plan, observation: so, analysis: so}"
    everything = re.sub(r'^    # (\w+): ""', r'    \1: "so"', filled, flags=re.MULTILINE)
    everything = re.sub(r'(start|completion): "so"', r'\1: "2027-01-08"', everything)
    everything = everything.replace('element: "so"', "element: planning").replace("{says: seen}", whole)
    filled, everything = (text.replace('says: "none"', 'says: "12"') for text in (filled, everything))
    file.write_text(filled, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        write_report_files(add_additions(replace(one, finalized=final.finalized), file), final)
    assert refused.value.status == 2
    gaps = [blank.id for _, blank in list_open_blanks(build_after_action_report(add_additions(one, file)))]
    assert gaps
    assert all(f"({gap})" in str(refused.value) for gap in gaps)
    assert not final.out.exists()
    file.write_text(everything, encoding="utf-8")
    written = {
        path.name: path
        for path in write_report_files(add_additions(replace(one, finalized=final.finalized), file), final).papers
    }
    for name in ("active-assailant.html", "active-assailant-evidence.html"):
        assert "FINAL, J. Doe, 2026-12-01" in written[name].read_text(encoding="utf-8")


def test_improvements_of_an_exercise_that_is_open_are_listed_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.terminal.console.find_sessions_folder", lambda: tmp_path)
    journal = FileJournal.create(tmp_path / f"autumn{SUFFIX}", conducted().journal.header)
    assert improvements_list() == 0
    assert "autumn is open in another terminal" in capsys.readouterr().out
    with pytest.raises(CommandError):
        improvements_export(tmp_path / "all.csv")
    assert capsys.readouterr().err == "autumn is open in another terminal; its improvements are left out\n"
    journal.close()
    assert improvements_list() == 0
    assert "autumn" not in capsys.readouterr().out


def test_only_improvements_of_earlier_exercises_with_people_are_carried_over(tmp_path: Path) -> None:
    opened_, exercise = facts().state.opened, "active-assailant-45"
    for name in ("scripted", "first", "second"):
        journal = FileJournal.create(tmp_path / f"{name}.journal", build_header(opened_, 34))
        conductor = Conductor(opened_, journal)
        conductor.begin(Setup(exercise, 34))
        if name != "scripted":
            conductor.record_date(datetime(2026, 11, 24, 9, 30))
        add_improvement(conductor, f"found in the {name}")
        journal.close()
    found = {}
    for name in ("first", "second"):
        journal = FileJournal.open(tmp_path / f"{name}.journal")
        found[name] = [item.note.text for item in list_earlier_actions(journal, journal.path)]
        journal.close()
    assert found == {"first": [], "second": ["found in the first"]}


@pytest.mark.slow
def test_no_folder_of_the_machine_is_in_a_report_and_the_last_digest_of_the_journal_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.report_builder.draw_exercise_figures", lambda *_: [])
    journal = FileJournal.create(tmp_path / "one.journal", build_header(facts().state.opened, 34))
    wanted = ReportOptions(edit=tmp_path / "added.yaml", out=tmp_path / "out")
    try:
        data = build_report_data(journal, journal.path, facts().review, None, wanted)
    finally:
        journal.close()
    report_, evidence = map(write_markdown, (build_after_action_report(data), build_evidence_file(data)))
    assert "allcall report one.journal --edit added.yaml" in evidence
    assert str(tmp_path) not in report_ + evidence
    assert journal.last_digest in report_


@pytest.mark.slow
def test_the_command_in_the_file_is_one_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a session of the library, and for a journal that lies anywhere else."""
    monkeypatch.setattr("tui.session.find_sessions_folder", lambda: tmp_path / "kept")
    monkeypatch.setattr("tui.report_builder.find_sessions_folder", lambda: tmp_path / "kept")
    for what in ("load_counterfactual", "load_decision_effects"):
        monkeypatch.setattr(f"tui.session.{what}", lambda *_: None)
    (tmp_path / "kept").mkdir()
    for path, named in ((tmp_path / "kept/one.journal", "one"), (tmp_path / "our two.journal", "")):
        journal = FileJournal.create(path, build_header(opened(), SEED))
        Conductor(opened(), journal).begin(Setup(ASSAILANT, SEED, {"principal": ""}))
        journal.close()
        edit, out = tmp_path / f"{path.stem}.yaml", tmp_path / f"what's $out of {path.stem}"
        begins = ["report", named or str(path), "--format", "html", "--out", str(out), "--edit", str(edit)]
        assert main([*begins, "--with-names"]) == 0
        line = next(line for line in edit.read_text(encoding="utf-8").splitlines() if "allcall report" in line)
        typed = shlex.split(line.removeprefix("#"))
        assert typed == ["allcall", *begins, "--with-names"]
        made = {*out.iterdir()}
        assert len(made) >= 2, "the report and its evidence"
        for path in made:
            path.unlink()
        assert main(typed[1:]) == 0
        assert {*out.iterdir()} == made


def test_the_command_in_the_file_is_as_short_as_what_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With names of files as they were typed: no folder of the machine comes in."""
    monkeypatch.chdir(tmp_path)
    wanted = ReportOptions(edit=Path("our words.yaml"))
    assert format_command(Path("one.journal"), wanted) == "allcall report one.journal --edit 'our words.yaml'"
    two = ReportOptions(("pdf", "docx"), Path("../out"), Path("added.yaml"))
    assert format_command(Path("one.journal"), two) == (
        "allcall report one.journal --format pdf,docx --out ../out --edit added.yaml"
    )

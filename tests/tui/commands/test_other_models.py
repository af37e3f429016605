"""A journal that was played with an older or a newer model: reported as far as it needs no replay, and played by no command."""

import json
import re
import zipfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from pypdf import PdfReader

from reports.exports.xes import NAMESPACE as XES
from sim.engine import SimpyEngine
from sim.exercise.decision_effects import DecisionEffects, load_effects, load_or_measure_effects
from sim.exercise.journal import FileJournal, JournalError
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from sim.exercise.sessions import build_header
from sim.experiment.comparison import round_significant
from sim.model.version import MODEL_VERSION
from tests.sim.exercise.every_kind import NAME, SEED, entries_of_every_kind
from tests.sim.exercise.exercises import opened, prepared
from tui.cli import main
from tui.session import open_saved, resume_session

pytestmark = pytest.mark.slow

OLDER, NEWER = "0", "99"
FEW = 4
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    (tmp_path / "sessions").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "sessions"


def write_as(model: str, folder: Path) -> Path:
    """An exercise in which everything happens, as an Allcall with this model would have written it."""
    path = folder / f"played-{model}.journal"
    header = build_header(opened(NAME), SEED)._replace(model=model)
    with closing(FileJournal.create(path, header)) as journal:
        for entry in entries_of_every_kind():
            journal.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    return path


def replayed() -> Review:
    return Review(prepared(opened(NAME), SEED, entries_of_every_kind()))


def stop_the_model(monkeypatch: pytest.MonkeyPatch) -> None:

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the model was played")

    monkeypatch.setattr(SimpyEngine, "__init__", refuse)
    monkeypatch.setattr("sim.exercise.decision_effects.run_task", refuse)
    monkeypatch.setattr("sim.exercise.counterfactual.run_task", refuse)


def keep_effects(path: Path, monkeypatch: pytest.MonkeyPatch) -> DecisionEffects:
    """What an Allcall with the model of a journal kept beside it."""
    with closing(FileJournal.open(path)) as journal:
        found = load_or_measure_effects(path, journal.header, replayed().state, FEW, workers=1)
    assert found is not None
    few = partial(load_effects, emergencies=FEW)
    monkeypatch.setattr("sim.exercise.decision_effects.load_effects", few)
    return found


def words(text: str) -> str:
    """Without spaces, which differ by where a line breaks."""
    return "".join(text.split())


def read_pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def read_docx(path: Path) -> str:
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def read_pptx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        slides = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        return "".join(archive.read(name).decode() for name in slides)


READERS: dict[str, Callable[[Path], str]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "html": lambda path: path.read_text("utf-8"),
}


def notice(model: str) -> str:
    return f"This exercise was played with model {model}, and this is Allcall with model {MODEL_VERSION}."


@pytest.mark.parametrize("model", [OLDER, NEWER])
def test_its_report_has_what_needs_no_replay_and_says_what_is_left_out(
    model: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The model cannot be played, so no number is one that a replay would make."""
    path = write_as(model, folder)
    stop_the_model(monkeypatch)
    assert main(["report", path.stem, "--out", "out", "--format", "pdf,docx,html,pptx,json"]) == 0
    said = capsys.readouterr()
    assert notice(model) in said.err
    assert {Path(line).name for line in said.out.splitlines()} == {
        f"{path.stem}{end}" for end in (".pdf", ".docx", ".html", ".json", "-hot-wash.pptx", "-hot-wash.pdf")
    }
    for kind, read in READERS.items():
        report = words(read(Path(f"out/{path.stem}.{kind}")))
        for part in (
            notice(model),
            "D1 action: the kindergarten aide presses the app",  # of the log
            "D1 decided: ",
            "It reaches the most people",  # a corrected rationale
            "Objective 1: strength",  # by its final rating
            "The door was locked.",
            "Open it.",  # a corrective action
        ):
            assert words(part) in report, (kind, part)
        for part in ("Met?", "Measured on the clock", "Effect of the alert", "Minute by minute", "-evidence"):
            assert words(part) not in report, (kind, part)
    assert notice(model) in read_pptx(Path(f"out/{path.stem}-hot-wash.pptx"))
    found = json.loads(Path(f"out/{path.stem}.json").read_text())
    assert (found["model_version"], found["is_replayed"]) == (model, False)
    assert (found["targets"], found["decisions"], found["emergencies"]) == ([], [], 0)
    assert found["notes"][0].startswith(notice(model))


def test_its_log_is_that_of_the_replay_but_for_what_the_model_did(folder: Path) -> None:
    """An action has its time and its words, and not what came of it."""
    with open_saved(write_as(OLDER, folder)) as (_, transcript):
        lines = [(one.kind, one.time, one.exercise_time, one.subject_id, one.text) for one in narrate(transcript.state)]
    played = [one for one in narrate(replayed().state) if one.kind != "heard"]
    assert len(lines) == len(played)
    for (kind, *times, subject, text), one in zip(lines, played, strict=True):
        assert (kind, times, subject) == (one.kind, [one.time, one.exercise_time], one.subject_id)
        if kind == "act":
            assert re.sub(r" action  .*", "", text) in one.text
            assert text.partition("  ")[2] in one.text
        else:
            assert text == one.text


def test_a_ledger_that_is_kept_is_in_its_report(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Beside another journal it counts for nothing."""
    path = write_as(OLDER, folder)
    kept = keep_effects(path, monkeypatch)
    stop_the_model(monkeypatch)
    assert main(["report", path.stem, "--out", "out", "--format", "json,pdf"]) == 0
    found = json.loads(Path(f"out/{path.stem}.json").read_text())
    assert [one["difference"] for one in found["decisions"]] == [
        None if one.difference is None else round_significant(one.difference.value) for one in kept.decisions
    ]
    assert words(f"Measured with model {OLDER}") in words(read_pdf(Path(f"out/{path.stem}.pdf")))
    other = write_as(NEWER, folder)
    other.with_suffix(".effects").write_bytes(path.with_suffix(".effects").read_bytes())
    assert main(["report", other.stem, "--out", "out", "--format", "json"]) == 0
    assert json.loads(Path(f"out/{other.stem}.json").read_text())["decisions"] == []
    capsys.readouterr()


@pytest.mark.parametrize("model", [OLDER, NEWER])
def test_it_is_neither_replayed_nor_continued(model: str, folder: Path, capsys: Capture) -> None:
    path = write_as(model, folder)
    before = path.read_bytes()
    refusal = (
        f"{path}: played with model {model}, and this is Allcall with model {MODEL_VERSION}, so it cannot be replayed or "
        f"continued; use allcall report or allcall export for what needs no replay, or an Allcall with model {model}"
    )
    script = ("--script", "cardiac-arrest", "--journal", str(path))
    for line in (["replay", path.stem], ["drill", "cardiac-arrest", *script], ["sessions", "repair", path.stem]):
        assert main(line) == 2
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", f"allcall: {refusal}\n")
    with pytest.raises(JournalError) as refused:
        resume_session(path)
    assert str(refused.value) == refusal
    assert path.read_bytes() == before


def test_its_data_are_exported_without_traces(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    path = write_as(OLDER, folder)
    stop_the_model(monkeypatch)
    assert main(["export", path.stem, "--out", "out", "--figures", "figures"]) == 0
    said = capsys.readouterr()
    written = {one.name for one in Path("out").iterdir()}
    assert written == {f"{path.stem}-{name}" for name in ("journal.jsonl", "journal.csv", "log.xes")}
    first, *missing = said.err.splitlines()
    assert first.startswith(notice(OLDER))
    assert {line.partition(": ")[2] for line in missing} == {"it needs a replay"}
    traces = ElementTree.parse(f"out/{path.stem}-log.xes").findall(f"{{{XES}}}trace")
    assert [one[0].get("value") for one in traces] == ["conduct"]


def test_one_of_its_improvements_can_be_done(folder: Path, capsys: Capture) -> None:
    path = write_as(OLDER, folder)
    assert main(["improvements", "done", path.stem, "improve-1", "--on", "2026-04-01"]) == 0
    assert main(["improvements"]) == 0
    assert f"done 2026-04-01  {path.stem} improve-1" in capsys.readouterr().out
    assert main(["sessions"]) == 0
    listed = f"{path.stem}  {NAME}, ended, "
    said = capsys.readouterr().out
    assert said.startswith(listed)
    assert f"played with model {OLDER}, and this is Allcall with model {MODEL_VERSION}" in said


def test_an_entry_that_only_a_newer_model_knows_is_no_damage(folder: Path, capsys: Capture) -> None:
    path = write_as(NEWER, folder)
    with closing(FileJournal.open(path)) as journal:
        journal.append(2000.0, 1000.0, "dance", {})
    assert main(["report", path.stem, "--out", "out"]) == 2
    assert capsys.readouterr().err == (
        f"allcall: {path}: played with model {NEWER}, and this is Allcall with model {MODEL_VERSION}, which cannot read it; "
        f"use an Allcall with model {NEWER}\n"
    )

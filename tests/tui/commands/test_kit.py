"""The kit by its command, and the keys and commands that it names."""

import re
import shlex
from pathlib import Path

import pytest

from reports.handouts.facilitator_guide import KEYS
from scenarios.library import list_shipped
from tests.reports.kit_documents import DOCUMENTS, STEMS, handout, table, texts
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.cli import command_line, main
from tui.keymap import KeyMap

Capture = pytest.CaptureFixture[str]


@pytest.mark.slow
def test_it_writes_all_papers_as_word_and_pdf_and_the_slides_for_powerpoint(tmp_path: Path, capsys: Capture) -> None:
    assert main(["kit", "cardiac-arrest", "--out", str(tmp_path)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    forms = [(stem, "pdf") for stem in STEMS] + [(stem, "docx") for stem in DOCUMENTS] + [("slides", "pptx")]
    assert names == sorted(f"cardiac-arrest-20-{stem}.{form}" for stem, form in forms)
    assert len(capsys.readouterr().out.splitlines()) == len(names)


def test_an_exercise_that_is_not_there_and_a_folder_that_is_none_are_refused(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["kit", "cardiac-arest"]) == 2
    assert "cardiac-arrest" in capsys.readouterr().err
    assert main(["kit", "cardiac-arrest", "--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err
    assert main(["kit", "cardiac-arrest", "--starts", "25:00"]) == 2
    assert '--starts: "25:00" is no time of day' in capsys.readouterr().err


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_a_facilitator_finds_how_it_is_begun_and_what_each_part_asks(name: str) -> None:
    guide = texts(name)["facilitators-guide"]
    exercise = opened(name).exercise
    typed = [shlex.split(one) for one in re.findall(r"`\./run allcall ([^`]+)`", guide)]
    assert ["drill", exercise.scenario, "--exercise", name] in typed
    assert ["room"] in typed
    for words in typed:
        command_line().parse_args(words, print_error=False, exit_on_error=False)
    paper = handout(name, "facilitators-guide")
    parts = table(paper, "Parts, and what you do").rows
    written = [(one.title, str(one.minutes)) for one in exercise.segments]
    assert [(part, minutes) for _, _, part, minutes, _ in parts] == written
    assert not any(str(asked).lower().startswith(str(part).lower()) for _, _, part, _, asked in parts)


def test_the_keys_on_paper_are_those_that_are_bound() -> None:
    assert {name: key for name, key, _ in KEYS} == {name: KeyMap()[name] for name, _, _ in KEYS}
    guide = handout(ASSAILANT, "facilitators-guide")
    printed = [row[0] for row in table(guide, "Default keys").rows]
    assert {"Space", "n", "v", "i", "E", "!", "?"} <= set(printed)
    said = str(table(guide, "Parts, and what you do").rows)
    assert f"({KeyMap()['wash.improve']} there)" in said
    assert f"({KeyMap()['wash.report']} there)" in said

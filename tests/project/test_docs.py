"""The guides to files are true: whole files pass `allcall check`, quoted lines are in the example, commands run, every message
appears, and every key of the format is explained.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from _pytest.mark.structures import ParameterSet
from pydantic import BaseModel

from scenarios.campus import Campus
from scenarios.hazards import MEASURE_NAMES
from scenarios.inputs import Input
from scenarios.library import Loader
from scenarios.scenario import Scenario
from scenarios.strategies import Strategy
from sim.hazards.notice import Notice
from tui.cli import main

DOCS = Path(__file__).parents[2] / "docs"
CAMPUS_GUIDE, SCENARIO_GUIDE = "writing-a-campus.md", "writing-a-scenario.md"
GUIDES = (CAMPUS_GUIDE, SCENARIO_GUIDE)
FILE = re.compile(r"^(?:campus|scenario|strategy): (\S+)\n")
FEW = ["--replications", "2", "--input-pairs", "0", "--workers", "1"]
Capture = pytest.CaptureFixture[str]


def text(guide: str) -> str:
    return (DOCS / guide).read_text(encoding="utf-8")


def blocks(guide: str) -> list[str]:
    """The YAML blocks of a guide."""
    return re.findall(r"^```yaml\n(.*?)^```$", text(guide), re.MULTILINE | re.DOTALL)


def whole_files() -> dict[str, str]:
    """The blocks that are whole files, by the name that each says."""
    found = [(FILE.match(block), block) for guide in GUIDES for block in blocks(guide)]
    return {name[1]: block for name, block in found if name is not None}


def commands() -> list[str]:
    """The command lines of the guides, each once."""
    lines = [line for guide in GUIDES for line in re.findall(r"^    \./run allcall (.+)$", text(guide), re.MULTILINE)]
    return list(dict.fromkeys(lines))


def mistakes(guide: str) -> list[tuple[str, str, str]]:
    """The table of mistakes: text in the file, replacement, message."""
    section = text(guide).split("What the checker says")[1].split("\n## ")[0]
    return re.findall(r"^\| `(.+?)` \| `(.+?)` \| (.+) \|$", section, re.MULTILINE)


MISTAKES = [("pine-hill", *row) for row in mistakes(CAMPUS_GUIDE)]
MISTAKES += [("pine-hill-lunch", *row) for row in mistakes(SCENARIO_GUIDE)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands are typed in, with the files that a reader has by then."""
    shutil.copytree(DOCS / "examples", tmp_path / "docs/examples")
    (tmp_path / "my-school").mkdir()
    for name, block in whole_files().items():
        (tmp_path / f"my-school/{name}.yaml").write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guides_hold_whole_files_and_pieces_of_one() -> None:
    """Else the tests below would look at nothing."""
    assert set(whole_files()) >= {"pine-hill", "pine-hill-lunch", "pine-hill-fire", "principal-first", "our-app"}
    assert len(blocks(CAMPUS_GUIDE)) > 8
    assert len(commands()) > 12
    assert len(mistakes(CAMPUS_GUIDE)) > 12
    assert len(mistakes(SCENARIO_GUIDE)) > 6


@pytest.mark.parametrize("name", whole_files())
def test_a_whole_file_passes_the_check(home: Path, capsys: Capture, name: str) -> None:
    """As a reader would save it, beside the others."""
    assert main(["check", f"my-school/{name}.yaml"]) == 0, capsys.readouterr().err


def test_the_example_passes_the_check_without_a_note(home: Path, capsys: Capture) -> None:
    """Its map looks right too."""
    assert main(["check", "docs/examples/brook-lane.yaml"]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out == "docs/examples/brook-lane.yaml: ok, a campus\n"
    assert main(["map", "docs/examples/brook-lane.yaml"]) == 0
    assert "No warnings." in capsys.readouterr().out


def test_a_quoted_piece_stands_in_the_example() -> None:
    """Line by line, so that a piece never shows what the example does not have."""
    example = (DOCS / "examples/brook-lane.yaml").read_text(encoding="utf-8").splitlines()
    pieces = [block for block in blocks(CAMPUS_GUIDE) if FILE.match(block) is None]
    assert [line for piece in pieces for line in piece.splitlines() if line not in example] == []


def mark(lines: list[str]) -> Iterator[ParameterSet]:
    """The command lines; a comparison is slow where it is the first with its options, and else full."""
    seen = set[tuple[str, ...]]()
    for line in lines:
        options = tuple(re.findall(r"--\S+", line))
        full = pytest.mark.full(step="pages") if options in seen else pytest.mark.slow
        yield pytest.param(line, marks=full if line.startswith("compare") else ())
        seen.add(options)


@pytest.mark.parametrize("line", mark(commands()))
def test_a_command_line_can_be_played(home: Path, capsys: Capture, line: str) -> None:
    """What would take long is played for a few emergencies."""
    arguments = shlex.split(re.sub(r" --replications \d+", "", line))
    few = FEW if arguments[0] == "compare" else []
    assert main([*arguments, *few]) == 0, capsys.readouterr().err


@pytest.mark.parametrize(("name", "right", "wrong", "message"), MISTAKES)
def test_the_checker_says_what_the_guide_says(home: Path, name: str, right: str, wrong: str, message: str) -> None:
    path = home / f"my-school/{name}.yaml"
    before = path.read_text(encoding="utf-8")
    assert right in before
    path.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    loader = Loader()
    loader.check(path)
    assert message in "\n".join(map(str, loader.problems))


def keys(model: type[BaseModel]) -> Iterator[str]:
    """Every key of a kind of file, except those of uncertain inputs."""
    if not issubclass(model, Input | Notice):
        for name, field in model.model_fields.items():
            yield field.alias or name
            for part in parts(field.annotation):
                yield from keys(part)


def parts(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that a field is made of, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


@pytest.mark.parametrize(
    ("guide", "model"), [(CAMPUS_GUIDE, Campus), (SCENARIO_GUIDE, Scenario), (SCENARIO_GUIDE, Strategy)]
)
def test_no_key_of_the_format_is_left_out(guide: str, model: type[BaseModel]) -> None:
    """In a table of the guide, each as code."""
    tables = "\n".join(line for line in text(guide).splitlines() if line.startswith("|"))
    assert sorted({key for key in keys(model) if f"`{key}`" not in tables}) == []


def test_no_measure_is_left_out() -> None:
    """Those that a scenario may name."""
    names = {name for names in MEASURE_NAMES.values() for name in names}
    assert sorted(name for name in names if f"`{name}`" not in text(SCENARIO_GUIDE)) == []

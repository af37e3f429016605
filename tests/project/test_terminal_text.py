"""No file, whatever it holds and whatever it and its folder are called, brings a control character to standard output or standard error.

Every command runs beside files whose names are planted, in a folder whose name is. Then each text of each kind of file is planted in turn.
"""

import csv
import io
import json
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from sim.exercise.journal import Entry, FileJournal, Header, to_canonical_json
from tests.forked import Forks
from tests.project.own_files import CONFIGURATION, FEWER, PLAYED
from tests.tui.commands.command_lines import ADD, CASES, DRILL, OWN_SCHOOL, TRAIN, run_lines
from tests.tui.terminal.controls import ATTACK, list_controls

SLOW, FULL = pytest.mark.slow, pytest.mark.full(step="fuzz")
IN_A_WORKBOOK = ATTACK.replace("\x1b", "_x001B_").replace("\x07", "_x0007_").replace("\x08", "_x0008_")
"""As a workbook has what XML has no place for."""
ALSO = {
    "compare --csv", "compare --full", "compare --json", "drill --rehearse", "drill --script", "kit", "kit --template",
    "leverage --json", "map --svg", "report --format", "year with all else",
}  # fmt: skip
"""Cases that are slow, or of an option, and print more than the others of their command."""
MORE_LINES = (
    f"sensitivity our-active-assailant.yaml {FEWER['sensitivity']}",
    *(f"{command} nothing.yaml" for command in ("show", "check", "compare", "map", "leverage", "sweep --over x=1")),
    *(f"{command} nothing" for command in ("show", "check", "inputs", "drill", "resume", "report", "export", "replay --trace x")),
    "check our-active-assailant.yaml/x", "kit our-app.yaml", "records import nothing.csv", "compare our-active-assailant.yaml --campus x",
)  # fmt: skip
"""Further command lines: mostly errors, which name what there is."""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """A sound file of each kind in a folder with a planted name, and for each a copy with a planted name."""
    folder = tmp_path_factory.mktemp("planted") / f"a{ATTACK}b"
    shutil.copytree(OWN_SCHOOL, folder)
    (folder / "home" / "sessions").mkdir(parents=True)
    (folder / "out").mkdir()
    lines = (
        f"{DRILL} --names our-names.yaml --script our-script.yaml --journal home/sessions/own.journal --no-others",
        *("msel export our-exercise.yaml list.xlsx", ADD, TRAIN, "records export log.csv", "records export log.xlsx"),
    )
    assert forks.run(folder, *map(shlex.split, lines)).statuses == [0] * len(lines)
    (folder / "home" / "config.toml").write_text(CONFIGURATION)
    for path in [*folder.rglob("*.*")]:
        shutil.copy(path, path.with_name(f"{path.stem}{ATTACK}{path.suffix}"))
    return folder


Shape = tuple[str, ...]


def list_texts(tree: Any, shape: Shape = ()) -> Iterator[tuple[Shape, Any, Any]]:
    """Each text and each key of a tree: its shape, the mapping or list that it is in, and its key or index there."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        below = (*shape, str(key) if isinstance(tree, dict) else "*")
        if isinstance(tree, dict):
            yield (*shape, "key"), tree, key
        if isinstance(tree[key], str):
            yield below, tree, key
        yield from list_texts(tree[key], below)


def plant(tree: Any, seen: set[Shape]) -> Iterator[Any]:
    """Copies of a tree, each with a control character in one text or key of a shape that was not seen yet."""
    for place, (shape, _, _) in enumerate(list_texts(tree)):
        if shape not in seen:
            seen.add(shape)
            copy = deepcopy(tree)
            _, owner, key = [*list_texts(copy)][place]
            if shape[-1] == "key":
                owner[f"{key}{ATTACK}"] = owner.pop(key)
            else:
                owner[key] += ATTACK
            yield copy


def plant_cells(rows: Sequence[Sequence[str]]) -> Iterator[list[list[str]]]:
    for row in range(len(rows)):
        for column in range(len(rows[row])):
            copy = [list(cells) for cells in rows]
            copy[row][column] += ATTACK
            yield copy


def run_all(forks: Forks, folder: Path, *lines: str) -> str:
    """What command lines print, each by itself in the same folder."""
    outcomes = [forks.run(folder, shlex.split(line)) for line in lines]
    return "".join(outcome.output + outcome.errors for outcome in outcomes)


@FULL
def test_names_of_files_and_folders(forks: Forks, school: Path, tmp_path: Path) -> None:
    walked = {name: case for name, case in CASES.items() if name in ALSO or not (case.is_slow or "--" in name)}
    lines = {name: case.lines.splitlines() for name, case in walked.items()} | {line: [line] for line in MORE_LINES}
    printed: dict[str, str] = {}
    for name, texts in lines.items():
        folder = Path(shutil.copytree(school, tmp_path / f"{len(printed)}{ATTACK}"))
        outcome = forks.run(folder, *(shlex.split(text.format(journal="own")) for text in texts))
        printed[name] = outcome.output + outcome.errors
        shutil.rmtree(folder)
    assert {name: found for name, text in printed.items() if (found := list_controls(text))} == {}
    named = {name for name, text in printed.items() if "\N{REPLACEMENT CHARACTER}" in text}
    assert named >= {"sessions", "improvements", "config", "report nothing"}


@FULL
def test_texts_of_journals(forks: Forks, school: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(school, tmp_path / "school"))
    sessions = folder / "home" / "sessions"
    planted = [*plant_journal(sessions / "own.journal")]
    for number, (header, entries) in enumerate(planted):
        with closing(FileJournal.create(sessions / f"{number}.journal", header)) as journal:
            for entry in entries:
                journal.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    listed = run_all(forks, folder, "sessions", "improvements", "resume", "room", "sessions repair 0")
    assert list_controls(listed) == []
    accepted = []
    for number in range(len(planted)):
        outcome = forks.run(folder, ["replay", str(number), "--trace", "x"])
        assert list_controls(outcome.output + outcome.errors) == []
        accepted += [number] * (outcome.statuses == [0])
    assert 10 < len(accepted) < len(planted) - 10
    lines = ("export {} --out out", "report {} --format html --out out")
    written = [line.format(number) for number in accepted[::6] for line in lines]
    assert list_controls(run_all(forks, folder, *written)) == []


def plant_journal(path: Path) -> Iterator[tuple[Header, list[Entry]]]:
    """Headers and entries of a journal, each with a control character in another place."""
    with closing(FileJournal.open(path)) as journal:
        header, entries = journal.header, [*journal.entries()]
    yield header._replace(model=header.model + ATTACK), entries
    yield header._replace(scenario=ATTACK), entries
    for tree in plant(json.loads(header.scenario), set()):
        yield header._replace(scenario=to_canonical_json(tree)), entries
    seen: set[Shape] = set()
    for at, entry in enumerate(entries):
        for tree in plant({entry.kind: json.loads(entry.payload)}, seen):
            ((kind, payload),) = tree.items()
            changed = entry._replace(kind=kind, payload=to_canonical_json(payload))
            yield header, [*entries[:at], changed, *entries[at + 1 :]]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=SLOW if path.stem == "our-program" else FULL)
        for path in sorted(OWN_SCHOOL.glob("*.yaml"))
    ],
)
def test_texts_of_scenario_files(
    path: Path, forks: Forks, school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(school, tmp_path / "school"))
    monkeypatch.chdir(folder)
    refused = 0
    for tree in plant(yaml.safe_load(path.read_text(encoding="utf-8")), set()):
        for text in (yaml.safe_dump(tree), yaml.safe_dump(tree, allow_unicode=True, width=1000)):
            Path(path.name).write_text(text, encoding="utf-8")
            status, printed = run_lines(f"check {path.name}")
            assert list_controls(printed) == []
            refused += status == 2
    assert refused > 5
    assert list_controls(run_all(forks, folder, *PLAYED[path.name])) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("log.csv", "records import log.csv", marks=SLOW),
        pytest.param("home/records/drills.csv", "records list", marks=FULL),
        pytest.param(
            "home/records/drills.csv", "records check 'Site & co' --year 2026-27 --rules our-rules.yaml", marks=FULL
        ),
        pytest.param("home/records/training.csv", "training hours", marks=FULL),
        pytest.param("home/records/training.csv", "training list", marks=FULL),
    ],
)
def test_cells_of_tables(name: str, line: str, forks: Forks, school: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(school, tmp_path / "school"))
    rows = list(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
    for planted in plant_cells(rows):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(planted)
        assert list_controls(run_all(forks, folder, line)) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("log.xlsx", "records import log.xlsx", marks=SLOW),
        pytest.param("list.xlsx", "msel import list.xlsx our-exercise.yaml --out new.yaml", marks=FULL),
    ],
)
def test_cells_of_workbooks(name: str, line: str, forks: Forks, school: Path, tmp_path: Path) -> None:
    """A row at a time, because each of its cells is complained about."""
    folder = Path(shutil.copytree(school, tmp_path / "school"))
    workbook = load_workbook(folder / name)
    for sheet in workbook.worksheets:
        rows = [[cell for cell in cells if isinstance(cell.value, str)] for cells in sheet.iter_rows(max_row=8)]
        for cells in rows:
            values = [cell.value for cell in cells]
            for cell in cells:
                cell.value = f"{cell.value}{IN_A_WORKBOOK}"
            workbook.save(folder / name)
            assert list_controls(run_all(forks, folder, line)) == []
            for cell, value in zip(cells, values, strict=True):
                cell.value = value
        sheet.title += "\u202e\x9b"
        workbook.save(folder / name)
        assert list_controls(run_all(forks, folder, line)) == []


@SLOW
def test_texts_of_the_configuration(forks: Forks, school: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(school, tmp_path / "school"))
    planted = json.dumps(ATTACK)  # is a string of TOML too
    keys = f"[keys]\n{planted} = 'o'", f"[keys]\n'library.open' = {planted}"
    for text in (f"theme = {planted}", f"{planted} = 1", *keys, f"x{ATTACK}"):
        (folder / "home" / "config.toml").write_text(text, encoding="utf-8", newline="")
        assert list_controls(run_all(forks, folder, "config", "sessions")) == []

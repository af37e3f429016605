"""A thousand seeded mutations of everything that people hand to Allcall: each is used, or refused with status 2 and a message.

No traceback, no wait, no endless loop, no more than so much memory, nothing unprintable; and what `check` passes can be played.
Two runs of one seed are the same.
"""

import os
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from reports.compliance.log import DRILLS, build_workbook, format_csv, parse_record
from tests import mutations
from tests.forked import PARTICIPANTS, Forks, Outcome
from tests.mutations import mutate_bytes, mutate_csv, mutate_tree, mutate_workbook, mutate_yaml
from tests.project.own_files import CONFIGURATION, DRILL, FEWER, PLAYED
from tests.tui.commands.command_lines import list_options
from tui.cli import command_line, main
from tui.commands.compliance import parse_typed

ROOT = Path(__file__).parents[1]
OWN_SCHOOL = ROOT / "own_school"
MEGABYTES = 600
A_FEW, CASES = 4, 50
"""In each slow test, of which there is one of each kind, and in each full one, of which there are twenty."""


def parts(count: int) -> pytest.MarkDecorator:
    """So many full parts and a slow one. The seed of a part is in its number."""
    full = (pytest.param(part, CASES, marks=pytest.mark.full(step="fuzz")) for part in range(count))
    return pytest.mark.parametrize(("part", "count"), [pytest.param(count, A_FEW, marks=pytest.mark.slow), *full])


CHECKED = {
    name: (" ".join(["check", name, *re.findall(r"\S+\.yaml", lines[0])]), *lines) for name, lines in PLAYED.items()
}
TABLES = {"log.csv": ("records import log.csv",), "people.csv": (f"{PARTICIPANTS} people.csv",)}
WORKBOOKS = {"log.xlsx": ("records import log.xlsx",), "list.xlsx": ("msel import list.xlsx our-exercise.yaml",)}
JOURNAL_LINES = ("replay own.journal --trace trace", "export own.journal --out out", "sessions repair own.journal")
NAMES = ("app", "small-app", "cardiac-arrest", "our-exercise", "own", "oklahoma", "docx", "2026-12-01", "1", "2", "3")
DRILL_CELLS = {"site": "Ours", "kind": "fire", "date": "2026-08-20", "time": "09:40"}
DRILL_CELLS |= {"occupants": "90", "took": "3 min", "note": "x"}
PEOPLE = "Role,Name\nhead,Ann\ndesk,Bo\nobserver,Cy\n"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound file of every kind, and a pipe."""
    folder = Path(shutil.copytree(OWN_SCHOOL, tmp_path_factory.mktemp("fuzz") / "school"))
    shutil.copytree(ROOT / "scenarios" / "broken_scenarios", folder, dirs_exist_ok=True)
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "config.toml").write_text(CONFIGURATION)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ALLCALL_HOME", str(folder / "home"))
        assert main(DRILL.replace("new.journal", "own.journal").split()) == 0
        assert main(["msel", "export", "our-exercise.yaml", "list.xlsx"]) == 0
    drill = parse_record(parse_typed(DRILL_CELLS, DRILLS)[0], DRILLS)
    drills = [drill.model_copy(update={"id": n, "site": f"Ours {n}"}) for n in range(1, 4)]
    (folder / "log.csv").write_text(format_csv(drills, DRILLS))
    (folder / "log.xlsx").write_bytes(build_workbook(drills, DRILLS, "Drill log"))
    return folder


def copy_school(school: Path, folder: Path) -> Path:
    """Where one case may write."""
    copy = Path(shutil.copytree(school, folder))
    os.mkfifo(copy / "pipe")
    return copy


@dataclass(frozen=True)
class Case:
    """A mutated file, and the command lines that read it; none where only the command line is odd."""

    name: str
    content: bytes
    lines: Sequence[Sequence[str]]


def run_cases(forks: Forks, school: Path, folder: Path, cases: Iterable[Case]) -> None:
    """Asserts that nothing happens that must not. What went wrong names the folder of the case, which stays."""
    reports: list[str] = []
    for number, case in enumerate(cases):
        copy = copy_school(school, folder / f"{number}")
        if case.name:
            (copy / case.name).parent.mkdir(exist_ok=True)
            (copy / case.name).write_bytes(case.content)
        outcome = forks.run(copy, *case.lines)
        faults = [*outcome.list_faults(MEGABYTES), *find_broken_promise(case, outcome)]
        if faults:
            reports.append(f"{faults}: {copy / case.name}: {case.lines}\n{outcome.errors[-1500:]}")
        else:
            shutil.rmtree(copy)
    assert reports == [], "\n".join(reports)


def find_broken_promise(case: Case, outcome: Outcome) -> list[str]:
    """What `check` passed, and cannot be played."""
    run = [line[0] for line in case.lines[: len(outcome.statuses)]]
    return ["refused after check"] if run[0] == "check" and len(run) > 1 and outcome.statuses[-1] else []


def change_files(
    school: Path,
    lines: Mapping[str, Sequence[str]],
    count: int,
    seed: str,
    change: Callable[[bytes, random.Random], bytes],
) -> Iterator[Case]:
    """Files of the school with something changed, and the commands that read each."""
    chance = random.Random(seed)
    for name in chance.choices(list(lines), k=count):
        yield Case(name, change((school / name).read_bytes(), chance), [line.split() for line in lines[name]])


@cache
def list_commands() -> list[tuple[tuple[str, ...], list[str]]]:
    commands: dict[tuple[str, ...], list[str]] = {}
    for chain, option in list_options(command_line()):
        commands.setdefault(chain, []).extend([option] if option else [])
    return list(commands.items())


@parts(8)
def test_yaml_of_another_structure(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    change = partial(mutate_yaml, change=(mutate_tree, mutations.adjust_tree)[part % 2])
    run_cases(forks, school, tmp_path, change_files(school, CHECKED, count, f"structure {part}", change))


@parts(3)
def test_yaml_of_other_bytes(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    run_cases(forks, school, tmp_path, change_files(school, CHECKED, count, f"bytes {part}", mutate_bytes))


@parts(2)
def test_tables_in_csv(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    change = (mutate_csv, mutate_bytes)[part % 2]
    run_cases(forks, school, tmp_path, change_files(school, TABLES, count, f"csv {part}", change))


@parts(2)
def test_workbooks(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    run_cases(forks, school, tmp_path, change_files(school, WORKBOOKS, count, f"xlsx {part}", mutate_workbook))


@parts(1)
def test_the_configuration(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    chance, name = random.Random(f"configuration {part}"), "home/config.toml"
    cases = (Case(name, mutate_bytes(CONFIGURATION.encode(), chance), [["config"]]) for _ in range(count))
    run_cases(forks, school, tmp_path, cases)


@parts(1)
def test_journals(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    """Beside single bits, which `tests/sim/exercise/test_journal_digests.py` flips."""
    chance, name = random.Random(f"journals {part}"), "own.journal"
    content = (school / name).read_bytes()
    lines = [line.split() for line in chance.choices(JOURNAL_LINES, k=count)]
    run_cases(forks, school, tmp_path, (Case(name, mutate_bytes(content, chance), [line]) for line in lines))


@parts(3)
def test_command_lines(part: int, count: int, forks: Forks, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"command lines {part}")
    values = [*NAMES, *(str(path.relative_to(school)) for path in school.rglob("*"))]
    commands = list_commands()
    lines = (mutations.build_command_line(commands, values, chance) for _ in range(count))
    fewer = ([*line, *(word for name in line for word in FEWER.get(name, "").split())] for line in lines)
    run_cases(forks, school, tmp_path, (Case("", b"", [line]) for line in fewer))

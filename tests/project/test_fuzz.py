"""Two thousand seeded mutations of everything that people hand to Allcall: each is used, or refused with status 2 and a message.

No traceback, no wait, no endless loop, no more than so much memory, nothing unprintable; and what `check` passes can be played.
Two runs of one seed are the same.
"""

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from reports.compliance.log import DRILLS, build_workbook, format_csv, parse_record
from tests.forked import PARTICIPANTS, Outcome, Run, run_all
from tests.mutations import build_command_line, mutate_bytes, mutate_csv, mutate_workbook, mutate_yaml
from tests.tui.commands.test_outputs import list_options
from tui.cli import command_line, main
from tui.commands.compliance import parse_typed

ROOT = Path(__file__).parents[1]
OWN_SCHOOL = ROOT / "own_school"
MEGABYTES = 600
CASES = 100
"""In each test, of which there are twenty."""

pytestmark = pytest.mark.slow

FEW = "--replications 2 --input-pairs 0 --workers 1"
DRILL = "drill our-active-assailant.yaml --exercise our-exercise.yaml --script our-script.yaml --no-others --journal new.journal"
PLAYED = {
    "our-active-assailant.yaml": (
        f"compare our-active-assailant.yaml {FEW}",
        "show our-active-assailant.yaml",
    ),
    "our-cardiac-arrest.yaml": (f"compare our-cardiac-arrest.yaml {FEW}",),
    "our-laboratory-fire.yaml": (f"compare our-laboratory-fire.yaml {FEW}",),
    "our-false-alarm.yaml": (f"compare our-false-alarm.yaml {FEW}",),
    "our-campus.yaml": (
        f"compare our-laboratory-fire.yaml {FEW}",
        "show our-campus.yaml",
        "map our-campus.yaml --svg map.svg",
    ),
    "our-app.yaml": (f"compare our-active-assailant.yaml {FEW}", "show our-app.yaml"),
    "our-practice.yaml": (f"compare our-active-assailant.yaml {FEW}",),
    "our-exercise.yaml": (DRILL, "show our-exercise.yaml", "msel export our-exercise.yaml list.xlsx"),
    "our-script.yaml": (DRILL,),
    "our-names.yaml": (f"{DRILL} --names our-names.yaml",),
    "our-rules.yaml": ("show our-rules.yaml", "records check Ours --year 2026-27 --rules our-rules.yaml"),
    "our-program.yaml": ("show our-program.yaml", "training hours --program our-program.yaml"),
    "small.yaml": (f"compare small.yaml {FEW}", "show small.yaml"),
    "campuses/small-school.yaml": (f"compare small.yaml {FEW}", "map campuses/small-school.yaml"),
    "strategies/small-app.yaml": (f"compare small.yaml {FEW}",),
    "strategies/small-today.yaml": (f"compare small.yaml {FEW}",),
}
"""By the file: what plays it, where `check` passes it."""
DRILL_CELLS = {
    "site": "Ours",
    "kind": "fire",
    "date": "2026-08-20",
    "time": "09:40",
    "occupants": "90",
    "took": "3 min",
    "note": "x",
}
PEOPLE = "Role,Name\nhead,Ann\ndesk,Bo\nobserver,Cy\n"
CONFIGURATION = 'theme = "textual-light"\nascii = true\n[keys]\n"library.open" = "o"\n"drill.undo" = "f5,u"\n'


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


def run_cases(runs: Iterator[tuple[str, Run]]) -> None:
    """Asserts that nothing happens that must not."""
    names: list[str] = []

    def remember() -> Iterator[Run]:
        for name, run in runs:
            names.append(name)
            yield run

    found = [
        (names[-1], run.folder, run.lines, faults, outcome.errors[-1500:])
        for run, outcome in run_all(remember())
        if (faults := [*outcome.list_faults(MEGABYTES), *find_broken_promise(run, outcome)])
    ]
    assert found == [], "\n".join(map(str, found))
    assert len(names) == CASES


def find_broken_promise(run: Run, outcome: Outcome) -> list[str]:
    """What `check` passed, and cannot be played."""
    checked = [line[0] for line in run.lines[: len(outcome.statuses)]]
    return (
        ["refused after check"]
        if checked[:1] == ["check"] and len(checked) > 1 and outcome.statuses[-1]
        else []
    )


def mutate_into(
    school: Path, folder: Path, name: str, content: bytes, lines: Sequence[str]
) -> tuple[str, Run]:
    copy = copy_school(school, folder)
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_bytes(content)
    return name, Run(str(copy), [line.split() for line in lines])


@cache
def list_commands() -> list[tuple[tuple[str, ...], list[str]]]:
    commands: dict[tuple[str, ...], list[str]] = {}
    for chain, option in list_options(command_line()):
        commands.setdefault(chain, []).extend([option] if option else [])
    return list(commands.items())


@pytest.mark.parametrize("part", range(8))
def test_yaml_of_another_structure(part: int, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"structure {part}")

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            name = chance.choice(list(PLAYED))
            content = mutate_yaml((school / name).read_text(), chance)
            lines = [f"check {name}", *PLAYED[name]]
            yield mutate_into(school, tmp_path / f"{number}", name, content, lines)

    run_cases(cases())


@pytest.mark.parametrize("part", range(3))
def test_yaml_of_other_bytes(part: int, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"bytes {part}")

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            name = chance.choice(list(PLAYED))
            content = mutate_bytes((school / name).read_bytes(), chance)
            lines = [f"check {name}", *PLAYED[name]]
            yield mutate_into(school, tmp_path / f"{number}", name, content, lines)

    run_cases(cases())


@pytest.mark.parametrize("part", range(2))
def test_tables_in_csv(part: int, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"csv {part}")
    lines = {"log.csv": "records import log.csv", "people.csv": f"{PARTICIPANTS} people.csv"}

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            name = chance.choice(list(lines))
            text = (school / name).read_text()
            content = mutate_csv(text, chance) if number % 2 else mutate_bytes(text.encode(), chance)
            yield mutate_into(school, tmp_path / f"{number}", name, content, [lines[name]])

    run_cases(cases())


@pytest.mark.parametrize("part", range(2))
def test_workbooks(part: int, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"xlsx {part}")
    lines = {"log.xlsx": "records import log.xlsx", "list.xlsx": "msel import list.xlsx our-exercise.yaml"}

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            name = chance.choice(list(lines))
            content = mutate_workbook((school / name).read_bytes(), chance)
            yield mutate_into(school, tmp_path / f"{number}", name, content, [lines[name]])

    run_cases(cases())


def test_the_configuration(school: Path, tmp_path: Path) -> None:
    chance = random.Random("configuration")

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            content = mutate_bytes((school / "config.toml").read_bytes(), chance)
            yield mutate_into(school, tmp_path / f"{number}", "home/config.toml", content, ["config"])

    run_cases(cases())


def test_journals(school: Path, tmp_path: Path) -> None:
    """Beside single bits, which `tests/sim/exercise/test_journal_digests.py` flips."""
    chance = random.Random("journals")
    commands = (
        "replay own.journal --trace trace",
        "export own.journal --out out",
        "sessions repair own.journal",
    )

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            content = mutate_bytes((school / "own.journal").read_bytes(), chance)
            line = chance.choice(commands)
            yield mutate_into(school, tmp_path / f"{number}", "own.journal", content, [line])

    run_cases(cases())


@pytest.mark.parametrize("part", range(3))
def test_command_lines(part: int, school: Path, tmp_path: Path) -> None:
    chance = random.Random(f"command lines {part}")
    copy = copy_school(school, tmp_path / "school")
    values = [
        *(str(path.relative_to(copy)) for path in copy.rglob("*")),
        *(
            "app",
            "small-app",
            "cardiac-arrest",
            "our-exercise",
            "own",
            "oklahoma",
            "docx",
            "2026-12-01",
            "1",
            "2",
            "3",
            str(copy),
        ),
    ]

    def cases() -> Iterator[tuple[str, Run]]:
        for number in range(CASES):
            words = build_command_line(list_commands(), values, chance)
            words += FEW.split() if "compare" in words else []
            yield f"{number}", Run(str(copy), [words])

    run_cases(cases())

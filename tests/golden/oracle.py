"""Record what Allcall computes, and compare two records to the last bit.

    ./run python tests/golden/oracle.py record DIR
    ./run python tests/golden/oracle.py compare DIR_BEFORE DIR_AFTER

Use it around a change that moves, renames or restructures code and must not change results. The script knows only the command line and
matplotlib's Figure.savefig, so it runs unchanged on both sides of the change. `--only TEXT` limits either command to the cases whose
name contains TEXT.

A record is one JSON file per case. Numbers are kept exactly as written. A string that contains white space is prose and is dropped when
recorded; any other string (an identifier, a kind, a state) is kept. From a figure it keeps the data coordinates of lines, patches and
collections, and no text. From the matched emergencies of an exercise it keeps every measure, and one digest per emergency of arrays that
are too long.

compare prints each difference as `path: before -> after` and exits with status 1 if there is any. `oracle_renames.json` beside this file
lists what was renamed or deleted on purpose: {"renamed": {"old": "new"}, "deleted_figures": ["case/name"]}. A new name replaces the old
one wherever the old one is a whole key or a whole string.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.golden.figure_data import DUMPS, digest

ROOT = Path(__file__).resolve().parents[2]
RENAMES = Path(__file__).with_name("oracle_renames.json")
FIGURE_DATA = Path(__file__).resolve().with_name("figure_data.py")
PROSE = re.compile(r"\s")
DROPPED = object()
MOST_VALUES = 100_000  # of one array
MOST_SHOWN = 200

STRATEGIES = "app-no-staff-leg,app,office-pa,dial-911,app-no-911-leg,word-of-mouth"
CAMPUSES = ("large-high-school", "rural-k12", "small-college", "suburban-elementary")
SCENARIOS = (
    "active-assailant",
    "active-assailant-class",
    "active-assailant-lunch",
    "active-assailant-passing",
    "cardiac-arrest",
    "false-alarm",
    "laboratory-fire",
)
CONDITIONS = {
    "active-assailant": ("--pa failed", "--radio failed", "--sro away", "--pa failed --radio failed"),
    "cardiac-arrest": ("--radio failed",),
    "laboratory-fire": ("--alarm failed", "--alarm failed --pa failed"),
}
SCRIPTS = {
    "active-assailant": "active-assailant",
    "active-assailant-90": "active-assailant",
    "too-late": "active-assailant",
    "cardiac-arrest": "cardiac-arrest",
    "laboratory-fire": "laboratory-fire",
}
WITH_OTHERS = "cardiac-arrest"
"""The script whose decisions are also played in matched emergencies: the quickest, because their number cannot be chosen."""

Json = Any
Case = Callable[[Path], Json]


def cases() -> dict[str, Case]:
    """Every case by name, each a function from a folder to work in to what is recorded."""
    found: dict[str, Case] = {}
    for scenario in (*SCENARIOS, "reference-r1"):
        variant = scenario.startswith("active-assailant-")
        options = f"--replications 20 --input-pairs {0 if variant else 1} --joint 0"
        found[f"headlines.{scenario}"] = partial(comparison, scenario, options, figures=not variant)
    for scenario in SCENARIOS:
        for campus in CAMPUSES:
            if (scenario, campus) != ("laboratory-fire", "suburban-elementary"):  # it has no laboratory
                options = f"--campus {campus} --strategies {STRATEGIES} --replications 8 --input-pairs 0"
                found[f"strategies.{scenario}.{campus}"] = partial(comparison, scenario, options)
    for scenario, conditions in CONDITIONS.items():
        for broken in conditions:
            name = broken.replace("--", "").replace(" ", "-")
            options = f"{broken} --replications 8 --input-pairs 0 --seed 20261124"
            found[f"conditions.{scenario}.{name}"] = partial(comparison, scenario, options)
    options = "--precision 10% --input-pairs 2 --joint 0 --baseline r1-simultaneous"
    found["precision.reference-r1"] = partial(comparison, "reference-r1", options)
    for script, scenario in SCRIPTS.items():
        found[f"exercise.{script}"] = partial(exercise, scenario, script)
    found["golden-traces"] = golden_traces
    return found


def comparison(scenario: str, options: str, work: Path, *, figures: bool = False) -> Json:
    """What a comparison writes: its JSON record, its tables and, if asked for, its figures."""
    record, tables, drawn = work / "record.json", work / "tables", work / "figures"
    files = ["--json", record, "--csv", tables, *(["--figures", drawn] if figures else [])]
    allcall(work, "compare", scenario, *options.split(), "--workers", 1, "--no-cache", *files)
    return {
        "record": without_prose(json.loads(record.read_text(encoding="utf-8"))),
        "tables": {path.name: table(path) for path in sorted(tables.iterdir())},
        **({"figures": figures_in(drawn, work)} if figures else {}),
    }


def exercise(scenario: str, script: str, work: Path) -> Json:
    """What a scripted exercise leaves: traces, exports and, for one script, matched emergencies and figures."""
    journal, trace, exports, drawn = work / "J.journal", work / "trace", work / "exports", work / "figures"
    others = script == WITH_OTHERS
    source = ROOT / "scenarios" / "scripts" / f"{script}.yaml"
    play = ["--script", source, "--journal", journal, "--others" if others else "--no-others"]
    allcall(work, "drill", scenario, *play)
    allcall(work, "replay", journal, "--trace", trace)
    draw = ["--figures", drawn] if others else []
    allcall(work, "export", journal, "--out", exports, *draw)
    found = {
        "trace": json_lines(trace),
        "exports": {path.name.removeprefix("J-"): exported(path) for path in sorted(exports.iterdir())},
    }
    if others:
        found["figures"] = figures_in(drawn, work)
        found["others"] = [arrays(path) for path in sorted(work.glob("J.*")) if is_archive(path)]
    return found


def golden_traces(work: Path) -> Json:
    """The golden traces of the model as they stand in this folder: one that was written anew is a difference too."""
    return {
        path.name: [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
        for path in sorted(Path(__file__).parent.glob("*.txt"))
    }


def allcall(work: Path, *arguments: object) -> None:
    """Run one command of this repository; the figures that it saves are dumped into work/dumps. Raises SystemExit if it fails."""
    hook, dumps = work / "hook", work / "dumps"
    for folder in (hook, dumps):
        folder.mkdir(exist_ok=True)
    load = f"import runpy\nrunpy.run_path({str(FIGURE_DATA)!r})['watch_savefig']()\n"
    (hook / "sitecustomize.py").write_text(load, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(hook), str(ROOT))),
        "ALLCALL_HOME": str(work / "home"),
        "LC_ALL": "C.UTF-8",
        DUMPS: str(dumps),
    }
    command = [sys.executable, "-m", "tui", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-3000:]}")


def without_prose(value: Json) -> Json:
    """JSON without strings that contain white space."""
    if isinstance(value, dict):
        kept = {key: without_prose(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one is not DROPPED}
    if isinstance(value, list):
        return [one for one in map(without_prose, value) if one is not DROPPED]
    return DROPPED if isinstance(value, str) and PROSE.search(value) else value


def json_lines(path: Path) -> Json:
    """A file of one JSON object per line."""
    return [without_prose(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def table(path: Path) -> Json:
    """A CSV file: one object per row, by the names of its columns. A cell may hold JSON."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {key: json.loads(cell) if cell.startswith("{") else cell for key, cell in row.items()}
            for row in csv.DictReader(file)
        ]
    return without_prose(rows)


def exported(path: Path) -> Json:
    """An exported file, by its form."""
    readers = {".jsonl": json_lines, ".csv": table, ".xes": elements, ".xml": elements}
    return readers[path.suffix](path)


def elements(path: Path) -> Json:
    """An XML file: tag, attributes and text of every element, in order."""
    return without_prose(
        [
            [one.tag.rpartition("}")[2], dict(one.attrib), (one.text or "").strip()]
            for one in ElementTree.parse(path).iter()
        ]
    )


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive, as numpy writes one for several arrays."""
    return path.read_bytes()[:2] == b"PK"


def arrays(path: Path) -> Json:
    """The numeric arrays of a numpy archive in full; of a long one, a digest per item of its first axis."""
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        numeric = {name: archive[name] for name in archive.files if archive[name].dtype.kind in "biuf"}
    return {
        name: array.tolist()
        if array.size <= MOST_VALUES
        else [digest(item.astype(np.float64).tobytes()) for item in array]
        for name, array in numeric.items()
    }


def figures_in(folder: Path, work: Path) -> Json:
    """The data of every figure in a folder, by name.

    A file is known by its bytes, so at least one form of a figure must be written just as it was saved.
    """
    found: dict[str, Json] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json":
            found.setdefault(path.stem, None)
            dump = work / "dumps" / digest(path.read_bytes())
            if dump.exists():
                found[path.stem] = json.loads(dump.read_text(encoding="utf-8"))
    if unknown := [name for name, data in found.items() if data is None]:
        raise SystemExit(f"no call of Figure.savefig made the files of {', '.join(unknown)}")
    return found


def record(folder: Path, only: str) -> int:
    """Write one file per case into a folder, which must be empty or missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty; name another folder")
    wanted = {name: case for name, case in cases().items() if only in name}

    def one(name: str) -> int:
        with tempfile.TemporaryDirectory() as work:
            found = wanted[name](Path(work))
        (folder / f"{name}.json").write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")
        values = sum(1 for _ in leaves(found))
        print(f"{name}: {values:,} values", flush=True)  # noqa: T201
        return values

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        total = sum(pool.map(one, wanted))
    print(f"{len(wanted)} cases, {total:,} values")  # noqa: T201
    return 0


def leaves(value: Json) -> Iterator[Json]:
    """Every value that is no list and no object."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


def compare(before: Path, after: Path, only: str) -> int:
    """Print what differs; 1 if anything does."""
    renames = json.loads(RENAMES.read_text(encoding="utf-8"))
    names = sorted({path.stem for folder in (before, after) for path in folder.glob("*.json") if only in path.stem})
    found, values = 0, 0
    for name in names:
        was, now = (load(folder / f"{name}.json") for folder in (before, after))
        values += sum(1 for _ in leaves(was))
        for deleted in renames["deleted_figures"]:
            case, _, figure = deleted.partition("/")
            if case == name:
                was["figures"].pop(figure, None)
        for line in differences(renamed(was, renames["renamed"]), now, name):
            found += 1
            if found <= MOST_SHOWN:
                print(line)  # noqa: T201
    if found > MOST_SHOWN:
        print(f"... and {found - MOST_SHOWN:,} more")  # noqa: T201
    print(f"{found:,} differences; {len(names)} cases, {values:,} values before")  # noqa: T201
    return 1 if found or not names else 0


def load(path: Path) -> Json:
    """A case of a record; None where the record does not have it."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def renamed(value: Json, names: dict[str, str]) -> Json:
    """JSON with new names for old ones, as keys and as strings."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def differences(was: Json, now: Json, path: str) -> Iterator[str]:
    """Every difference between two JSON values, as a line each."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*was, *now)):
            yield from differences(was.get(key, DROPPED), now.get(key, DROPPED), f"{path}/{key}")
    elif isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            yield f"{path}: {len(was)} items -> {len(now)} items"
        for number, (one, other) in enumerate(zip(was, now, strict=False)):
            yield from differences(one, other, f"{path}/{number}")
    elif in_short(was) != in_short(now):
        yield f"{path}: {in_short(was)[:120]} -> {in_short(now)[:120]}"


def in_short(value: Json) -> str:
    """A value as JSON text, which tells 1 from 1.0 and -0.0 from 0.0."""
    return "absent" if value is DROPPED else json.dumps(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Record what Allcall computes, or compare two records.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, folders in (("record", ("folder",)), ("compare", ("before", "after"))):
        command = commands.add_parser(name)
        for folder in folders:
            command.add_argument(folder, type=Path)
        command.add_argument("--only", default="", help="only cases whose name contains this text")
    given = parser.parse_args(arguments)
    if given.command == "record":
        return record(given.folder, given.only)
    return compare(given.before, given.after, given.only)


if __name__ == "__main__":
    raise SystemExit(main())

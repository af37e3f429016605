"""Record what Allcall computes, before and after a change that only moves or renames code, and compare the two records to the last bit.

    ./run python tests/golden/oracle.py DIR_BEFORE
    ./run python tests/golden/oracle.py DIR_AFTER
    diff -r DIR_BEFORE DIR_AFTER

A record is a folder for each case, with the files that its commands wrote: numbers, tables, traces, exports and figures. Of the matched
emergencies of an exercise it has a digest of each array. The script knows only the command line, so it runs unchanged on both sides of the
change. A further argument limits it to cases whose name contains that text. Replace in the first record what was renamed on purpose.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
STRATEGIES = "app-no-staff-leg,app,office-pa,dial-911,app-no-911-leg,word-of-mouth"
CAMPUSES = ("large-high-school", "rural-k12", "small-college", "suburban-elementary")
VARIANTS = tuple(f"active-assailant-{period}" for period in ("class", "lunch", "passing"))
SCENARIOS = ("active-assailant", *VARIANTS, "cardiac-arrest", "false-alarm", "laboratory-fire")
CONDITIONS = {
    "active-assailant": ("--pa failed", "--radio failed", "--sro away", "--pa failed --radio failed"),
    "cardiac-arrest": ("--radio failed",),
    "laboratory-fire": ("--alarm failed", "--alarm failed --pa failed"),
}
SCRIPTS = dict.fromkeys(("active-assailant", "active-assailant-90", "too-late"), "active-assailant")
SCRIPTS |= {name: name for name in ("cardiac-arrest", "laboratory-fire")}
WITH_OTHERS = "cardiac-arrest"
"""The script whose decisions are also played in matched emergencies: the quickest, because their number cannot be chosen."""

Case = Callable[[Path], None]


def list_cases() -> dict[str, Case]:
    """Every case by name, each a function that writes into a folder."""
    found: dict[str, Case] = {}
    for scenario in (*SCENARIOS, "reference-r1"):
        figures = scenario not in VARIANTS
        options = f"--replications 20 --input-pairs {int(figures)} --joint 0"
        found[f"headlines.{scenario}"] = partial(compare, scenario, options, figures=figures)
    for scenario in SCENARIOS:
        for campus in CAMPUSES:
            if (scenario, campus) != ("laboratory-fire", "suburban-elementary"):  # it has no laboratory
                options = f"--campus {campus} --strategies {STRATEGIES} --replications 8 --input-pairs 0"
                found[f"strategies.{scenario}.{campus}"] = partial(compare, scenario, options)
    for scenario, conditions in CONDITIONS.items():
        for broken in conditions:
            name = broken.replace("--", "").replace(" ", "-")
            options = f"{broken} --replications 8 --input-pairs 0 --seed 20261124"
            found[f"conditions.{scenario}.{name}"] = partial(compare, scenario, options)
    options = "--precision 10% --input-pairs 2 --joint 0 --baseline r1-simultaneous"
    found["precision.reference-r1"] = partial(compare, "reference-r1", options)
    return found | {f"exercise.{name}": partial(conduct, scenario, name) for name, scenario in SCRIPTS.items()}


def compare(scenario: str, options: str, folder: Path, *, figures: bool = False) -> None:
    files = ["--json", folder / "record.json", "--csv", folder / "tables"]
    drawn = ["--figures", folder / "figures"] if figures else []
    run_allcall("compare", scenario, *options.split(), "--workers", 1, "--no-cache", *files, *drawn)


def conduct(scenario: str, script: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        journal, others = Path(work) / "J.journal", script == WITH_OTHERS
        play = ["--script", ROOT / "scenarios" / "scripts" / f"{script}.yaml", "--journal", journal]
        run_allcall("drill", scenario, *play, "--others" if others else "--no-others")
        run_allcall("replay", journal, "--trace", folder / "trace")
        drawn = ["--figures", folder / "figures"] if others else []
        run_allcall("export", journal, "--out", folder / "exports", *drawn)
        if others:
            with ZipFile(journal.with_suffix(".plays")) as plays:
                digests = {name: sha256(plays.read(name)).hexdigest() for name in plays.namelist()}
            (folder / "plays.json").write_text(json.dumps(digests, indent=1), encoding="utf-8")


def run_allcall(*arguments: object) -> None:
    """Runs one command of this repository. Raises SystemExit if it fails."""
    command = [sys.executable, "-m", "tui", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "ALLCALL_HOME": home, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-3000:]}")


def record(folder: Path, only: str = "") -> None:
    """Records the cases whose name contains a text, in a folder that is not there yet."""
    folder.mkdir(parents=True)
    cases = {name: case for name, case in list_cases().items() if only in name}

    def play(name: str) -> None:
        (folder / name).mkdir()
        cases[name](folder / name)
        print(name, flush=True)  # noqa: T201

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(play, cases))


if __name__ == "__main__":
    record(Path(sys.argv[1]), *sys.argv[2:3])

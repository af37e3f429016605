"""A package with a channel and a hazard of its own, one file each, installed beside Allcall: everything knows them."""

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from scenarios import plug_ins
from scenarios.diagnostics import Problems
from tests.sim.hazards.toy_hazards import written

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STRATEGIES = "app,app-siren"
SCRIPT = """\
script: burst-pipe
exercise: burst-pipe-30
played: [leader, office, deputy, nurse]
answers:
  - {decision: D1, talked: 20 s, option: pa-radio}
"""
TRACES = """\
from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.compiled.program import load_program
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.trace import EventKind
from sim.tabulation import tabulate

heard = 0
assert {*load_program().contents.of_packages} == {"wet_share", "siren_last"}
for scenario in ("burst-pipe.yaml", "active-assailant-class"):
    tables = tabulate(open_emergency(scenario, None, ["app-siren"]), "app-siren")
    translated = CompiledEngine(tables, 1)
    for replication in range(5):
        trace = SimpyEngine(tables, 1, replication).run()
        rows, measured = trace.rows, compute_measures(trace, tables)
        assert [*map(tuple, rows)] == [*map(tuple, translated.run(replication).rows)]
        (played,) = translated.play_rows(range(replication, replication + 1), [*measured])
        assert played.values[0].tolist() == [*measured.values()]
        heard += sum(row[1] == EventKind.AWARE and row[3] == 64 for row in rows)
assert heard
"""

EVERYONE = """\
from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.tabulation import tabulate

tables = tabulate(open_emergency("burst-pipe.yaml", "rural-k12", ["app"]), "app")
rows = SimpyEngine(tables, 1, 0).run().rows
assert [*map(tuple, rows)] == [*map(tuple, CompiledEngine(tables, 1).run(0).rows)]
"""

SLOW, FULL = pytest.mark.slow, pytest.mark.full(step="engines")


def run(
    folder: Path, *arguments: str, plug_ins: Path = HERE, settings: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    """Python with the package installed, in this folder."""
    path = os.pathsep.join([str(ROOT), str(plug_ins)])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def allcall(folder: Path, *arguments: str, plug_ins: Path = HERE) -> str:
    """What a command prints."""
    done = run(folder, "-m", "tui", *arguments, plug_ins=plug_ins)
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(folder: Path, group: str, point: str, text: str) -> Path:
    """Another package, of one module."""
    (folder / "broken.py").write_text(text)
    info = folder / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\nbroken = {point}\n")
    return folder


@SLOW
def test_plug_in_has_the_same_traces_in_both_engines(tmp_path: Path) -> None:
    written(tmp_path)
    done = run(tmp_path, "-c", TRACES)
    assert done.returncode == 0, done.stderr


@SLOW
def test_process_may_keep_a_list_of_everyone_while_it_waits(tmp_path: Path) -> None:
    visit = "for unit in [unit for unit in world.units]:\n            yield world.wait(0.5, Rank.HAZARD, unit)"
    text = (HERE / "flood.py").read_text().replace("water.times_risen += 1", f"water.times_risen += 1\n        {visit}")
    install(tmp_path, "allcall.hazards", "broken:FLOOD", text)
    written(tmp_path)
    done = run(tmp_path, "-c", EVERYONE, plug_ins=tmp_path)
    assert done.returncode == 0, done.stderr


@FULL
def test_plug_in_is_compared_by_both_engines(tmp_path: Path) -> None:
    written(tmp_path)
    asked = ("compare", "burst-pipe.yaml", "--campus", "rural-k12", "--strategies", STRATEGIES)
    for engine in ("compiled", "simpy"):
        printed = allcall(
            tmp_path,
            *asked,
            *("--replications", "30", "--input-pairs", "2", "--joint", "4"),
            "--engine",
            engine,
            "--json",
            f"{engine}.json",
            "--figures",
            engine,
        )
        assert "siren" in printed
    compiled, simpy = (json.loads((tmp_path / f"{engine}.json").read_text()) for engine in ("compiled", "simpy"))
    assert compiled == simpy
    assert "siren_last" in {line["measure"] for line in compiled["measures"]}
    assert "siren" in (tmp_path / "compiled/heard.svg").read_text()


@FULL
def test_plug_in_is_played_in_an_exercise(tmp_path: Path) -> None:
    written(tmp_path)
    allcall(tmp_path, "new", "exercise", "mine")
    text = (tmp_path / "mine.yaml").read_text()
    for old, new in (
        ("exercise: mine", "exercise: burst-pipe-30"),
        ("scenario: active-assailant", "scenario: burst-pipe"),
        ("strategy: app\n", "strategy: app-siren\n"),
        ("unprotected_person_minutes", "aware_t50"),
        ("measure: intervention", "measure: recognition"),
    ):
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "burst-pipe-30.yaml").write_text(
        re.sub(r"needs:\n.*?objectives:", "objectives:", text, flags=re.DOTALL)
    )
    (tmp_path / "script.yaml").write_text(SCRIPT)
    drill = ("drill", "burst-pipe-30.yaml", "--script", "script.yaml", "--journal", "played.journal", "--no-others")
    allcall(tmp_path, *drill)
    allcall(tmp_path, "report", "./played.journal", "--format", "html", "--out", ".")
    assert "siren" in (tmp_path / "played.html").read_text()
    assert "water" in (tmp_path / "played-replay.html").read_text(), "the map says what is there"


@SLOW
def test_scenario_file_can_name_an_added_measure(tmp_path: Path) -> None:
    path = Path(written(tmp_path))
    named = "measure: siren_last, smallest_difference: 10 s"
    path.write_text(path.read_text().replace("measure: wet_share, smallest_difference: 0.05", named))
    assert "ok, a scenario" in allcall(tmp_path, "check", "burst-pipe.yaml")


@SLOW
def test_plug_in_is_shown(tmp_path: Path) -> None:
    assert "heard outdoors: 80%" in allcall(tmp_path, "show", "app-siren")


@SLOW
def test_plug_in_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    install(tmp_path, "allcall.hazards", "broken:HAZARD", "HAZARD = 3\n")
    done = run(tmp_path, "-m", "tui", "list", plug_ins=tmp_path)
    assert done.returncode == 2
    assert "the plug-in broken of package broken (broken:HAZARD) cannot be used" in done.stderr


@pytest.mark.parametrize("error", ["SystemExit(3)", "KeyError(3)", "GeneratorExit(3)"])
def test_package_is_refused_whatever_it_raises_or_left_out_and_listed(
    error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package_of_this_test.py").write_text(f"raise {error}\n")
    monkeypatch.syspath_prepend(tmp_path)
    broken = EntryPoint("broken", "package_of_this_test:HAZARD", plug_ins.HAZARDS)
    folder = EntryPoint("folder", "package_of_this_test.inner", plug_ins.STRATEGIES)
    sound = EntryPoint("sound", "math:pi", plug_ins.HAZARDS)
    points = {plug_ins.HAZARDS: (broken, sound), plug_ins.STRATEGIES: (folder,)}
    monkeypatch.setattr(plug_ins, "read_points", lambda: points)
    registered: list[object] = []
    with pytest.raises(Problems, match=r"cannot be used: [A-Za-z]+: 3; update the package, or uninstall it"):
        plug_ins.register_all(plug_ins.HAZARDS, registered.append)
    with plug_ins.leave_out_broken() as left_out:
        plug_ins.register_all(plug_ins.HAZARDS, registered.append)
        assert plug_ins.list_strategy_folders.__wrapped__() == []
    assert [problem.message.partition(" of package")[0] for problem in left_out] == [
        "the plug-in broken",
        "the plug-in folder",
    ]
    assert registered == [math.pi]


@SLOW
def test_doctor_lists_a_broken_package_and_goes_on(tmp_path: Path) -> None:
    install(tmp_path, "allcall.hazards", "broken:HAZARD", "raise SystemExit(3)\n")
    settings = {"ALLCALL_HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = run(tmp_path, "-m", "tui", "doctor", "--json", "found.json", plug_ins=tmp_path, settings=settings)
    assert done.returncode == 2
    found = json.loads((tmp_path / "found.json").read_text())["checks"]
    assert [check["what"] for check in found if check["state"] == "wrong"] == [
        "the plug-in broken of package broken (broken:HAZARD) cannot be used: SystemExit: 3"
    ]
    assert found[-1]["topic"] == "results"


@SLOW
def test_measure_that_nothing_defines_is_named(tmp_path: Path) -> None:
    text = (HERE / "flood.py").read_text().replace('"hazard_over", ', '"hazard_ovr", ')
    install(tmp_path, "allcall.hazards", "broken:FLOOD", text)
    done = run(tmp_path, "-m", "tui", "list", plug_ins=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        'allcall: hazard "flood" names the measure "hazard_ovr", which is not defined; nearest is "hazard_over"\n'
    )


@SLOW
def test_plug_in_whose_process_has_no_translation_is_refused_where_it_stands(tmp_path: Path) -> None:
    text = (HERE / "flood.py").read_text().replace("water.times_risen += 1", "seen = {place}")
    install(tmp_path, "allcall.hazards", "broken:FLOOD", text)
    written(tmp_path)
    asked = ("compare", "burst-pipe.yaml", "--campus", "rural-k12", "--strategies", "app", "--replications", "4")
    done = run(tmp_path, "-m", "tui", *asked, "--engine", "compiled", plug_ins=tmp_path)
    line = 1 + text[: text.index("seen = {place}")].count("\n")
    assert done.returncode == 2
    assert f"broken.py:{line}:16: Set has no translation" in done.stderr

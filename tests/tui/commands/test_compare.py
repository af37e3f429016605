"""`allcall compare`: the page, the files it writes, and how it ends. What the numbers are is tested where they are made."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import platformdirs
import pytest

import reports.comparison.page
import reports.figures.export
import sim.experiment.compare
import sim.experiment.executor
import tui.cli
import tui.terminal.console
from scenarios.library import LIBRARY_FOLDER, open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.execution import Execution
from sim.experiment.executor import Progress
from sim.experiment.experiment import Experiment
from tests.sim.experiment.questions import ALONE, SIMPY
from tui.cli import main
from tui.commands.compare import CompareOptions, command_of
from tui.commands.options import RunOptions
from tui.terminal import kept_pages
from tui.terminal.console import format_time_left, show_progress

Capture = pytest.CaptureFixture[str]
PAIRS = 12


@pytest.fixture(scope="module")
def played() -> Comparison:
    return sim.experiment.compare.compare(Experiment(open_emergency("reference-r1")), ALONE, replications=PAIRS)


@pytest.fixture
def asked(played: Comparison, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the experiment is asked for; it answers with the comparison that was played once."""
    heard: dict[str, Any] = {}

    def compare(experiment: Experiment, execution: Execution, **options: Any) -> Comparison:
        heard.update(options, experiment=experiment, execution=execution)
        return played

    monkeypatch.setattr(sim.experiment.compare, "compare", compare)
    return heard


def test_the_page_answers_first_and_then_shows_the_table(asked: dict[str, Any], capsys: Capture) -> None:
    assert main(["compare", "reference-r1"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0].startswith("Reference model R1")
    assert lines.index("") < 6  # the answer comes first
    assert lines[lines.index("") + 1].startswith("ANSWER")
    assert max(map(len, lines)) <= 80


def test_settings_and_arms_reach_the_experiment(asked: dict[str, Any], capsys: Capture) -> None:
    arm = ["--arm", "trained: app, protocol.reaction=5 s"]
    seed = ["--seed", "1" + 60 * "0"]  # any whole number is one
    settings = ["--set", "psap.takers=3", "--set", "app.installed=40%"]
    assert main(["compare", "active-assailant", *settings, *arm, *seed]) == 0
    assert asked["experiment"].seed == 10**60
    emergency = asked["experiment"].emergency
    assert emergency.overrides == {"app.installed": 0.4}
    assert emergency.place.campus.psap.takers == 3
    assert asked["experiment"].strategies == [emergency.place.campus.present_practice, "trained"]
    assert main(["compare", "active-assailant", "--set", "app.instaled=40%"]) == 2
    assert 'nearest is "app.installed"' in capsys.readouterr().err


@pytest.mark.parametrize(("most", "words"), [(1, "1 processor"), (4, "4 processors")])
def test_there_are_no_more_processes_than_processors_and_that_is_said(
    most: int, words: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sim.experiment.executor, "count_processors", lambda: most)
    assert main(["compare", "reference-r1", "--workers", "1" + 30 * "0"]) == 0
    assert asked["execution"].workers == most
    assert f"has {words}, so {most} will be used\n" in capsys.readouterr().err


def test_what_was_written_is_named_if_the_rest_was_not(asked: dict[str, Any], tmp_path: Path, capsys: Capture) -> None:
    record, tables = tmp_path / "record.json", tmp_path / "tables"
    (tables / "measures.csv").mkdir(parents=True)
    assert main(["compare", "reference-r1", "--json", str(record), "--csv", str(tables)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"written: {record}",
        f"allcall: {tables / 'measures.csv'}: is a directory; not all results were written; name a place that can be written and has room",
    ]


@pytest.mark.slow
def test_differences_are_told_while_the_inputs_are_moved(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(tui.terminal.console, "is_terminal", lambda _: True)
    assert main([*SMALL.replace("--input-pairs 0", "--input-pairs 1 --joint 0").split()]) == 0
    first, *told = capsys.readouterr().err.splitlines()
    assert first == "Interim, over the first 3 matched runs; the page follows."
    assert [line[:45] for line in told] == 3 * ["1. All at once instead of one after the other:"[:45]]
    assert "sooner on average" in told[0]


SMALL = "compare reference-r1 --replications 3 --input-pairs 0 --workers 1"


@pytest.fixture
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty, and in use."""
    monkeypatch.delenv("ALLCALL_NO_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.mark.slow
def test_a_repeated_command_prints_what_was_kept_and_says_so_if_asked(user_cache: Path, capsys: Capture) -> None:
    """Where the page does not serve, the numbers do."""
    assert main(SMALL.split()) == 0
    played = capsys.readouterr()
    assert played.err == ""
    assert main([*SMALL.split(), "-v", "--engine", "simpy"]) == 0
    again = capsys.readouterr()
    assert again.out == played.out
    assert re.fullmatch(rf"{user_cache}/results/page-\w+: used\n", again.err)
    assert main([*SMALL.split(), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["replications"] == 3
    assert main([*SMALL.split(), "--full", "-v"]) == 0
    assert re.search(r"comparison-\w+: used\n", capsys.readouterr().err)


@pytest.mark.slow
def test_a_page_of_another_width_is_anew(user_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    for columns in (80, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert main(SMALL.split()) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) in range(columns - 10, columns + 1)


def test_a_page_is_kept_under_the_words_that_name_things_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "ROOT", tmp_path)
    labels = tmp_path / "reports" / "text" / "labels.yaml"
    labels.parent.mkdir(parents=True)
    labels.write_text("aware: aware")
    before = kept_pages.compute_page_key(())
    labels.write_text("aware: knows")
    assert kept_pages.compute_page_key(()) != before


@pytest.mark.slow
def test_a_repeated_command_is_answered_before_anything_is_loaded(tmp_path: Path) -> None:
    code = f"import sys; from tui.cli import main; main({SMALL.split()}); print(*sys.modules, file=sys.stderr)"
    environment = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, capture_output=True, check=True, env=environment) for _ in range(2)]
    modules = runs[1].stderr.decode().split()
    assert runs[0].stdout == runs[1].stdout
    assert not {"numpy", "wasmtime", "simpy", "scenarios.library", "rich.console"} & set(modules)


@pytest.mark.slow
def test_a_page_is_made_anew_once_a_file_has_changed_or_a_nearer_one_has_come(
    user_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    own = Path("mine.yaml")
    own.write_text("scenario: mine\nlike: reference-r1\ntitle: First\n")
    line = SMALL.replace("reference-r1", "mine.yaml").split()

    def print_page() -> str:
        assert main(line) == 0
        return capsys.readouterr().out

    assert print_page().startswith("First")
    own.write_text("scenario: mine\nlike: reference-r1\ntitle: Second\n")
    assert print_page().startswith("Second")
    Path("campuses").mkdir()
    campus = Path("campuses", "reference-ring.yaml")
    shipped = (LIBRARY_FOLDER / campus).read_text(encoding="utf-8")
    campus.write_text(re.sub("title: .*", "title: A nearer one", shipped, count=1), encoding="utf-8")
    assert "A nearer one" in print_page()


def test_no_cache_keeps_nothing(user_cache: Path, capsys: Capture) -> None:
    assert main([*SMALL.split(), "--no-cache"]) == 0
    assert not user_cache.exists()


@pytest.mark.slow
def test_where_nothing_can_be_kept_the_answer_is_the_same(user_cache: Path, capsys: Capture) -> None:
    user_cache.write_text("a file in its place")
    assert main([*SMALL.split(), "-v"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Reference model R1")
    assert err == f"{user_cache}/results: nothing is kept there: Not a directory\n"


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["rural-k12", "small-college"])
def test_a_shipped_campus_is_played_without_a_warning(campus: str, asked: dict[str, Any], capsys: Capture) -> None:
    assert main(["compare", "active-assailant", "--campus", campus]) == 0
    assert capsys.readouterr().err == ""


def test_a_dash_puts_the_record_on_standard_output(asked: dict[str, Any], played: Comparison, capsys: Capture) -> None:
    assert main(["compare", "reference-r1", "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out) == json.loads(json.dumps(played.to_json()))


def test_files_are_written_and_named(asked: dict[str, Any], tmp_path: Path, capsys: Capture) -> None:
    record, tables = tmp_path / "record.json", tmp_path / "new" / "tables"
    assert main(["compare", "reference-r1", "--json", str(record), "--csv", str(tables)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Reference model R1")
    names = ("measures", "contrasts", "curves", "input_effects", "joint", "chance", "levers", "structures", "periods")
    files = [record, *(tables / f"{name}.csv" for name in names)]
    assert err == "".join(f"written: {file}\n" for file in files)
    assert json.loads(record.read_text())["replications"] == PAIRS
    assert (tables / "measures.csv").read_text().count("\n") == 1 + 24  # two strategies, twelve measures


@pytest.mark.parametrize(
    ("option", "name", "problem"),
    [
        ("--html", "missing/page.html", "no such file or directory"),
        ("--raw", "raw.xlsx", "the ending .xlsx is not known; use .csv or .parquet"),
        ("--raw", "raw.parquet", "Parquet needs pyarrow, which is not installed"),
        ("--raw", "missing/raw.csv", "no such file or directory; name a writable file"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_played(
    option: str, name: str, problem: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["compare", "reference-r1", option, name]) == 2
    assert capsys.readouterr().err.startswith(f"allcall: {option} {name}: {problem}")
    assert asked == {}


def test_stopped_within_the_what_if_grid_the_page_is_written_and_the_status_says_so(
    asked: dict[str, Any], tmp_path: Path, capsys: Capture
) -> None:
    """The experiment gives no grid."""
    path = tmp_path / "page.html"
    assert main(["compare", "reference-r1", "--html", str(path)]) == 130
    assert callable(asked["on_what_if"])
    assert capsys.readouterr().err == f"written: {path}\n"
    assert "stopped before it was played" in path.read_text(encoding="utf-8")


def test_one_strategy_alone_has_no_page_and_that_is_said(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "page.html"
    line = f"compare reference-r1 --strategies r1-sequential --replications 2 --no-cache --html {path}"
    assert main(line.split()) == 0
    assert capsys.readouterr().err == f"not written: {path}: one strategy alone has no difference to show\n"
    assert not path.exists()


def test_figures_are_drawn_where_they_are_asked_for(
    asked: dict[str, Any], played: Comparison, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    evidence = object()

    folder = tmp_path / "figures"
    write = Mock(return_value=[folder / "aware.svg"])
    monkeypatch.setattr(reports.figures.export, "collect_evidence", lambda *_: evidence)
    monkeypatch.setattr(reports.figures.export, "write_figures", write)
    assert main(["compare", "reference-r1", "--figures", str(folder)]) == 0
    write.assert_called_once_with(played, folder, evidence)
    assert folder.is_dir()
    missing = "not drawn: tornado: no assumed input moves a primary difference\n"
    assert capsys.readouterr().err == f"written: {folder / 'aware.svg'}\n{missing}"


def test_files_are_written_when_whoever_reads_the_page_is_gone(
    asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.setattr(reports.comparison.page, "print_comparison", Mock(side_effect=BrokenPipeError))
    monkeypatch.setattr(tui.cli, "_is_output_closed", lambda: True)
    monkeypatch.setattr(tui.cli, "_discard_output", lambda: None)
    record = tmp_path / "record.json"
    assert main(["compare", "reference-r1", "--json", str(record)]) == 141
    assert capsys.readouterr().err == f"written: {record}\n"
    assert json.loads(record.read_text())["replications"] == PAIRS


def test_a_broken_pipe_that_is_not_an_output_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.experiment.compare, "compare", Mock(side_effect=BrokenPipeError))
    monkeypatch.setattr(tui.cli, "_is_output_closed", lambda: False)
    with pytest.raises(BrokenPipeError):
        main(["compare", "reference-r1"])


def test_a_lost_worker_is_told_once(played: Comparison, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def compare(_: Experiment, execution: Execution, **__: object) -> Comparison:
        for part, done, lost in (("pairs", 1, 0), ("pairs", 2, 1), ("pairs", 3, 2), ("input ranges", 1, 1)):
            assert execution.on_progress is not None
            execution.on_progress(part, Progress(done, 3, 0.1, None, lost))
        return played

    monkeypatch.setattr(sim.experiment.compare, "compare", compare)
    assert main(["compare", "reference-r1"]) == 0
    assert capsys.readouterr().err == ("a worker process died; its runs are repeated, and the result is the same\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cluster", "nowhere"], "--cluster nowhere: missing port number"),
        (["--cluster", "tcp://127.0.0.1:1", "--workers", "1"], "--workers and --cluster are both given"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_refused(arguments: list[str], message: str, capsys: Capture) -> None:
    assert main(["compare", "reference-r1", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_stopped_run_reports_what_was_played_and_ends_with_130(
    played: Comparison, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    cut = dataclasses.replace(played, stopped="interrupted", asked=5000)
    monkeypatch.setattr(sim.experiment.compare, "compare", lambda *_, **__: cut)
    assert main(["compare", "reference-r1"]) == 130
    assert f"stopped at {PAIRS} of 5,000 pairs" in capsys.readouterr().out


def test_nothing_is_left_of_a_file_that_was_only_tried(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "record.json"
    assert main(["compare", "reference-r1", "--json", str(path), "--precision", "soon"]) == 2
    assert not path.exists()


def test_the_time_left_in_words() -> None:
    said = ["", "1 s left", "12 s left", "89 s left", "2 min left", "10 min left"]
    assert [format_time_left(seconds) for seconds in (None, 0.2, 12.4, 89, 95, 600)] == said


def test_a_bar_that_is_full_leaves_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pairs are all played, and their bar stays while the inputs are tried."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    with show_progress() as told:
        told("pairs", Progress(2, 3, 4.0, 2.0))
        told("pairs", Progress(3, 3, 6.0, 0.0))
        told("input ranges", Progress(1, 9, 7.0, 30.0))
    last = out.getvalue().rpartition("simulating")[2]
    assert "3/3" in last
    assert "1 s left" not in last
    assert "30 s left" in last


COMPILED_PROGRAM = """
import os, sys
from sim.experiment.executor import Run
from tui.cli import main

collect = Run._collect

def collect_and_kill(run, answer):
    collect(run, answer)
    if run.completed >= 20:
        os.kill(os.getpid(), int(sys.argv[1]))

Run._collect = collect_and_kill
options = "--engine compiled --replications 1000000 --workers 2 --input-pairs 0 --no-cache"
sys.exit(main(["compare", "reference-r1", *options.split(), "--json", sys.argv[2]]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_compiled_comparison_that_is_cut_is_that_of_a_run_of_so_many(number: signal.Signals, tmp_path: Path) -> None:
    path = tmp_path / "stopped.json"
    command = [sys.executable, "-c", COMPILED_PROGRAM, str(int(number)), str(path)]
    program = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, check=False)
    stopped = json.loads(path.read_text())
    assert (program.returncode, stopped["stopped"]) == (130, "interrupted")
    pairs = stopped["replications"]
    assert 20 <= pairs < 1_000_000
    whole = compare(Experiment(open_emergency("reference-r1")), SIMPY, replications=pairs, input_pairs=0).to_json()
    for part in ("measures", "contrasts", "curves"):
        assert stopped[part] == whole[part]


def test_the_command_has_what_decides_the_numbers_and_nothing_else() -> None:
    options = CompareOptions(
        replications=400, run=RunOptions(pa="failed"), json="x y.json", report="out", workers=3, input_pairs=0
    )
    assert shlex.split(command_of("my school.yaml", options)) == [
        "allcall", "compare", "my school.yaml", "--replications", "400", "--input-pairs", "0", "--pa", "failed",
    ]  # fmt: skip
    assert command_of("active-assailant", CompareOptions()) == "allcall compare active-assailant"

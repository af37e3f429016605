"""The command line: output, exit status, and no traceback for any mistake of a user."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from rich.table import Table

from scenarios.library import list_shipped
from scenarios.scenario import CONDITIONS
from scenarios.unprintable import UNPRINTABLE
from sim.experiment.chunks import PoolError
from sim.experiment.execution import StoppedError
from tests.scenarios.broken_files import CAMPUS, FILES, SCENARIO, Break, breaks, sound_copy
from tui.cli import main
from tui.commands.library import HEADINGS
from tui.commands.options import RunOptions
from tui.terminal.console import create_console

# a job in the background of a shell is born deaf to Ctrl-C
LISTENS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
ALLCALL = "from tui.cli import main; raise SystemExit(main())"
Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command line, played in this process."""
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def process(*arguments: str, first: str = "", **options: object) -> "subprocess.Popen[str]":
    """A command line in a process of its own. first: Python that it plays before."""
    command = [sys.executable, "-c", f"{LISTENS}; {first}\n{ALLCALL}", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=Path(__file__).parents[3], **(pipes | options))  # type: ignore[call-overload,no-any-return]


# files that are not even near


def garbage(text: str | bytes) -> Callable[[Path], Path]:

    def made(folder: Path) -> Path:
        path = folder / "broken.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return made


def pipe(folder: Path) -> Path:
    path = folder / "broken.yaml"
    os.mkfifo(path)
    return path


def edited(file: str, old: str, new: str) -> Callable[[Path], Path]:
    return Break("", file, old, new, "").make


HOPELESS: dict[str, tuple[Callable[[Path], Path], str, int | None]] = {
    "wrong unit": (edited(SCENARIO, "horizon: 30 min", "horizon: 30 m"), "meters", 14),
    "zone that is not there": (edited(CAMPUS, "post: office,", "post: ofice,"), 'nearest is "office"', 32),
    "not YAML": (garbage("scenario: x\n  title: [unclosed\n"), "not valid YAML", 2),
    "empty": (garbage(""), "is empty", None),
    "binary": (garbage(bytes(range(256)) * 40), "is not", None),
    "50 MB": (garbage(bytes(50_000_000)), "is larger than 2 MB", None),
    "a control character": (garbage("scenario: x\ntitle: \x1b[2J\n"), "unprintable", 2),
    "a folder": (lambda folder: folder, "this is a folder", None),
    "a pipe": (pipe, "is no file but a pipe", None),
    "a device": (lambda _: Path(os.devnull), "is no file but a device", None),
    "no such file": (lambda folder: folder / "nothing.yaml", "there is no such file", None),
    "a name too long": (lambda folder: folder / f"{300 * 'x'}.yaml", "cannot be read", None),
}  # fmt: skip


@pytest.mark.parametrize("name", HOPELESS)
def test_a_broken_file_is_answered_with_its_name_and_line(name: str, tmp_path: Path, capsys: Capture) -> None:
    make, says, line = HOPELESS[name]
    path = make(tmp_path)
    status, out, err = said(capsys, "check", str(path))
    assert (status, out) == (2, "")
    assert says in err
    assert f"{path}:{line}:" in err if line else f"{path}" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("broken", breaks()[::12], ids=lambda broken: broken.name)
def test_what_the_checks_find_ends_with_2(broken: Break, tmp_path: Path, capsys: Capture) -> None:
    path = broken.make(tmp_path)
    status, out, err = said(capsys, "check", str(path))
    assert (status, out) == (2, "")
    assert f"{path}:{broken.line(path)}:" in err
    assert err.endswith(("1 problem in 1 file\n", "problems in 1 file\n"))


def test_sound_files_are_a_line_each(tmp_path: Path, capsys: Capture) -> None:
    folder = sound_copy(tmp_path)
    names = [str(folder / file) for file in FILES]
    kinds = ["a scenario", "a campus", "a strategy", "a strategy"]
    lines = "".join(f"{name}: ok, {kind}\n" for name, kind in zip(names, kinds, strict=True))
    assert said(capsys, "check", *names) == (0, lines, "")


def test_every_problem_is_printed_however_many(tmp_path: Path, capsys: Capture) -> None:
    links = "".join(f"  - {{start: door, end: hal-{n}, length: 1 m, width: 1 m}}\n" for n in range(60))
    path = edited(CAMPUS, "links:\n", f"links:\n{links}")(tmp_path)
    err = said(capsys, "check", str(path))[2]
    assert len(re.findall(r'"hal-[0-9]+" is not a zone of this campus', err)) == 60


def test_shipped_files_are_checked_by_name(capsys: Capture) -> None:
    assert said(capsys, "check", "app") == (0, "app: ok, a strategy\n", "")


def test_what_is_odd_is_noted(tmp_path: Path, capsys: Capture) -> None:
    path = edited("strategies/small-app.yaml", '{psap: "on", staff: "on"}', '{psap: "off", staff: "off"}')(tmp_path)
    status, out, err = said(capsys, "check", str(path))
    assert (status, err) == (0, "")
    assert out.startswith(f"{path}:12:3: note: both legs are off")


# what is asked for


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("chek x", 'unknown command "chek". Did you mean "check"?'),
        ("--verbose", 'unknown command "--verbose"'),
        ("check", "FILE requires an argument"),
        ("compare", "SCENARIO requires an argument"),
        ("compare reference-r1 --replications many", '"many" is not a whole number'),
        ("compare reference-r1 --replications 2.5", '--replications: "2.5" is not a whole number'),
        ("compare reference-r1 --workers 1.0", '"1.0" is not a whole number'),
        ("compare reference-r1 --replications 99999999", "Must be <= 1000000"),
        ("compare reference-r1 --joint 99999", "Must be <= 16384"),
        ("records remove 2.5", '"2.5" is not a whole number'),
        ("compare reference-r1 --replications 0", 'invalid value "0" for --replications. Must be >= 1.'),
        ("compare reference-r1 --seed -1", "Must be >= 0"),
        ("compare reference-r1 --replication 3", "Did you mean --replications?"),
        ("compare reference-r1 --replications", "--replications requires an argument"),
        ("compare reference-r1 --pa broken", 'Choose from: "failed"'),
        ("compare reference-r1 app", "too many arguments: app"),
        ("compare reference-r1 --seed 1 --seed 2", "--seed specified multiple times"),
        ("compare refrence-r1", 'there is no scenario "refrence-r1"; nearest is "reference-r1"'),
        ("compare app", '"app" is a strategy, not a scenario; give it with --strategies'),
        ("compare nothing.yaml", "nothing.yaml: there is no such file"),
        ("compare reference-r1 --campus moon", 'there is no campus "moon"'),
        ("compare reference-r1 --strategies r1-sequential,pigeons", 'there is no strategy "pigeons"'),
        ("compare reference-r1 --strategies r1-sequential,,app", "has an empty name"),
        ("compare reference-r1 --baseline app", '"app" is not part of this emergency'),
        ("compare reference-r1 --precision 2", 'precision is "2"'),
        ("compare reference-r1 --precision -2%", 'precision is "-2%"; it must be a number above 0'),
        ("compare reference-r1 --precision 2% --replications 5", "give one of them"),
        ("compare reference-r1 --json /nowhere/at/all.json", "no such file or directory"),
        ("compare reference-r1 --csv /dev/null/folder", "name a writable folder"),
        ("rank reference-r1 --strategies r1-sequential", "there is only one strategy"),
        ("rank reference-r1 --measure speed", "known: aware_t90, protected_t90, first_unit_on_scene"),
        ("rank reference-r1 --confidence -2", '--confidence "-2" is not above 50%'),
        ("rank reference-r1 --max-replications 19", "Must be >= 20"),
        ("sweep reference-r1", "no input is swept"),
        ("sweep reference-r1 --over app.press=", "is not an input with values"),
        ("sweep reference-r1 --over app.press", "app.press states no range"),
        ("sweep reference-r1 --over =1s,2s", "is not an input with values"),
        ("sweep reference-r1 --over app.press=1s,2s --over app.press=3s,4s", "app.press is given twice"),
        ("sweep reference-r1 --over a=1 --over b=1 --over c=1", "--over is given 3 times"),
        ("sweep reference-r1 --over app.pres=1s,2s", '"app.press"'),
        ("sweep reference-r1 --over app.press=1s,2m", "app.press: "),
        ("sweep reference-r1 --over app.installed=50%..150%", "app.installed: "),
        ("sweep reference-r1 --over app.press=1s,2s --pairs 0", "Must be >= 1"),
        ("sweep reference-r1 --over app.press=1s,2s --replications 5 --pairs 5", "specified multiple times"),
        ("sweep reference-r1 --over app.press=1s,2s --measure speed", 'measure "speed" does not apply'),
        ("sweep reference-r1 --over app.press=1s,2s --set app.press=3s", "app.press is set to one value and swept too"),
        ("sensitivity active-assailant --points 100", "not a power of two; use 64"),
        ("sensitivity active-assailant --points 4", "Must be >= 8"),
        ("sensitivity active-assailant --trajectories 1", "Must be >= 2"),
        ("sensitivity active-assailant --pairs 1", "Must be >= 2"),
        ("sensitivity active-assailant --strategies app", "1 are named"),
        ("sensitivity active-assailant --measure speed", 'measure "speed" is not a primary measure'),
        ("sensitivity active-assailant --set app.instaled=3%", '"app.instaled"'),
        ("year large-high-school --rate false-alarm", "as in cardiac-arrest=0.02"),
        ("year large-high-school --rate false-alarm=often", '"often" is not a number'),
        ("year large-high-school --rate false-alarm=1 --rate false-alarm=2", "has a rate already"),
        ("year large-high-school --rate false-alarm=2000", "at most 1000 in a year"),
        ("year large-high-school --rate false-alarn=1", 'nearest is "false-alarm"'),
        ("year large-high-school --strategies app", "name two"),
        ("year large-high-school --strategies app,aap", 'nearest is "app"'),
        ("year large-high-school --json /nowhere/year.json", "--json /nowhere/year.json"),
        ("leverage nowhere", "there is no"),
        ("leverage active-assailant-lunch", "no exercise"),
        ("leverage cardiac-arrest-20 --json /nowhere/out.json", "--json /nowhere/out.json"),
        ("sweep reference-r1 --over app.press=1s,2s --json /nowhere/at/all.json", "no such file or directory"),
        ("sensitivity active-assailant --csv /dev/null/here", "name a writable folder"),
        ("sensitivity active-assailant --json /nowhere/at/all.json", "no such file or directory"),
        ("rank reference-r1 --json /nowhere/at/all.json", "no such file or directory"),
        ("sweep reference-r1 --over app.press=1s,2s --csv /dev/null/here", "name a writable folder"),
        ("show nothing", 'there is nothing called "nothing"'),
        ("show active-assailnt", 'nearest is "active-assailant"'),
        ("show nothing.yaml", "there is no such file"),
        ("msel export cardiac-arrest-20 list.txt", "list.txt: name a file that ends in .xlsx"),
        ("kit active-assailant --names nobody", 'there is no file of names "nobody"; there is riverside'),
        ("report none.journal --final me 20261124", '"20261124" is not a date; write --final "NAME" 2026-11-24'),
        ("map rural-k12 --svg /nowhere/map.svg", "--svg /nowhere/map.svg"),
        ("schema drawing", 'Choose from: "scenario", "campus", "strategy"'),
    ],
)  # fmt: skip
def test_a_mistake_in_what_is_asked_for_is_named(line: str, says: str, capsys: Capture) -> None:
    status, out, err = said(capsys, *line.split())
    assert (status, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("error", "status"), [(StoppedError("stopped"), 130), (PoolError("failed"), 1)])
@pytest.mark.parametrize(
    ("line", "experiment"),
    [
        ("compare reference-r1", "experiment.compare.compare"),
        ("rank reference-r1", "experiment.ranking.rank"),
        ("sweep reference-r1 --over app.press=5s,9s", "experiment.sweep.sweep"),
        ("sensitivity active-assailant", "experiment.global_sensitivity.sensitivity"),
        ("leverage cardiac-arrest-20", "exercise.leverage.measure_leverage"),
    ],
)
def test_a_run_without_a_result_says_why(
    line: str, experiment: str, error: Exception, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(f"sim.{experiment}", Mock(side_effect=error))
    assert said(capsys, *line.split()) == (status, "", f"allcall: {error}\n")


def test_a_package_that_ends_the_program_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    ends = compile("\n\nraise SystemExit(3)", "flood.py", "exec")
    monkeypatch.setattr("tui.cli.command_line", lambda: lambda *_, **__: exec(ends))
    said_once = "flood.py:3: ended the program with status 3; update this package, or uninstall it\n"
    assert said(capsys, "list") == (2, "", said_once)


def test_every_world_condition_has_an_option() -> None:
    failed = dict.fromkeys(("pa", "radio", "alarm"), "failed")
    chosen = RunOptions(**failed, sro="away", network="down", power="out", cells="busy", tornado="unwarned")  # type: ignore[arg-type]
    assert set(chosen.conditions) == set(CONDITIONS)
    assert RunOptions().conditions == ()


# what is printed


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_names_every_command(arguments: tuple[str, ...], capsys: Capture) -> None:
    status, out, err = said(capsys, *arguments)
    assert (status, err) == (0, "")
    for command in ("list", "show", "compare", "check", "schema"):
        assert f" {command} " in out


def test_the_version_is_that_of_the_project(capsys: Capture) -> None:
    from importlib.metadata import version

    assert said(capsys, "--version") == (0, f"allcall {version('allcall')}\n", "")


def test_list_names_everything_that_is_shipped(capsys: Capture) -> None:
    status, out, err = said(capsys, "list")
    assert (status, err) == (0, "")
    listed = {line.split()[0] for line in out.splitlines() if re.match(r"  \S", line)}
    assert listed == {name for kind in HEADINGS for name in list_shipped(kind)}


def test_the_schema_is_json(capsys: Capture) -> None:
    status, out, _ = said(capsys, "schema", "campus")
    assert status == 0
    assert json.loads(out)["title"] == "Campus"


def test_no_line_is_filled_up_with_blanks_in_a_pipe(capsys: Capture) -> None:
    out = said(capsys, "list")[1] + said(capsys, "show", "office-pa")[1]
    assert [line for line in out.splitlines() if line.endswith(" ")] == []


# real processes


@pytest.mark.slow
@pytest.mark.parametrize("command", ["schema campus", "show reference-r1"])
def test_whoever_reads_may_leave_early(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with process(*command.split(), stdout=writing) as asked:
        os.close(writing)
        _, err = asked.communicate()
    assert (asked.returncode, err) == (141, "")


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_where_there_is_no_room_for_what_is_printed_that_is_said() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        asked = process("list", stdout=full)
        _, err = asked.communicate()
    assert asked.returncode == 2
    assert err == "standard output: no space left on the device; free some space and try again\n"


@pytest.mark.parametrize("package", ["tui", "sim"])
def test_windows_is_told_where_it_runs(package: str) -> None:
    code = f"import os; os.name = 'nt'; import {package}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    says = "Allcall runs on Linux and macOS; on Windows, install it in WSL, the Windows Subsystem for Linux"
    assert done.stderr.splitlines()[-1].endswith(says)
    assert (done.returncode, "Traceback" in done.stderr) == ((2, False) if package == "tui" else (1, True))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_end_quietly(number: signal.Signals) -> None:
    """In the middle of a command that says when it has begun, and never ends by itself."""
    endless = "import tui.cli; tui.cli.run = lambda _: print('begun', flush=True) or any(0 for _ in iter(int, 1))"
    with process("list", first=endless) as asked:
        assert asked.stdout is not None
        assert asked.stdout.readline() == "begun\n"
        asked.send_signal(number)
        out, err = asked.communicate()
    assert (asked.returncode, out, err) == (130, "", "stopped\n")


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Heard, although a job in the background of a shell begins without it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_library_that_makes_another_error_of_a_signal_does_not_hide_it(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def load(_: object) -> int:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            raise ValueError("no schema") from None  # as pydantic does while it is imported
        return 0

    monkeypatch.setattr("tui.cli.run", load)
    monkeypatch.setattr(sys, "argv", ["allcall", "list"])
    monkeypatch.delenv("ALLCALL_TELLS", raising=False)
    before = signal.getsignal(number)
    assert main() == 130
    assert capsys.readouterr() == ("", "stopped\n")
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("command", ["show", "check", "compare", "kit", "drill"])
def test_an_argument_with_a_control_character_is_never_echoed(command: str, capsys: Capture) -> None:
    status, out, err = said(capsys, command, "a\x1b]52;c;x\x07")
    assert (status, out) == (2, "")
    assert err == "allcall: argument 2: an unprintable character (U+001B); take it out\n"


def test_the_console_sends_the_terminal_no_command_of_a_text(capsys: Capture) -> None:
    console = create_console()
    table = Table("head\x9b2J")
    table.add_row("\x1b[31mcell")
    console.print(table, "plain\x1b]52;c;x\x07\nnext line")
    out = capsys.readouterr().out
    assert not UNPRINTABLE.search(out)
    assert "plain\ufffd]52" in out
    assert "\nnext line" in out

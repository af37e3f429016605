"""./run: arguments, messages, and when it sets up the environment again.

A stand-in for uv records its arguments, so nothing is downloaded. .ci/run tests the real installers in a fresh clone.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

RUN = Path(__file__).resolve().parents[2] / "run"
SHELL = shutil.which("sh") or "sh"

STAND_IN_FOR_UV = """
if [ "$1 $2" != "pip install" ]; then exit 9; fi
echo "$*" >> "$NOTES"
{then}
"""

LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
simpy==4.1.1 \\
    --hash=sha256:00
"""
DEVELOPMENT_LOCK = LOCK + "".join(f"{name}==1 --hash=sha256:00\n" for name in ("mypy", "pytest", "ruff"))

OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 10, 14, "final", 0)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

WINDOWS = OLD_PYTHON.replace('sys.version_info = (3, 10, 14, "final", 0)', 'import os; os.name = "nt"')

# a job in the background of a shell is born deaf to Ctrl-C, and what it starts is too
LISTENING = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Checkout:
    """A folder with ./run in it, a path with nothing but stand-ins, and notes of what uv was asked for."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout with spaces"
        self.tools = folder / "tools"
        self.notes = folder / "notes"
        self.root.mkdir()
        self.tools.mkdir()
        shutil.copy(RUN, self.root / "run")
        (self.root / "requirements.lock").write_text(LOCK)
        (self.root / "requirements-dev.lock").write_text(DEVELOPMENT_LOCK)
        (self.root / "pyproject.toml").write_text("[project]\n")
        self.environment = {"PATH": str(self.tools), "NOTES": str(self.notes)}
        self.put("uv", STAND_IN_FOR_UV.format(then="exit 0"))

    def put(self, name: str, script: str, folder: Path | None = None) -> None:
        """A shell script of that name on the path."""
        path = (folder or self.tools) / name
        path.write_text(f"#!{SHELL}\n{script}\n")
        path.chmod(0o755)

    def start(self, *command: str, python: tuple[str, ...] = (), cwd: Path | None = None) -> "subprocess.Popen[str]":
        line = [sys.executable, *python, str(self.root / "run"), *command]
        pipe = subprocess.PIPE
        return subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=self.environment, cwd=cwd)

    def run(self, *command: str, python: tuple[str, ...] = (), cwd: Path | None = None) -> tuple[int, str, str]:
        """Status, standard output and standard error."""
        process = self.start(*command, python=python, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def asked(self) -> list[str]:
        """What uv was asked to install since the last call: 'run-time', 'development' or 'project'."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        named = {"requirements.lock": "run-time", "requirements-dev.lock": "development"}
        return [named.get(line.rpartition("/")[2], "project") for line in lines]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def set_up(checkout: Checkout) -> Checkout:
    assert checkout.run(SHELL, "-c", "exit 0")[0] == 0
    assert checkout.asked() == ["development", "project"]
    return checkout


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout whose environment is up to date, for tests that leave it so."""
    return set_up(Checkout(tmp_path_factory.mktemp("warm")))


@pytest.fixture
def run_time(checkout: Checkout) -> Checkout:
    """A checkout where only the program was run so far."""
    checkout.put("allcall", "exit 0")
    assert checkout.run("allcall")[0] == 0
    assert checkout.asked() == ["run-time", "project"]
    return checkout


def test_a_first_run_installs_the_lock_with_hashes_and_then_the_project_alone(checkout: Checkout) -> None:
    status, out, err = checkout.run(SHELL, "-c", "echo done")
    lock, project = checkout.notes.read_text().splitlines()
    assert (status, out) == (0, "done\n")
    assert lock.endswith(f"--only-binary :all: --require-hashes -r {checkout.root}/requirements-dev.lock")
    assert project.endswith(f"--no-deps --no-build-isolation --editable {checkout.root}")
    assert [line.partition(" (")[0] for line in err.splitlines()[:-1]] == [
        "run: 1 of 4  making .venv for Python " + sys.version.split()[0],
        "run: 2 of 4  installing 5 packages",  # one numpy, and nothing for Windows
        "run: 3 of 4  installing Allcall itself",
        "run: 4 of 4  translating the model for the compiled engine",
    ]


def test_allcall_is_content_with_the_run_time_packages(run_time: Checkout) -> None:
    assert run_time.run("allcall") == (0, "", "")
    assert run_time.asked() == []


def test_a_development_command_adds_its_packages_and_removes_nothing(run_time: Checkout) -> None:
    (run_time.root / ".venv" / "left").touch()
    status, out, err = run_time.run(SHELL, "-c", "exit 0")
    assert (status, out) == (0, "")
    assert "run: 1 of 1  installing 3 packages" in err
    assert run_time.asked() == ["development"]
    assert run_time.run("allcall") == (0, "", "")
    assert run_time.run(SHELL, "-c", "exit 0") == (0, "", "")
    assert (run_time.root / ".venv" / "left").exists()


def test_an_installer_is_followed_and_heard_only_when_it_fails(checkout: Checkout) -> None:
    lines = "".join(f"echo Collecting name{n}==1; echo noise; " for n in range(1, 21))
    checkout.put("uv", STAND_IN_FOR_UV.format(then=lines))
    (checkout.root / "requirements-dev.lock").write_text("".join(f"name{n}==1 \\\n" for n in range(1, 26)))
    _, out, err = checkout.run(SHELL, "-c", "exit 0")
    assert out == ""
    assert "run: 20 of 25: name20==1\n" in err
    assert "noise" not in err
    (checkout.root / "requirements.lock").write_text("simpy==4.1.2 \\\n")
    checkout.put("uv", STAND_IN_FOR_UV.format(then="echo noise; exit 3"))
    assert "noise" in checkout.run(SHELL, "-c", "exit 0")[2]


def test_a_warm_run_is_silent_and_asks_for_nothing(warm: Checkout) -> None:
    assert warm.run(SHELL, "-c", "exit 0") == (0, "", "")
    assert warm.asked() == []


def test_bytecode_unwanted_beside_sources_has_its_own_folder(warm: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'echo "$PYTHONDONTWRITEBYTECODE|$PYTHONPYCACHEPREFIX"'
    assert warm.run(SHELL, "-c", script)[1] == "|\n"
    monkeypatch.setitem(warm.environment, "PYTHONDONTWRITEBYTECODE", "1")
    assert warm.run(SHELL, "-c", script)[1] == f"|{warm.root}/.venv/bytecode\n"
    monkeypatch.setitem(warm.environment, "PYTHONPYCACHEPREFIX", "elsewhere")
    assert warm.run(SHELL, "-c", script)[1] == "|elsewhere\n"


def test_the_command_gets_its_arguments_the_callers_folder_and_the_environment(warm: Checkout, tmp_path: Path) -> None:
    script = 'pwd; echo "$VIRTUAL_ENV"; echo "$PATH"; echo "$1|$2"'
    _, out, _ = warm.run(SHELL, "-c", script, "name", "two words", "-x", cwd=tmp_path)
    home = str(warm.root / ".venv")
    assert out.splitlines() == [str(tmp_path), home, f"{home}/bin{os.pathsep}{warm.tools}", "two words|-x"]


def test_commands_of_the_environment_come_first(warm: Checkout) -> None:
    warm.put("greet", "echo wrong")
    warm.put("greet", "echo right", warm.root / ".venv" / "bin")
    assert warm.run("greet") == (0, "right\n", "")


def test_the_status_of_the_command_is_passed_on(warm: Checkout) -> None:
    assert warm.run(SHELL, "-c", "exit 7")[0] == 7


def test_a_signal_reaches_the_command_itself(warm: Checkout) -> None:
    process = warm.start(SHELL, "-c", "trap 'echo caught; exit 5' TERM; echo ready; while :; do read line; done")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60)[0] == "caught\n"
    assert process.returncode == 5


def test_a_missing_command_is_named(warm: Checkout) -> None:
    status, out, err = warm.run("no-such-command")
    assert (status, out) == (127, "")
    assert "no-such-command" in err
    assert "Traceback" not in err


def test_no_command_is_an_error_of_usage(checkout: Checkout) -> None:
    status, out, err = checkout.run()
    assert (status, out) == (2, "")
    assert "./run pytest" in err
    assert checkout.asked() == []


@pytest.mark.slow
def test_what_changes_decides_what_is_installed_again(checkout: Checkout, tmp_path: Path) -> None:
    """Another pyproject.toml: the project alone. Another development lock: nothing for allcall. A lock or a move: everything."""
    set_up(checkout)
    left_over = checkout.root / ".venv" / "left-over"
    left_over.touch()
    (checkout.root / "pyproject.toml").write_text("[project]\nname = 'allcall'\n")
    assert checkout.run(SHELL, "-c", "exit 0")[0] == 0
    assert checkout.asked() == ["project"]
    (checkout.root / "requirements-dev.lock").write_text("ruff==2\n")
    checkout.put("allcall", "exit 0")
    assert checkout.run("allcall") == (0, "", "")
    assert left_over.exists()
    set_up(checkout)
    assert not left_over.exists()
    (checkout.root / "requirements.lock").write_text("simpy==4.1.2 --hash=sha256:11\n")
    set_up(checkout)
    checkout.root = checkout.root.rename(tmp_path / "moved")
    set_up(checkout)


def test_a_failed_set_up_says_so_and_begins_again_next_time(checkout: Checkout) -> None:
    checkout.put("uv", STAND_IN_FOR_UV.format(then="exit 3"))
    status, out, err = checkout.run(SHELL, "-c", "echo never")
    assert (status, out) == (1, "")
    assert "set-up failed" in err
    assert "status 3" in err
    assert "Traceback" not in err
    checkout.put("uv", STAND_IN_FOR_UV.format(then="exit 0"))
    assert checkout.run(SHELL, "-c", "exit 0")[0] == 0
    assert checkout.asked() == ["development", "development", "project"]


@pytest.mark.parametrize("blow", ["KILL", "INT"])
def test_an_interrupted_set_up_begins_again_next_time(checkout: Checkout, blow: str) -> None:
    checkout.put("uv", STAND_IN_FOR_UV.format(then=f"kill -{blow} $PPID; exit 0"))
    status, out, _ = checkout.run(SHELL, "-c", "echo never", python=("-c", LISTENING))
    assert status in {130, -signal.SIGKILL}
    assert out == ""
    checkout.put("uv", STAND_IN_FOR_UV.format(then="exit 0"))
    assert checkout.run(SHELL, "-c", "exit 0")[0] == 0
    assert checkout.asked()[-2:] == ["development", "project"]


def test_an_interrupted_addition_begins_from_nothing_and_leaves_allcall_alone(run_time: Checkout) -> None:
    """A half-installed package may look installed, so the next development command trusts none of it."""
    run_time.put("uv", STAND_IN_FOR_UV.format(then="kill -KILL $PPID; exit 0"))
    assert run_time.run(SHELL, "-c", "echo never")[0] == -signal.SIGKILL
    assert run_time.run("allcall") == (0, "", "")
    run_time.put("uv", STAND_IN_FOR_UV.format(then="exit 0"))
    assert run_time.run(SHELL, "-c", "exit 0")[0] == 0
    assert run_time.asked() == ["development", "development", "project"]


def test_of_two_first_runs_one_sets_up_and_the_other_waits(checkout: Checkout) -> None:
    checkout.put("uv", STAND_IN_FOR_UV.format(then="read answer"))
    first = checkout.start(SHELL, "-c", "echo first")
    assert "making" in next_line(first.stderr)
    assert "installing" in next_line(first.stderr)
    second = checkout.start(SHELL, "-c", "echo second")
    assert "waiting" in next_line(second.stderr)
    out, _ = first.communicate("go on\ngo on\n", timeout=60)
    assert (out, second.communicate(timeout=60)[0]) == ("first\n", "second\n")
    assert checkout.asked() == ["development", "project"]


def next_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


def test_too_old_a_python_hands_over_to_a_newer_one(checkout: Checkout) -> None:
    checkout.put("python3.13", "exit 127")  # a shim that leads nowhere
    checkout.put("python3.12", 'if [ "$1" = -c ]; then exit 0; fi; shift; echo "newer: $*"')
    status, out, _ = checkout.run("pytest", "-x", python=("-c", OLD_PYTHON))
    assert (status, out) == (0, "newer: pytest -x\n")


def test_too_old_a_python_alone_is_told_what_is_needed(checkout: Checkout) -> None:
    status, out, err = checkout.run("pytest", python=("-c", OLD_PYTHON))
    assert (status, out) == (2, "")
    assert "3.11 or newer, and this is 3.10.14" in err


def test_a_long_set_up_without_a_terminal_says_so_until_the_command_begins(checkout: Checkout) -> None:
    checkout.put("uv", STAND_IN_FOR_UV.format(then="kill -ALRM $PPID"))
    code = "import signal; print(signal.getitimer(signal.ITIMER_REAL))"
    status, out, err = checkout.run(sys.executable, "-c", code)
    assert (status, out) == (0, "(0.0, 0.0)\n")
    said = r"^run: 2 of 4  installing 5 packages \(about \d+ MB to download\), \d+ s so far$"
    assert re.search(said, err, re.MULTILINE)


def test_windows_is_told_where_it_runs(checkout: Checkout) -> None:
    status, out, err = checkout.run("allcall", python=("-c", WINDOWS))
    assert (status, out) == (2, "")
    said = "run: Allcall runs on Linux and macOS; on Windows, install it in WSL, the Windows Subsystem for Linux\n"
    assert err == said

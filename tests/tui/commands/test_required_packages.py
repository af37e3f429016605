"""A package that Allcall needs is broken or missing: the doctor lists it, and any other command says so instead of a traceback."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from tui import cli, required_packages
from tui.required_packages import find_unusable_packages

ROOT = Path(__file__).parents[3]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Allcall, which finds the packages of this folder before those that are installed."""
    path = os.pathsep.join([str(ROOT), str(folder)])
    home = {"ALLCALL_HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "tui", *arguments]
    settings = {**os.environ, "PYTHONPATH": path, **home}
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False)


BROKEN = {
    "cyclopts": ("raise ImportError('no part of it')", "ImportError: no part of it"),
    "simpy": ("def (", "SyntaxError: "),
    "segno": ("raise SystemExit(3)", "SystemExit: 3"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_the_doctor_names_a_broken_package(name: str, tmp_path: Path) -> None:
    text, said = BROKEN[name]
    (tmp_path / f"{name}.py").write_text(text)
    done = run(tmp_path, "doctor")
    words = done.stdout + done.stderr
    assert done.returncode == 2, words
    assert f"{name} cannot be imported: {said}" in words
    assert "install Allcall again" in words
    assert "Traceback" not in words


@pytest.mark.slow
def test_another_command_names_a_broken_package(tmp_path: Path) -> None:
    (tmp_path / "simpy.py").write_text("def (")
    done = run(tmp_path, "compare", "fire", "--replications", "2")
    assert (done.returncode, done.stdout) == (2, "")
    last = done.stderr.splitlines()[-1]  # after what it was doing
    assert last.startswith("allcall: simpy cannot be imported: SyntaxError: ")
    assert last.endswith("; install Allcall again")
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_reason_to_look_for_broken_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_run_command", Mock(side_effect=BrokenPipeError))
    monkeypatch.setattr(required_packages, "distribution", Mock(side_effect=AssertionError))
    with pytest.raises(BrokenPipeError):
        cli.run(["list"])


def test_doctor_names_what_is_missing_and_what_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> SimpleNamespace:
        if name == "simpy":
            raise PackageNotFoundError(name)
        requires = ["simpy>=4", "numpy>=2", 'colorama; sys_platform == "win32"', "ruamel.yaml"]
        places = {
            "numpy": ["numpy/__init__.py", "numpy/no_such_part/__init__.py"],
            "ruamel.yaml": ["ruamel/gone/__init__.py"],
        }
        return SimpleNamespace(requires=requires, files=[Path(place) for place in places.get(name, ())])

    monkeypatch.setattr(required_packages, "distribution", find)
    assert list(find_unusable_packages()) == [
        "simpy is missing",
        "ruamel.yaml cannot be imported: ModuleNotFoundError: No module named 'ruamel.gone'",
    ]

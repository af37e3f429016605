"""A package that Allcall needs is broken or missing: the doctor lists it, and any other command says so instead of a traceback."""

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest

from tui import required_packages
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
    "numpy": ("raise SystemExit(3)", "SystemExit: 3"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_broken_package_is_named_by_the_doctor_and_by_every_other_command(name: str, tmp_path: Path) -> None:
    text, said = BROKEN[name]
    (tmp_path / f"{name}.py").write_text(text)
    for arguments in (("doctor",), ("compare", "fire", "--replications", "2")):
        done = run(tmp_path, *arguments)
        words = done.stdout + done.stderr
        assert done.returncode == 2, words
        assert f"{name} cannot be imported: {said}" in words or f"{tmp_path / name}.py:1: ended the program" in words
        assert "install Allcall again" in words or "update this package" in words
        assert "Traceback" not in words


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

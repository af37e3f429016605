"""The four packages: what importing them loads, where they come from, and that the committed files name no machine or registry.

lint-imports checks the import contracts in pyproject.toml; here a fresh Python is asked what an import really loads.
"""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scenarios", "sim", "reports", "tui")
IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[2:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
print([name for name in sys.argv[1].split(",") if name in sys.modules])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("libraries", "packages"),
    [("textual", ("scenarios", "sim", "reports")), ("matplotlib,docx,typst", ("scenarios", "sim"))],
)
def test_a_package_does_not_load_the_libraries_of_a_higher_one(libraries: str, packages: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, libraries, *packages]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert loaded == "[]\n"


def test_no_files_import_each_other_in_a_circle() -> None:
    """Also by imports inside functions, for type checkers, and of the packages that a file is in. A CycleError names the files."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imported = {file: graph.find_modules_directly_imported_by(file) for file in graph.modules}
    needed = {
        file: {name for other in others for name in (other, *list_parents(other))} - {file, *list_parents(file)}
        for file, others in imported.items()
    }
    TopologicalSorter(needed).prepare()


def list_parents(file: str) -> Iterator[str]:
    """The packages that a file is in, which Python imports before it."""
    while file := file.rpartition(".")[0]:
        yield file


def test_no_test_of_a_lower_package_imports_the_screens_or_their_tests() -> None:
    files = [path for package in PACKAGES[:3] for path in (ROOT / "tests" / package).rglob("*.py")]
    imported = re.compile(r"^\s*(from|import) (tests\.)?tui\b|[\"']tui\.", re.MULTILINE)
    assert [str(path) for path in files if imported.search(path.read_text(encoding="utf-8"))] == []


def list_imported(file: Path) -> Iterator[str]:
    """Each module or name that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_no_test_imports_another() -> None:
    """What they share has a module with a noun for its name."""
    files = [file for folder in ("tests", "benchmarks", "docs") for file in sorted((ROOT / folder).rglob("*.py"))]
    shared = re.compile(r"tests\.(\w+\.)*test_")
    found = [(str(file), name) for file in files for name in list_imported(file) if shared.match(name)]
    assert found == []


def test_all_packages_come_from_one_folder() -> None:
    homes = {Path(str(__import__(package).__file__)).resolve().parent.parent for package in PACKAGES}
    assert homes == {ROOT}


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("sim", "from sim import compare", 1),
        ("sim", "import reports.notebook", 1),
        ("sim", "import tui.cli", 2),
        ("scenarios", "from sim import compare", 1),
        pytest.param("reports", "from sim import result; result._find_display()", 1, marks=pytest.mark.slow),
        ("reports", "import tui.cli", 2),
    ],
)
def test_a_file_of_the_user_that_hides_a_package_is_named(name: str, code: str, status: int, tmp_path: Path) -> None:
    """As beside a notebook, whose folder comes first on the path."""
    own = tmp_path / f"{name}.py"
    own.touch()
    command = [sys.executable, "-c", code]
    paths = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    asked = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path, env=os.environ | paths)
    assert asked.returncode == status
    assert str(own) in asked.stderr.splitlines()[-1]
    assert ("Traceback" in asked.stderr) == (status == 1)


def test_no_committed_file_names_one_machine_or_a_registry() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of committed files")
    folders = "|".join(("work", "root", "tmp", "home"))
    hosts = "|".join(("py" + "pi.org", "python" + "hosted.org"))
    banned = rf"(^|[^[:alnum:]_.~}}])/({folders})/|{hosts}"
    found = subprocess.run(["git", "grep", "-InE", banned], check=False, capture_output=True, text=True, cwd=ROOT)
    assert (found.returncode, found.stdout, found.stderr) == (1, "", "")


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of each package in a lock."""
    return set(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_development_lock_contains_the_other() -> None:
    """Otherwise ./run would change installed packages when it adds the development packages."""
    assert pins("requirements.lock") < pins("requirements-dev.lock")


def test_the_locks_satisfy_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups, builds = project["dependency-groups"], project["build-system"]["requires"]
    needed = [*project["project"]["dependencies"], *builds, *groups["build"]]
    developed = [one for one in groups["dev"] if isinstance(one, str)]
    for lock, requirements in (("requirements.lock", needed), ("requirements-dev.lock", developed)):
        versions = dict(pins(lock))
        for one in map(Requirement, requirements):
            assert one.specifier.contains(versions[canonicalize_name(one.name)]), one


def test_the_bill_of_materials_has_what_runs_and_nothing_that_only_builds(tmp_path: Path) -> None:
    wheel = tmp_path / "allcall-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    subprocess.run([sys.executable, ROOT / ".ci" / "sbom.py", wheel], check=True, capture_output=True)
    bill = json.loads(wheel.with_name(f"{wheel.name}.cdx.json").read_text(encoding="utf-8"))
    found = {(one["name"], one["version"]) for one in bill["components"]}
    assert found < pins("requirements.lock")
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {canonicalize_name(Requirement(one).name) for one in needed}
    assert names <= {name for name, _ in found}
    assert not {"hatchling", "editables"} & {name for name, _ in found}
    known = {one["bom-ref"] for one in (*bill["components"], bill["metadata"]["component"])}
    assert {ref for one in bill["dependencies"] for ref in (one["ref"], *one["dependsOn"])} <= known
    assert bill["metadata"]["component"]["hashes"][0]["content"] == sha256(b"a wheel").hexdigest()

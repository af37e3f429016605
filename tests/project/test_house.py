"""The house rules that a machine can check: who imports whom, how long things are, what stays uncommitted.

The import contracts stand in pyproject.toml, where lint-imports reads them; here they are checked a second
time from outside, by looking at what an import really loads. Rules about committed files need git, and say so
where there is none.
"""

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scenarios", "sim", "reports", "tui")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)
type_of_documented = (*type_of_function, ast.ClassDef)

IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[2:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
"""
IMPORT_ONE = "import importlib, sys; importlib.import_module(sys.argv[2])"
REPORT = "\nprint([name for name in sys.argv[1].split(',') if name in sys.modules])"


def loaded(watched: str, *packages: str, code: str = IMPORT_ALL) -> str:
    """Which of the watched modules (comma separated) a fresh Python holds after importing the packages."""
    command = [sys.executable, "-c", code + REPORT, watched, *packages]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files that git would commit or has, relative to the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of committed files")
    listing = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True, cwd=ROOT)
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]


def test_nothing_below_tui_loads_textual() -> None:
    assert loaded("textual", "scenarios", "sim", "reports") == "[]"


def test_neither_scenarios_nor_sim_load_what_only_reports_may() -> None:
    assert loaded("matplotlib,docx,typst", "scenarios", "sim") == "[]"


def test_the_command_line_starts_without_the_slow_libraries() -> None:
    assert loaded("matplotlib,scipy.stats,textual,numba", "tui.cli", code=IMPORT_ONE) == "[]"


def test_all_packages_come_from_one_folder() -> None:
    homes = {Path(str(__import__(package).__file__)).resolve().parent.parent for package in PACKAGES}
    assert homes == {ROOT}


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    order = graphlib.TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    )
    order.prepare()  # raises CycleError, which names the modules of the circle


def is_python(name: str) -> bool:
    return name.endswith(".py") or name == "run"


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(), str(path)))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its def to its end, docstring and decorators not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_nine_functions_in_ten_have_at_most_30_lines() -> None:
    sizes = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": body_lines(node)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, type_of_function)
    }
    longer = {name: lines for name, lines in sizes.items() if lines > 30}
    assert len(longer) <= len(sizes) / 10, longer


def public_names(path: Path) -> Iterator[tuple[str, bool]]:
    """A module, its public classes, functions and methods, each with whether it has a docstring.

    A method that several classes of a file share is documented where one of them says what it is.
    """
    tree = ast.parse(path.read_text(), str(path))
    yield str(path.relative_to(ROOT)), ast.get_docstring(tree) is not None
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = [node for one in classes for node in one.body if isinstance(node, type_of_function)]
    said = {node.name for node in methods if ast.get_docstring(node) is not None}
    for node in [*(one for one in tree.body if isinstance(one, type_of_documented)), *methods]:
        if not node.name.startswith("_"):
            documented = ast.get_docstring(node) is not None or (node in methods and node.name in said)
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", documented


def test_nine_public_names_in_ten_have_a_docstring() -> None:
    names = dict(name for path in MODULES for name in public_names(path))
    missing = [name for name, documented in names.items() if not documented]
    assert len(missing) <= len(names) / 10, missing


def test_every_module_says_what_it_decides() -> None:
    assert [str(path) for path in MODULES if ast.get_docstring(ast.parse(path.read_text())) is None] == []


def test_no_file_knows_one_machine_or_registry(tracked: list[str]) -> None:
    folders = "|".join(("work", "root", "tmp", "home"))
    hosts = "|".join(("py" + "pi.org", "python" + "hosted.org"))
    banned = re.compile(rf"(?<![\w.~}}])/(?:{folders})/|{hosts}")
    assert [hit for name in tracked for hit in hits(banned, name)] == []


def hits(banned: re.Pattern[str], name: str) -> list[str]:
    """Where a committed text file holds a banned word, as file:line: text."""
    try:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [f"{name}:{number}: {line}" for number, line in enumerate(lines, 1) if banned.search(line)]


def test_lock_files_hold_hashes_and_no_address(tracked: list[str]) -> None:
    assert [name for name in tracked if Path(name).name in {"uv.lock", "pylock.toml"}] == []
    for name in (name for name in tracked if name.endswith(".lock")):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) <= text.count("--hash=sha256:")


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of each package in a lock."""
    return set(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_development_lock_holds_the_other_whole() -> None:
    """Otherwise ./run would change what is installed when it adds the development packages."""
    assert pins("requirements.lock") < pins("requirements-dev.lock")


def test_the_locks_fit_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run_time = [*project["project"]["dependencies"], *project["build-system"]["requires"], *groups["build"]]
    fits("requirements.lock", run_time)
    fits("requirements-dev.lock", [asked for asked in groups["dev"] if isinstance(asked, str)])


def fits(lock: str, asked: list[str]) -> None:
    """Every requirement is pinned, and to a version that it allows."""
    pinned = pins(lock)
    for requirement in map(Requirement, asked):
        versions = [version for name, version in pinned if name == canonicalize_name(requirement.name)]
        assert versions, requirement
        assert all(version in requirement.specifier for version in versions), requirement


def test_nothing_made_by_running_is_committed(tracked: list[str]) -> None:
    made = re.compile(r"(^|/)(\.venv|allcall-output|dist|build|__pycache__|\.hypothesis|\.\w+_cache)/")
    assert [name for name in tracked if made.search(name)] == []


def test_ignore_patterns_cannot_swallow_a_package() -> None:
    """A bare reports/ would drop that package from the wheel: only caches may go without a slash in front."""
    lines = (ROOT / ".gitignore").read_text().splitlines()
    loose = [line for line in lines if line and not line.startswith(("#", "/"))]
    assert [line for line in loose if not re.match(r"(__pycache__|\.\w+|\*\.egg-info)/$", line)] == []

"""Mutation testing: how many of the faults listed in mutants.yaml the quick tests of their package find.

    ./run python tests/mutation.py check                    every mutant is found, applies and compiles
    ./run python tests/mutation.py map MAP.json             which test files run which functions, and how long they take
    ./run python tests/mutation.py run MAP.json OUT.json    apply each mutant and run the tests that cover it
    ./run python tests/mutation.py run --all-killers MAP.json OUT.json      the same to the end, with every test that fails
    ./run python tests/mutation.py candidates MAP.json OUT.json     after it: tests that found no mutant alone

A mutant names a function and an expression in it, never a file or a line, so that it is found again after files
were moved: see Mutant. Nothing is written to the working tree: each step works in copies of it. To map, every
function of the copy notes its first call, in child processes too, and every test file runs in a process of its own.
A mutant of sim/ meets the test files in tests/sim/ that run its function, and so on: the most specific, then the
cheapest, as many as BUDGET allows, until a test fails; with --all-killers all of these files run to their end. Two
shares are comparable only if each was run with a map of its own tree. All steps go on where they were broken off. All
seconds are of the processor, so that other work on the machine does not matter.
"""

import argparse
import ast
import importlib.util
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import yaml
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = Path(__file__).with_name("mutants.yaml")
BUDGET = 60.0  # processor seconds of tests that one mutant meets, as the map recorded them
FIRST = 10.0  # of these, for the most specific
LIMIT = 120.0  # processor seconds after which no further test is started
HANGS = 60  # processor seconds beyond LIMIT after which a running test is taken to hang
STALLS = 1200.0  # seconds after which tests are taken to hang that do nothing, and a mutant's run ends
OUT_OF_TIME = 77  # exit status of a run that LIMIT stopped
PACKAGES = ("scenarios", "sim", "reports", "tui")
STATIC = {"test_packages.py", "test_run.py", "test_from_debian.py"}  # read the tree, run no model

OUTCOMES = {1: "killed", 2: "killed", OUT_OF_TIME: "out of time", -signal.SIGKILL: "hung", -signal.SIGXCPU: "hung"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Map = dict[str, dict[str, Any]]

NOTES = """
import contextlib, os
seen = set()
def note(number):
    seen.add(number)
    with contextlib.suppress(KeyError, OSError), open(os.environ["MUTATION_NOTES"], "ab", buffering=0) as file:
        file.write(b"%d\\n" % number)
"""


@dataclass(frozen=True)
class Mutant:
    """One fault: in `function`, occurrence `nth` (from 0) of `expression` is replaced.

    function: dotted name, as much as tells it apart: uniform, keys.uniform or psap.Psap.call. Leading parts that
    no longer fit, such as a renamed module, are dropped as long as the expression then leads to one place.
    aka: further names of the function, before or after a rename. expression: any spelling of a node's source.
    """

    name: str
    function: str
    expression: str
    replacement: str
    nth: int = 0
    aka: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a mutant applies: the file, the function as the map names it, and the source with the fault in it."""

    path: Path
    function: str
    mutated: str


def read_mutants() -> list[Mutant]:
    """The mutants of mutants.yaml: topic by topic, each with a name of its own."""
    topics: dict[str, list[dict[str, Any]]] = yaml.safe_load(MUTANTS.read_text(encoding="utf-8"))
    found = []
    for topic, entries in topics.items():
        for number, entry in enumerate(entries, start=1):
            aka = tuple(entry.pop("aka", ()))
            found.append(Mutant(name=f"{topic} {number}", aka=aka, **entry))
    return found


def functions(tree: ast.Module, module: str) -> Iterator[tuple[str, Function]]:
    """Every function of a module with its full dotted name."""

    def below(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{prefix}.{child.name}"
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, child
            yield from below(child, name)

    return below(tree, module)


def module_name(path: Path, root: Path) -> str:
    """sim/model/psap.py is sim.model.psap; a package is named without __init__."""
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def sources(root: Path) -> list[Path]:
    """The source files that may be mutated."""
    return sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))


@lru_cache
def known_functions(root: Path) -> list[tuple[str, Function, Path]]:
    """Every function of a tree without a mutant in it: its full name, its node and its file."""
    return [
        (name, node, path)
        for path in sources(root)
        for name, node in functions(ast.parse(path.read_text(encoding="utf-8")), module_name(path, root))
    ]


def place_of(mutant: Mutant, root: Path) -> Place:
    """The one place where a mutant applies. Raises LookupError where there is none or more than one."""
    for name in (mutant.function, *mutant.aka):
        parts = name.split(".")
        for start in range(len(parts)):
            ending = "." + ".".join(parts[start:])
            places = [
                (full, target, path)
                for full, node, path in known_functions(root)
                if full.endswith(ending) and (target := occurrence(node, mutant.expression, mutant.nth))
            ]
            if len(places) > 1:
                raise LookupError(f"{mutant.name}: {ending[1:]} fits {[full for full, _, _ in places]}")
            for full, target, path in places:
                mutated = replaced(path.read_text(encoding="utf-8"), target, mutant.replacement)
                return Place(path, full, mutated)
    raise LookupError(f"{mutant.name}: no function {mutant.function} with the expression {mutant.expression}")


def occurrence(function: Function, expression: str, nth: int) -> ast.expr | ast.stmt | None:
    """The nth node of a function with this source, in the order of the source."""
    wanted = ast.parse(expression).body[0]
    kind: type[ast.AST] = ast.expr if isinstance(wanted, ast.Expr) else ast.stmt
    text = ast.unparse(wanted)
    found = [
        node
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.expr | ast.stmt) and isinstance(node, kind) and ast.unparse(node) == text
    ]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return found[nth] if nth < len(found) else None


def replaced(text: str, node: ast.expr | ast.stmt, replacement: str) -> str:
    """The source with a node replaced; checked to compile and to differ."""
    lines = text.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    new = f"({replacement})" if isinstance(node, ast.expr) else replacement
    whole = text.encode()
    mutated = (whole[:start] + new.encode() + whole[end:]).decode()
    assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(text)), f"no change: {replacement}"
    return mutated


def copy_of_tree(folder: Path) -> Path:
    """Copy what git knows of, or would add, to a new folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def instrument(root: Path) -> list[str]:
    """Make every function of a copy note its first call. The name of function n is the nth."""
    names: list[str] = []
    for path in sources(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, node in functions(tree, module_name(path, root)):
            first = 1 if ast.get_docstring(node, clean=False) is not None else 0
            node.body.insert(first, ast.parse(f"{len(names)} in _seen or _note({len(names)})").body[0])
            names.append(name)
        after = sum(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
        after += ast.get_docstring(tree) is not None
        tree.body.insert(after, ast.parse("from mutation_notes import note as _note, seen as _seen").body[0])
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)) + "\n", encoding="utf-8")
    (root / "mutation_notes.py").write_text(NOTES, encoding="utf-8")
    return names


PRELOADED = (
    "hypothesis",
    "matplotlib.figure",
    "wasmtime",
    "numpy",
    "pydantic",
    "rich",
    "scipy.stats",
    "textual.app",
    "yaml",
)
"""Imported once, in the process that each run of pytest is forked from. Nothing of ours is among them, because a copy may be mutated."""
_servers = threading.local()


def run_pytest(root: Path, *arguments: str, timeout: float, **variables: str) -> tuple[int, float, str]:
    """Run pytest in a copy: its exit status, -9 where it had to be killed; its processor seconds; its output.

    Seconds are of the processor because the machine may be shared: they include child processes that ended.
    """
    if not hasattr(_servers, "process"):
        command = [sys.executable, str(Path(__file__)), "serve"]
        _servers.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    plugin = ["-p", "tests.mutation", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    request = {
        "root": str(root),
        "arguments": [*plugin, "-n0", "-q", "--no-header", "--tb=line", *arguments],
        "timeout": timeout,
        "variables": {"PYTHONPATH": str(root), **variables},
    }
    _servers.process.stdin.write(json.dumps(request) + "\n")
    _servers.process.stdin.flush()
    status, seconds, output = json.loads(_servers.process.stdout.readline())
    return int(status), float(seconds), str(output)


def serve() -> None:
    """Fork a run of pytest for each request on standard input, and answer with its status, seconds and output."""
    for name in PRELOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile("w+") as output:
            process = os.fork()
            if process == 0:
                _become_pytest(request, output.fileno())
            timer = threading.Timer(request["timeout"], os.killpg, (process, 9))
            timer.start()
            _, status, used = os.wait4(process, 0)
            timer.cancel()
            timer.join()
            output.seek(0)
            answer = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, output.read()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _become_pytest(request: dict[str, Any], output: int) -> None:
    """In a forked process: run it, and end."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    os.chdir(request["root"])
    os.environ.update(request["variables"])
    sys.path[0] = request["root"]
    status = 3
    try:
        status = int(pytest.main(request["arguments"]))
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def map_file(name: str, root: Path, clean: Path, kept: Path, names: Sequence[str]) -> dict[str, Any]:
    """Run one test file: its seconds, its tests, the functions it ran, and whether it passes without mutants."""
    kept.mkdir(parents=True)
    notes, times = kept / "notes", kept / "times"
    variables = {"MUTATION_NOTES": str(notes), "MUTATION_TIMES": str(times)}
    status, seconds, output = run_pytest(root, name, timeout=STALLS, **variables)
    sound = status in (0, 5) or run_pytest(clean, name, timeout=STALLS)[0] == 0
    numbers = sorted({int(line) for line in notes.read_text().split()}) if notes.exists() else []
    lines = times.read_text().splitlines() if times.exists() else []
    tests = {test: float(took) for took, _, test in (line.partition(" ") for line in lines)}
    ran = [names[number] for number in numbers]
    return {"seconds": round(seconds, 2), "sound": sound, "ran": ran, "tests": tests, "output": output[-2000:]}


def make_map(out: Path, processes: int, packages: Sequence[str]) -> None:
    """Write what each test file runs, those first that draw and show nothing; goes on where it was broken off."""
    mapped: Map = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        clean = copy_of_tree(Path(temporary, "clean"))
        root = copy_of_tree(Path(temporary, "instrumented"))
        names = instrument(root)
        lock = threading.Lock()

        def maps(name: str) -> None:
            part = map_file(name, root, clean, Path(temporary, "kept", name), names)
            say(f"{part['seconds']:7.1f} s  {name}" + ("" if part["sound"] else "  fails, left out"))
            with lock:
                mapped[name] = part
                out.write_text(json.dumps(mapped, indent=1), encoding="utf-8")

        def shows(path: Path) -> int:
            text = path.read_text(encoding="utf-8")
            return ("reports" in text) + 2 * ("tui" in text)

        tests = (path for package in packages for path in (root / "tests" / package).rglob("test_*.py"))
        files = sorted(tests, key=lambda path: (shows(path), path))
        left = [name for path in files if (name := str(path.relative_to(root))) not in mapped]
        with ThreadPoolExecutor(processes) as pool:
            list(pool.map(maps, left))


def chosen(function: str, mapped: Map) -> list[list[str]]:
    """The test files that a mutant meets, in two batches, each the cheapest first.

    First those that name the function's module or else run few functions, because most mutants are killed there;
    then the cheapest of the others, as many as BUDGET allows.
    """
    covering = [
        name
        for name, file in mapped.items()
        if function in file["ran"]
        and file["sound"]
        and Path(name).name not in STATIC
        and Path(name).parts[1] == function.partition(".")[0]
    ]
    module = next(name for name in prefixes(function) if is_module(name))

    def distance(name: str) -> tuple[bool, int]:
        return module not in (ROOT / name).read_text(encoding="utf-8"), len(mapped[name]["ran"])

    def cost(name: str) -> float:
        return float(sum(mapped[name]["tests"].values()))

    first = within(FIRST, sorted(covering, key=distance), cost) or sorted(covering, key=cost)[:1]
    others = sorted(set(covering) - set(first), key=cost)
    batches = [sorted(first, key=cost), within(BUDGET - sum(map(cost, first)), others, cost)]
    return [batch for batch in batches if batch]


def within(budget: float, names: Iterable[str], cost: Callable[[str], float]) -> list[str]:
    """As many of these in their order as the budget allows; what is too dear is passed over."""
    kept = []
    for name in names:
        if cost(name) <= budget:
            kept.append(name)
            budget -= cost(name)
    return kept


def is_module(dotted: str) -> bool:
    """Whether a dotted name is that of a module or package."""
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or path.is_dir()


def prefixes(dotted: str) -> Iterator[str]:
    """a.b.c, a.b, a."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def write_source(path: Path, text: str) -> None:
    """Write a source file, and remove its bytecode, which could pass for fresh within one second."""
    path.write_text(text, encoding="utf-8")
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def outcome_of(mutant: Mutant, root: Path, mapped: Map, every: bool = False) -> dict[str, Any]:
    """Apply one mutant to a copy, run its tests, and take it back. every: run all of them, and note those that fail."""
    place = place_of(mutant, root)
    batches = chosen(place.function, mapped)
    result: dict[str, Any] = {"name": mutant.name, "function": place.function, "expression": mutant.expression}
    result |= {
        "replacement": mutant.replacement,
        "files": [file for batch in batches for file in batch],
        "seconds": 0.0,
    }
    result |= {"outcome": "survived", "why": "" if batches else "no test runs the function"}
    before = place.path.read_text(encoding="utf-8")
    write_source(place.path, place.mutated)
    try:
        if every:
            return result | (find_killers(root, result["files"]) if batches else {"killers": []})
        for batch in batches:
            status, seconds, output = run_pytest(root, "-x", *batch, timeout=STALLS, MUTATION_LIMIT=str(LIMIT))
            result["seconds"] = round(result["seconds"] + seconds, 1)
            if status != 0:
                why = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
                result["outcome"] = OUTCOMES.get(status, f"exit status {status}")
                return result | {"why": why[0] if why else output[-400:]}
    finally:
        write_source(place.path, before)
    return result


def find_killers(root: Path, files: Sequence[str]) -> dict[str, Any]:
    """All tests of these files that fail, and the one that a limit stopped; a file that cannot be read counts as a test."""
    notes = root.with_suffix(".tests")
    notes.write_text("", encoding="utf-8")
    arguments = ("--continue-on-collection-errors", *files)
    variables = {"MUTATION_LIMIT": str(LIMIT), "MUTATION_TESTS": str(notes)}
    status, seconds, output = run_pytest(root, *arguments, timeout=STALLS, **variables)
    lines = notes.read_text(encoding="utf-8").splitlines()
    passed = {line.removeprefix("passed ") for line in lines if line.startswith("passed ")}
    killers = [line for line in dict.fromkeys(lines) if not line.startswith("passed ") and line not in passed]
    outcome = "killed" if killers else "survived" if status == 0 else OUTCOMES.get(status, f"exit status {status}")
    why = killers[0] if killers else "" if status == 0 else output[-400:]
    return {"seconds": round(seconds, 1), "outcome": outcome, "why": why, "killers": killers}


def find_candidates(mapped: Map, results: Iterable[dict[str, Any]]) -> list[tuple[float, int, int, str]]:
    """Seconds, mutants met, mutants found, and name of each test that met a mutant and was never the only one to find it.

    The cases of a parametrized test count as one test.
    """
    alone, met, found = set[str](), Counter[str](), Counter[str]()
    for result in results:
        killers = {name.partition("[")[0] for name in result["killers"]}
        alone |= killers if len(killers) == 1 else set()
        found.update(killers)
        met.update(result["files"])
    seconds: dict[str, float] = {}
    for file in mapped.values():
        for case, took in file["tests"].items():
            name = case.partition("[")[0]
            seconds[name] = seconds.get(name, 0.0) + took
    tests = [name for name in seconds if met[name.partition("::")[0]] and name not in alone]
    return sorted((seconds[name], met[name.partition("::")[0]], found[name], name) for name in tests)[::-1]


def show_candidates(mapped: Map, out: Path) -> None:
    """Print them, the dearest first."""
    results = json.loads(out.read_text(encoding="utf-8")).values()
    candidates = find_candidates(mapped, [result for result in results if "killers" in result])
    say("seconds  met  found  test")
    for seconds, met, found, name in candidates:
        say(f"{seconds:7.2f} {met:4} {found:6}  {name}")


def run_mutants(mapped: Map, out: Path, processes: int, only: Iterable[str], every: bool = False) -> None:
    """Run the mutants not yet in the file of results, and say the share that was killed."""
    results: dict[str, dict[str, Any]] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    wanted = [mutant for mutant in read_mutants() if not only or mutant.name in only]
    known = {key for key, result in results.items() if "killers" in result or not every}
    waiting = [mutant for mutant in wanted if key_of(mutant) not in known or only]
    waiting.sort(key=lambda mutant: int(mutant.name.rpartition(" ")[2]))  # one of each topic, then the next
    with tempfile.TemporaryDirectory() as temporary:
        copies: Queue[Path] = Queue()
        for number in range(processes):
            copies.put(copy_of_tree(Path(temporary, str(number))))

        def meets(mutant: Mutant) -> None:
            root = copies.get()
            try:
                result = outcome_of(mutant, root, mapped, every)
            finally:
                copies.put(root)
            results[key_of(mutant)] = result
            out.write_text(json.dumps(results, indent=1), encoding="utf-8")
            say(f"{result['outcome']:11} {mutant.name}: {result['function']}: {result['why'][:150]}")

        with ThreadPoolExecutor(processes) as pool:
            list(pool.map(meets, waiting))
    outcomes = [results[key_of(mutant)]["outcome"] for mutant in wanted if key_of(mutant) in results]
    killed = outcomes.count("killed")
    others = {name: outcomes.count(name) for name in sorted(set(outcomes) - {"killed"})}
    say(f"killed {killed} of {len(outcomes)} ({killed / max(1, len(outcomes)):.0%}); otherwise: {others}")
    for package in PACKAGES:
        mine = [
            one for one in map(results.get, map(key_of, wanted)) if one and one["function"].startswith(f"{package}.")
        ]
        say(f"  {package}: {sum(one['outcome'] == 'killed' for one in mine)} of {len(mine)}")


def key_of(mutant: Mutant) -> str:
    """What a result is filed under: a mutant that was changed is run again."""
    return f"{mutant.name} | {mutant.expression} | {mutant.nth} | {mutant.replacement}"


def check() -> int:
    """Say which mutants are not found; exit status 1 if there are any."""
    missing = 0
    for mutant in read_mutants():
        try:
            place_of(mutant, ROOT)
        except (LookupError, SyntaxError, AssertionError) as error:
            missing += 1
            say(f"{mutant.name}: {error}")
    say(f"{len(read_mutants())} mutants, {missing} not found")
    return 1 if missing else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """As a plugin: note the processor seconds of a test, and start none once the time is over."""
    before = sum(os.times()[:4])
    if before > float(os.environ.get("MUTATION_LIMIT", "inf")):
        pytest.exit(f"out of time before {item.nodeid}", returncode=OUT_OF_TIME)
    note("MUTATION_TESTS", item.nodeid)
    outcome = yield
    note("MUTATION_TIMES", f"{sum(os.times()[:4]) - before:.2f} {item.nodeid}")
    if item.nodeid not in _failed:
        note("MUTATION_TESTS", f"passed {item.nodeid}")
    return outcome


_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """As a plugin: which tests failed."""
    if report.failed:
        _failed.add(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """As a plugin: a file that cannot be read is noted as a test that fails."""
    if report.failed:
        note("MUTATION_TESTS", report.nodeid)


def note(variable: str, line: str) -> None:
    """Append a line to the file that an environment variable names, if it is set."""
    if variable in os.environ:
        with Path(os.environ[variable]).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def pytest_sessionstart() -> None:
    """As a plugin of a mutant's run: an endless loop ends it, and hypothesis spends no time on a smaller example."""
    if "MUTATION_LIMIT" in os.environ:
        seconds = int(float(os.environ["MUTATION_LIMIT"])) + HANGS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        settings.register_profile("mutation", settings.default, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutation")


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("step", choices=["check", "map", "run", "candidates", "serve"])
    parser.add_argument("map", type=Path, nargs="?")
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--package", action="append", choices=PACKAGES, help="map the tests of this package")
    parser.add_argument(
        "--all-killers", action="store_true", help="run all tests of a mutant, and note each that fails"
    )
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="run this mutant, again if need be")
    arguments = parser.parse_intermixed_args()
    if arguments.step == "serve":
        serve()
        return 0
    if arguments.step == "check":
        return check()
    if arguments.map is None or (arguments.step != "map" and arguments.out is None):
        parser.error("map wants MAP.json, run and candidates want MAP.json OUT.json")
    if arguments.step == "map":
        make_map(arguments.map, arguments.processes, arguments.package or PACKAGES)
        return 0
    mapped = json.loads(arguments.map.read_text(encoding="utf-8"))
    if arguments.step == "candidates":
        show_candidates(mapped, arguments.out)
    else:
        run_mutants(mapped, arguments.out, arguments.processes, arguments.only, arguments.all_killers)
    return 0


if __name__ == "__main__":
    sys.exit(main())

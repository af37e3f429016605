"""What holds for every test: where hypothesis gets its examples, what is left to the garbage collector, and that
nothing is skipped in silence.

Examples are derived from the test itself, never from chance, so that a red test is red for everybody. Under CI
there are many more; only a test that is slow, or that needs less, says how many itself. No deadline,
because machines differ. Under CI a skipped test is a failure: what cannot be tested there is tested nowhere.
Deselecting slow tests is not a skip.

Thousands of tests and what they import stay until the end. The collector leaves them out once they are there, and
comes less often: a quarter of the time of the screens' tests was its search through what never dies.

No test finds a result that another one, or the user, has kept: commands keep none, in this process and those that it starts.

Of tests that are many of a kind (`full`, in one of PRODUCTS), --eighth COMMIT leaves one eighth, another one for another commit.

The folders of tests lie in memory where the machine has room for that, because an exercise writes each entry through to the disk.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from hypothesis import settings

import sim.hazards  # noqa: F401 - scenario files can be read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("quick", derandomize=True, deadline=None, max_examples=15)
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "quick")

gc.set_threshold(50_000, 10, 10)

os.environ["ALLCALL_NO_CACHE"] = "1"

MEMORY = Path("/dev/shm")
"""Of Linux."""
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**31:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


PRODUCTS = ("engines", "answers", "pages")
"""Steps of .ci/full whose tests are combinations, of which .ci/run plays an eighth."""


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "of tests marked full, only an eighth of those that are combinations, chosen by a commit's hash"
    parser.addoption("--eighth", metavar="COMMIT", help=help_)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not in the eighth. Tests of one combination, which may share what it costs, go together."""
    full = {item: mark for item in items if (mark := item.get_closest_marker("full"))}
    if both := [item.nodeid for item in full if item.get_closest_marker("slow")]:
        raise pytest.UsageError(f"either slow or full: {', '.join(both)}")
    commit = config.getoption("--eighth")
    if commit is None:
        return
    left_out = {item for item, mark in full.items() if not _is_in_eighth(item, mark, commit)}
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _is_in_eighth(item: pytest.Item, full: pytest.Mark, commit: str) -> bool:
    _, _, parameters = item.name.partition("[")
    combination = f"{item.path.name} {parameters or item.name}"
    return full.kwargs["step"] in PRODUCTS and (crc32(combination.encode()) + int(commit, 16)) % 8 == 0


def pytest_collection_finish() -> None:
    """Take what was collected out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def styled() -> Iterator[None]:
    """Figures are drawn in our style."""
    from reports.figures.style import use_style

    with use_style():
        yield


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run in which a test was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return
    reporter.ensure_newline()
    for report in reporter.stats.get("skipped", []):
        reporter.write_line(f"skipped, which CI does not allow: {report.nodeid}: {report.longrepr}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    from tests.chromium import CHROMIUM

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()

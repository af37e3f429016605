"""What holds for every test: where hypothesis gets its examples, and that nothing is skipped in silence.

Examples are derived from the test itself, never from chance, so that a red test is red for everybody; under
CI there are more of them. No deadline, because machines differ. Under CI a skipped test is a failure: what
cannot be tested there is tested nowhere. Deselecting slow tests is not a skip.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("quick", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


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

"""A drill that is typed."""

from tests.reports.compliance_records import GIVEN
from tui.cli import main


def add(site: str = "North", **given: str) -> int:
    options = [word for name, value in {**GIVEN, **given}.items() for word in (f"--{name}", value)]
    return main(["records", "add", site, *options])

"""What tests of the whole program share."""

from collections.abc import Iterator

import pytest

from tests.forked import Forks, start_forks


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Runs command lines in forked processes."""
    with start_forks() as started:
        yield started

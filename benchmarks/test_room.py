"""A hundred phones and three walls under the whole load of a room: pushes until painted, votes, keys, STOP and what it costs."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.chromium import needs_chromium
from tests.tui.web.namespace import run_in_namespace


@needs_chromium
def test_a_hundred_phones_and_three_walls(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Prints the figures; `room_load` says what is on."""
    found = json.loads(run_in_namespace("benchmarks.room_load", str(tmp_path)))
    for name, value in found.items():
        record_property(name, value)
        sys.stdout.write(f"{name}: {value if isinstance(value, bool) else format(value, '.3f')}\n")

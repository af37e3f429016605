"""How a play of the compiled engine grows with the number of staff: the reference model on rings of more rooms.

    ./run python -m benchmarks.growth

It prints, for each size and both strategies, the fastest of several rounds, and how that compares with n log n.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
from pathlib import Path

from scenarios.library import LIBRARY_FOLDER, open_emergency
from sim.compiled.engine import CompiledEngine
from sim.tabulation import tabulate

SIZES = (50, 100, 200, 400, 800, 1600, 2000)
"""A campus has at most 2,000 zones."""
STRATEGIES = ("r1-sequential", "r1-simultaneous")
MEASURES = ("aware_t90", "protected_t90", "first_unit_on_scene")
PLAYS, ROUNDS = 64, 5
ROW = 1000


def write_ring(staff: int, folder: Path) -> Path:
    """The reference scenario on a ring of so many rooms, each with one person. Returns the scenario file."""
    ring = (LIBRARY_FOLDER / "campuses" / "reference-ring.yaml").read_text(encoding="utf-8")
    rooms, locks = ring.index("zones:"), ring.index("locks:")
    ring = ring[:rooms] + describe_rooms(staff) + ring[locks:]
    ring = re.sub(r"\br(\d\d)\b", r"r00\1", ring.replace("campus: reference-ring", "campus: ring"))
    (folder / "ring.yaml").write_text(ring, encoding="utf-8")
    scenario = (LIBRARY_FOLDER / "reference-r1.yaml").read_text(encoding="utf-8")
    scenario = re.sub(r"\br(\d\d)\b", r"r00\1", scenario.replace("campus: reference-ring", "campus: ring.yaml"))
    path = folder / "ring-r1.yaml"
    path.write_text(scenario.replace("scenario: reference-r1", "scenario: ring-r1"), encoding="utf-8")
    return path


def describe_rooms(staff: int) -> str:
    """The zones and links of a ring; a line of a file counts up to 1,000."""
    zones, links = ["zones:"], ["links:"]
    for first in range(0, staff, ROW):
        last = min(first + ROW, staff) - 1
        zones.append(
            f'  - {{id: "r{{{first:04}..{last:04}}}", kind: classroom, building: ring, lock: bolt,'
            f" at: {{start: [{10 * first} m, 0 m], step: [10 m, 0 m]}}}}"
        )
        row = f'start: "r{{{first:04}..{last - 1:04}}}", end: "r{{{first + 1:04}..{last:04}}}"'
        links.append(f"  - {{{row}, length: 10 m, width: 2 m}}")
        links.append(f"  - {{start: r{last:04}, end: r{(last + 1) % staff:04}, length: 10 m, width: 2 m}}")
    return "\n".join([*zones, *links, "", ""])


def time_play(path: Path, strategy: str) -> float:
    """Seconds of one play and its measures, the fastest of several rounds."""
    emergency = open_emergency(str(path))
    engine = CompiledEngine(tabulate(emergency, strategy), 1)
    best = math.inf
    for number in range(ROUNDS):
        start = time.perf_counter()
        for _ in engine.play_rows(range(number * PLAYS, (number + 1) * PLAYS), MEASURES):
            pass
        best = min(best, (time.perf_counter() - start) / PLAYS)
    return best


def main() -> None:
    """Prints the table."""
    print(f"{'staff':>6} {'strategy':<16} {'a play':>10} {'over n log n':>13}")
    first: dict[str, float] = {}
    for staff in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = write_ring(staff, Path(folder))
            for strategy in STRATEGIES:
                seconds = time_play(path, strategy)
                each = seconds / (staff * math.log(staff))
                ratio = each / first.setdefault(strategy, each)
                print(f"{staff:>6} {strategy:<16} {seconds * 1e6:>7.0f} µs {ratio:>13.2f}")


if __name__ == "__main__":
    main()

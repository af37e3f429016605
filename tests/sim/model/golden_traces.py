"""Golden traces: what the model has told once, kept so that nothing changes without being noticed.

    ./run python -m tests.sim.model.golden_traces

writes them again. Do that when the model was changed on purpose, read the difference, and commit it by itself, saying why. A line is
an event: ticks of the time grid (2⁻²⁰ s) in hexadecimal, kind, subject, object, place, and the value unless it is 0. The other
plays stand as digests in one file, because they would be four times as long. To see what changed in one of them, print its lines
(`lines_of`) before and after.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.model.trace import Event
from sim.tabulation import tabulate

FOLDER = Path(__file__).parents[2] / "golden"
SEED, REPLICATION = 1, 0
STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
WHOLE = [
    *(("active-assailant-class", "office-pa"), ("cardiac-arrest", "app"), ("tornado", "app")),
    *((scenario, "practice+app") for scenario in ("missing-student", "gas-inside", "release-outside")),
    *(("threat-report", "line-weekly"), ("reunification", "parents-text")),
]
"""The eight plays that together run most lines of the model: nine of ten that all run, and 68 of their 74 kinds of events."""
IN_TURN: dict[tuple[str, ...], tuple[str, ...]] = {
    ("agitated-visitor", "weapon-seen", "laboratory-fire", "false-alarm"): STRATEGIES,
    ("swatting", "bomb-threat"): ("office-pa", "practice+app"),
    ("reference-r1",): ("r1-sequential", "r1-simultaneous"),
    ("active-assailant-lunch", "active-assailant-passing"): STRATEGIES,
    ("active-assailant-class", "cardiac-arrest", "tornado"): STRATEGIES,
    ("missing-student", "gas-inside", "release-outside"): ("office-pa", "app-no-staff-leg", "app"),
    ("threat-report",): ("by-hand-monthly", "by-hand-occasional", "line-occasional"),
    ("reunification",): ("parents-email", "parents-phone-tree", "parents-none"),
    ("reunification-off-site",): ("parents-text",),
}
PLAYS = [(name, strategy) for names, strategies in IN_TURN.items() for name in names for strategy in strategies]
DIGESTS = [play for play in PLAYS if play not in WHOLE]


def path_of(scenario: str, strategy: str) -> Path:
    return FOLDER / f"{scenario}.{strategy}.txt"


def digests_path() -> Path:
    return FOLDER / "digests.txt"


@cache
def opened(scenario: str) -> Emergency:
    """A shipped emergency with every strategy that it is played under."""
    return open_emergency(scenario, strategies=[name for of, name in WHOLE + DIGESTS if of == scenario])


def line_of(event: Event) -> str:
    names = (name or "-" for name in (event.kind, event.subject, event.object, event.place))
    value = [f"{float(event.value)!r}"] if event.value else []
    return " ".join((f"{int(event.time * 2**20):x}", *names, *value))


def lines_of(scenario: str, strategy: str) -> Iterator[str]:
    """The lines of one play."""
    emergency = opened(scenario)
    yield f"# {scenario}, {strategy}, seed {SEED}, replication {REPLICATION}"
    for event in SimpyEngine(tabulate(emergency, strategy), SEED, REPLICATION).run().events():
        yield line_of(event)


def digest_of(scenario: str, strategy: str) -> str:
    lines = list(lines_of(scenario, strategy))
    digest = blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
    return f"{scenario} {strategy} {len(lines) - 1} events {digest}"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for scenario, strategy in WHOLE:
        path_of(scenario, strategy).write_text("\n".join(lines_of(scenario, strategy)) + "\n", encoding="utf-8")
    digests_path().write_text("\n".join(digest_of(*pair) for pair in DIGESTS) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

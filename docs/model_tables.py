"""Makes the tables of `docs/model.md` that are results: `./run python docs/model_tables.py [REPLICATIONS]`.

In-sample checks hold published intervals beside the model's. Only what was known beforehand is set, and nothing is tuned to them: a
number outside the model's 10th to 90th percentile stays outside. The last table has the headline rows of the active assailant on every
campus.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.library import open_emergency
from scenarios.scenario import PRESENT_PRACTICE
from sim import Comparison, Contrast, SimpyEngine, tabulate
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.model.trace import Channel, EventKind, Row
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawBlock

SEED = 1
SCENARIO = "active-assailant-class"
REFERENCE = "large-high-school"
CAMPUSES = (REFERENCE, "suburban-elementary", "rural-k12", "small-college")
HEADLINE_COLUMNS = {
    "unaware_time": "Unaware, s",
    "unprotected_person_minutes": "Person-min. unprotected",
    "first_unit_on_scene": "First unit, s",
    "intervention": "First contact, s",
}
"""By measure, what its column is called."""
NO_OFFICER = "sro-away"
TO_ALL_STAFF = Channel.PA, Channel.PUSH
"""A radio call reaches only those who carry a radio."""


# in-sample checks


@dataclass(frozen=True)
class Check:
    """One published interval, in seconds from onset, and the emergency that stands for the case."""

    case: str
    published: tuple[float, ...]
    set_beforehand: str
    read: Callable[[Sequence[Row]], float]
    strategy: str = PRESENT_PRACTICE
    campus: str = REFERENCE
    conditions: tuple[str, ...] = ()
    overrides: dict[str, float] = field(default_factory=dict)


def first_call(rows: Sequence[Row]) -> float:
    """Onset to the first 911 call by anybody, when it reaches a 911 center, as centers record it."""
    return next((time for time, kind, *_ in rows if kind == EventKind.QUEUED), np.inf)


def first_broadcast(rows: Sequence[Row]) -> float:
    """Onset to the first alert meant for all staff."""
    sent = (row for row in rows if row[1] == EventKind.SENT)
    return next((time for time, _, _, channel, *_ in sent if channel in TO_ALL_STAFF), np.inf)


def end_of_attack(rows: Sequence[Row]) -> float:
    """Onset to the end of the attack."""
    return next((time for time, kind, *_ in rows if kind == EventKind.HAZARD_ENDS), np.inf)


PATCHY = {"phones.on_person": 0.5, "phones.carriers.carrier-1.covers": 0.7, "phones.carriers.carrier-2.covers": 0.7}
"""Phones left in bags and rooms without coverage, at the low ends of their ranges."""
CHECKS = (
    Check("First 911 call, Parkland (t0: first shots)", (35, 40), "PA, authority needed", first_call,
          overrides={"pa.authority.needed": 1.0}),
    Check("Alert to all staff, Parkland (t0: first shots)", (196,), "PA, authority needed", first_broadcast,
          overrides={"pa.authority.needed": 1.0}),
    Check("First 911 call, Uvalde (t0: crash outside)", (55,), "app, patchy phones, no officer", first_call,
          strategy="app", campus="suburban-elementary", conditions=(NO_OFFICER,), overrides=PATCHY),
    Check("Alert to all staff, Uvalde (t0: crash outside)", (215,), "app, patchy phones, no officer", first_broadcast,
          strategy="app", campus="suburban-elementary", conditions=(NO_OFFICER,), overrides=PATCHY),
    Check("Alert to all staff, Uvalde (t0: in the building, 275 s later)", (-60,), "app, patchy phones, no officer", first_broadcast,
          strategy="app", campus="suburban-elementary", conditions=(NO_OFFICER,), overrides=PATCHY),
)  # fmt: skip


def format_times(times: Sequence[float]) -> str:
    """Whole seconds, and *never* for a time that is not reached."""
    numbers = ["never" if time == np.inf else f"{time:.0f}" for time in times]
    return f"{', '.join(numbers)} s".replace("never s", "never").replace("-", "−")


def play_case(check: Check, replications: int) -> np.ndarray:
    """(replications,) seconds from onset, sorted; inf where it does not happen."""
    emergency = open_emergency(SCENARIO, check.campus, [check.strategy])
    practice = emergency.place.campus.present_practice
    strategy = practice if check.strategy == PRESENT_PRACTICE else check.strategy
    tables = tabulate(emergency, strategy, check.conditions, check.overrides)
    block = DrawBlock(SEED, range(replications))
    traces = (SimpyEngine(tables, SEED, n, block).run() for n in block.replications)
    return np.sort([check.read(trace.rows) for trace in traces])


def in_sample_lines(replications: int) -> Iterator[str]:
    """A table of Markdown."""
    yield "| Published interval | Set beforehand | Published | Model 10th, 50th, 90th percentile | Percentile of the published |"
    yield "|---|---|---|---|---|"
    for check in CHECKS:
        values = play_case(check, replications)
        tenth, median, ninetieth = (values[int(share * (replications - 1))] for share in (0.1, 0.5, 0.9))
        at = " to ".join(f"{100 * np.mean(values <= second):.0f}" for second in check.published)
        published = " to ".join(format_times([second]) for second in check.published)
        model = format_times((tenth, median, ninetieth))
        yield f"| {check.case} | {check.set_beforehand} | {published} | {model} | {at} |"


def length_lines(replications: int) -> Iterator[str]:
    """A table of Markdown: resulting lengths of attacks, with and without an officer on the reference campus."""
    yield "| Officer | Over by 2 min | By 5 min | Before the first unit |"
    yield "|---|---:|---:|---:|"
    yield "| published | 0.37 | 0.70 | 0.67 (107 of 160) |"
    emergency = open_emergency(SCENARIO, REFERENCE)
    for officer, conditions in (("no", [NO_OFFICER]), ("yes", [])):
        tables = tabulate(emergency, emergency.place.campus.present_practice, conditions)
        block = DrawBlock(SEED, range(replications))
        traces = [SimpyEngine(tables, SEED, n, block).run().rows for n in block.replications]
        ends, arrivals = (np.array([read(rows) for rows in traces]) for read in (end_of_attack, first_arrival))
        shares = np.mean(ends <= 120), np.mean(ends <= 300), np.mean(ends < arrivals)
        yield f"| {officer} | {' | '.join(f'{share:.2f}' for share in shares)} |"


DRILLS = (("suburban-elementary", 240.0), ("rural-k12", 360.0), (REFERENCE, 120.0))
"""Row 212: a campus, and the published seconds from the order to everybody in the shelter area."""


def drill_lines(replications: int) -> Iterator[str]:
    """Published drills, in which no one shelters before the order, as the scenario has it but for that."""
    yield "| Campus | Published | Model 10th, 50th, 90th percentile | Percentile of the published |"
    yield "|---|---|---|---|"
    for campus, published in DRILLS:
        tables = tabulate(open_emergency("tornado", campus), "office-pa", (), {"protocol.knowing.shelters": 0.0})
        block, taken = DrawBlock(SEED, range(replications)), []
        for replication in block.replications:
            reading = read_trace(SimpyEngine(tables, SEED, replication, block).run(), tables)
            is_all = sum(heads for _, heads in reading.protected) == reading.occupants
            taken.append(reading.protected[-1][0] - reading.announced if is_all else np.inf)
        low, middle, high = np.quantile(taken, (0.1, 0.5, 0.9), method="inverted_cdf")
        share = 100.0 * np.mean(np.array(taken) <= published)
        yield f"| {campus} | {published:.0f} s | {format_times((low, middle, high))} | {share:.0f} |"


def first_arrival(rows: Sequence[Row]) -> float:
    """Onset to the first off-campus unit on scene."""
    return next((time for time, kind, *_ in rows if kind == EventKind.ON_SCENE), np.inf)


# headline rows on every campus


def headline_lines(replications: int) -> Iterator[str]:
    """A table of Markdown: one line for each campus, as its file staffs it, and headline row."""
    yield f"| Campus | Row | {' | '.join(HEADLINE_COLUMNS.values())} | 90% aware |"
    yield f"|---|---:|{'---|' * len(HEADLINE_COLUMNS)}---|"
    for name in CAMPUSES:
        experiment = Experiment(open_emergency(SCENARIO, name), seed=SEED)
        comparison = compare(experiment, replications=replications, input_pairs=0)
        for number, contrasts in enumerate(contrasts_by_row(comparison), 1):
            yield f"| {name} | {number} | {describe_row(contrasts)} |"


def contrasts_by_row(comparison: Comparison) -> Iterator[dict[str, Contrast]]:
    """Of each headline row, the contrasts by measure."""
    for headline in comparison.headlines:
        yield {
            contrast.measure: contrast
            for contrast in comparison.contrasts
            if (contrast.baseline, contrast.strategy, contrast.conditions) == headline.pairing
        }


def describe_row(contrasts: dict[str, Contrast]) -> str:
    """The cells of one headline row."""
    aware = contrasts["aware_t90"]
    reached = [1 - missed / aware.n for missed in (aware.baseline_not_reached, aware.strategy_not_reached)]
    cells = [describe(contrasts[measure]) for measure in HEADLINE_COLUMNS]
    return " | ".join([*cells, f"{reached[0]:.0%}, {reached[1]:.0%}"])


def describe(contrast: Contrast) -> str:
    """Mean difference with its 95% interval."""
    numbers = contrast.reduction, contrast.ci_low, contrast.ci_high
    digits = 0 if max(abs(number or 0.0) for number in numbers) >= 10 else 1
    mean, low, high = ("none" if number is None else f"{number:z.{digits}f}" for number in numbers)
    return f"{mean} ({low} to {high})".replace("-", "−")


def main(replications: int) -> None:
    """Prints the tables."""
    for lines in (in_sample_lines, length_lines, drill_lines, headline_lines):
        print("\n".join(lines(replications)), end="\n\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

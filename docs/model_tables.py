"""Makes the tables of `docs/model.md` that are results: `./run python docs/model_tables.py [REPLICATIONS]`.

In-sample checks hold published intervals beside the model's. Only what was known beforehand is set, and nothing is tuned to them: a
number outside the model's 10th to 90th percentile stays outside. The last table has the headline rows of the active assailant on every
campus, with and without an officer on campus.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from reports.text.terms import name_measure
from scenarios.campus import Campus, RosterLine
from scenarios.campus_expansion import expand_campus
from scenarios.library import open_emergency, open_place
from scenarios.scenario import PRESENT_PRACTICE, Emergency
from sim import Comparison, Contrast, SimpyEngine, tabulate
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.model.trace import Channel, EventKind, Row
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawBlock

SEED = 1
SCENARIO = "active-assailant-class"
REFERENCE = "large-high-school"
CAMPUSES = {REFERENCE: "", "suburban-elementary": "", "rural-k12": "hall-east", "small-college": "union-lobby"}
"""By name: where an officer is posted who is not on the campus file's roster."""
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


def with_roster(emergency: Emergency, campus: Campus, roster: Sequence[RosterLine]) -> Emergency:
    """The emergency on the same campus with another roster."""
    place, findings = expand_campus(campus.model_copy(update={"roster": list(roster)}))
    assert not findings, findings
    return replace(emergency, place=place)


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
        published = " to ".join(f"{second:.0f} s".replace("-", "−") for second in check.published)
        model = f"{tenth:.0f}, {median:.0f}, {ninetieth:.0f} s"
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
        yield f"| {campus} | {published:.0f} s | {low:.0f}, {middle:.0f}, {high:.0f} s | {share:.0f} |"


def first_arrival(rows: Sequence[Row]) -> float:
    """Onset to the first off-campus unit on scene."""
    return next((time for time, kind, *_ in rows if kind == EventKind.ON_SCENE), np.inf)


# headline rows on every campus


def with_officer(emergency: Emergency, post: str) -> Emergency:
    """The same campus with the reference campus's officer posted here."""
    if not post:
        return emergency
    officer = next(line for line in open_place(REFERENCE).campus.roster if line.role == "sro")
    campus = emergency.place.campus
    return with_roster(emergency, campus, [*campus.roster, officer.model_copy(update={"post": post})])


def headline_lines(replications: int) -> Iterator[str]:
    """A table of Markdown: one line for each campus, officer and headline row."""
    yield "| Campus | Officer | Row | 90% aware, s | Achieved | Person-min. unprotected | First unit, s | Adverse effects |"
    yield "|---|---|---:|---|---|---|---|---|"
    for name, post in CAMPUSES.items():
        emergency = open_emergency(SCENARIO, name)
        for officer, played, conditions in (
            ("no", emergency, [] if post else [NO_OFFICER]),
            ("yes", with_officer(emergency, post), []),
        ):
            comparison = compare(
                Experiment(played, seed=SEED, conditions=conditions), replications=replications, input_pairs=0
            )
            for number, contrasts in enumerate(contrasts_by_row(comparison), 1):
                yield f"| {name} | {officer} | {number} | {describe_row(contrasts)} |"


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
    cells = [
        describe(aware),
        f"{reached[0]:.1%}, {reached[1]:.1%}".replace(".0%", "%"),
        describe(contrasts["unprotected_person_minutes"]),
        describe(contrasts["first_unit_on_scene"]),
        ", ".join(name_measure(c.measure) for c in contrasts.values() if c.adverse == "worse") or "none",
    ]
    return " | ".join(cells)


def describe(contrast: Contrast) -> str:
    """Mean difference with its 95% interval, median, and for a time the share under 1 s."""
    numbers = contrast.reduction, contrast.ci_low, contrast.ci_high, contrast.median_reduction
    digits = 0 if max(abs(number or 0.0) for number in numbers[:3]) >= 10 else 1
    mean, low, high, median = ("none" if number is None else f"{number:z.{digits}f}" for number in numbers)
    under = "" if contrast.under_1s_share is None else f"; {contrast.under_1s_share:.0%}"
    return f"{mean} ({low} to {high}); {median}{under}"


def main(replications: int) -> None:
    """Prints the tables."""
    for lines in (in_sample_lines, length_lines, drill_lines, headline_lines):
        print("\n".join(lines(replications)), end="\n\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)

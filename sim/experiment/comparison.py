"""The record of a comparison: everything that tables, figures and `--json` are made from, and its CSV files.

It holds no time stamp, path or number of workers, so the same seed gives the same bytes. Strategies, measures and inputs have the names of
the files. `docs/json.md` describes the JSON form, which may gain keys and never loses one. The CSV files are measures.csv (one line per
arm and measure), contrasts.csv (per pairing and measure), curves.csv (per arm, curve and moment), input_effects.csv (per pairing, measure
and input), joint.csv (per pairing and measure), chance.csv (per pairing, primary measure and difference), structures.csv (per structure)
and periods.csv (per pairing and period), with the same names and numbers.

Numbers are rounded here and nowhere else, to nine significant digits. A value that could not be computed is null; NaN or infinity raises.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scenarios.evidence import Control
from sim.experiment.data_tables import CsvRow, build_frame, write_tables
from sim.experiment.lever_arms import COLUMNS, LeftOutLever, LeverArm, list_lines
from sim.model.version import MODEL_VERSION
from sim.statistics.break_even import BreakEven
from sim.statistics.chances import Chance
from sim.statistics.paired import Contrast, MedianWord, Pairing, Statistic
from sim.statistics.sensitivity import EndReading
from sim.statistics.summaries import Summary
from sim.statistics.unaware_time import UnawareTime
from sim.statistics.verdicts import Side

StopReason = Literal["", "interrupted", "precision reached", "precision not reached"]

CurveKind = Literal["aware", "protected", "shocked", "planned", "released"]

NO_RANGES_NOTE = "Stopped before the input ranges were played: the verdicts are those of the simulation alone."

LEVERS_CUT_SHORT_NOTE = "Stopped while the levers were played, so there are none."


RANGES_CUT_SHORT_NOTE = (
    "Stopped while the input ranges were played, so there are none: the verdicts are those of the simulation alone."
)

JOINT_CUT_SHORT_NOTE = (
    "Stopped while the joint ranges were played, so there are none: the verdicts read the one-way ranges."
)
"""Notes on a comparison that was stopped: during its pairs, or after them."""


@dataclass(frozen=True)
class Headline:
    """A headline row of the scenario, with strategies as ids."""

    says: str
    """Its title in the scenario."""
    baseline: str
    strategy: str
    conditions: tuple[str, ...]

    @property
    def pairing(self) -> Pairing:
        """The two arms of the row."""
        return Pairing(self.baseline, self.strategy, self.conditions)


class FirstReport(NamedTuple):
    """How often the app was the first report that was out, in an arm that has an app."""

    strategy: str
    conditions: tuple[str, ...]
    share: float
    """Of replications, 0 to 1."""


@dataclass(frozen=True)
class InputEffect:
    """One input with a stated range, moved alone to both bounds, over the first `pairs` pairs.

    Reductions are of the headline statistic; None for an infinite median, for which there is a word.
    """

    pairing: Pairing
    measure: str
    name: str
    """Of the input."""
    basis: str
    low_value: float
    high_value: float
    """Bounds of its median (of a yes-or-no: its probability), in the unit of the input."""
    low_reduction: float | None
    high_reduction: float | None
    """The reduction with the input at each bound, in the unit of the measure."""
    unit: str = ""
    """Of the input: "s", "m", "m/s", "share"; "" for a plain number."""
    statistic: Statistic = "mean"
    pairs: int = 0
    base_reduction: float | None = None
    """The reduction over these pairs in the base case."""
    low_se: float | None = None
    high_se: float | None = None
    """Standard errors of the paired difference end - base; None for a single pair and infinite medians."""
    low_reading: EndReading = "resolved"
    high_reading: EndReading = "resolved"
    low_word: MedianWord = MedianWord.FINITE
    high_word: MedianWord = MedianWord.FINITE
    control: Control = "unknowable"
    """What a school can do about the input: "lever", it can change it; "measurable", a drill or records tell; "unknowable", neither."""


@dataclass(frozen=True)
class JointRange:
    """The headline statistic of one measure over combinations of all inputs with a range and of the structures, after shrinkage.

    Numbers are of `reduction`, in the unit of the measure. Where it is not resolvable, percentiles and probabilities are None.
    """

    pairing: Pairing
    measure: str
    statistic: Statistic
    delta: float
    """The smallest difference that matters."""
    points: int
    """Combinations that were played; fewer than `joint_points` where inputs could not have their values together."""
    pairs: int
    """At each of them."""
    is_resolvable: bool
    """Whether the combinations differ by more than chance."""
    p05: float | None
    p50: float | None
    p95: float | None
    """Percentiles over the combinations; None also for an infinite median, for which there is a word."""
    p05_word: MedianWord
    p50_word: MedianWord
    p95_word: MedianWord
    above_zero: float | None
    above_delta: float | None
    below_minus_delta: float | None
    """Shares of the combinations, 0 to 1, in which the reduction is above 0, above delta, and below -delta."""
    mean: float | None
    """Over the combinations with a finite value."""
    variance: float | None
    noise_variance: float | None
    """Across combinations, and the part that chance has in it: the mean squared standard error of one."""


@dataclass(frozen=True)
class InputBreakEven:
    """The values of an input at which the main comparison changes sides in its first primary measure, and at which it begins to matter."""

    pairing: Pairing
    measure: str
    name: str
    """Of the input."""
    unit: str
    """Of the input, as in `InputEffect`."""
    found: BreakEven
    """Where the difference crosses zero."""
    matters_from: BreakEven | None = None
    """Where the improvement crosses the smallest difference that matters."""
    statistic: Statistic = "mean"
    """Whose crossings these are."""
    base: float | None = None
    """The median or chance of the input in the files."""
    basis: str = "assumed"
    points: tuple[float, ...] = ()
    """Values of the input that were played."""
    pairs: int = 0
    """At each of them: the first ones."""


class NegativeMargin(NamedTuple):
    """How often the building on fire became untenable before its last person was out, in an arm."""

    strategy: str
    conditions: tuple[str, ...]
    share: float
    """Of replications, 0 to 1."""


class FirstHeard(NamedTuple):
    """Members of staff who first became aware by a channel in an arm, on average over `runs` runs."""

    strategy: str
    conditions: tuple[str, ...]
    channel: str
    """The name of the channel; "" for those who did not become aware."""
    staff: float
    runs: int


@dataclass(frozen=True)
class StructureRange:
    """A `JointRange` over those combinations alone that are under one structure, or under none."""

    pairing: Pairing
    measure: str
    id: str
    """"" for the combinations under none."""
    title: str
    """What is assumed."""
    asks: str
    """A question whose answer a school can find out; "" where the file asks none."""
    then: str
    """The answer under which the structure holds."""
    points: int
    pairs: int
    """At each of them."""
    p05: float | None
    p50: float | None
    p95: float | None
    p05_word: MedianWord
    p50_word: MedianWord
    p95_word: MedianWord
    above_delta: float | None
    below_minus_delta: float | None
    is_named: bool
    """Whether one of the two shares is another one than under no structure (`sim.statistics.chances.is_another_share`)."""


@dataclass(frozen=True)
class PeriodContrast:
    """The difference in the first primary measure in one period of a school day, over the pairs that were in it.

    Numbers are in the unit of the measure, by the statistic.
    """

    pairing: Pairing
    measure: str
    period: str
    pairs: int
    share: float
    """Of all pairs, 0 to 1."""
    statistic: Statistic
    baseline_center: float | None
    strategy_center: float | None
    """Of each arm; None for an infinite median."""
    reduction: float | None
    """None for an infinite median, for which there is a word."""
    ci_low: float | None
    ci_high: float | None
    """95% limits, of Monte Carlo error only; None where infinite, or for too few pairs."""
    word: MedianWord
    side: Side | None
    """Of the smallest difference that matters, on which the interval wholly lies; None where it is on several, or for too few pairs."""
    turns: bool
    """Whether that is a side which the interval of the whole day does not touch."""


class LeftOutStructure(NamedTuple):
    """A structure that cannot be played here, changes nothing, or is about another day."""

    id: str
    title: str
    why: str


class SkippedInput(NamedTuple):
    """An input that could not be moved to its bounds."""

    name: str
    why: str


class ArmSetting(NamedTuple):
    """A value that is not that of the files, in one arm or in all of them. value, before: with their units."""

    strategy: str
    """The id of the arm; "" for all arms."""
    name: str
    value: str
    before: str
    """In the files; "" where an input has no single value there."""
    note: str
    """Where the value lies outside the stated range; else empty."""


@dataclass(frozen=True)
class Curve:
    """Share of the staff on campus aware, of heads protected, or of replications with a shock given, over time."""

    strategy: str
    conditions: tuple[str, ...]
    what: CurveKind
    times: tuple[float, ...]
    """Seconds from onset, from 0 to the horizon."""
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    """Shares, 0 to 1: mean, 10th and 90th percentile over replications at each time."""


@dataclass(frozen=True)
class Comparison:
    """The result of playing one emergency under several strategies."""

    scenario: str
    campus: str
    title: str
    campus_title: str
    seed: int
    replications: int
    """Pairs played."""
    horizon: float
    """Seconds from onset."""
    baseline: str
    strategies: tuple[str, ...]
    """Ids, in the order in which they were named."""
    present_practice: str
    """The strategy that the campus uses today; it need not have been played."""
    conditions: tuple[tuple[str, ...], ...]
    """All lists of world conditions that were played; () is the campus as it is."""
    asked: int | str
    """Replications asked for, or the precision as text."""
    stopped: StopReason
    """"": as many as asked for were played."""
    measures: tuple[Summary, ...]
    contrasts: tuple[Contrast, ...]
    headlines: tuple[Headline, ...]
    """Those of the scenario's rows that were played."""
    app_first_report: tuple[FirstReport, ...]
    input_pairs: int
    """Pairs over which every ranged input was moved; 0 where no input states a range."""
    input_effects: tuple[InputEffect, ...]
    curves: tuple[Curve, ...]
    assumed: tuple[str, ...]
    """Names of the assumed inputs that the arms use."""
    inputs_left_out: tuple[SkippedInput, ...] = ()
    notes: tuple[str, ...] = ()
    """Further notes for the reader, one sentence each."""
    settings: tuple[ArmSetting, ...] = ()
    """Values that are not those of the files."""
    break_evens: tuple[InputBreakEven, ...] = ()
    """Of the inputs that move the main comparison most, the strongest first."""
    joint_points: int = 0
    """Combinations of inputs drawn; 0 where none were played."""
    joint: tuple[JointRange, ...] = ()
    """By pairing and measure: the primary ones, and those that are worse."""
    chance: tuple[Chance, ...] = ()
    """By pairing, primary measure and smallest difference, the scenario's first."""
    unaware_time: tuple[UnawareTime, ...] = ()
    """By pairing; of an assailant alone."""
    negative_margin: tuple[NegativeMargin, ...] = ()
    """By arm; of a fire alone."""
    first_heard: tuple[FirstHeard, ...] = ()
    """By arm of the main comparison, and channel."""
    levers: tuple[LeverArm, ...] = ()
    """Changes that cost nothing, each in an arm of its own."""
    levers_left_out: tuple[LeftOutLever, ...] = ()
    """Those that were not played."""
    model_version: str = MODEL_VERSION
    inputs_digest: str = ""
    """Sixteen digits that change with any value of the files as they were played."""
    structure: str = ""
    """The id of the structure under which everything was played; "" for the scenario as it is."""
    structures: tuple[StructureRange, ...] = ()
    """By line of `joint`: the combinations under no structure first, then those under each, in the order of the scenario."""
    structures_left_out: tuple[LeftOutStructure, ...] = ()
    periods: tuple[PeriodContrast, ...] = ()
    """By pairing of a headline, and period of the day; of an emergency over a school day alone."""

    @property
    def break_even(self) -> InputBreakEven | None:
        """Of the strongest input; None where no input moves the main comparison."""
        return next(iter(self.break_evens), None)

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        record = {field.name: to_record(getattr(self, field.name)) for field in fields(self)}
        record["app_first_report"] = [to_record(line._asdict()) for line in self.app_first_report]
        record["negative_margin"] = [to_record(line._asdict()) for line in self.negative_margin]
        record["first_heard"] = [to_record(line._asdict()) for line in self.first_heard]
        record["levers"] = [to_record(line) for line in list_lines(self.levers)]
        record["levers_left_out"] = [lever._asdict() for lever in self.levers_left_out]
        record["settings"] = [setting._asdict() for setting in self.settings]
        record["inputs_left_out"] = [skipped._asdict() for skipped in self.inputs_left_out]
        record["input_effects"] = [_with_pairing_written_out(effect) for effect in self.input_effects]
        record["break_evens"] = [break_even_to_record(entry) for entry in self.break_evens]
        record["break_even"] = next(iter(record["break_evens"]), None)
        record["joint"] = [_with_pairing_written_out(joint) for joint in self.joint]
        record["structures"] = [_with_pairing_written_out(line) for line in self.structures]
        record["periods"] = [_with_pairing_written_out(contrast) for contrast in self.periods]
        record["structures_left_out"] = [structure._asdict() for structure in self.structures_left_out]
        return record

    def to_frame(self, table: TableName = "contrasts") -> Any:
        """A table as a pandas DataFrame, with the columns of its CSV file; raises as `build_frame` does."""
        return build_frame(_collect_tables(self), table)


def _with_pairing_written_out(
    line: InputEffect | JointRange | InputBreakEven | StructureRange | PeriodContrast,
) -> dict[str, Any]:
    """With the keys of the pairing, as contrasts have them."""
    record: dict[str, Any] = to_record(line)
    del record["pairing"]
    pairing: dict[str, Any] = to_record(line.pairing._asdict())
    return pairing | record


def break_even_to_record(entry: InputBreakEven) -> dict[str, Any]:
    """The JSON form, with the fields of the crossing of zero among its own."""
    record = _with_pairing_written_out(entry)
    found: dict[str, Any] = record.pop("found")
    return record | found


def find_shift(effect: InputEffect) -> float:
    """The larger shift of the two bounds from the base case, in the unit of the measure; infinite where a median becomes so."""
    if effect.low_word or effect.high_word:
        return math.inf
    base = effect.base_reduction or 0.0
    ends = [end for end in (effect.low_reduction, effect.high_reduction) if end is not None]
    return max((abs(end - base) for end in ends), default=0.0)


def rank_effects(effects: Iterable[InputEffect], pairing: Pairing, measure: str) -> list[InputEffect]:
    """The inputs that move a contrast by more than chance, the strongest first."""
    resolved = [
        effect
        for effect in effects
        if (effect.pairing, effect.measure) == (pairing, measure)
        and "resolved" in (effect.low_reading, effect.high_reading)
    ]
    return sorted(resolved, key=find_shift, reverse=True)


def choose_main_pairing(headlines: Sequence[Headline], pairings: Sequence[Pairing], present_practice: str) -> Pairing:
    """What a first page is about: something against what the campus does today, under the fewest conditions, if that was compared.

    A condition that holds in every arm does not change it. Otherwise the first headline, or the first pairing of a comparison without any.
    """
    asked = [headline.pairing for headline in headlines] or list(pairings)
    today = [pairing for pairing in asked if pairing.baseline == present_practice]
    return min(today, key=lambda pairing: len(pairing.conditions)) if today else asked[0]


TableName = Literal[
    "measures", "contrasts", "curves", "input_effects", "joint", "chance", "levers", "structures", "periods"
]


def write_csv(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes the nine files, makes the folder where it is missing, and returns their paths.

    A file without lines still has its header. Raises OSError if they cannot all be written; then none is.
    """
    return write_tables(_collect_tables(comparison), folder)


def _collect_tables(comparison: Comparison) -> dict[str, tuple[Sequence[str], list[CsvRow]]]:
    """By name of the table, its columns and rows. Each row says which run it is of, so that files of several runs can be put together."""
    record = comparison.to_json()
    run = {name: record[name] for name in ("scenario", "campus", "seed")}
    moments = [row for curve in comparison.curves for row in _curve_rows(curve)]
    tables: dict[str, tuple[Sequence[str], list[CsvRow]]] = {
        "measures": (_column_names(Summary), record["measures"]),
        "contrasts": (_column_names(Contrast), record["contrasts"]),
        "curves": (("strategy", "conditions", "what", "time", "mean", "low", "high"), moments),
        "input_effects": ((*Pairing._fields, *_column_names(InputEffect)[1:]), record["input_effects"]),
        "joint": ((*Pairing._fields, *_column_names(JointRange)[1:]), record["joint"]),
        "chance": (_column_names(Chance), record["chance"]),
        "levers": (COLUMNS, record["levers"]),
        "structures": ((*Pairing._fields, *_column_names(StructureRange)[1:]), record["structures"]),
        "periods": ((*Pairing._fields, *_column_names(PeriodContrast)[1:]), record["periods"]),
    }
    return {name: ((*run, *columns), [{**run, **row} for row in rows]) for name, (columns, rows) in tables.items()}


def _column_names(
    kind: type[Summary | Contrast | InputEffect | JointRange | Chance | StructureRange | PeriodContrast],
) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _curve_rows(curve: Curve) -> Iterator[CsvRow]:
    for time, mean, low, high in zip(curve.times, curve.mean, curve.low, curve.high, strict=True):
        yield {
            "strategy": curve.strategy,
            "conditions": list(curve.conditions),
            "what": curve.what,
            "time": to_record(time),
            "mean": to_record(mean),
            "low": to_record(low),
            "high": to_record(high),
        }


ROUNDING = 1e-9
"""Tolerance for binary rounding, in hundredths."""


def to_percent(share: float) -> int:
    """A share, 0 to 1, in whole hundredths, rounded down so that 100 means all."""
    return math.floor(100.0 * share + ROUNDING)


SIGNIFICANT_DIGITS = 9
"""Significant digits in every file we write."""


def round_significant(number: float | None) -> float | None:
    """To nine significant digits; None stays None. Raises ValueError for NaN and infinity."""
    if number is None:
        return None
    if not math.isfinite(number):
        raise ValueError(f"number is {number}; what has no finite value must be None before it is written")
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0


def to_record(value: Any) -> Any:
    """The JSON form of dataclasses, mappings, sequences and plain values: the same names, floats rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_record(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: to_record(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_record(item) for item in value]
    return round_significant(value) if isinstance(value, float) else value

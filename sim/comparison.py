"""What a comparison found: the record that tables, figures and `--json` are made from.

Everything is here that a reader of the result may ask, and nothing that depends on the machine: no time
stamp, no path, no number of workers, so the same seed gives the same bytes. Names of strategies, measures and
inputs are those of the files; turning them into words is left to who prints them. `docs/json.md` describes the
JSON form, which may gain keys and never loses one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

from sim.contrasts import Contrast, Pairing
from sim.rounding import to_record
from sim.summaries import Summary

StopReason = Literal["", "interrupted", "precision reached", "precision not reached"]
CurveKind = Literal["aware", "protected", "shocked"]
NO_RANGES_NOTE = "Stopped before the input ranges were played: the verdicts are those of the simulation alone."
RANGES_CUT_SHORT_NOTE = "Stopped while the input ranges were played, so there are none: the verdicts are those of the simulation alone."
"""Notes on a comparison that was stopped: among its pairs, or after them."""


@dataclass(frozen=True)
class Headline:
    """One of the rows that answer the question, with strategies as ids."""

    says: str
    """What the row is about, in the words of the scenario."""
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
    """One input that nobody has measured, moved alone to both ends of its plausible range."""

    pairing: Pairing
    measure: str
    name: str
    """Of the input."""
    basis: str
    low_value: float
    high_value: float
    """Ends of the range of its median (of a yes-or-no: its chance), in the unit of the input."""
    low_reduction: float
    high_reduction: float
    """Paired mean of the reduction with the input at the low end and at the high end, unit of the measure."""
    unit: str = ""
    """Of the input: "s", "m", "m/s", "per s", "share"; "" for a plain number."""


class SkippedInput(NamedTuple):
    """An input with a range that could not be moved to its ends."""

    name: str
    why: str


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
    """Pairs that input ranges rest on; 0 where no input states one."""
    input_effects: tuple[InputEffect, ...]
    curves: tuple[Curve, ...]
    assumed: tuple[str, ...]
    """Names of the inputs that nobody has measured and that the played arms make use of."""
    inputs_left_out: tuple[SkippedInput, ...] = ()
    notes: tuple[str, ...] = ()
    """What else a reader has to know, a sentence each."""

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        record = {field.name: to_record(getattr(self, field.name)) for field in fields(self)}
        record["app_first_report"] = [to_record(one._asdict()) for one in self.app_first_report]
        record["inputs_left_out"] = [one._asdict() for one in self.inputs_left_out]
        record["input_effects"] = [_effect_to_record(effect) for effect in self.input_effects]
        return record


def _effect_to_record(effect: InputEffect) -> dict[str, Any]:
    """An effect with its pairing written out, as contrasts have it."""
    record: dict[str, Any] = to_record(effect)
    del record["pairing"]
    pairing: dict[str, Any] = to_record(effect.pairing._asdict())
    return pairing | record

"""A strategy that was played alone, on a day: its measures, with nothing to compare them with."""

from __future__ import annotations

from dataclasses import dataclass

from reports.differences import NOT_REACHED_TEXT, format_mean
from reports.lookup import ComparisonIndex
from reports.names import capitalize_first, define_measure, name_strategy, label_strategy, name_measure, describe_conditions
from reports.quantities import format_amount, format_share, find_unit_step
from sim.summaries import Summary

APP_FIRST = "app_was_first_report"


@dataclass(frozen=True)
class MeasuredLine:
    """One measure of a strategy."""

    measure: str
    """Its id; `name` and `define_measure` are its words."""
    name: str
    definition: str
    mean: str
    p50: str
    """What half of the emergencies did not exceed."""
    p90: str
    """What nine in ten did not exceed; "not reached" where more than one in ten were."""
    not_reached: str
    """In how many it was not reached: "33 of 100"; empty for none."""


@dataclass(frozen=True)
class SingleArm:
    """Everything that was measured of a strategy on a day."""

    question: str
    """"The app when the PA is down and nobody knows it"."""
    label: str
    lines: tuple[MeasuredLine, ...]


def describe_single_arms(index: ComparisonIndex) -> tuple[SingleArm, ...]:
    """Each arm of a comparison in which nothing is compared; else empty."""
    comparison = index.comparison
    if comparison.contrasts:
        return ()
    today = comparison.present_practice
    return tuple(
        SingleArm(
            question=capitalize_first(f"{name_strategy(arm.strategy, today)}{describe_conditions(arm.conditions)}"),
            label=label_strategy(arm.strategy, today),
            lines=tuple(
                describe_measure(one)
                for one in comparison.measures
                if (one.strategy, one.conditions) == arm and one.measure != APP_FIRST
            ),
        )
        for arm in index.list_arms()
    )


def describe_measure(summary: Summary) -> MeasuredLine:
    """One measure in words."""
    return MeasuredLine(
        measure=summary.measure,
        name=name_measure(summary.measure),
        definition=define_measure(summary.measure),
        mean=format_mean(summary).text,
        p50=_format_quantile(summary, summary.p50, summary.p50_low, summary.p50_high),
        p90=_format_quantile(summary, summary.p90, summary.p90_low, summary.p90_high),
        not_reached=format_share(summary.not_reached / summary.n, summary.n) if summary.not_reached else "",
    )


def _format_quantile(summary: Summary, value: float | None, low: float | None, high: float | None) -> str:
    """A quantile to as many digits as are known; one that is none is not reached."""
    if value is None:
        return NOT_REACHED_TEXT
    return format_amount(value, summary.unit, max(1.0, find_unit_step(summary.unit, low, high)))

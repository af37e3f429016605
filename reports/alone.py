"""A strategy that was played alone, on a day: its measures, with nothing to compare them with."""

from __future__ import annotations

from dataclasses import dataclass

from reports.differences import NOT_REACHED, mean_of
from reports.lookup import Lookup
from reports.names import capital, definition, inside, label, measure_name, on_a_day
from reports.quantities import amount, share_said, step_for
from sim.summaries import Summary

APP_FIRST = "app_was_first_report"


@dataclass(frozen=True)
class Measured:
    """One measure of a strategy."""

    measure: str
    """Its id; `name` and `definition` are its words."""
    name: str
    definition: str
    mean: str
    p50: str
    """What half of the emergencies did not exceed."""
    p90: str
    """What nine in ten did not exceed; "not reached" where more than one in ten were."""
    missed: str
    """In how many it was not reached: "33 of 100"; empty for none."""


@dataclass(frozen=True)
class Alone:
    """Everything that was measured of a strategy on a day."""

    says: str
    """"The app when the PA is down and nobody knows it"."""
    label: str
    lines: tuple[Measured, ...]


def alone(lookup: Lookup) -> tuple[Alone, ...]:
    """Each arm of a comparison in which nothing is compared; else empty."""
    comparison = lookup.comparison
    if comparison.contrasts:
        return ()
    today = comparison.present_practice
    return tuple(
        Alone(
            says=capital(f"{inside(arm.strategy, today)}{on_a_day(arm.conditions)}"),
            label=label(arm.strategy, today),
            lines=tuple(
                measured(one)
                for one in comparison.measures
                if (one.strategy, one.conditions) == arm and one.measure != APP_FIRST
            ),
        )
        for arm in lookup.arms()
    )


def measured(summary: Summary) -> Measured:
    """One measure in words."""
    return Measured(
        measure=summary.measure,
        name=measure_name(summary.measure),
        definition=definition(summary.measure),
        mean=mean_of(summary).text,
        p50=_quantile(summary, summary.p50, summary.p50_low, summary.p50_high),
        p90=_quantile(summary, summary.p90, summary.p90_low, summary.p90_high),
        missed=share_said(summary.not_reached / summary.n, summary.n) if summary.not_reached else "",
    )


def _quantile(summary: Summary, value: float | None, low: float | None, high: float | None) -> str:
    """A quantile to as many digits as are known; one that is none is not reached."""
    if value is None:
        return NOT_REACHED
    return amount(value, summary.unit, max(1.0, step_for(summary.unit, low, high)))

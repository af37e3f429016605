"""Sentences about a comparison as a whole: how it was played, who reported first, what is assumed."""

from __future__ import annotations

from reports.input_names import name_input
from reports.lookup import ComparisonIndex
from reports.names import count_emergencies, label_strategy, join_list, describe_conditions
from reports.quantities import format_clock, format_share
from scenarios.names import list_shipped
from sim.comparison import RANGES_CUT_SHORT_NOTE, Comparison, FirstReport
from sim.contrasts import Pairing
from sim.verdicts import MIN_PAIRS

MAX_NAMED = 3
"""Inputs that the line on assumptions names for each row of the answer."""


def describe_replications(comparison: Comparison) -> str:
    """How often and for how long, with which seed, and whether that is enough to settle anything."""
    few = (
        f" So few settle nothing: play at least {MIN_PAIRS}."
        if comparison.replications < MIN_PAIRS
        else ""
    )
    each = "each " if comparison.replications > 1 else ""
    luck = (
        f"{each}played under every strategy with the same luck"
        if len(comparison.strategies) > 1
        else f"{each}played once"
    )
    return (
        f"{count_emergencies(comparison.replications)}, {luck} and followed for {format_clock(comparison.horizon)} from onset "
        f"(seed {comparison.seed}).{few}"
    )


def describe_stopping(comparison: Comparison) -> str:
    """Why there are not as many pairs as were asked for, or whether the precision was reached; may be empty."""
    played, asked = f"{comparison.replications:,}", comparison.asked
    if comparison.stopped == "":
        return ""
    if comparison.stopped == "interrupted":
        if RANGES_CUT_SHORT_NOTE in comparison.notes:
            return f"stopped after all {played} pairs, while the input ranges were played"
        if isinstance(asked, int):
            return f"stopped at {played} of {asked:,} pairs"
        return f"stopped at {played} pairs, before the precision of {asked} was reached"
    outcome = "reached" if comparison.stopped == "precision reached" else "not reached"
    return f"precision of {asked} {outcome} with {played} pairs"


def describe_first_notifications(comparison: Comparison) -> tuple[str, ...]:
    """How often the app was the first report; strategies for which that is the same share a sentence."""
    together: dict[tuple[tuple[str, ...], float], list[FirstReport]] = {}
    for one in comparison.app_first_report:
        together.setdefault((one.conditions, one.share), []).append(one)
    return tuple(
        _describe_first_notification(comparison, conditions, share, [one.strategy for one in same])
        for (conditions, share), same in together.items()
    )


def _describe_first_notification(
    comparison: Comparison, conditions: tuple[str, ...], share: float, strategies: list[str]
) -> str:
    who = join_list([label_strategy(one, comparison.present_practice) for one in strategies])
    rest = "" if share == 1.0 else "; otherwise a call, or word to the office, was out sooner"
    said = f"A press of the app was the first report in {format_share(share, comparison.replications)} emergencies{describe_conditions(conditions)}"
    return f"{said} ({who}){rest}."


def describe_assumptions(index: ComparisonIndex) -> str:
    """The line on what nobody has measured, and which of it moves the answer most."""
    comparison = index.comparison
    count = len(comparison.assumed)
    if not count:
        return "No input is assumed."
    said = f"{count} of the inputs that this emergency makes use of are assumed: nobody has measured them."
    said += _describe_perturbed_count(comparison) + _describe_main_drivers(index)
    is_shipped = comparison.scenario in list_shipped("scenario")
    shown = f"`allcall show {comparison.scenario}`" if is_shipped else "`allcall show` with its file"
    return f"{said} {shown} lists them, beside any that play no part."


def _describe_perturbed_count(comparison: Comparison) -> str:
    """How many of the assumed ones were moved, where those are fewer; else empty."""
    moved, count = len({effect.name for effect in comparison.input_effects}), len(comparison.assumed)
    if not moved or moved == count:
        return ""
    were = "was" if count - moved == 1 else "were"
    return f" {moved} of them state a range and were moved to its ends; the other {count - moved} {were} not."


def _describe_main_drivers(index: ComparisonIndex) -> str:
    """Which inputs move each row of the answer most; a row is named by its number where there are several."""
    rows = index.list_headlines()
    named = [
        (
            f"Answer {number}" if len(rows) > 1 else "The answer",
            join_list([f'"{name_input(one)}"' for one in most]),
        )
        for number, row in enumerate(rows, 1)
        if (most := find_main_drivers(index, row.pairing))
    ]
    if not named:
        return ""
    (first, inputs), *rest = named
    others = "".join(f"; {row[0].lower()}{row[1:]} by {on}" for row, on in rest)
    return f" {first} comes to the ends of its range by {inputs}{others}."


def find_main_drivers(index: ComparisonIndex, pairing: Pairing) -> list[str]:
    """The inputs that move the primary differences of a pairing to the ends of their ranges, as its verdicts name them; widest range first.

    Only of ranges that are at least as wide as the smallest difference that matters.
    """
    wide: list[tuple[float, str]] = []
    for contrast in index.list_contrasts(pairing):
        low, high = contrast.input_low, contrast.input_high
        if contrast.delta and low is not None and high is not None and high - low >= contrast.delta:
            wide.append(((low - high) / contrast.delta, contrast.input_named or ""))
    named = [name for _, names in sorted(wide) for name in names.split(", ") if name]
    return list(dict.fromkeys(named))[:MAX_NAMED]

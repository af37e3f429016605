"""Sentences about a comparison as a whole: how it was played, who reported first, what is assumed."""

from __future__ import annotations

from reports.input_names import input_name
from reports.lookup import Lookup
from reports.names import emergencies, label, listed, on_a_day
from reports.quantities import clock, share_said
from scenarios.names import shipped
from sim.comparison import RANGES_CUT_SHORT, Comparison, FirstReport
from sim.verdicts import FEWEST_PAIRS

MOST_NAMED = 3
"""Inputs that the line on assumptions names."""


def about_play(comparison: Comparison) -> str:
    """How often and for how long, with which seed, and whether that is enough to settle anything."""
    few = (
        f" So few settle nothing: play at least {FEWEST_PAIRS}."
        if comparison.replications < FEWEST_PAIRS
        else ""
    )
    each = "each " if comparison.replications > 1 else ""
    luck = (
        f"{each}played under every strategy with the same luck"
        if len(comparison.strategies) > 1
        else f"{each}played once"
    )
    return (
        f"{emergencies(comparison.replications)}, {luck} and followed for {clock(comparison.horizon)} from onset "
        f"(seed {comparison.seed}).{few}"
    )


def about_stopping(comparison: Comparison) -> str:
    """Why there are not as many pairs as were asked for, or whether the precision was reached; may be empty."""
    played, asked = f"{comparison.replications:,}", comparison.asked
    if comparison.stopped == "":
        return ""
    if comparison.stopped == "interrupted":
        if RANGES_CUT_SHORT in comparison.notes:
            return f"stopped after all {played} pairs, while the input ranges were played"
        if isinstance(asked, int):
            return f"stopped at {played} of {asked:,} pairs"
        return f"stopped at {played} pairs, before the precision of {asked} was reached"
    outcome = "reached" if comparison.stopped == "precision reached" else "not reached"
    return f"precision of {asked} {outcome} with {played} pairs"


def about_first_reports(comparison: Comparison) -> tuple[str, ...]:
    """How often the app was the first report; strategies for which that is the same share a sentence."""
    together: dict[tuple[tuple[str, ...], float], list[FirstReport]] = {}
    for one in comparison.app_first_report:
        together.setdefault((one.conditions, one.share), []).append(one)
    return tuple(
        _first_report(comparison, conditions, share, [one.strategy for one in same])
        for (conditions, share), same in together.items()
    )


def _first_report(
    comparison: Comparison, conditions: tuple[str, ...], share: float, strategies: list[str]
) -> str:
    who = listed([label(one, comparison.present_practice) for one in strategies])
    rest = "" if share == 1.0 else "; otherwise a call, or word to the office, was out sooner"
    said = f"A press of the app was the first report in {share_said(share, comparison.replications)} emergencies{on_a_day(conditions)}"
    return f"{said} ({who}){rest}."


def about_assumptions(lookup: Lookup) -> str:
    """The line on what nobody has measured, and which of it moves the answer most."""
    comparison = lookup.comparison
    count = len(comparison.assumed)
    if not count:
        return "No input is assumed."
    said = f"{count} of the inputs are assumed: nobody has measured them."
    if quoted := [f'"{input_name(name)}"' for name in moving_most(lookup)]:
        said += f" The answer hangs most on {listed(quoted)}."
    is_shipped = comparison.scenario in shipped("scenario")
    shown = f"`allcall show {comparison.scenario}`" if is_shipped else "`allcall show` with its file"
    return f"{said} {shown} lists them."


def moving_most(lookup: Lookup) -> list[str]:
    """The inputs that move a primary difference most, in units of the smallest difference that matters.

    Only those that move one by at least that much.
    """
    moved: dict[str, float] = {}
    for effect in lookup.comparison.input_effects:
        contrast = lookup.contrast(effect.pairing, effect.measure)
        if contrast is None or not contrast.delta:
            continue
        by = abs(effect.high_reduction - effect.low_reduction) / contrast.delta
        moved[effect.name] = max(by, moved.get(effect.name, 0.0))
    ranked = sorted(moved, key=lambda name: (-moved[name], name))
    return [name for name in ranked if moved[name] >= 1.0][:MOST_NAMED]

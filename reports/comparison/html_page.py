"""A comparison as one HTML file for people without a terminal: nothing is fetched, and it works from a mail or a memory stick.

The text is that of the first page (`reports.comparison.brief`). `comparison.js` draws the curves and the differences from numbers that the
page carries, and answers what-if questions from the grid of `sim.experiment.what_if`, interpolated between its points. Without JavaScript
there are the same numbers as tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.comparison.brief import Brief, build_brief, find_main_row
from reports.comparison.differences import NONE_FOUND, ComparisonIndex, find_pairing, format_difference_in
from reports.comparison.distribution import find_step, format_estimate, format_interval
from reports.comparison.structure_table import STRUCTURES, list_structures
from reports.documents.web_page import encode_numbers, load_page
from reports.figures.time_curves import find_curves_limit
from reports.text.formatting import (
    DISPLAY_FACTORS,
    append_unit,
    format_clock,
    format_difference_range,
    format_duration,
    name_directions,
    round_to_digits,
)
from reports.text.terms import capitalize_first, name_input, name_measure
from scenarios.scenario import Emergency
from sim.experiment.comparison import Comparison, Curve, CurveKind, round_significant
from sim.experiment.what_if import GridAnswer, GridInput, WhatIfGrid
from sim.measures import MEASURES
from sim.statistics.paired import Contrast, Pairing

CURVE_TITLES: dict[CurveKind, str] = {
    "aware": "Staff who are aware",
    "protected": "People who are protected",
    "shocked": "Runs with a shock given",
    "planned": "Reports with a plan, by calendar days",
    "released": "Releases in which 90% of students are with their families",
}
BANDED = ("aware", "protected")
"""Curves with a band: that of a yes-or-no would say nothing."""
TABLE_TIMES = 12
"""Moments in the table of a curve."""
SHARE_DIGITS = 4


@dataclass(frozen=True)
class HtmlRequest:
    """What the page is made of. scenario: as the user named it. grid: None where it was not played to its end."""

    comparison: Comparison
    emergency: Emergency
    scenario: str
    command: str
    grid: WhatIfGrid | None


@dataclass(frozen=True)
class NumberTable:
    """The numbers of a figure as text: a row per moment of a curve, or per value of an input while the others keep theirs."""

    title: str
    rows: tuple[tuple[str, ...], ...]


def write_html_page(request: HtmlRequest) -> bytes:
    """The page, as UTF-8. The comparison has at least one pairing."""
    brief = build_brief(request.comparison, request.emergency, request.scenario)
    index = ComparisonIndex(request.comparison)
    pairing = find_main_row(request.comparison, index.list_headlines()).pairing
    grid = request.grid if request.grid is not None and request.grid.inputs else None
    data = _collect_data(index, pairing, brief, grid)
    page = load_page("reports.comparison", "comparison").render(
        brief=brief,
        arms=brief.arms,
        none_found=NONE_FOUND,
        structures_title=STRUCTURES,
        structures=list_structures(index),
        data=encode_numbers(data),
        has_joint=any(row["joint"] for row in data["differences"]),
        deltas=[f"{row['name']} {row['delta']}" for row in data["differences"] if row["delta"]],
        curves=data["curves"],
        curve_tables=[_build_curve_table(curve) for curve in data["curves"]],
        grid_missing=_explain_missing_grid(request.grid),
        command=request.command,
        **_collect_panel(grid),
    )
    return page.encode("utf-8")


def _collect_data(index: ComparisonIndex, pairing: Pairing, brief: Brief, grid: WhatIfGrid | None) -> dict[str, Any]:
    """What the script draws."""
    contrasts = sorted(_list_primary(index, pairing), key=lambda contrast: _place(brief, contrast))
    return {
        "curves": list(_iterate_curves(index.comparison, pairing)),
        "differences": [_describe_contrast(index, contrast) for contrast in contrasts],
        "grid": None if grid is None else _describe_grid(grid, {contrast.measure: contrast for contrast in contrasts}),
    }


def _collect_panel(grid: WhatIfGrid | None) -> dict[str, Any]:
    """What the template says of the grid."""
    if grid is None:
        return {"grid": None}
    return {
        "grid": grid,
        "points": math.prod(len(axis.values) for axis in grid.inputs),
        "has_times": any(axis.unit == "s" for axis in grid.inputs),
        "inputs": [_describe_input(axis) for axis in grid.inputs],
        "answers": [_name(answer.measure) for answer in grid.answers],
        "grid_tables": list(_iterate_grid_tables(grid)),
    }


def _list_primary(index: ComparisonIndex, pairing: Pairing) -> list[Contrast]:
    return [contrast for contrast in index.list_contrasts(pairing) if not contrast.exploratory]


def _place(brief: Brief, contrast: Contrast) -> int:
    """In the order of the table."""
    return [line.measure for line in brief.lines].index(contrast.measure)


def _name(measure: str) -> str:
    return capitalize_first(name_measure(measure))


def _find_curves(comparison: Comparison, pairing: Pairing, what: CurveKind) -> list[Curve]:
    """Those of the two arms, or none."""
    by_arm = {(curve.strategy, curve.conditions): curve for curve in comparison.curves if curve.what == what}
    arms = [by_arm.get((arm.strategy, arm.conditions)) for arm in pairing.arms]
    return [curve for curve in arms if curve is not None] if all(arms) else []


def _iterate_curves(comparison: Comparison, pairing: Pairing) -> Iterator[dict[str, Any]]:
    """Shares 0 to 1 at times in seconds, up to where nothing visible follows."""
    for what, title in CURVE_TITLES.items():
        curves = _find_curves(comparison, pairing, what)
        if not curves:
            continue
        end = find_curves_limit(curves)
        times = [time for time in curves[0].times if time <= end]
        yield {
            "id": what,
            "title": title,
            "end": end,
            "times": times,
            "arms": [
                {
                    name: [round(share, SHARE_DIGITS) for share in shares[: len(times)]]
                    for name, shares in (("mean", curve.mean), ("low", curve.low), ("high", curve.high))
                    if what in BANDED or name == "mean"
                }
                for curve in curves
            ],
        }


def _build_curve_table(curve: dict[str, Any]) -> NumberTable:
    step = max(1, (len(curve["times"]) - 1) // TABLE_TIMES)
    rows = (
        (format_clock(curve["times"][at]), *(_format_share(arm, at) for arm in curve["arms"]))
        for at in range(0, len(curve["times"]), step)
    )
    return NumberTable(curve["title"], tuple(rows))


def _format_share(arm: dict[str, list[float]], at: int) -> str:
    mean = f"{arm['mean'][at]:.0%}"
    return f"{mean} ({arm['low'][at]:.0%} to {arm['high'][at]:.0%})" if "low" in arm else mean


def _describe_contrast(index: ComparisonIndex, contrast: Contrast) -> dict[str, Any]:
    """A row of the figure of differences: in smallest differences that matter, better to the right."""
    size = MEASURES[contrast.measure].sign / (contrast.delta or 1.0)
    around, joint = (contrast.headline_interval, index.find_joint(find_pairing(contrast), contrast.measure))
    return {
        "name": _name(contrast.measure),
        "delta": _format_delta(contrast),
        "text": format_difference_in(index, contrast),
        "interval": format_interval(contrast),
        "at": _scale(contrast.headline, size),
        "limits": None if around is None else sorted([around.low * size, around.high * size]),
        "joint": None
        if joint is None or joint.p05 is None or joint.p95 is None
        else sorted([joint.p05 * size, joint.p95 * size]),
        "jointText": "" if joint is None else _format_span(contrast, joint.p05, joint.p95),
    }


def _scale(value: float | None, factor: float) -> float | None:
    return None if value is None else round_significant(value * factor)


def _format_delta(contrast: Contrast) -> str:
    if contrast.delta is None:
        return ""
    if contrast.unit == "s":
        return format_duration(contrast.delta)
    amount = round_to_digits(contrast.delta * DISPLAY_FACTORS.get(contrast.unit, 1.0), 2)
    return append_unit(f"{amount:,g}", contrast.unit)


def _format_span(contrast: Contrast, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    step = find_step(max(abs(low), abs(high)), contrast.unit, low, high)
    return format_difference_range(low, high, contrast.measure, contrast.unit, step)


def _describe_grid(grid: WhatIfGrid, contrasts: dict[str, Contrast]) -> dict[str, Any]:
    """What the script interpolates; reductions in the units that are printed."""
    return {
        "pairs": grid.pairs,
        "inputs": [
            {"unit": axis.unit, "values": axis.values, "own": axis.own, "log": axis.unit == "s"} for axis in grid.inputs
        ],
        "answers": [_describe_answer(answer, contrasts[answer.measure]) for answer in grid.answers],
    }


def _describe_answer(answer: GridAnswer, contrast: Contrast) -> dict[str, Any]:
    measure = MEASURES[answer.measure]
    factor = DISPLAY_FACTORS.get(measure.unit, 1.0)
    less, more = name_directions(measure.name, measure.unit)
    return {
        "isTime": measure.unit == "s",
        "unit": "" if measure.unit == "s" else append_unit("", measure.unit).strip(),
        "less": less,
        "more": more,
        "sign": measure.sign,
        "median": answer.statistic == "median",
        "delta": _scale(contrast.delta, factor),
        "deltaText": _format_delta(contrast),
        **{
            name: [_scale(value, factor) for value in values]
            for name, values in (("reduction", answer.reduction), ("low", answer.low), ("high", answer.high))
        },
    }


def _describe_input(axis: GridInput) -> dict[str, Any]:
    """A slider: its positions are places between the values, so that its middle is a value that was played."""
    return {
        "name": capitalize_first(name_input(axis.name)),
        "last": len(axis.values) - 1,
        "own": axis.own,
        "ends": [
            f"comparison: {format_grid_value(axis.values[at], axis.unit)}"
            if at == axis.own
            else format_grid_value(axis.values[at], axis.unit)
            for at in sorted({0, axis.own, len(axis.values) - 1})
        ],
    }


def format_grid_value(value: float, unit: str) -> str:
    """The value of an input: "40%", "25 s", "1:30 min", "1.4 m/s". The script has the same rule."""
    if unit == "share":
        return f"{100 * value:.0f}%"
    if unit == "s":
        return format_duration(value, 1.0 if value >= 10.0 else 0.1)
    return f"{value:.3g} {unit}".strip()


def _iterate_grid_tables(grid: WhatIfGrid) -> Iterator[NumberTable]:
    sizes = [len(axis.values) for axis in grid.inputs]
    for place, axis in enumerate(grid.inputs):
        rows = []
        for at, value in enumerate(axis.values):
            point = 0
            for size, other, here in zip(sizes, grid.inputs, range(len(sizes)), strict=True):
                point = point * size + (at if here == place else other.own)
            answers = (_format_answer(answer, point) for answer in grid.answers)
            rows.append((format_grid_value(value, axis.unit), *answers))
        yield NumberTable(capitalize_first(name_input(axis.name)), tuple(rows))


def _format_answer(answer: GridAnswer, point: int) -> str:
    reduction, low, high = answer.reduction[point], answer.low[point], answer.high[point]
    if reduction is None:
        return "not possible together"
    return format_estimate(reduction, answer.measure, MEASURES[answer.measure].unit, low, high)


def _explain_missing_grid(grid: WhatIfGrid | None) -> str:
    if grid is None:
        return "There is no what-if panel, because the run was stopped before it was played."
    if not grid.inputs:
        return "There is no what-if panel, because no input alone moves the first primary measure by more than chance."
    return ""

"""Paired gains as dots: each dot is one in fifty emergencies, placed by how much sooner or later it went with the alert.

`build_dots_of_comparison` and `build_dots_of_exercise` work out the contents, `draw_dots` draws them. A dot is the middle emergency of a
fiftieth of all (`select_quantile_dots`). Gray dots differ by too little to matter, within a band that is always drawn; those that are the
same within rounding stand in a block of their own. Where one arm alone reached the measure there is no number: those dots stand in a
column beyond the axis.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from reports.comparison.differences import ComparisonIndex
from reports.comparison.distribution import format_median
from reports.counterfactual import list_rows, name_effects, select_main
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import (
    BAND,
    INK,
    MUTED,
    find_frame,
    find_signed_ticks,
    format_minutes,
    join_sentences,
    measure_text,
)
from reports.figures.titles import describe_baseline, name_briefly, write_caution
from reports.text.formatting import format_count, format_size, name_directions
from reports.text.terms import capitalize_first, label_conditions, name_measure
from scenarios.scenario import Emergency
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.exercise.leverage import find_smallest_difference
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings
from sim.experiment.comparison import Comparison
from sim.experiment.raw_results import RawResults
from sim.measures import MEASURES
from sim.model.measure import Unit
from sim.statistics.paired import Contrast, Pairing, paired_differences, select_quantile_dots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Way = Literal["worse", "same", "better"]
WAYS: tuple[Way, ...] = ("same", "worse", "better")
COLORS: dict[Way, str] = {"worse": "#D55E00", "same": "#b8c0c8", "better": "#0072B2"}
TEXT_COLORS: dict[Way, str] = COLORS | {"same": MUTED}
MARKERS: dict[Way, str] = {"worse": "s", "same": "o", "better": "o"}
SAME: dict[Unit, float] = {"s": 1.0, "days": 0.1, "person-min": 1.0, "share": 0.01}
"""A smaller difference is the same within rounding."""
FEWEST = 20  # replications for a figure
GRAY = "Gray: too small to matter."
CHANGED = 0.9  # of the dots: with more that are the same there is nothing to see


@dataclass(frozen=True)
class DotsPanel:
    """One effect on one measure. smallest: the difference that matters; gains: positive is better, infinite where one arm alone reached it;
    median: of all replications.
    """

    heading: str
    measure: str
    unit: Unit
    smallest: float
    gains: tuple[float, ...]
    median: float | None
    median_text: str

    @property
    def counts(self) -> dict[Way, int]:
        """Dots by the way they went."""
        ways = Counter(find_way(gain, self.smallest) for gain in self.gains)
        return {way: ways[way] for way in WAYS}

    @property
    def is_changed(self) -> bool:
        """Whether more than one emergency in ten differs."""
        return self.unmoved < CHANGED * len(self.gains)

    @property
    def unmoved(self) -> int:
        """Dots that are the same within rounding."""
        return sum(is_unmoved(gain, self.unit) for gain in self.gains)

    @property
    def words(self) -> dict[Way, str]:
        """What a dot of each way is: "later", "within 15 s", "sooner"."""
        less, more = name_directions(self.measure, self.unit)
        better, worse = (less, more) if MEASURES[self.measure].sign > 0 else (more, less)
        return {"worse": worse, "same": f"within {format_size(self.smallest, self.unit)}", "better": better}


@dataclass(frozen=True)
class DotsFigure:
    """Everything that is drawn."""

    title: str
    panels: tuple[DotsPanel, ...]
    note: str
    alt: str


def find_way(gain: float, smallest: float) -> Way:
    """Whether an emergency went better or worse by at least the smallest difference that matters."""
    if abs(gain) < smallest or gain == 0.0:
        return "same"
    return "better" if gain > 0.0 else "worse"


def is_unmoved(gain: float, unit: Unit) -> bool:
    """Whether an emergency went the same within rounding."""
    return abs(gain) < SAME.get(unit, 0.0) or gain == 0.0


def build_dots_of_comparison(comparison: Comparison, pairing: Pairing, raw: RawResults) -> DotsFigure | None:
    """The first primary measure of a pairing; None where there is none, or too few replications."""
    lookup = ComparisonIndex(comparison)
    contrast = next(
        (one for name in lookup.list_primaries() if (one := lookup.find_contrast(pairing, name)) is not None), None
    )
    if contrast is None or contrast.n < FEWEST:
        return None
    first, second = (raw.column(arm.strategy, contrast.measure, arm.conditions) for arm in pairing.arms)
    gains = select_quantile_dots(MEASURES[contrast.measure].sign * paired_differences(first, second))
    today = comparison.present_practice
    panel = _make_panel("", contrast, contrast.delta or 0.0, gains)
    day = f", {label_conditions(pairing.conditions)}" if pairing.conditions else ""
    note = (
        f"Each dot: 1 in {len(gains)} of {format_count(contrast.n, 'matched run')}, against "
        f"{describe_baseline(pairing.baseline, today)}{day}. {GRAY}{write_caution(lookup)}"
    )
    return _build_figure(write_claim(panel, name_briefly(pairing.strategy)), (panel,), note)


def build_dots_of_exercise(review: Review, counterfactual: Counterfactual) -> DotsFigure | None:
    """Both effects on the first main measure that they change; None where nothing was run, too few, or nothing changes."""
    if review.stopped <= 0.0 or counterfactual.replications < FEWEST:
        return None
    emergency = review.state.opened.emergency
    rows = (
        tuple(_build_panel(*one, emergency) for one in zip(name_effects(review.state), row, strict=False))
        for row in select_main(list_rows(counterfactual))
    )
    panels = next((one for one in rows if any(panel.is_changed for panel in one)), None)
    if panels is None:
        return None
    note = join_sentences(
        f"Each dot: 1 in {len(panels[0].gains)} of {counterfactual.replications:,} other emergencies. {GRAY}",
        describe_rulings(review.state),
    )
    what = "the alert" if review.state.has_alert else name_briefly(review.exercise.strategy)
    return _build_figure(write_claim(panels[0], what), panels, note)


def _build_panel(heading: str, effect: Effect, emergency: Emergency) -> DotsPanel:
    smallest = find_smallest_difference(effect.measure, emergency)
    return _make_panel(heading, effect.contrast, smallest, effect.dots)


def _make_panel(heading: str, contrast: Contrast, smallest: float, gains: tuple[float, ...]) -> DotsPanel:
    median = contrast.median_reduction
    signed = None if median is None else MEASURES[contrast.measure].sign * median
    return DotsPanel(heading, contrast.measure, contrast.unit, smallest, gains, signed, format_median(contrast))


def write_claim(panel: DotsPanel, strategy: str) -> str:
    """The title: the most frequent of better and worse by a difference that matters, or that most differ by less."""
    counts, n = panel.counts, len(panel.gains)
    if 2 * counts["same"] > n:
        return f"No difference that matters in {counts['same'] / n:.0%} of runs with {strategy}"
    way: Way = "worse" if counts["worse"] > counts["better"] else "better"
    size = format_size(panel.smallest, panel.unit)
    return f"{capitalize_first(panel.words[way])} by {size} or more in {counts[way] / n:.0%} of runs with {strategy}"


def _build_figure(title: str, panels: tuple[DotsPanel, ...], note: str) -> DotsFigure:
    said = " ".join(_describe_panel(panel) for panel in panels)
    return DotsFigure(title, panels, note, f"Dots of paired differences. {title}. {said} {note}")


def _describe_panel(panel: DotsPanel) -> str:
    counts = ", ".join(f"{panel.counts[way]} {panel.words[way]}" for way in reversed(WAYS))
    lead = f"{panel.heading}: " if panel.heading else ""
    return f"{lead}{name_measure(panel.measure)} {counts}; median {panel.median_text}."


PITCH, HEIGHT = 9.5, 132.0  # points of a dot and the space to the next, and of the highest stack
BEYOND = 44.0  # points for a column of dots beyond the axis, on either side
TICKS_HEIGHT, NAME_HEIGHT = 22.0, 16.0  # points for the numbers of the axis, and for its name
GAP = 12.0  # points between two words above the dots, and beside those that are the same
SAME_ROWS, SAME_WIDTH = (8, 32.0)  # of the block of dots that are the same, and the points that it needs at least
STEPS: dict[Unit, tuple[float, ...]] = {
    "s": (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600),
    "days": (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0),
    "person-min": tuple(one * 10.0**power for power in range(6) for one in (1, 2, 5)),
    "share": (0.01, 0.02, 0.05, 0.1),
}


class Stack(NamedTuple):
    """Dots of one column, from the bottom. x: points."""

    x: float
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class DotsScale:
    """low, high, step: columns in the unit of the measure; left, width: points of the axis; pitch: of a dot."""

    low: float
    high: float
    step: float
    left: float
    width: float
    pitch: float

    def x(self, gain: float) -> float:
        """Where a gain stands, in points."""
        return self.left + self.width * (gain - self.low) / (self.high - self.low)


def build_scale(panels: Sequence[DotsPanel]) -> DotsScale:
    """One scale for all panels, whose columns are as narrow as a dot allows."""
    gains = [gain for panel in panels for gain in panel.gains if not is_unmoved(gain, panel.unit)]
    finite = [gain for gain in gains if math.isfinite(gain)]
    unit, smallest = panels[0].unit, panels[0].smallest
    low, high = min([-smallest, *finite]), max([smallest, *finite])
    block = PITCH * max(math.ceil(panel.unmoved / SAME_ROWS) for panel in panels)
    left = (block and max(block, SAME_WIDTH) + GAP) + (BEYOND if -math.inf in gains else 0.0)
    width = find_frame() - left - (BEYOND if math.inf in gains else 0.0)
    columns = width / PITCH - 1.0
    step = next((step for step in STEPS[unit] if (high - low) / step + 2.0 <= columns), STEPS[unit][-1])
    start, end = step * math.floor(low / step), step * (math.floor(high / step) + 1)
    end = max(end, start + 12.0 * step)
    stacks = (
        Counter(_find_column(gain, step) for gain in panel.gains if not is_unmoved(gain, unit)) for panel in panels
    )
    tallest = max(max(stack.values(), default=0) for stack in stacks)
    pitch = min(PITCH, width * step / (end - start), HEIGHT / max(SAME_ROWS, tallest))
    return DotsScale(start, end, step, left, width, pitch)


def _find_column(gain: float, step: float) -> float:
    """Its middle. Zero is the edge of two columns, so that no dot that went sooner or later stands at it."""
    return gain if math.isinf(gain) else step * (math.floor(gain / step) + 0.5)


def stack_dots(panel: DotsPanel, scale: DotsScale) -> list[Stack]:
    """The columns of a panel: those that are the same in a block on the left, the others where they belong."""
    same = panel.unmoved
    gray: Way = "same"
    stacks = [
        Stack(scale.pitch * (number + 0.5), (gray,) * min(SAME_ROWS, same - number * SAME_ROWS))
        for number in range(math.ceil(same / SAME_ROWS))
    ]
    columns: dict[float, list[Way]] = {}
    for gain in panel.gains:
        if not is_unmoved(gain, panel.unit):
            columns.setdefault(_find_column(gain, scale.step), []).append(find_way(gain, panel.smallest))
    beyond = {-math.inf: scale.left - BEYOND / 2, math.inf: find_frame() - BEYOND / 2}
    return [
        *stacks,
        *(
            Stack(
                beyond[at] if math.isinf(at) else scale.x(at),
                tuple(way for way in WAYS for _ in range(ways.count(way))),
            )
            for at, ways in columns.items()
        ),
    ]


def draw_dots(data: DotsFigure) -> Figure:
    """The figure. Only within `use_style`."""
    scale = build_scale(data.panels)
    under = TICKS_HEIGHT + (LINE_HEIGHT if any(map(math.isinf, _list_gains(data))) else 0.0)
    heights = [_find_height(panel, scale) for panel in data.panels]
    page = create_page(data.title, data.note, sum(heights) + under * len(heights) + NAME_HEIGHT, least=0.0)
    top = 0.0
    for panel, height in zip(data.panels, heights, strict=True):
        axes = page.add_axes(0.0, top, find_frame(), height)
        _draw_panel(axes, panel, scale, height)
        top += height + under
    name = f"{name_measure(panel.measure)}: {'minutes' if panel.unit == 's' else panel.unit} {panel.words['better']} →"
    axes.text(0.5, -under / height, name, transform=axes.transAxes, ha="center", va="top", color=MUTED)
    return page.figure


def _list_gains(data: DotsFigure) -> list[float]:
    return [gain for panel in data.panels for gain in panel.gains]


def _find_height(panel: DotsPanel, scale: DotsScale) -> float:
    tallest = max(len(stack.ways) for stack in stack_dots(panel, scale))
    return 2 * LINE_HEIGHT + max(tallest * scale.pitch, 4 * PITCH) + 4.0


def _draw_panel(axes: Axes, panel: DotsPanel, scale: DotsScale, high: float) -> None:
    axes.set_xlim(0.0, find_frame())
    axes.set_ylim(0.0, high)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(scale.left, scale.left + scale.width)
    band = scale.x(-panel.smallest), scale.x(panel.smallest)
    axes.axvspan(*band, ymax=1.0 - 2 * LINE_HEIGHT / high, color=BAND, linewidth=0.0, zorder=0.2)
    for stack in stack_dots(panel, scale):
        for number, way in enumerate(stack.ways):
            axes.plot(
                [stack.x],
                [scale.pitch * (number + 0.5)],
                marker=MARKERS[way],
                color=COLORS[way],
                markersize=0.86 * scale.pitch,
                markeredgewidth=0.0,
                clip_on=False,
            )
    _draw_words(axes, panel, scale, high)
    _label_axis(axes, panel, scale)


def _draw_words(axes: Axes, panel: DotsPanel, scale: DotsScale, top: float) -> None:
    """The heading, how many dots of each way in their colors, and below them the median with its line."""
    texts = [(f"{panel.heading}:" if panel.heading else "", INK)]
    texts += [(f"{panel.counts[way]} {panel.words[way]}", TEXT_COLORS[way]) for way in WAYS if panel.counts[way]]
    x = 0.0
    for text, color in texts:
        axes.text(x, top, text, va="top", color=color, fontweight="bold")
        x += measure_text(text, weight="bold") + GAP if text else 0.0
    if panel.median is None:
        return
    at, words = scale.x(panel.median), f"median {panel.median_text}"
    bottom = top - 2 * LINE_HEIGHT
    if not scale.low <= panel.median <= scale.high:
        return
    axes.plot([at, at], [0.0, bottom + 2.0], color=INK, linewidth=1.0, zorder=0.5)
    fits = at + measure_text(words) <= find_frame()
    axes.text(at, bottom + 2.0, words, va="bottom", ha="left" if fits else "right")


def _label_axis(axes: Axes, panel: DotsPanel, scale: DotsScale) -> None:
    from matplotlib.ticker import MaxNLocator

    if panel.unit == "s":
        ticks = find_signed_ticks(scale.low, scale.high, 8)
        names = [format_minutes(tick) for tick in ticks]
    else:
        ticks = [float(tick) for tick in MaxNLocator(8).tick_values(scale.low, scale.high)]
        ticks = [tick for tick in ticks if scale.low <= tick <= scale.high]
        names = [f"{tick:,g}".replace("-", "−") for tick in ticks]
    places = [scale.x(tick) for tick in ticks]
    if panel.unmoved:
        places.append(max(SAME_WIDTH, scale.pitch * math.ceil(panel.unmoved / SAME_ROWS)) / 2)
        names.append("same")
    for way, x, at in (("worse", scale.left - BEYOND / 2, -math.inf), ("better", find_frame() - BEYOND / 2, math.inf)):
        if at in panel.gains:
            places.append(x)
            names.append("only\nwith" if way == "better" else "only\nwithout")
    axes.set_xticks(places, names)

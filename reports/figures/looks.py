"""How the figures look: one style file, and for each strategy a colour and a line that it keeps.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; the line says the same without any
colour. matplotlib is imported here inside functions, and only its object interface is used: no global state,
no screen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import bidirectional

from reports.quantities import format_clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE = Path(__file__).parent.parent / "style" / "allcall.mplstyle"
CM = 1 / 2.54
WIDTH_CM, HEIGHT_CM = 16.0, 9.0
EDGE = 0.008
"""Where texts begin, as a share of the width."""
FRAME_POINTS = 438.0
"""Width of a line of the title and of the note."""
TITLE_LINES = 2
"""That a title may have; what else there is to say stands in the note."""
BETWEEN_POINTS = 9.0
"""Between two columns."""
INK = "#111111"
MUTED = "#555555"
"""Of what is no data."""
TAG = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
"""Under words that stand among lines, so that none runs through them."""
TIME_STEPS = (5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600)
"""Seconds between ticks."""


NUMBER = re.compile(r"(?<=\d) (?=[a-z%])|(?<= [*†]) ")
"""The space between a number and what it counts, and behind a sign that is explained."""


OTHER_DAYS = re.compile(r" \(([^()]+: [^()]+)\)")
"""What a title says of other days, in brackets."""

Line = Literal["-"] | tuple[float, tuple[float, ...]]
"""Solid, or an offset and the lengths of dashes and gaps."""


class LineStyle(NamedTuple):
    """How a strategy is drawn."""

    color: str
    line: Line


LINE_STYLES = (
    LineStyle("#0072B2", "-"),
    LineStyle("#D55E00", (0, (5, 1.5))),
    LineStyle("#222222", (0, (1, 1))),
    LineStyle("#009E73", (0, (6, 1.5, 1, 1.5))),
    LineStyle("#CC79A7", (0, (3, 1, 1, 1, 1, 1))),
    LineStyle("#56B4E9", (0, (8, 2))),
    LineStyle("#E69F00", (0, (2, 2))),
)
KNOWN_STRATEGIES = {
    "app": 0,
    "app-no-staff-leg": 1,
    "office-pa": 2,
    "dial-911": 3,
    "word-of-mouth": 4,
    "app-no-911-leg": 5,
    "r1-simultaneous": 0,
    "r1-sequential": 1,
}
"""Shipped strategies look the same in every comparison."""


def assign_styles(strategies: Sequence[str]) -> dict[str, LineStyle]:
    """A look for each strategy, the known ones first; beyond as many as there are, they repeat."""
    taken = {one: KNOWN_STRATEGIES[one] for one in strategies if one in KNOWN_STRATEGIES}
    free = [at for at in range(len(LINE_STYLES)) if at not in taken.values()] or list(range(len(LINE_STYLES)))
    others = [one for one in strategies if one not in taken]
    taken |= {one: free[at % len(free)] for at, one in enumerate(others)}
    return {one: LINE_STYLES[taken[one]] for one in strategies}


def lighten(colour: str, strength: float) -> str:
    """A colour mixed with white: at 1 itself, towards 0 paler. As "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)


@contextmanager
def use_style() -> Iterator[None]:
    """Our style and nothing of the reader's own, while drawing and saving."""
    import matplotlib.style

    with matplotlib.style.context(["default", str(STYLE)]):
        yield


def create_figure(height_cm: float = HEIGHT_CM) -> Figure:
    """An empty figure of our width. Only within `use_style`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_CM * CM, height_cm * CM))
    FigureCanvasAgg(figure)
    return figure


def add_title_and_note(figure: Figure, title: str, note: str) -> None:
    """The finding over the figure, and under it how to read it."""
    figure.suptitle(fit_title(title), x=EDGE, ha="left")
    figure.supxlabel(fit_text(note), x=EDGE, ha="left", fontsize=10, color=MUTED)


def tighten_rows(figure: Figure) -> None:
    """Leaves hardly any room between axes one over the other, where headings stand on axes of their own."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(h_pad=0.025)


def fit_title(title: str) -> str:
    """A title in lines that fit the frame."""
    return fit_text(title, size=11.0, weight="bold")


def does_title_fit(title: str) -> bool:
    """Whether it has no more lines than a title may have."""
    return fit_title(title).count("\n") < TITLE_LINES


def shorten_title(title: str) -> tuple[str, str]:
    """A title that is not too long, and what of it goes on in the note: "And 90 % of people protected: ..."; empty where all fits.

    It ends behind a whole thing that it says. Where that is too long by itself, what it says of other days in brackets goes on in the note.
    """
    if does_title_fit(title):
        return title, ""
    ends = [at for at in range(len(title)) if title.startswith("; ", at) and does_title_fit(title[:at])]
    if ends:
        return title[: ends[-1]], f"And {title[ends[-1] + 2 :]}."
    others = [one[1] for one in OTHER_DAYS.finditer(title)]
    return OTHER_DAYS.sub("", title), "".join(f"{one[:1].upper()}{one[1:]}." for one in others)


def fit_text(text: str, width: float = FRAME_POINTS, size: float = 10.0, weight: str = "normal") -> str:
    """Text in lines that are no wider than so many points, measured in its font; numbers stay with their units."""
    lines = [""]
    for word in NUMBER.sub("\N{NO-BREAK SPACE}", text).split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and measure_text(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def truncate_lines(text: str, width: float, most: int) -> str:
    """Text in at most so many lines of so many points; what does not fit is left out, with a sign for it."""
    lines = fit_text(text, width).split("\n")
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"])


def measure_text(text: str, size: float = 10.0, weight: str = "normal") -> float:
    """How wide a line of text is."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    width: float = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return width


def is_drawable(text: str) -> bool:
    """Whether the font has every letter of a text, and it is written from left to right: nothing else is drawn as it is meant."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    letters = [letter for letter in text if not letter.isspace()]
    return all(font.get_char_index(ord(one)) and bidirectional(one) not in ("R", "AL") for one in letters)


def measure_columns(labels: Sequence[str], columns: int) -> float:
    """How wide each of the columns is that stand beside each other, with labels on their left."""
    return (FRAME_POINTS - max(map(measure_text, labels))) / columns - BETWEEN_POINTS


def find_time_ticks(limit: float, most: int) -> list[float]:
    """At most so many ticks from 0 to a limit in seconds, at round times."""
    step = next((step for step in TIME_STEPS if limit / step <= most), TIME_STEPS[-1])
    return [float(at) for at in range(0, int(limit) + 1, step)]


def find_signed_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many ticks at round times between two limits in seconds, zero among them."""
    step = next((step for step in TIME_STEPS if (high - low) / step <= most), TIME_STEPS[-1])
    return [float(step * at) for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def format_minutes(seconds: float) -> str:
    """A tick of a time axis: "0", "0:30", "2:00"."""
    if seconds == 0:
        return "0"
    whole = round(abs(seconds))
    said = format_clock(whole) if whole >= 60 else f"0:{whole:02d}"
    return f"{'−' if seconds < 0 else ''}{said}"


def format_time_axis(axes: Axes, limit: float, most: int = 6) -> None:
    """From onset to a limit in seconds, in minutes."""
    axes.set_xlim(0.0, limit)
    ticks = find_time_ticks(limit, most)
    axes.set_xticks(ticks, [format_minutes(tick) for tick in ticks])

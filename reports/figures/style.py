"""How the figures look and are written: one style file, for each strategy a color and a line that it keeps, and three file formats.

Colors are those of Okabe and Ito, which color-blind readers can tell apart; the line says the same without color. matplotlib is imported
inside functions, and only its object interface is used: no global state, no screen. A figure is laid out once for SVG, PDF and PNG, with
its alt text in each, and nothing in the bytes depends on the day, the machine or a version.
"""

from __future__ import annotations

import html
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import bidirectional

from reports.text.formatting import format_list
from reports.text.terms import ARM_LABELS, capitalize_first, label_arms
from scenarios.loading.files import write_all_atomic
from sim.exercise.arms import ARM_NAMES, BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import HOUR, format_moment
from sim.exercise.review import Review

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


STYLE = Path(__file__).parent.parent / "style" / "allcall.mplstyle"
CM = 1 / 2.54
WIDTH_CM, HEIGHT_CM = 16.0, 9.0
EDGE = 0.008  # left edge of texts, as a share of the width
FRAME_POINTS = 438.0  # width of a line of the title and of the note
NARROW_CM, NARROW_POINTS = (10.75, 289.0)  # the same of a figure for a phone, where its text is about 11 px high
INK = "#111111"
MUTED = "#555555"
BAND = "#e4e4e4"
"""Behind differences that are too small to matter."""
"""Of anything but data."""
TAG = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
"""Background of words that stand among lines."""
DAY = 86_400
TIME_STEPS = (
    *(5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600),
    *(DAY * days for days in (1, 2, 5, 10, 20, 30, 60, 120)),
)
"""Seconds between ticks."""
NUMBER = re.compile(r"(?<=\d) (?=[a-z%])|(?<= [*†]) ")
"""The space between a number and its unit, and after a footnote mark."""
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
    """A style for each strategy, the known ones first; with too many strategies styles repeat."""
    taken = {one: KNOWN_STRATEGIES[one] for one in strategies if one in KNOWN_STRATEGIES}
    free = [at for at in range(len(LINE_STYLES)) if at not in taken.values()] or list(range(len(LINE_STYLES)))
    others = [one for one in strategies if one not in taken]
    taken |= {one: free[at % len(free)] for at, one in enumerate(others)}
    return {one: LINE_STYLES[taken[one]] for one in strategies}


def lighten(color: str, strength: float) -> str:
    """A color mixed with white, from 1 (itself) to 0 (white), as "#rrggbb"."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)


@cache
def _add_fonts() -> None:
    """Lets matplotlib find our fonts."""
    from matplotlib.font_manager import fontManager

    for path in sorted(STYLE.parent.glob("*.ttf")):
        fontManager.addfont(path)


@contextmanager
def use_style(narrow: bool = False) -> Iterator[None]:
    """The project's style and none of the user's settings, while drawing and saving. narrow: for a phone."""
    import matplotlib.style

    _add_fonts()
    width = {"figure.figsize": (NARROW_CM * CM, HEIGHT_CM * CM)} if narrow else {}
    with matplotlib.style.context(["default", str(STYLE), width]):
        yield


def is_narrow() -> bool:
    """Whether figures are drawn for a phone."""
    from matplotlib import rcParams

    return bool(rcParams["figure.figsize"][0] < (NARROW_CM + 1.0) * CM)


def find_frame() -> float:
    """Width in points of a line of the title and of the note."""
    return NARROW_POINTS if is_narrow() else FRAME_POINTS


def create_figure(height_cm: float = HEIGHT_CM) -> Figure:
    """An empty figure of our width. Only within `use_style`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=((NARROW_CM if is_narrow() else WIDTH_CM) * CM, height_cm * CM))
    FigureCanvasAgg(figure)
    return figure


def add_title_and_note(figure: Figure, title: str, note: str) -> None:
    """The finding above the figure, and below it how to read it."""
    figure.suptitle(fit_title(title), x=EDGE, ha="left")
    figure.supxlabel(fit_text(note), x=EDGE, ha="left", fontsize=10, color=MUTED)


def count_lines(*texts: str) -> int:
    """Lines of texts, one under the other."""
    return sum(text.count("\n") + 1 for text in texts)


def fit_title(title: str) -> str:
    """A title in lines that fit the frame."""
    return fit_text(title, size=11.0, weight="bold")


def fit_text(text: str, width: float | None = None, size: float = 10.0, weight: str = "normal") -> str:
    """Text wrapped to a width in points, by default the frame, measured in its font; numbers stay with their units."""
    lines, width = [""], find_frame() if width is None else width
    for word in NUMBER.sub("\N{NO-BREAK SPACE}", text).split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and measure_text(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def truncate_lines(text: str, width: float, most: int) -> str:
    """Text in at most so many lines of so many points, ellipsized."""
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
    """Whether a font has each letter of a text, and it runs from left to right; anything else would be drawn wrong."""
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties, findfont, get_font

    fonts = [get_font(findfont(FontProperties(family=[one]))) for one in rcParams["font.family"]]
    letters = [ord(letter) for letter in text if not letter.isspace()]
    return all(any(font.get_char_index(one) for font in fonts) for one in letters) and not any(
        bidirectional(one) in ("R", "AL") for one in text
    )


def find_time_ticks(limit: float, most: int) -> list[float]:
    """At most so many ticks from 0 to a limit in seconds, at round times."""
    step = next((step for step in TIME_STEPS if limit / step <= most), TIME_STEPS[-1])
    return [float(at) for at in range(0, int(limit) + 1, step)]


def find_signed_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many ticks at round times between two limits in seconds, zero among them."""
    step = next((step for step in TIME_STEPS if (high - low) / step <= most), TIME_STEPS[-1])
    return [float(step * at) for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def format_minutes(seconds: float) -> str:
    """A tick of a time axis: "0", "0:30", "2:00"; days from one day on: "5"."""
    if seconds == 0:
        return "0"
    if abs(seconds) >= DAY:
        return f"{seconds / DAY:g}".replace("-", "−")
    whole = round(abs(seconds))
    return f"{'−' if seconds < 0 else ''}{whole // 60}:{whole % 60:02d}"


def format_time_axis(axes: Axes, limit: float, most: int = 6) -> None:
    """From onset to a limit in seconds, in minutes; beyond an hour in hours, beyond a day in days."""
    axes.set_xlim(0.0, limit)
    ticks = find_time_ticks(limit, most)
    in_hours = HOUR < limit <= DAY
    axes.set_xticks(ticks, [f"{tick / HOUR:g}" if in_hours else format_minutes(tick) for tick in ticks])
    axes.set_xlabel("calendar days" if limit > DAY else f"{'hours' if in_hours else 'minutes'} from onset")


ARM_STYLES: dict[str, LineStyle] = {
    PLAYER_ARM: LINE_STYLES[0],
    BASELINE_ARM: LINE_STYLES[2],
    COMPARISON_ARM: LINE_STYLES[1],
}
DRAWING_ORDER = (COMPARISON_ARM, PLAYER_ARM, BASELINE_ARM)  # in the order in which they are drawn
ARMS_NOTE = "Fully simulated: every role simulated. {}: every role simulated, {}."
COMPARISON_NOTES = {
    "app-no-staff-leg": "no alert to the staff's phones",
    "app-no-911-leg": "no 911 call by the app",
    "office-pa": "office + PA only",
    "dial-911": "dialing 911 only",
    "word-of-mouth": "word of mouth only",
}
"""The strategy of the comparison arm, within a sentence."""
NEVER_TEXT = "not achieved by the end"


def explain_arms(review: Review) -> str:
    """The note on the arms."""
    twin = review.exercise.twin
    title = review.state.opened.emergency.strategies[twin].title.strip()
    label = capitalize_first(label_arms(review.state.hazard)[COMPARISON_ARM])
    return ARMS_NOTE.format(label, COMPARISON_NOTES.get(twin, f"the strategy “{title}”"))


def find_times_reached(review: Review, measure: str) -> dict[str, float]:
    """When a measure was achieved in this exercise, by arm: seconds of T+, infinite where it was not."""
    return {name: review.find_time_reached(name, measure) for name in ARM_NAMES}


def format_by_arm(said: dict[str, str], labels: Mapping[str, str] = ARM_LABELS) -> str:
    """Values by arm, equal ones together: "your team and fully simulated 1:52, no app alert 2:49"; "1:52 in both arms"."""
    together: dict[str, list[str]] = {}
    for name, words in said.items():
        together.setdefault(words, []).append(labels[name])
    if len(together) > 1:
        return ", ".join(f"{format_list(names)} {words}" for words, names in together.items())
    words = next(iter(together))
    if words == NEVER_TEXT:
        return f"achieved in {'neither' if len(said) == 2 else 'no'} arm by the end"
    return f"{words} in {'both' if len(said) == 2 else 'all'} arms"


def describe_time(seconds: float, horizon: float) -> str:
    """T+, from one hour on how long after onset, or that it was not achieved."""
    return format_moment(seconds) if seconds < horizon else NEVER_TEXT


def join_sentences(*sentences: str) -> str:
    """The nonempty sentences as one text."""
    return " ".join(filter(None, sentences))


ALT_TEXTS = "figures.json"


class Drawing(NamedTuple):
    """A figure that can be drawn."""

    name: str  # of its files
    title: str
    alt: str
    draw: Callable[[], Figure]  # only within `use_style`
    has_narrow: bool = False  # whether it can be drawn for a phone


@dataclass(frozen=True)
class RenderedFigure:
    """A figure for a document. title: the finding; alt: for readers who cannot see it; svg, png: its bytes.

    narrow: SVG for a phone; empty where it has none.
    """

    name: str
    title: str
    alt: str
    svg: bytes
    png: bytes
    narrow: bytes = b""


def render_figures(drawings: Iterable[Drawing]) -> list[RenderedFigure]:
    """Draws each, as SVG and as PNG."""
    found = []
    with use_style():
        for drawing in drawings:
            figure = lay_out_figure(drawing)
            svg, png = _render_svg(figure, drawing), _render_png(figure, drawing)
            found.append(RenderedFigure(drawing.name, drawing.title, drawing.alt, svg, png, _render_narrow(drawing)))
    return found


def _render_narrow(drawing: Drawing) -> bytes:
    if not drawing.has_narrow:
        return b""
    with use_style(narrow=True):
        return _render_svg(lay_out_figure(drawing), drawing)


def write_drawings(drawings: Iterable[Drawing], folder: Path) -> list[Path]:
    """Writes figures, and their alt texts as `figures.json`, into a folder (made if missing): all of them or none.

    Returns the files. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, bytes] = {}
    alt_texts: dict[str, str] = {}
    with use_style():
        for drawing in drawings:
            contents |= {folder / f"{drawing.name}.{form}": content for form, content in _render_formats(drawing)}
            alt_texts[drawing.name] = drawing.alt
    described = json.dumps(alt_texts, indent=2, ensure_ascii=False) + "\n"
    return write_all_atomic({**contents, folder / ALT_TEXTS: described.encode()})


def render_drawing(drawing: Drawing, figure: Figure, form: str) -> bytes:
    """A figure that was made of a drawing, with its alt text. form: "svg", "pdf" or "png"; raises KeyError for another."""
    renderers = {"svg": _render_svg, "pdf": _render_pdf, "png": _render_png}
    with use_style():
        return renderers[form](figure, drawing)


def _render_formats(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    figure = lay_out_figure(drawing)
    yield from (
        ("svg", _render_svg(figure, drawing)),
        ("pdf", _render_pdf(figure, drawing)),
        ("png", _render_png(figure, drawing)),
    )


def lay_out_figure(drawing: Drawing) -> Figure:
    """The figure with everything in its place. Only within `use_style`."""
    figure = drawing.draw()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def _render_svg(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    drawn = _save_figure(figure, "svg", {**nothing, "Title": drawing.title}).decode("utf-8")
    title = f"<title>{html.escape(drawing.title)}</title>"
    _, start, rest = drawn.partition("<title>")
    described = f"{title}\n <desc>{html.escape(drawing.alt)}</desc>"
    after = rest.partition("</title>")[2]
    head = drawn[: len(drawn) - len(rest) - len(start)].replace("<svg ", '<svg role="img" ', 1)
    return f"{head}{described}{after}".encode()


def _render_pdf(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    return _save_figure(figure, "pdf", {**nothing, "Title": drawing.title, "Subject": drawing.alt})


def _render_png(figure: Figure, drawing: Drawing) -> bytes:
    return _save_figure(figure, "png", {"Software": None, "Title": drawing.title, "Description": drawing.alt})


def _save_figure(figure: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()

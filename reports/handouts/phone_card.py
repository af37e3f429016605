"""The card "Bring your phone": how a phone joins the room, in four pictures and as many steps, and what the room asks of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reports.documents.model import Bullets, Paper, Paragraph, Picture, Run, Section
from reports.figures.style import INK, MUTED, Drawing, create_figure, render_figures
from reports.handouts.common import HandoutBuilder

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS = (
    "Join the Wi-Fi of this room. Ask the facilitator for its password.",
    "Point the camera at the code on the wall, and open the link. No camera? Open the address on the wall, and type the six-digit PIN. "
    "Then choose your role, and press Join.",
    "Android says that there is no internet: stay connected. If it keeps leaving, turn mobile data off.",
    "iPhone says that there is no internet: use the network without internet.",
)
MANNERS = (
    "Nothing is installed. The wall shows how the votes split, never who voted for what.",
    "Between votes the page says “Look up”. Everything else is on the wall.",
    "Do not photograph or forward a screen. Name no student or staff member in what you write.",
    "If something real happens, say “REAL WORLD” loudly. No screen of this exercise is the warning.",
    "No phone, or it does not join? Vote with a card, A to F.",
)
ALT = (
    "Four pictures of phones. The first one chooses a Wi-Fi network. The second scans the code on the wall, with the PIN under it. "
    "The third, Android, asks whether to stay connected, and Yes is chosen. The fourth, iPhone, offers two answers, and "
    "“Use without internet” is chosen."
)
HEIGHT_CM = 6.6
ACCENT, PAPER, CHOSEN = "#14466b", "#ffffff", "#d9e8f3"
FINDERS = ((0.0, 0.0), (0.0, 5.0), (5.0, 5.0))
MODULES = (
    (3, 0),
    (4, 1),
    (6, 1),
    (3, 3),
    (5, 3),
    (0, 3),
    (1, 4),
    (7, 3),
    (6, 4),
    (4, 4),
    (3, 6),
    (4, 7),
    (7, 0),
    (5, 0),
    (2, 3),
)
"""Of a code that leads nowhere, in squares."""


def build_phone_card(builder: HandoutBuilder) -> Paper:
    """One page, for each table or to send along with the invitation."""
    blocks = (
        _draw_picture(),
        Bullets(STEPS, "number"),
        Paragraph((Run("Wi-Fi: ", "strong"), "______________________   ", Run("Password: ", "strong"), "______________________")),
        Bullets(MANNERS),
    )  # fmt: skip
    section = Section("phone", "Vote with your phone", blocks)
    return builder.build_paper("Bring your phone", (section,), contents=False)


@cache
def _draw_picture() -> Picture:
    title = "Four steps, from left to right"
    (drawn,) = render_figures([Drawing("phones", title, ALT, draw_phones)])
    return Picture(drawn.name, title, ALT, drawn.svg, drawn.png)


def draw_phones() -> Figure:
    """Within `use_style`. Lengths are in millimeters."""
    figure = create_figure(HEIGHT_CM)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(0.0, 160.0)
    axes.set_ylim(0.0, 10.0 * HEIGHT_CM)
    for number, left in enumerate((5.0, 44.0, 85.0, 124.0), 1):
        axes.text(left - 1.0, 60.0, str(number), size=15, weight="bold", color=ACCENT, ha="left", va="center")
    _draw_networks(axes, 5.0)
    _draw_wall(axes, 42.0)
    _draw_dialog(axes, 85.0, "Android", "No internet.\nStay\nconnected?", ("No", "Yes"))
    _draw_dialog(axes, 124.0, "iPhone", "No internet", ("Use other\nnetwork", "Use without\ninternet"))
    return figure


def _draw_box(
    axes: Axes, left: float, low: float, wide: float, high: float, fill: str = PAPER, round_: float = 1.2
) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = f"round,pad=0,rounding_size={round_}"
    axes.add_patch(
        FancyBboxPatch((left, low), wide, high, boxstyle=style, facecolor=fill, edgecolor=INK, linewidth=1.0)
    )


def _draw_phone(axes: Axes, left: float, low: float, wide: float = 31.0, high: float = 52.0) -> None:
    _draw_box(axes, left, low, wide, high, "#333a42", 3.5)
    _draw_box(axes, left + 1.5, low + 3.5, wide - 3.0, high - 7.0, PAPER, 0.8)


def _draw_networks(axes: Axes, left: float) -> None:
    """A list of three networks; the room's is chosen."""
    _draw_phone(axes, left, 3.0)
    axes.text(left + 15.5, 46.5, "Wi-Fi", weight="bold", ha="center", va="center")
    for low, name in ((35.0, "Exercise room"), (25.5, "School"), (16.0, "Guests")):
        is_room = low == 35.0
        _draw_box(axes, left + 2.8, low, 25.4, 8.0, CHOSEN if is_room else PAPER)
        axes.text(left + 15.5, low + 4.0, name, ha="center", va="center", color=INK if is_room else MUTED)


def _draw_wall(axes: Axes, left: float) -> None:
    """The code and the PIN on the wall, before a camera."""
    from matplotlib.patches import Rectangle

    _draw_box(axes, left, 29.0, 37.0, 28.0)
    corner, side = (left + 3.0, 32.0), 2.7
    for across, up in FINDERS:
        for inset, color in ((0.0, INK), (0.45, PAPER), (0.9, INK)):
            width = (3.0 - 2.0 * inset) * side
            axes.add_patch(
                Rectangle(
                    (corner[0] + (across + inset) * side, corner[1] + (up + inset) * side),
                    width,
                    width,
                    color=color,
                    linewidth=0,
                )
            )
    for across, up in MODULES:
        axes.add_patch(
            Rectangle((corner[0] + across * side, corner[1] + up * side), side, side, color=INK, linewidth=0)
        )
    axes.text(left + 31.0, 45.5, "PIN", ha="center", color=MUTED)
    axes.text(left + 31.0, 40.5, "482\n913", ha="center", va="center", weight="bold", size=11)
    _draw_phone(axes, left + 9.5, 3.0, 16.0, 24.0)
    for across, down in ((13.0, 0), (22.0, 1)):
        for low, up in ((10.5, 0), (19.5, 1)):
            axes.plot(
                [left + across + (-2.5 if down else 2.5), left + across, left + across],
                [low, low, low + (-2.5 if up else 2.5)],
                color=ACCENT,
            )


def _draw_dialog(axes: Axes, left: float, name: str, asks: str, answers: tuple[str, str]) -> None:
    """A question of the phone, with the right answer marked: the second one."""
    _draw_phone(axes, left, 3.0)
    axes.text(left + 15.5, 58.5, name, ha="center", va="center", weight="bold")
    axes.text(left + 15.5, 42.0, asks, ha="center", va="center")
    for low, answer in zip((22.0, 10.0), answers, strict=True):
        is_right = answer == answers[1]
        _draw_box(axes, left + 3.0, low, 25.0, 10.0, CHOSEN if is_right else PAPER)
        axes.text(
            left + 15.5,
            low + 5.0,
            answer,
            ha="center",
            va="center",
            weight="bold" if is_right else "normal",
            color=INK if is_right else MUTED,
        )

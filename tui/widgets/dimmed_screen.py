"""The screen behind a dialog, dimmed. Textual would dim it again whenever anything in the dialog is drawn."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual


class DimmedScreen(Visual):
    """Lines of a screen as they were when they were first asked for."""

    def __init__(self, behind: BackgroundScreen) -> None:
        self.behind = behind
        self._strips: list[Strip] | None = None

    def render_strips(
        self,
        width: int,  # noqa: ARG002 - of Textual
        height: int | None,  # noqa: ARG002
        style: VisualStyle,
        options: RenderOptions,  # noqa: ARG002
    ) -> list[Strip]:
        if self._strips is None:
            lines = self.behind.screen._compositor.render_strips()
            self._strips = [dim_line(line, style.rich_style, self.behind.color) for line in lines]
        return self._strips

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        return self.behind.screen.size.height


def dim_line(line: Strip, under: Style, color: Color) -> Strip:
    """A line without links. under: what a text without colors has. color: what is mixed in, by its alpha."""
    return Strip(
        [Segment(text, dim_style(style or Style.null(), under, color)) for text, style, _ in line], line.cell_length
    )


@lru_cache(maxsize=1024)
def dim_style(style: Style, under: Style, color: Color) -> Style:
    ink, paper = (
        (Color.from_rich_color(one) + color).rich_color if one is not None else None
        for one in (style.color, style.bgcolor)
    )
    return under + style.clear_meta_and_links() + Style.from_color(ink, paper)

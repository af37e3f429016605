"""Results in a notebook: figures that show themselves, and pages as HTML. `sim.analysis` finds these functions by name.

A comparison shows the answer and the table of primary measures of its first page. Other results show the page of their command.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from reports.comparison.brief import Brief, BriefLine, build_brief
from reports.comparison.differences import NONE_FOUND
from reports.comparison.findings import build_findings
from reports.comparison.global_sensitivity import print_sensitivity
from reports.comparison.ranking import print_ranking
from reports.comparison.results import print_full_comparison
from reports.comparison.sweep import print_sweep
from reports.comparison.year import print_year
from reports.figures.export import collect_evidence, iterate_comparison_drawings, iterate_evidence_drawings
from reports.figures.ranking_plot import iterate_ranking_drawings
from reports.figures.sensitivity_plot import iterate_sensitivity_drawings
from reports.figures.style import Drawing, lay_out_figure, render_drawing, use_style
from reports.figures.sweep_plot import iterate_sweep_drawings
from reports.text.terms import register_strategies
from scenarios.errors import UnknownName
from scenarios.loading.files import write_atomic
from sim.experiment.comparison import Comparison
from sim.experiment.global_sensitivity import GlobalSensitivity
from sim.experiment.ranking import Ranking
from sim.experiment.sweep import Sweep
from sim.experiment.year import Year

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.result import Result

PAGE_WIDTH = 100
FORMATS = ("svg", "pdf", "png")


@dataclass(frozen=True, repr=False)
class Plot:
    """A figure of a result, which a notebook shows. figure: the matplotlib figure, to change or to put elsewhere."""

    drawing: Drawing
    figure: Figure

    @property
    def title(self) -> str:
        """What the figure shows, in a sentence."""
        return self.drawing.title

    @property
    def alt(self) -> str:
        """The figure in words, for readers who cannot see it."""
        return self.drawing.alt

    def save(self, path: str | Path) -> Path:
        """Writes the figure and returns the path. Raises UnknownName for an ending other than .svg, .pdf or .png, and OSError."""
        path = Path(path)
        form = path.suffix.removeprefix(".")
        if form not in FORMATS:
            raise UnknownName(f"the ending {path.suffix or '(none)'} is not known; use .svg, .pdf or .png")
        return write_atomic(path, render_drawing(self.drawing, self.figure, form))

    def _repr_svg_(self) -> str:
        return render_drawing(self.drawing, self.figure, "svg").decode()

    def __repr__(self) -> str:
        return f"<Plot {self.drawing.name}: {self.title}>"


def list_figures(result: Result[Any]) -> list[str]:
    """The names of the figures that this result has."""
    return [drawing.name for drawing in _iterate_drawings(result)]


def draw_figure(result: Result[Any], name: str | None) -> Plot:
    """A figure by its name, by default the first. Raises UnknownName if there is none of that name."""
    names = []
    for drawing in _iterate_drawings(result):
        if name in (None, drawing.name):
            with use_style():
                return Plot(drawing, lay_out_figure(drawing))
        names.append(drawing.name)
    there_is = f"there is {', '.join(names)}" if names else "this result has none"
    raise UnknownName(f"figure {name or ''}: not known; {there_is}".replace("figure :", "figure:"))


def _iterate_drawings(result: Result[Any]) -> Iterator[Drawing]:
    _register_names(result)
    if isinstance(result.outcome, Comparison):
        yield from iterate_comparison_drawings(result.outcome)
        if result.emergency and (found := collect_evidence(result.outcome, result.emergency, result.raw)):
            yield from iterate_evidence_drawings(result.outcome, found)
    elif isinstance(result.outcome, Sweep):
        yield from iterate_sweep_drawings(result.outcome)
    elif isinstance(result.outcome, GlobalSensitivity):
        yield from iterate_sensitivity_drawings(result.outcome)
    elif isinstance(result.outcome, Ranking):
        yield from iterate_ranking_drawings(result.outcome)


def _register_names(result: Result[Any]) -> None:
    """Of strategies that came with the emergency."""
    if result.emergency is not None:
        register_strategies(result.emergency.strategies.values())


def render_html(result: Result[Any]) -> str:
    """A page for a notebook."""
    _register_names(result)
    outcome, emergency = result.outcome, result.emergency
    if isinstance(outcome, Comparison) and outcome.contrasts and emergency is not None:
        return _render_brief(build_brief(outcome, emergency, emergency.scenario.scenario))
    page = Console(file=io.StringIO(), width=PAGE_WIDTH, color_system=None)
    with page.capture() as captured:
        _print_page(outcome, page)
    return f'<pre style="line-height:1.25">{escape(captured.get())}</pre>'


def _print_page(outcome: object, out: Console) -> None:
    if isinstance(outcome, Comparison):
        print_full_comparison(build_findings(outcome), out)
    elif isinstance(outcome, Sweep):
        print_sweep(outcome, (), out)
    elif isinstance(outcome, GlobalSensitivity):
        print_sensitivity(outcome, (), out)
    elif isinstance(outcome, Ranking):
        names = ",".join(ranked.strategy for ranked in outcome.strategies[:2])
        print_ranking(outcome, f"allcall compare {outcome.scenario} --strategies {names}", out)
    elif isinstance(outcome, Year):
        print_year(outcome, out)


def _render_brief(brief: Brief) -> str:
    """The title, the answer, and the table of primary measures."""
    about = " · ".join(filter(None, (brief.campus, brief.run, brief.compared.rstrip("."))))
    adverse = "; ".join(f"{line.name}: {line.difference}" for line in brief.adverse) or NONE_FOUND
    head = "".join(f'<th scope="col" style="text-align:left">{escape(text)}</th>' for text in brief.headings)
    return "\n".join(
        (
            f"<p><strong>{escape(brief.title)}</strong><br>{escape(about)}</p>",
            *(f"<p>{escape(text)}</p>" for text in brief.cautions),
            f"<p><strong>Answer.</strong> {escape(brief.bottom_line)}</p>",
            f"<table><thead><tr>{head}</tr></thead>",
            f"<tbody>{''.join(map(_render_line, brief.rows))}</tbody></table>",
            *(f"<p>{escape(text)}</p>" for text in (brief.table_note, f"Adverse effects: {adverse}")),
        )
    )


def _render_line(line: BriefLine) -> str:
    name, *cells = line.cells
    row = "".join(f'<td style="text-align:left">{escape(text)}</td>' for text in cells)
    return f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>{row}</tr>'

"""`Result`: the answer to a question of `sim.analysis`, as tables, figures and a page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar, cast

from scenarios.scenario import Emergency
from sim.experiment.comparison import Comparison
from sim.experiment.global_sensitivity import GlobalSensitivity
from sim.experiment.ranking import Ranking
from sim.experiment.raw_results import RawResults
from sim.experiment.sweep import Sweep
from sim.experiment.year import Year

T = TypeVar("T", Comparison, Sweep, GlobalSensitivity, Ranking, Year)

DISPLAY_MODULE = "reports.notebook"


class Display(Protocol):
    """What draws results and writes their pages."""

    def list_figures(self, result: Result[Any]) -> list[str]:
        """The names of the figures that this result has."""

    def draw_figure(self, result: Result[Any], name: str | None) -> Any:
        """A figure by its name, by default the first. Raises UnknownName if there is none of that name."""

    def render_html(self, result: Result[Any]) -> str:
        """A page for a notebook."""


def _find_display() -> Display:
    return cast(Display, import_module(DISPLAY_MODULE))


@dataclass(frozen=True, repr=False)
class Result(Generic[T]):
    """The answer to a question.

    `outcome` is a `Comparison`, `Sweep`, `GlobalSensitivity`, `Ranking` or `Year`, whose fields [json.md](json.md) explains. What the
    outcome has, the result has too: `result.contrasts`, `result.break_evens`, `result.best`. `emergency` is what was played, with
    everything that was set. `raw` has the measures of every replication where `compare` was asked to keep them: `raw.to_frame()`, or
    `raw.column("app", "aware_t90")` as an array.

    In a notebook a result shows its page: of a comparison the bottom line and the table of primary measures, of the others what their
    commands print.
    """

    outcome: T
    emergency: Emergency | None = None
    """None for a year, which has several."""
    raw: RawResults | None = None
    """None unless it was asked for."""

    def to_frame(self, *table: str) -> Any:
        """A table as a pandas DataFrame, by default the main one.

        Of a comparison: contrasts, measures, curves, input_effects, joint. Of a sweep: differences, arms, break_even. Of a sensitivity:
        inputs, points. A ranking and a year have one each. Raises UnknownName for an unknown table, and
        MissingPackageError where pandas is not installed.
        """
        return self.outcome.to_frame(*cast(Any, table))

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `--json` writes them."""
        return self.outcome.to_json()

    @property
    def figures(self) -> list[str]:
        """The names of the figures that `plot` can draw."""
        return _find_display().list_figures(self)

    def plot(self, name: str | None = None) -> Any:
        """A figure, by default the first of `figures`.

        It shows itself in a notebook; `plot().save("aware.svg")` writes it as SVG, PDF or PNG, and `plot().figure` is the matplotlib
        figure. A year has none, because its hazards share no unit. Raises UnknownName for a name that is not among `figures`.
        """
        return _find_display().draw_figure(self, name)

    def _repr_html_(self) -> str:
        return _find_display().render_html(self)

    def __repr__(self) -> str:
        kind, about = type(self.outcome).__name__, getattr(self.outcome, "title", "A year")
        return f"<{kind}: {about} · {self.outcome.campus_title}, seed {self.outcome.seed}>"

    def __getattr__(self, name: str) -> Any:
        """What the outcome has."""
        if name.startswith("_") or name == "outcome":  # a copy looks for these before it has an outcome
            raise AttributeError(name)
        return getattr(self.outcome, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self.outcome)})

"""`Result`: the answer to a question of `sim.analysis`, as tables, figures and a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar, cast

from scenarios.scenario import Emergency
from sim.arguments import checks_arguments
from sim.experiment.aware_times import AwareTimes, find_aware_times
from sim.experiment.comparison import Comparison
from sim.experiment.data_tables import import_package
from sim.experiment.design import PlanError
from sim.experiment.execution import EngineName
from sim.experiment.executor import Workers
from sim.experiment.global_sensitivity import GlobalSensitivity
from sim.experiment.joint import JointPoints
from sim.experiment.ranking import Ranking
from sim.experiment.raw_results import RawResults, find_arm
from sim.experiment.sweep import Sweep
from sim.experiment.year import Year
from sim.own_packages import require_own
from sim.statistics.summaries import Arm

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
    require_own(import_module(DISPLAY_MODULE.partition(".")[0]))
    return cast(Display, import_module(DISPLAY_MODULE))


@dataclass(frozen=True, repr=False)
class Result(Generic[T]):
    """The answer to a question.

    `outcome` is a `Comparison`, `Sweep`, `GlobalSensitivity`, `Ranking` or `Year`, whose fields [json.md](json.md) explains. What the
    outcome has, the result has too: `result.contrasts`, `result.break_evens`, `result.best`. `emergency` is what was played, with
    everything that was set. `raw` has the measures of every replication where `compare` was asked to keep them: `raw.to_frame()`, or
    `raw.column("app", "aware_t90")` as an array. `joint_points` then has every combination of inputs and the reductions there:
    `joint_points.to_frame()`.

    In a notebook a result shows its page: of a comparison the answer and the table of primary measures, of the others what their
    commands print.
    """

    outcome: T
    emergency: Emergency | None = None
    """None for a year, which has several."""
    raw: RawResults | None = None
    joint_points: JointPoints | None = None
    """None unless they were asked for."""

    def to_frame(self, *table: str) -> Any:
        """A table as a pandas DataFrame, by default the main one.

        Of a comparison: contrasts, measures, curves, input_effects, joint, chance, levers. Of a sweep: differences, arms, break_even.
        Of a sensitivity: inputs, points. A ranking and a year have one each. Raises UnknownName for an unknown table, and
        MissingPackageError where pandas is not installed.
        """
        return self.outcome.to_frame(*cast(Any, table))

    @checks_arguments
    def to_xarray(self, *, persons: bool = False) -> Any:
        """Every replication as an xarray Dataset: `value`, by replication, arm and measure. A time that was not reached is infinite.

        persons: also `aware`, by replication, arm and person, as in `aware_times`. Raises PlanError where `compare` was not asked for
        `keep_raw=True`, MissingPackageError where xarray is not installed.

            >>> from sim import compare
            >>> result = compare(
            ...     "active-assailant", strategies=["office-pa", "practice+app"],
            ...     pairs=20, input_pairs=0, joint=0, keep_raw=True,
            ... )
            >>> arrived = result.to_xarray().value.sel(measure="first_unit_on_scene")
            >>> dict(arrived.sizes)
            {'replication': 20, 'arm': 2}
        """
        if self.raw is None:
            raise PlanError("to_xarray needs every replication; ask for compare(..., keep_raw=True)")
        values = self.raw.to_xarray()
        arms = {"value": values}
        if persons:
            times = [self.aware_times(*arm).to_xarray() for arm in self.raw.arms]
            by_arm = import_package("xarray", "to_xarray").concat(times, values.arm)
            arms["aware"] = by_arm.transpose("replication", "arm", "person")
        return values.to_dataset().assign(arms)

    @checks_arguments
    def aware_times(
        self,
        strategy: str,
        conditions: Sequence[str] = (),
        *,
        replications: int | None = None,
        workers: Workers = None,
        engine: EngineName = "auto",
    ) -> AwareTimes:
        """When each member of staff became aware, in an arm of a comparison.

        The replications are played again, all of them or the first few. `seconds` is an array (replications, staff), infinite where a
        person was not aware by the end and NaN where not on campus; `staff` has the ids on the roster. `to_frame` and `to_xarray` make
        tables of it. Raises UnknownName for an arm that was not played, PlanError for other results than those of `compare`.

            >>> from sim import compare
            >>> arms = ["office-pa", "practice+app"]
            >>> result = compare("active-assailant", strategies=arms, pairs=20, input_pairs=0, joint=0)
            >>> times = result.aware_times("practice+app")
            >>> times.seconds.shape, times.staff[0]
            ((20, 150), 'teacher@a101')
        """
        outcome: object = self.outcome
        if not isinstance(outcome, Comparison) or self.emergency is None:
            raise PlanError("only a comparison has replications of its own; ask compare for the same arms")
        arms = list(dict.fromkeys(Arm(line.strategy, line.conditions) for line in outcome.measures))
        arm = arms[find_arm(arms, strategy, conditions)]
        number = outcome.replications if replications is None else replications
        return find_aware_times(self.emergency, arm, outcome.seed, number, workers, engine)

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

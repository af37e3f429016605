"""What the Lab exports: the comparison that is on the screen, played again by the command that anybody can run, as figures and tables.

Inputs that are moved in both arms become settings of the emergency. Arms whose inputs differ become arms of their own, named pinned and
changed.
"""

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from scenarios.arms import CustomArm, add_arm
from scenarios.loading.files import ensure_writable_folder, write_atomic
from scenarios.scenario import Emergency
from scenarios.settings import Setting, apply_settings, collect_inputs, format_value
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, write_csv
from sim.experiment.design import PlanError
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.live_comparison import LiveArm
from sim.experiment.raw_results import RawResults
from tui.commands.options import list_condition_words

ARM_TITLES = "pinned", "changed"
WITHOUT_SENSITIVITY = "--input-pairs", "0", "--joint", "0"
"""Which takes longer."""
COMMAND_FILE = "command.txt"


@dataclass(frozen=True)
class ExportPlan:
    """A comparison, and the command line that plays it."""

    experiment: Experiment
    pairs: int
    command: str


def plan_export(
    emergency: Emergency, named: Sequence[str], arms: tuple[LiveArm, LiveArm], pairs: int, seed: int
) -> ExportPlan:
    """The comparison of these arms. named: the arguments that name scenario and campus. Raises PlanError where no command can play it."""
    first, second = arms
    if first.conditions != second.conditions:
        raise PlanError("A and B are under different conditions; export them under the same")
    if first == second:
        raise PlanError("A and B are the same; change one of them first")
    settings, custom = _list_settings(emergency, first), list[CustomArm]()
    if first.values != second.values or first.strategy == second.strategy:
        settings = []
        custom = [
            CustomArm(title, arm.strategy, tuple(_list_settings(emergency, arm)))
            for title, arm in zip(ARM_TITLES, arms, strict=True)
            if arm.values
        ]
    own = [arm.id for arm in custom]
    plain = [arm.strategy for arm in arms if not custom or not arm.values]
    strategies = (*(plain or [emergency.place.campus.present_practice]), *own)
    baseline = ARM_TITLES[0] if ARM_TITLES[0] in own else first.strategy
    changed = apply_settings(emergency, settings)
    for arm in custom:
        changed = add_arm(changed, arm)
    words = ["allcall", "compare", *named]
    words += ["--strategies", ",".join(plain)] if plain else []
    words += ["--baseline", baseline]
    words += [word for setting in settings for word in ("--set", str(setting))]
    words += [word for arm in custom for word in ("--arm", _format_arm(arm))]
    words += list_condition_words(first.conditions)
    words += ["--replications", str(pairs), "--seed", str(seed), *WITHOUT_SENSITIVITY]
    experiment = Experiment(changed, strategies, baseline, first.conditions, seed)
    return ExportPlan(experiment, pairs, shlex.join(words))


def _list_settings(emergency: Emergency, arm: LiveArm) -> list[Setting]:
    sources = collect_inputs(emergency)
    return [Setting(name, format_value(sources[name], value)) for name, value in arm.values]


def _format_arm(arm: CustomArm) -> str:
    return f"{arm.title}: {', '.join([arm.strategy or '', *map(str, arm.settings)])}"


def play_export(plan: ExportPlan, is_compiled: bool, stop: Callable[[], bool]) -> tuple[Comparison, RawResults]:
    """The comparison without input ranges, which take longer, and its replications. Raises StoppedError, PlanError, PoolError."""
    raw: list[RawResults] = []
    comparison = compare(
        plan.experiment,
        Execution(engine="auto" if is_compiled else "simpy", stop=stop),
        replications=plan.pairs,
        input_pairs=0,
        joint=0,
        on_results=raw.append,
    )
    return comparison, raw[0]


def write_export(plan: ExportPlan, comparison: Comparison, raw: RawResults, parent: Path) -> Path:
    """Writes figures, tables and the command into a new folder, which is returned. Raises OSError and ValueError."""
    from reports.figures.export import collect_evidence, write_figures

    folder = next(path for path in _iterate_folders(parent, comparison.scenario) if not path.exists())
    ensure_writable_folder(folder)
    write_atomic(folder / COMMAND_FILE, f"{plan.command}\n".encode())
    write_csv(comparison, folder)
    write_figures(comparison, folder, collect_evidence(comparison, plan.experiment.emergency, raw))
    return folder


def _iterate_folders(parent: Path, scenario: str) -> Iterator[Path]:
    """`lab-active-assailant`, then with 2, 3, ..."""
    yield parent / f"lab-{scenario}"
    yield from (parent / f"lab-{scenario}-{number}" for number in count(2))

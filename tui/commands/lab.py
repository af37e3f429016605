"""`allcall lab`: opens the Lab, in which strategies are compared while inputs move."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tui.commands.options import CampusOption, EngineName, SeedOption

if TYPE_CHECKING:
    from tui.screens.lab import Lab


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LabOptions:
    """The options of the Lab."""

    campus: CampusOption = None
    seed: SeedOption = 1
    engine: Annotated[
        EngineName, Parameter(help="What plays, with the same results: compiled is faster once it has been compiled.")
    ] = "auto"


def lab(scenario: str = "active-assailant", /, options: LabOptions = LabOptions()) -> int:
    """Opens the Lab. Raises CommandError without a terminal.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        All options.
    """
    from tui.launcher import run_application

    arguments = ["lab", scenario, "--seed", str(options.seed), "--engine", options.engine]
    arguments += ["--campus", options.campus] if options.campus else []
    return run_application(
        arguments, lambda _: _open_lab(scenario, options), "allcall compare prints the same comparison without one"
    )


def _open_lab(scenario: str, options: LabOptions) -> "Lab":
    from tui.screens.lab import Lab

    return Lab(scenario, options.campus, options.seed, options.engine)

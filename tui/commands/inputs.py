"""`allcall inputs`: what `--set`, `--arm` and `--over` can name, with values and ranges."""

from typing import Annotated

from cyclopts import Parameter


def inputs(
    scenario: str,
    word: str | None = None,
    /,
    *,
    campus: str | None = None,
    fields: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Lists the inputs of a scenario by their dotted names, with the value in the files and the stated range. Returns 0.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    word
        List only names and titles that contain this.
    campus
        Use this campus instead of the scenario's.
    fields
        List the plain fields too, such as psap.takers.
    """
    import sim.measures  # noqa: F401 - from here on scenario files may name them, and hazards
    from reports.inputs import print_inputs
    from scenarios.library import open_emergency
    from tui.terminal.console import render_for_stdout
    from tui.terminal.output import print_styled

    emergency = open_emergency(scenario, campus)
    print_styled(render_for_stdout(lambda console: print_inputs(emergency, word or "", fields, console)))
    return 0

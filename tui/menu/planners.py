"""Commands for planners: the same emergency under several strategies."""

from tui.commands.options import Comparing
from tui.menu.app import app


@app.command(sort_key=3)
def compare(scenario: str, /, options: Comparing = Comparing()) -> int:  # noqa: B008 - frozen
    """Play one emergency many times under several strategies, with the same luck in each, and say what differs.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        Everything else.
    """
    from tui.commands import compare

    return compare.run(scenario, options)

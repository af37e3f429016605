"""Commands about this machine: screens in a browser, and the configuration."""

from typing import Annotated

from cyclopts import Parameter, validators

from tui.commands.numbers import Whole
from tui.menu.app import app


@app.command(sort_key=12)
def serve(*, port: Annotated[Whole, Parameter(validator=validators.Number(gte=1, lte=65535))] = 8000) -> int:
    """Show the screens in a browser on this machine, and on no other.

    Parameters
    ----------
    port
        Of the address http://localhost:PORT.
    """
    from tui.commands import serve

    return serve.run(port)


@app.command(sort_key=13)
def config() -> int:
    """Print where the configuration file is, and what may be in it: keys, theme, signs."""
    from tui.commands import config

    return config.run()

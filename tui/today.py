"""Which day it is: asked by commands and handed on, so that nothing deeper looks at a clock."""

from datetime import date


def get_today() -> date:
    """The day on which the command is given."""
    return date.today()

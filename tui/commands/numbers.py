"""Numbers on a command line, as strict as those in a file: cyclopts alone would read 2.5 as 2 and say nothing."""

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter, Token


def _whole(_: type[int], tokens: Sequence[Token]) -> int:
    (token,) = tokens
    try:
        return int(token.value)
    except ValueError:
        raise ValueError(f'"{token.value}" is not a whole number') from None


Whole = Annotated[int, Parameter(converter=_whole)]
"""A whole number, and nothing that would have to be rounded to one."""

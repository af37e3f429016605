"""The commands, one file per group. A command writes to standard output and returns its exit status.

`tui.cli` imports a file when one of its commands runs. Slow imports stand inside the functions that need them.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token


def _whole(_: type[int], tokens: Sequence[Token]) -> int:
    (token,) = tokens
    try:
        return int(token.value)
    except ValueError:
        raise ValueError(f'"{token.value}" is not a whole number') from None


WholeNumber = Annotated[int, Parameter(converter=_whole)]
"""A whole number, as strict as in a file: cyclopts alone would read 2.5 as 2."""


def _t_plus(_: type[float], tokens: Sequence[Token]) -> float:
    (token,) = tokens
    parts = re.fullmatch(r"(?:T\+)?(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d(?:\.\d+)?)", token.value, re.ASCII)
    if parts is None:
        raise ValueError(f'"{token.value}" is not a T+ such as 3:10')
    hours, minutes, seconds = parts.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


TPlus = Annotated[float, Parameter(converter=_t_plus)]
"""Seconds from onset, written as minutes and seconds."""
FilePath = Annotated[Path, Parameter(allow_leading_hyphen=True)]
"""A file or folder; its name may begin with a dash."""

"""Datasheets as a command shows them."""

import io
from contextlib import redirect_stderr, redirect_stdout
from functools import cache

from tui.cli import main


@cache
def shown(name: str, *options: str) -> str:
    """The page as it goes into a pipe."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["show", name, *options]) == 0
    assert err.getvalue() == ""
    out.seek(0)
    return out.read()

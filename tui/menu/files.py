"""Commands that read files: what there is, what is in it, and whether it is right."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tui.menu.app import app

Kind = Literal[
    "scenario", "campus", "strategy", "exercise", "script", "names", "additions", "requirement", "programme"
]


@app.command(name="list", sort_key=1)
def list_() -> int:
    """List the scenarios, campuses, strategies, exercises and requirements that come with Allcall."""
    from tui.commands import listing

    return listing.run()


@app.command(sort_key=2)
def show(name: str, /) -> int:
    """Show a scenario, campus or strategy as a page, with the evidence behind every number; or an exercise, requirement or programme.

    Parameters
    ----------
    name
        A name from `allcall list`, or a file.
    """
    from tui.commands import show

    return show.run(name)


@app.command(sort_key=4)
def check(*file: Annotated[str, Parameter(required=True)]) -> int:
    """Check scenario, campus, strategy and exercise files, and report everything that is wrong in them.

    Parameters
    ----------
    file
        Files, or names from `allcall list`. A scenario is checked with its campus and strategies,
        an exercise with its scenario, a script with its exercise.
    """
    from tui.commands import check

    return check.run(file)


@app.command(name="map", sort_key=5)
def map_(campus: str, /, *, svg: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None) -> int:
    """Draw a campus as it is in its file, by building and floor, with what is where.

    Parameters
    ----------
    campus
        A name from `allcall list`, or a file.
    svg
        Draw it into this file instead; - for standard output.
    """
    from tui.commands import map as command

    return command.run(campus, svg)


@app.command(sort_key=6)
def schema(kind: Kind = "scenario", /) -> int:
    """Print the JSON Schema of a kind of file, for editors.

    Parameters
    ----------
    kind
        The kind of file.
    """
    from tui.commands import schema

    return schema.run(kind)


@app.command(sort_key=6)
def new(
    kind: Literal["scenario", "campus", "strategy", "exercise"],
    name: str,
    /,
    *,
    folder: Annotated[Path, Parameter(name="--in", allow_leading_hyphen=True)] = Path(),
) -> int:
    """Write a commented, valid file to begin with: NAME.yaml, in this folder.

    Parameters
    ----------
    kind
        What it is to be.
    name
        What it is called: small letters, digits and dashes.
    folder
        Another folder to write it into.
    """
    from tui.commands import new as command

    return command.run(kind, name, folder)

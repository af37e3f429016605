"""The options of `allcall compare`, as they are typed. What they mean together is decided by the command.

Light on purpose: the help is made from it, before anything heavy is imported.
"""

import shlex
from dataclasses import dataclass, fields
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from scenarios.limits import MOST_REPLICATIONS
from tui.commands.numbers import Whole

WHERE = {"json", "csv", "figures", "report", "workers"}
"""Options that say where results go, or how fast: they change no number."""
AtLeastOne = Number(gte=1)
NotNegative = Number(gte=0)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Comparing:
    """Everything that may be said about a comparison; None where it is left to the scenario."""

    campus: Annotated[str | None, Parameter(help="Play on this campus instead of the scenario's.")] = None
    strategies: Annotated[str | None, Parameter(help="Play only these strategies, separated by commas.")] = (
        None
    )
    baseline: Annotated[str | None, Parameter(help="The strategy that the others are compared with.")] = None
    replications: Annotated[
        Whole | None,
        Parameter(
            help=f"How many emergencies to play, at most {MOST_REPLICATIONS:,}.",
            validator=Number(gte=1, lte=MOST_REPLICATIONS),
        ),
    ] = None
    precision: Annotated[
        str | None,
        Parameter(
            help='Play until the primary differences are known this well: "2 s" or "2%".',
            allow_leading_hyphen=True,
        ),
    ] = None
    seed: Annotated[
        Whole,
        Parameter(
            help="Another seed is other luck: any whole number from 0; of a large one every digit counts.",
            validator=NotNegative,
        ),
    ] = 1
    workers: Annotated[
        Whole | None,
        Parameter(
            help="Processes to play on; by default, and at most, one a processor.",
            validator=AtLeastOne,
        ),
    ] = None
    json: Annotated[
        str | None,
        Parameter(help="Write the record to this file; - for standard output.", allow_leading_hyphen=True),
    ] = None
    csv: Annotated[str | None, Parameter(help="Write the tables as CSV into this folder.")] = None
    figures: Annotated[str | None, Parameter(help="Draw the figures into this folder.")] = None
    report: Annotated[
        str | None, Parameter(help="Write a report into this folder, as Word, PDF and HTML.")
    ] = None
    input_pairs: Annotated[
        Whole, Parameter(help="Pairs played at each end of an assumed input.", validator=NotNegative)
    ] = 20
    pa: Annotated[Literal["failed"] | None, Parameter(help="The PA is down and nobody knows it.")] = None
    radio: Annotated[Literal["failed"] | None, Parameter(help="The campus radio is down.")] = None
    sro: Annotated[Literal["away"] | None, Parameter(help="The school resource officer is off campus.")] = (
        None
    )

    alarm: Annotated[Literal["failed"] | None, Parameter(help="The fire alarm is out of order.")] = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """The world conditions asked for, as scenario files name them."""
        given = {
            "pa-failed": self.pa,
            "radio-failed": self.radio,
            "sro-away": self.sro,
            "alarm-failed": self.alarm,
        }
        return tuple(name for name, said in given.items() if said is not None)


def command_of(scenario: str, options: Comparing) -> str:
    """What was typed, as far as it decides the numbers."""
    words = ["allcall", "compare", scenario]
    for option in fields(options):
        value = getattr(options, option.name)
        if value != option.default and option.name not in WHERE:
            words += [f"--{option.name.replace('_', '-')}", str(value)]
    return shlex.join(words)

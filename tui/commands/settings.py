"""`--set` and `--arm`: an emergency with other values than in its files, for every command that plays one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tui.terminal.console import CommandError

if TYPE_CHECKING:
    from scenarios.library import Loader
    from scenarios.scenario import Emergency

SetOption = Annotated[
    tuple[str, ...],
    Parameter(
        name="--set",
        negative="",
        help='Play with another value than in the files, in every arm: "app.installed=40%". May be repeated.',
    ),
]
ArmOption = Annotated[
    tuple[str, ...],
    Parameter(
        name="--arm",
        negative="",
        help='Compare an arm of your own, made of settings, a strategy, levers, or training sets: "trained: app, '
        'protocol.reaction=5 s". Without --strategies, with what the campus does today. May be repeated.',
    ),
]
StructureOption = Annotated[
    str | None,
    Parameter(help="Play everything under this structure of the scenario; allcall show lists them."),
]


def open_with_settings(
    scenario: str,
    campus: str | None,
    strategies: Sequence[str] | None,
    settings: Sequence[str],
    arms: Sequence[str],
    loader: "Loader | None" = None,
    structure: str | None = None,
) -> "tuple[Emergency, list[str] | None]":
    """The emergency under a structure, with settings and arms, and the strategies to play; None: those of the scenario.

    With arms but without strategies, the arms are played beside what the campus does today. Raises CommandError and Problems.
    """
    from scenarios.arms import apply_settings_and_arms, list_mentioned_strategies
    from scenarios.library import open_emergency
    from scenarios.settings import SettingError, parse_setting
    from scenarios.structures import play_under

    opened = [*(strategies or ()), *list_mentioned_strategies(arms)]
    emergency = open_emergency(scenario, campus, opened, loader)
    try:
        return apply_settings_and_arms(
            play_under(emergency, structure), strategies, [parse_setting(text) for text in settings], arms
        )
    except SettingError as error:
        raise CommandError(str(error)) from None

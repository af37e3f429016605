"""`--set` and `--arm`: an emergency with other values than in its files, for every command that plays one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tui.terminal.console import CommandError

if TYPE_CHECKING:
    from scenarios.library import Loader
    from scenarios.scenario import Emergency


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ChangeOptions:
    """What is played otherwise than in the files; the same for every experiment."""

    settings: Annotated[
        tuple[str, ...],
        Parameter(
            name="--set",
            negative="",
            help='Play with another value than in the files, in every arm: "app.installed=40%". May be repeated.',
        ),
    ] = ()
    arms: Annotated[
        tuple[str, ...],
        Parameter(
            name="--arm",
            negative="",
            help="Compare an arm of your own, made of settings, a strategy, levers, or training sets: "
            '"trained: app, protocol.reaction=5 s". Without --strategies, with what the campus does today. May be repeated.',
        ),
    ] = ()
    structure: Annotated[
        str | None, Parameter(help="Play everything under this structure of the scenario; allcall show lists them.")
    ] = None


NO_CHANGE = ChangeOptions()


def open_with_settings(
    scenario: str, campus: str | None, strategies: Sequence[str] | None, changes: ChangeOptions, loader: "Loader"
) -> "tuple[Emergency, list[str] | None]":
    """The emergency with these changes, and the strategies to play; None: those of the scenario.

    With arms but without strategies, the arms are played beside what the campus does today. Raises CommandError and Problems.
    """
    from reports.text.terms import register_strategies
    from scenarios.arms import apply_settings_and_arms, list_mentioned_strategies
    from scenarios.library import open_emergency
    from scenarios.settings import SettingError, parse_setting
    from scenarios.structures import play_under

    opened = [*(strategies or ()), *list_mentioned_strategies(changes.arms)]
    emergency = open_emergency(scenario, campus, opened, loader)
    try:
        settings = [parse_setting(text) for text in changes.settings]
        played, named = apply_settings_and_arms(
            play_under(emergency, changes.structure), strategies, settings, changes.arms
        )
    except SettingError as error:
        raise CommandError(str(error)) from None
    register_strategies(played.strategies.values())
    return played, named

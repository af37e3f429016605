"""Arms that a user makes: a strategy under a new name, with settings and levers that hold in it alone.

    trained: app, protocol.reaction=5 s
    drilled: de-escalation-training, microphone

All arms still share their random numbers.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.diagnostics import Problems, quote, suggest
from scenarios.library import list_shipped, open_training
from scenarios.scenario import Emergency, SetInput
from scenarios.settings import (
    Setting,
    SettingError,
    apply_setting,
    apply_settings,
    format_switch,
    format_value,
    list_levers,
    parse_setting,
    require_unique,
    show_value,
)


@dataclass(frozen=True)
class CustomArm:
    """An arm of its own. strategy: whose order it follows; None: what the campus does today."""

    title: str
    strategy: str | None
    settings: tuple[Setting, ...]
    levers: tuple[str, ...] = ()
    """The ids of levers that are pulled."""
    name: str | None = None

    @property
    def id(self) -> str:
        """Its name, or else the title as an id."""
        return self.name or title_to_id(self.title)


def title_to_id(title: str) -> str:
    """The id of an arm with this title."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")


def parse_arm(text: str, strategies: Iterable[str], levers: Collection[str] = ()) -> CustomArm:
    """Reads `TITLE: ITEM, ITEM`: each a setting, a strategy, a lever, or a training set. Raises SettingError."""
    title, colon, rest = (part.strip() for part in text.partition(":"))
    items = _split_items(rest)
    if not (title and colon and all(items)):
        raise SettingError(
            f"{quote(text)} is not an arm; write TITLE: ITEM, ITEM, such as "
            '"trained: witnessing.decision=10 s, protocol.reaction=5 s"'
        )
    known, training = list(strategies), list_shipped("training")
    strategy, settings, pulled = None, [], []
    for item in items:
        if "=" in item:
            settings.append(parse_setting(item))
        elif item in known:
            if strategy is not None:
                raise SettingError(f"arm {quote(title)}: {strategy} and {item} are both strategies; name one")
            strategy = item
        elif item in levers:
            pulled.append(item)
        elif item in training or item.endswith((".yaml", ".yml")):
            settings += _read_training(item)
        else:
            raise SettingError(
                f"arm {quote(title)}: {quote(item)} is neither a setting, a strategy, a lever nor a training set; "
                f"{suggest(item, [*known, *levers, *training], most=40)}"
            )
    arm = CustomArm(title, strategy, tuple(settings), tuple(dict.fromkeys(pulled)))
    if not arm.id:
        raise SettingError(f"arm {quote(title)}: its title has no letter or digit")
    return arm


def _split_items(text: str) -> list[str]:
    """The items of an arm: at commas outside of brackets."""
    items, depth = [""], 0
    for character in text:
        depth += (character in "{[") - (character in "}]")
        if character == "," and depth <= 0:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items]


def _read_training(name: str) -> list[Setting]:
    try:
        return [Setting(*setting) for setting in open_training(name).settings.items()]
    except Problems as error:
        raise SettingError(str(error)) from None


def add_arm(emergency: Emergency, arm: CustomArm) -> Emergency:
    """The emergency with another arm, under the id of the arm. Raises SettingError."""
    taken = [strategy.strategy for strategy in emergency.strategies.values()]
    if arm.id in (*taken, *emergency.strategies):
        raise SettingError(f"arm {quote(arm.title)}: there is a strategy {quote(arm.id)} already; rename the arm")
    try:
        require_unique(arm.settings)
        strategy = emergency.strategy(arm.strategy or emergency.place.campus.present_practice)
        renamed = strategy.model_copy(update={"strategy": arm.id, "title": arm.title})
        played = emergency.as_played(strategy.strategy)
        alone = replace(played, strategies={arm.id: renamed}, variants={})
        for setting in arm.settings:
            alone = apply_setting(alone, setting, is_arm=True)
        for lever in arm.levers:
            alone = _pull(alone, lever)
    except SettingError as error:
        raise SettingError(f"arm {quote(arm.title)}: {error}") from None
    return replace(
        emergency,
        strategies={**emergency.strategies, arm.id: alone.strategies[arm.id]},
        variants={**emergency.variants, arm.id: alone},
    )


def apply_settings_and_arms(
    emergency: Emergency, strategies: Sequence[str] | None, settings: Sequence[Setting], arms: Sequence[str]
) -> tuple[Emergency, list[str] | None]:
    """The emergency with settings and arms, and the strategies to play; None: those of the scenario.

    arms: as `parse_arm` reads them. With arms but without strategies, the arms are played beside what the campus does today. Raises
    SettingError.
    """
    emergency = apply_settings(emergency, settings)
    known = dict.fromkeys([*emergency.strategies, *(each.strategy for each in emergency.strategies.values())])
    levers = list_levers(emergency) if arms else {}
    custom = [parse_arm(text, known, levers) for text in arms]
    titles = [arm.id for arm in custom]
    for arm in custom:
        if titles.count(arm.id) > 1:
            raise SettingError(f"two arms are called {quote(arm.title)}; give each a title of its own")
    for arm in custom:
        emergency = add_arm(emergency, arm)
    if not custom:
        return emergency, None if strategies is None else list(strategies)
    return emergency, [*(strategies or [emergency.place.campus.present_practice]), *(arm.id for arm in custom)]


def list_mentioned_strategies(arms: Iterable[str]) -> list[str]:
    """The shipped strategies, and files, that arms name and that have to be opened with the emergency."""
    items = [item for text in arms for item in _split_items(text.partition(":")[2])]
    shipped = list_shipped("strategy")
    return list(dict.fromkeys(item for item in items if item in shipped))


def _pull(emergency: Emergency, lever: str) -> Emergency:
    """The emergency with a lever pulled, all of whose inputs it must have. Raises SettingError."""
    stated = list_levers(emergency).get(lever)
    if stated is None:
        raise SettingError(f"lever {quote(lever)} is of a strategy that this arm does not follow")
    kept = "" if stated.kept == 1.0 else f"kept with a chance of {100 * stated.kept:.3g}%"
    for name, source, to in stated.inputs:
        before = source.distribution.median_or_none()
        text = "" if before is None else show_value(source, before)
        entry = SetInput(name, format_value(source, to), text, kept)
        emergency = replace(emergency, set_inputs=(*emergency.set_inputs, entry))
    for switch, on in stated.switches:
        emergency = apply_setting(emergency, Setting(switch, format_switch(on)), is_arm=True)
    return stated.adopt(emergency)

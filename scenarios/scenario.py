"""A scenario file, and an emergency ready to be played: a scenario, its campus written out, and the strategies that may answer it.

A condition without effect, such as "PA down" on a campus without a PA, is found here once: `check` notes it, a comparison leaves it out.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scenarios.access import RosterChange
from scenarios.base import FileModel, Text
from scenarios.campus import DAY, Campus
from scenarios.campus_expansion import Place
from scenarios.decided_acts import DecidedActs, get_default_acts
from scenarios.diagnostics import quote, validation_error
from scenarios.hazards import Belief, Hazard, OnsetPlaces, Protocol, Responding, Witnessing
from scenarios.inputs import AllowedScales, ChanceInput
from scenarios.loading.yaml_parser import format_flow
from scenarios.strategies import Strategy
from scenarios.units import MAX_REPLICATIONS, NUMBER, TIME, Seconds

Condition = Literal[
    "pa-failed", "radio-failed", "sro-away", "alarm-failed", "network-down", "power-out", "cells-busy", "unwarned"
]

CONDITIONS: dict[str, str] = {
    "pa-failed": "the PA is down and no one knows it",
    "radio-failed": "the campus radio is down",
    "sro-away": "the school resource officer is off campus",
    "alarm-failed": "the fire alarm is out of order and no one knows it",
    "network-down": "the campus network is down",
    "power-out": "the power is out",
    "cells-busy": "the mobile networks are busy",
    "unwarned": "no warning comes before the tornado",
}

SHARED_CAUSES = "network-down", "power-out", "cells-busy"

PRESENT_PRACTICE = "present-practice"
ADDED_APP = "practice+app"
"""The shipped strategy that adds an app to it."""
PER_HEAD = "per head"


class Difference(NamedTuple):
    """How much of a measure: `15 s`, `30 s per head`, or a plain number in the measure's own unit. amount: times in seconds."""

    amount: float
    unit: Literal["", "s", "s per head"] = ""

    def for_occupants(self, heads: int) -> float:
        """In the measure's own unit, where so many people are on campus; per head is counted in person-minutes."""
        return self.amount * heads / 60 if self.unit == "s per head" else self.amount


def _parse_difference(value: object) -> Difference:
    if isinstance(value, Difference):
        return value
    time, per_head, rest = value.partition(PER_HEAD) if isinstance(value, str) else ("", "", "")
    if per_head and not rest.strip():
        found = Difference(TIME.parse(time.strip()), "s per head")
    elif isinstance(value, str):
        found = Difference(TIME.parse(value), "s")
    else:
        found = Difference(NUMBER.parse(value))
    if found.amount == 0:
        raise validation_error(f"{quote(value)} is 0", "the smallest difference that matters is above 0")
    return found


SmallestDifference = Annotated[
    Difference, BeforeValidator(_parse_difference), WithJsonSchema({"type": ["string", "number"]})
]


class Primary(FileModel):
    """A measure that the verdict is about, and the smallest difference in it that matters.

    also: other differences, for readers to whom more or less would matter.
    """

    measure: str
    smallest_difference: SmallestDifference
    also: list[SmallestDifference] = Field(default=[], max_length=2)


class Headline(FileModel):
    """One of the rows that answer the question. `present-practice` is the strategy that the campus uses today."""

    without: str
    with_: str = Field(alias="with")
    conditions: list[Condition] = []
    says: Text


SettingText = Annotated[str, BeforeValidator(format_flow), WithJsonSchema({})]
"""The value of a setting, as `--set` takes it; in a file also a number, a mapping or a list."""


SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def _require_id(text: str) -> str:
    if not re.fullmatch(SLUG, text):
        raise validation_error(f"{quote(text)} is no id", "write small letters, digits and hyphens")
    return text


def _require_question(text: str) -> str:
    if not text.endswith("?"):
        raise validation_error(f"{quote(text)} is no question", "end it with a question mark")
    return text


class Structure(FileModel):
    """An alternative to how the scenario has people or equipment behave: a question of the model rather than of a number.

    title: what is then assumed. asks: the question, such that a school can find out its answer. then: the answer under which the structure
    holds. about: in files of earlier editions, which exercises carry; not read. settings: values by dotted name. conditions: what is so on
    that day besides.
    """

    id: Annotated[str, AfterValidator(_require_id), WithJsonSchema({"type": "string", "pattern": f"^{SLUG}$"})]
    title: Text
    asks: Annotated[Text, AfterValidator(_require_question)] | None = None
    then: Text | None = None
    about: Text | None = None
    settings: dict[str, SettingText] = Field(min_length=1)
    conditions: list[Condition] = []


class Scenario(FileModel):
    """A scenario file."""

    scenario: str
    title: Text
    summary: Text
    campus: str
    period: str
    hazard: Hazard
    horizon: Seconds
    # none of the three where no one witnesses the hazard
    witnessing: Witnessing | None = None
    belief: Belief | None = None
    told_calls_911: Annotated[ChanceInput, AllowedScales("person", "site")] | None = None
    # the office never announces, though the PA works; none: it always does
    office_silent: Annotated[ChanceInput, AllowedScales("replication", "site")] | None = None
    # those of them who do: once they have decided, as a witness does, or at once
    told_call: Literal["after-deciding", "at-once"] = "after-deciding"
    protocol: Protocol
    sends: list[Literal["police", "fire", "ems"]] = Field(default=["police"], min_length=1)  # by 911
    responding: list[Responding] = []
    strategies: list[str] = Field(min_length=1)
    baseline: str
    headlines: list[Headline] = Field(max_length=4)
    primary: list[Primary] = Field(min_length=1, max_length=3)
    structures: list[Structure] = Field(default=[], max_length=30)
    replications: int = Field(strict=True, ge=1, le=MAX_REPLICATIONS)
    acts: DecidedActs | None = None  # none: every one of them as `scenarios.decided_acts` has it

    @property
    def decided_acts(self) -> DecidedActs:
        """What the file states under `acts`, or the defaults."""
        return self.acts or get_default_acts()


class SetInput(NamedTuple):
    """A value that is not that of the files. value, before: with their units; before: in the file, "" where it has no median."""

    name: str
    value: str
    before: str
    note: str
    """Where it lies outside the stated range; else empty."""


class Adoption(NamedTuple):
    """A lever that is pulled, at one input. to: its median or chance, in its own unit; kept: the chance that a draw is so."""

    to: float
    kept: float


@dataclass(frozen=True)
class Emergency:
    """Everything that files say about it, cross-checked. strategies: by name, all that the scenario or the user named.

    overrides: inputs set to another median or chance, by name, in their own unit. set_inputs: all that was set, plain fields and whole
    distributions included.
    variants: arms with settings of their own, each as the emergency that it is played in, by the id of its strategy.
    adopted: inputs of which a lever is pulled, by name. `scenarios.settings` makes these four.
    structure: the one under which all of it is played.
    """

    scenario: Scenario
    place: Place
    strategies: dict[str, Strategy]
    overrides: Mapping[str, float] = field(default_factory=dict)
    set_inputs: tuple[SetInput, ...] = ()
    variants: "Mapping[str, Emergency]" = field(default_factory=dict)
    structure: Structure | None = None
    adopted: Mapping[str, Adoption] = field(default_factory=dict)

    @property
    def held(self) -> frozenset[str]:
        """The names of all that was set, which therefore does not move with its range."""
        return frozenset([*self.overrides, *(entry.name for entry in self.set_inputs)])

    def hold(self, overrides: Mapping[str, float]) -> dict[str, float]:
        """These values of inputs, but for those that are set here, which stay as they are set."""
        held = self.held
        return {**{name: value for name, value in overrides.items() if name not in held}, **self.overrides}

    def as_played(self, strategy: str) -> "Emergency":
        """The emergency in which the strategy of this id is played."""
        return self.variants.get(strategy, self)

    @property
    def common_files(self) -> "tuple[Scenario | Campus, ...]":
        """What inputs are read from besides the strategy: nothing of the campus where no one on it is played."""
        return (self.scenario, self.place.campus) if self.scenario.hazard.is_witnessed else (self.scenario,)

    @property
    def title(self) -> str:
        """Of the scenario, and that it is over a school day."""
        return f"{self.scenario.title}, on a school day" if self.is_over_a_day else self.scenario.title

    @property
    def is_over_a_day(self) -> bool:
        """Whether each replication is in one of the periods, drawn by its minutes in a school day."""
        return self.scenario.period == DAY

    @cached_property
    def by_period(self) -> "tuple[Emergency, ...]":
        """The same emergency in each period in which it may begin, in the order of the campus file; itself where it is in one period."""
        if not self.is_over_a_day:
            return (self,)
        return tuple(self.during(period.id) for period in self.place.campus.periods if period.weight)

    @property
    def period_shares(self) -> dict[str, float]:
        """By period of `by_period`: the chance that the emergency begins in it."""
        if not self.is_over_a_day:
            return {self.scenario.period: 1.0}
        weights = {period.id: period.weight for period in self.place.campus.periods if period.weight}
        whole = math.fsum(weights.values())
        return {period: weight / whole for period, weight in weights.items()}

    def during(self, period: str) -> "Emergency":
        """The same emergency in one period."""
        variants = {arm: alone.during(period) for arm, alone in self.variants.items()}
        return replace(self, scenario=self.scenario.model_copy(update={"period": period}), variants=variants)

    def begin_in(self, zones: Sequence[str]) -> "Emergency":
        """The same emergency, but it begins in these zones (ids or patterns)."""
        hazard = self.scenario.hazard.model_copy(update={"where": [OnsetPlaces(zones=[*zones])]})
        return replace(self, scenario=self.scenario.model_copy(update={"hazard": hazard}))

    def follow_from(self, school_day: int) -> "Emergency":
        """The same emergency in days, but what is followed begins on this school day of the year, from 1."""
        hazard = self.scenario.hazard.model_copy(update={"followed": school_day})
        return replace(self, scenario=self.scenario.model_copy(update={"hazard": hazard}))

    def keep_at_posts(self, people: Collection[str]) -> "Emergency":
        """The same emergency, but these people, by roster id, are at their posts at onset."""
        staff = [replace(member, at_post=True) if member.id in people else member for member in self.place.staff]
        return replace(self, place=replace(self.place, staff=staff))

    def change_roster(self, changes: Sequence[RosterChange]) -> "Emergency":
        """The same emergency on a day on which these people are different. A substitute carries no radio and no keys."""
        by_id = {change.id: change for change in changes}
        staff = [
            replace(
                member,
                substitute=change.substitute or member.substitute,
                app=change.app or member.app,
                needs=change.needs or member.needs,
                radio=member.radio and not change.substitute,
                keys=member.keys and not change.substitute,
            )
            if (change := by_id.get(member.id))
            else member
            for member in self.place.staff
        ]
        groups = [
            replace(group, needs=by_id[group.id].needs) if group.id in by_id else group for group in self.place.groups
        ]
        return replace(self, place=replace(self.place, staff=staff, groups=groups))

    def smallest_differences(self) -> dict[str, float]:
        """What matters at least, by primary measure, in the measure's own unit on this campus."""
        heads = self.place.occupants
        return {primary.measure: primary.smallest_difference.for_occupants(heads) for primary in self.scenario.primary}

    def other_differences(self) -> dict[str, list[float]]:
        """What might matter instead, by primary measure, in the measure's own unit on this campus."""
        heads = self.place.occupants
        return {
            primary.measure: [difference.for_occupants(heads) for difference in primary.also]
            for primary in self.scenario.primary
        }

    def find_onset_weights(self) -> list[float]:
        """By zone of the place: the weights of all lines of `where` that it fits, added up; 0 where the hazard cannot start.

        A hazard that happens to people starts only where people are posted in the period, if any such zone fits.
        """
        if self.is_over_a_day:
            return self._average_onset_weights()
        hazard, place, period = self.scenario.hazard, self.place, self.scenario.period
        if hazard.happens_to_people:
            occupied = {group.posts[period] for group in place.groups}
            if not hazard.happens_to_groups:
                occupied |= {member.posts[period] for member in place.staff}
            weights = self._weigh_zones(occupied)
            if any(weights):
                return weights
        return self._weigh_zones({zone.id for zone in place.zones})

    def _weigh_zones(self, possible: Collection[str]) -> list[float]:
        """By zone: the weights of all lines that it fits, 0 where it is not one of the possible ones."""
        zones, parts = self.place.zones, []
        for line in self.scenario.hazard.starts:
            fits = [zone.id in possible and line.matches(zone) for zone in zones]
            weight = line.weight / max(1, sum(fits)) if line.together else line.weight
            parts.append([weight if fit else 0.0 for fit in fits])
        return [math.fsum(part) for part in zip(*parts, strict=True)]

    def _average_onset_weights(self) -> list[float]:
        """Chances of the periods, each with its share of the day."""
        shares = self.period_shares.values()
        parts = [part.find_onset_weights() for part in self.by_period]
        chances = [
            [share * weight / math.fsum(part) for weight in part] for share, part in zip(shares, parts, strict=True)
        ]
        return [math.fsum(chance) for chance in zip(*chances, strict=True)]

    def resolve_strategy(self, name: str) -> str:
        """The strategy behind a name; `present-practice` is what the campus uses today."""
        return self.place.campus.present_practice if name == PRESENT_PRACTICE else name

    def strategy_key(self, name: str) -> str:
        """The key in `strategies` of a strategy, by its key or its id: a strategy named by its file has a path as key. Raises KeyError."""
        name = self.resolve_strategy(name)
        if name in self.strategies:
            return name
        for key, strategy in self.strategies.items():
            if strategy.strategy == name:
                return key
        raise KeyError(name)

    def strategy(self, name: str) -> Strategy:
        """A strategy, by its key or its id. Raises KeyError."""
        return self.strategies[self.strategy_key(name)]


def find_no_effect_conditions(emergency: Emergency) -> dict[str, str]:
    """Conditions that change nothing here, each with the reason."""
    campus = emergency.place.campus
    no_sro = all(line.role != "sro" for line in campus.roster)
    no_fire = not emergency.scenario.hazard.sets_off_fire_alarm
    if not emergency.scenario.hazard.is_witnessed:
        return dict.fromkeys(CONDITIONS, "no alert plays a part in it")
    reasons = (
        ("pa-failed", campus.pa is None, "this campus has no PA"),
        ("radio-failed", campus.radio is None, "this campus has no radio"),
        ("sro-away", no_sro, "no one here has the role sro"),
        ("alarm-failed", no_fire, "only a fire sets off the fire alarm"),
        ("unwarned", not emergency.scenario.hazard.may_be_unwarned, "no public warning comes before it"),
        ("alarm-failed", campus.fire_alarm is None, "this campus has no fire alarm"),
        *((cause, campus.shared_causes is None, "this campus states no shared causes") for cause in SHARED_CAUSES),
    )
    return {condition: why for condition, is_so, why in reasons if is_so}


def has_no_effect(line: Headline, idle: dict[str, str]) -> bool:
    """Whether a row is about a day that is none here: it has conditions, and all of them change nothing."""
    return bool(line.conditions) and idle.keys() >= set(line.conditions)

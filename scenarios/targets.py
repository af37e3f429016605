"""A target of an exercise: what is to come, within what time of what else. Or words, for evaluators, where the model has no such instant.

An instant is named after the event of the model that defines it (`sim.exercise.targets`).
"""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.base import FileModel, Text, require_positive
from scenarios.diagnostics import quote, validation_error
from scenarios.units import Seconds

Instant = Literal[
    "onset", "recognized", "first_report", "office_told", "call_answered", "room_known", "dispatched", "first_alert_sent",
    "first_instruction_sent", "first_instruction_heard", "half_aware", "most_aware", "half_protected", "most_protected", "roll_called",
    "all_counted", "secured", "first_unit_on_scene", "unit_met", "danger_over", "all_clear", "cpr_started", "aed_at_patient",
    "aed_shock", "tasks_assigned", "way_cleared", "crew_at_patient", "alarm_sounds", "horns_stopped", "shut_off", "everyone_out",
    "most_sheltered", "storm_arrives", "most_closed_in", "plume_arrives", "plume_passes", "told_to_air", "helper_there", "child_missed",
    "exit_watched", "child_found",
    "threat_reported", "report_read", "team_convened", "plan_made", "plan_reviewed", "police_called", "supports_begin",
    "families_texted", "most_released",
]  # fmt: skip

INSTANT_CLAUSES: dict[Instant, str] = {
    "onset": "the emergency begins",
    "recognized": "someone recognizes the emergency",
    "first_report": "the first report goes out",
    "office_told": "the office knows",
    "call_answered": "911 answers",
    "room_known": "911 knows the room",
    "dispatched": "911 dispatches the first unit",
    "first_alert_sent": "the first alert goes out",
    "first_instruction_sent": "the first instruction goes out",
    "first_instruction_heard": "the first instruction is heard",
    "half_aware": "half of the staff know",
    "most_aware": "90% of the staff know",
    "half_protected": "half of the people are protected",
    "most_protected": "90% of the people are protected",
    "roll_called": "the first roll call ends",
    "all_counted": "everyone is counted",
    "secured": "the outside doors of a building are locked",
    "first_unit_on_scene": "the first unit arrives",
    "unit_met": "a unit is met at the door",
    "danger_over": "the danger is over",
    "all_clear": "the all clear is given",
    "cpr_started": "CPR begins",
    "aed_at_patient": "an AED is at the patient",
    "aed_shock": "the AED gives its first shock",
    "tasks_assigned": "the tasks at the patient are assigned",
    "way_cleared": "the way for the ambulance crew is clear",
    "crew_at_patient": "the ambulance crew is at the patient",
    "alarm_sounds": "the fire alarm sounds",
    "horns_stopped": "the horns are silent",
    "shut_off": "the gas or power of the room on fire is off",
    "everyone_out": "everyone is out of the building on fire",
    "most_sheltered": "90% of the people are sheltered",
    "storm_arrives": "the storm arrives",
    "most_closed_in": "90% of the people are behind closed windows and doors",
    "plume_arrives": "the plume arrives",
    "plume_passes": "the plume has passed",
    "told_to_air": "people are told to go out and to air",
    "helper_there": "the first helper is there",
    "child_missed": "an adult misses the child",
    "exit_watched": "the first exit is watched",
    "child_found": "the child is found",
    "threat_reported": "the threat is reported",
    "report_read": "someone who can convene the team reads the report",
    "team_convened": "the team takes the report up",
    "plan_made": "there is a plan",
    "plan_reviewed": "the plan is reviewed",
    "police_called": "the police are called",
    "supports_begin": "supports for the meantime are in place",
    "families_texted": "the school's text to families goes out",
    "most_released": "90% of students are with their families",
}
"""Each instant as a clause that follows "when"."""


_LOCKDOWNS, _COLLAPSE, _FIRE = ("assailant", "false-alarm", "swatting"), ("cardiac-arrest",), ("fire",)
IN_SCHOOL_DAYS: tuple[Instant, ...] = (
    *("threat_reported", "report_read", "team_convened", "plan_made", "plan_reviewed", "police_called"),
    "supports_begin",
)
"""Instants between which school time is counted: a day of it is a school day."""
HAZARDS_OF: dict[Instant, tuple[str, ...]] = {
    "half_protected": (*_LOCKDOWNS, *_FIRE),
    "most_protected": (*_LOCKDOWNS, *_FIRE),
    "danger_over": (*_LOCKDOWNS, *_FIRE),
    "roll_called": (*_LOCKDOWNS, *_FIRE),
    "all_counted": (*_LOCKDOWNS, *_FIRE),
    "secured": _LOCKDOWNS,
    **dict.fromkeys(
        ("cpr_started", "aed_at_patient", "aed_shock", "tasks_assigned", "way_cleared", "crew_at_patient"), _COLLAPSE
    ),
    **dict.fromkeys(("alarm_sounds", "horns_stopped", "shut_off", "everyone_out"), _FIRE),
    **dict.fromkeys(("most_sheltered", "storm_arrives"), ("tornado",)),
    **dict.fromkeys(("most_closed_in", "plume_arrives", "plume_passes", "told_to_air"), ("release-outside",)),
    "helper_there": ("agitated-person",),
    **dict.fromkeys(("child_missed", "exit_watched", "child_found"), ("missing-student",)),
    **dict.fromkeys(IN_SCHOOL_DAYS, ("threat-report",)),
    **dict.fromkeys(("families_texted", "most_released"), ("reunification",)),
}
"""The hazards in which an instant can come, where it is not in all of them."""


def list_instants(hazard: str) -> list[Instant]:
    """The instants that can come with this hazard."""
    return [name for name in INSTANT_CLAUSES if hazard in HAZARDS_OF.get(name, (hazard,))]


MOST_MEANS = 3
"""PA, radio and app."""


class Target(FileModel):
    """From one instant to another, within a time; or only words. means: different channels by which the message is heard.

    says: what evaluators look at besides, or alone.
    """

    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None
    within: Seconds | None = None
    means: int | None = Field(default=None, strict=True, ge=1, le=MOST_MEANS)
    says: Text | None = None

    @property
    def is_timed(self) -> bool:
        """Whether the model measures it."""
        return self.from_ is not None

    @property
    def in_school_days(self) -> bool:
        """Whether its time counts school hours alone."""
        return self.to in IN_SCHOOL_DAYS and self.from_ in IN_SCHOOL_DAYS

    @model_validator(mode="after")
    def _require_parts(self) -> Self:
        parts = {"from": self.from_, "to": self.to, "within": self.within}
        missing = [name for name, value in parts.items() if value is None]
        if 0 < len(missing) < len(parts):
            raise validation_error(
                f'a target that is timed has no "{missing[0]}"', 'give "from", "to" and "within", or words alone'
            )
        if missing and self.means is not None:
            raise validation_error(
                '"means" belongs to a target that is timed', 'give "from", "to" and "within"', at=("means",)
            )
        if missing and self.says is None:
            raise validation_error("a target is empty", 'give "from", "to" and "within", or words')
        return self

    @model_validator(mode="after")
    def _require_sense(self) -> Self:
        if self.within is not None:
            require_positive(within=self.within)
        if self.from_ is not None and self.from_ == self.to:
            raise validation_error(f'"from" and "to" are both {quote(self.from_)}', "name two instants", at=("to",))
        if self.means is not None and self.to != "first_instruction_heard":
            raise validation_error(
                '"means" counts the channels of a message',
                'write "to: first_instruction_heard", or leave it out',
                at=("means",),
            )
        return self


def _accept_words(value: object) -> object:
    return {"says": value} if isinstance(value, str) else value


TargetField = Annotated[Target, BeforeValidator(_accept_words, json_schema_input_type=Target | str)]
"""A target in a file: a mapping, or words."""

"""The random numbers of a fire and of leaving the building. The list of all others is `stream_list`."""

from scenarios.campus import Campus
from scenarios.emergency import Emergency
from scenarios.hazards import Evacuate, Fire
from sim.draws import entity_key
from sim.fire_tables import age_class
from sim.laws import Law
from sim.purposes import Purpose
from sim.streams import Streams
from sim.tables import StaffTable

OFFICES = 3  # the place of adults without a group among the pre-movement times


def fire_streams(
    streams: Streams, hazard: Fire, campus: Campus, parties: list[int], zones: list[int]
) -> None:
    """The fire itself, and the alarm of the campus. parties: keys of people and groups; zones: keys of zones."""
    once = [entity_key("scenario")]
    streams.values(Purpose.FIRE_GROWTH, hazard.growth, once)
    streams.values(Purpose.FIRE_PERCEPTIBLE, hazard.perceptible, once)
    streams.values(Purpose.FIRE_UNTENABLE, hazard.untenable, once)
    if hazard.untenable is None:
        streams.times(Purpose.FIRE_UNTENABLE, hazard.aset, once)
    streams.values(Purpose.PULLS, hazard.pulls, parties)
    streams.times(Purpose.PULL, hazard.pull, parties)
    alarm = campus.fire_alarm
    if alarm is None:
        return
    panels = [entity_key(f"panel/{panel.id}") for panel in alarm.panels]
    if alarm.detectors is not None:
        streams.values(Purpose.DETECTOR, alarm.detectors.at, once)
    streams.times(Purpose.ALARM_STARTS, alarm.sounds_after, panels)
    streams.uniforms(Purpose.ALARM_HEARD, zones, 1, indexed=False)
    streams.times(Purpose.ALARM_REPORTS, alarm.reports_after, [entity_key("campus")])


def evacuation_streams(
    streams: Streams, emergency: Emergency, protocol: Evacuate, staff: StaffTable, parties: list[int]
) -> None:
    """Getting ready, by the age of the group that an adult looks after (the youngest), and being counted."""
    times, groups = protocol.pre_movement, emergency.place.groups
    of_group = [age_class(group.age) for group in groups]
    of_staff = [
        min((of_group[unit - len(staff.ids)] for unit in units), default=OFFICES) for units in staff.groups
    ]
    laws: list[Law] = [
        streams.law(source) for source in (times.ages_3_4, times.ages_5_6, times.older, times.offices)
    ]
    streams.put(Purpose.REACTION, laws, parties, 1, True, "event", of_staff + of_group)
    streams.times(Purpose.ROLL_CALL, protocol.roll_call, parties)

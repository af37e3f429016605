"""What is done in each kind of emergency: the one place where a hazard meets the people.

Alerting, the 911 centre and people know nothing of hazards; they look here. A new hazard is a file of its own and an entry here.
"""

from sim.model import assailant, evacuation, false_alarm, fire, hazards, medical, people, shelter
from sim.model.world import Playbook, World


def no_threat_left(world: World) -> bool:
    """The hazard is over, a unit is there, everybody knows, and everybody who can be is protected."""
    return not world.hazard_goes_on and world.unit_there and not world.unaware_staff and not world.unprotected


ASSAILANT = Playbook(
    onset=assailant.threat,
    adult_knows=people.a_member_of_staff,
    doubt_ends=people.a_doubter,
    group_knows=shelter.pupils_by_themselves,
    protocol=shelter.lockdown,
    responder=assailant.somebody_on_campus,
    unit_on_scene=assailant.contact_by_a_unit,
    all_clear=no_threat_left,
)
CARDIAC_ARREST = Playbook(
    onset=medical.collapse,
    adult_knows=people.a_member_of_staff,
    doubt_ends=people.a_doubter,
    group_knows=medical.pupils_fetch_an_adult,
    protocol=medical.aid,
    responder=medical.response_team,
    unit_on_scene=medical.ambulance_crew,
    all_clear=medical.patient_cared_for,
    anyone_may_be_sent=True,
)
FALSE_ALARM = Playbook(
    onset=false_alarm.taken_for_a_threat,
    adult_knows=people.a_member_of_staff,
    doubt_ends=people.a_doubter,
    group_knows=shelter.pupils_by_themselves,
    protocol=shelter.lockdown,
    responder=false_alarm.somebody_on_campus_looks,
    unit_on_scene=false_alarm.a_unit_looks,
    all_clear=false_alarm.found_to_be_false,
)
FIRE = Playbook(
    onset=fire.starts_to_burn,
    adult_knows=fire.an_adult_knows,
    doubt_ends=people.a_doubter,
    group_knows=fire.pupils_know,
    protocol=evacuation.evacuate,
    responder=evacuation.evacuate,
    unit_on_scene=fire.first_water,
    all_clear=fire.everybody_counted,
)
PLAYBOOKS = {
    "assailant": ASSAILANT,
    "cardiac-arrest": CARDIAC_ARREST,
    "false-alarm": FALSE_ALARM,
    "fire": FIRE,
    "notice": ASSAILANT._replace(onset=hazards.notice),
}

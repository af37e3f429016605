"""Every kind of hazard that is simulated. Importing this registers them, and the hazards and channels of installed packages."""

from scenarios import plug_ins
from sim.channels.campus_siren import CAMPUS_SIREN
from sim.channels.desktops import DESKTOPS
from sim.channels.phone_tree import PHONE_TREE
from sim.channels.runners import RUNNERS
from sim.channels.screens import SCREENS
from sim.channels.strobes import STROBES
from sim.channels.takeover import TAKEOVER
from sim.hazards.agitated_person import AGITATED_PERSON, WEAPON_SEEN
from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import HAZARDS, Hazard, register, unregister
from sim.hazards.cardiac_arrest import CARDIAC_ARREST
from sim.hazards.false_alarm import FALSE_ALARM
from sim.hazards.fire import FIRE
from sim.hazards.missing_student import MISSING_STUDENT
from sim.hazards.notice import NOTICE
from sim.hazards.release_inside import RELEASE_INSIDE
from sim.hazards.release_outside import CALL_RECORD, RELEASE_OUTSIDE
from sim.hazards.reunification import PARENT_NOTICE, REUNIFICATION
from sim.hazards.swatting import CHANNELS as HOAX_CALLS
from sim.hazards.swatting import SWATTING
from sim.hazards.threat_report import THREAT_REPORT, THREAT_REPORTS
from sim.hazards.tornado import CHANNELS as WARNINGS
from sim.hazards.tornado import TORNADO
from sim.model import channels

__all__ = ["HAZARDS", "Hazard", "register", "unregister"]

for hazard in (
    *(ASSAILANT, CARDIAC_ARREST, FIRE, FALSE_ALARM, NOTICE),
    *(AGITATED_PERSON, WEAPON_SEEN, TORNADO, MISSING_STUDENT),
    *(RELEASE_INSIDE, RELEASE_OUTSIDE, THREAT_REPORT, SWATTING, REUNIFICATION),
):
    register(hazard)
for channel in (
    TAKEOVER,
    STROBES,
    SCREENS,
    DESKTOPS,
    CAMPUS_SIREN,
    PHONE_TREE,
    RUNNERS,
    *WARNINGS,
    CALL_RECORD,
    THREAT_REPORTS,
    *HOAX_CALLS,
    PARENT_NOTICE,
):
    channels.register(channel)
plug_ins.register_all(plug_ins.CHANNELS, channels.register)
plug_ins.register_all(plug_ins.HAZARDS, register)
from sim.hazards import installed  # noqa: E402, F401 - now, before anything else is registered

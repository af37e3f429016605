"""Every kind of hazard that is simulated. Importing this registers them; a new one is a file of its own and a name in this list."""

from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import HAZARDS, Hazard, register, unregister
from sim.hazards.cardiac_arrest import CARDIAC_ARREST
from sim.hazards.false_alarm import FALSE_ALARM
from sim.hazards.fire import FIRE
from sim.hazards.notice import NOTICE

__all__ = ["HAZARDS", "Hazard", "register", "unregister"]

for hazard in (ASSAILANT, CARDIAC_ARREST, FIRE, FALSE_ALARM, NOTICE):
    register(hazard)

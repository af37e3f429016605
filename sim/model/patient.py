"""The state of one person who needs help, and of the AEDs: no more than the people around would know."""

import math
from dataclasses import dataclass


@dataclass
class Patient:
    """Somebody whose heart has stopped. Times in seconds from onset."""

    is_aed_gone: list[bool]
    """By zone: the AED that hung there has been taken."""
    is_attended: bool = False
    """An adult is with the patient, and stays."""
    cpr: bool = False
    aed_due: float = math.inf
    """When the first AED will be there: of those on their way, the soonest; or there already."""
    defibrillator: bool = False
    """An AED or an ambulance crew is at the patient."""
    shocked: bool = False

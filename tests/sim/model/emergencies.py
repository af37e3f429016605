"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.inputs import EVIDENCE, Data, always, chance, exponential, lognormal, share, uniform
from tests.sim.plays import measured, measured_once, play, plays, times
from tests.sim.worlds import (
    Plain,
    app_strategy,
    assailant,
    emergency,
    link,
    place_of,
    row_of_rooms,
    tables_of,
    telling,
    witness,
    written_out,
    zone,
)

__all__ = [
    "Data",
    "EVIDENCE",
    "always",
    "share",
    "chance",
    "exponential",
    "uniform",
    "lognormal",
    "zone",
    "link",
    "row_of_rooms",
    "plain_campus",
    "plain_psap",
    "public_address",
    "plain_scenario",
    "witness",
    "plain_protocol",
    "telling",
    "assailant",
    "plain_strategy",
    "app_strategy",
    "written_out",
    "place_of",
    "emergency",
    "tables_of",
    "plays",
    "play",
    "measured_once",
    "measured",
    "times",
]

plain_campus = Plain.campus
plain_psap = Plain.psap
public_address = Plain.pa
plain_scenario = Plain.scenario
plain_protocol = Plain.protocol
plain_strategy = Plain.strategy

"""Raw results made by hand."""

import math

import numpy as np

from sim.experiment.raw_results import RawResults
from sim.measures import MEASURES
from sim.statistics.summaries import Arm

ARMS = (Arm("=app,1"), Arm("dials", ("pa-failed", "sro-away")))
HORIZON = 100.0


def raw_results(replications: int = 2, seed: int = 7) -> RawResults:
    """Two measures of two arms: n + 1/3 s and a share of 0.5, where the second arm never reaches the time."""
    values = np.empty((replications, 2, 2))
    values[:, 0, 0] = np.arange(replications) + 1 / 3
    values[:, 1, 0] = math.inf
    values[:, :, 1] = 0.5
    measures = (MEASURES["aware_t90"], MEASURES["acknowledgement_rate"])
    return RawResults("a-scenario", "a-campus", seed, ARMS, measures, values, HORIZON)

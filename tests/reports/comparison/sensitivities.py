"""A sensitivity analysis with made numbers, for the tests of its page and its figures."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.experiment import global_sensitivity as analysis
from sim.statistics.global_sensitivity import MorrisEffect, SobolIndex
from sim.statistics.joint import JointEstimate

PERMISSION, INSTALLED, MICROPHONE = "pa.authority.needed", "app.installed", "pa.reach_microphone"


CONDITIONS = (
    analysis.DiscoveredCondition(PERMISSION, "under", 0.27, "share"),
    analysis.DiscoveredCondition(INSTALLED, "under", 0.3975, "share"),
)
DISCOVERY = analysis.Discovery(analysis.Outcome.WORSE, CONDITIONS, 256, outcomes=21, inside=26, hits=17, chance=1e-12)


def screened(
    name: str,
    unit: str,
    low: float,
    high: float,
    mu: float,
    sobol: SobolIndex | None = None,
    reading: analysis.InputReading = "selected",
) -> analysis.ScreenedInput:
    """Its effects have a standard error of a tenth."""
    size = abs(mu)
    way: Any = "both" if not mu else "up" if mu > 0 else "down"
    effect = MorrisEffect(10, size, 0.8 * size, 1.2 * size, mu, 0.3 * size, way)
    return analysis.ScreenedInput(name, "assumed", unit, low, high, reading, effect, sobol)


ABOUT: dict[str, Any] = {"scenario": "active-assailant", "title": "Active assailant, during class"}
ABOUT |= {"seed": 1, "conditions": (), "present_practice": "office-pa", "horizon": 1800.0}
ABOUT |= {"campus": "large-high-school", "campus_title": "Jefferson High School (fictional)"}


def build_samples(seed: int = 1, points: int = 256) -> analysis.Samples:
    """The app is sooner the more have it installed and the more often the PA needs permission."""
    random = np.random.default_rng(seed)
    permission, installed = random.uniform(0.0, 0.9, points), random.uniform(0.1, 0.95, points)
    microphone = np.exp(random.uniform(np.log(10.0), np.log(90.0), points))
    reductions = 60.0 * (permission - 0.45) + 40.0 * (installed - 0.5) + 0.2 * (microphone - 30.0)
    points_ = np.stack([permission, installed, microphone], axis=1)
    return analysis.Samples((PERMISSION, INSTALLED, MICROPHONE), points_, reductions)


def build_sensitivity(**given: Any) -> analysis.GlobalSensitivity:
    """Three inputs that matter, one that is weaker, two without effect."""
    none: analysis.InputReading = "no effect"
    about = ABOUT | {"baseline": "office-pa", "strategy": "practice+app"}
    about |= {"measure": "aware_t90", "unit": "s", "direction": "lower", "delta": 15.0, "statistic": "mean"}
    about |= {"base_pairs": 200, "base": 18.4, "base_low": 13.2, "base_high": 23.9}
    about |= {"trajectories": 10, "points": 256, "pairs": 20, "runs": 126_960}
    made = analysis.GlobalSensitivity(
        **about,
        inputs=(
            screened(PERMISSION, "share", 0.0, 0.9, 54.1, SobolIndex(0.44, 0.31, 0.57, 0.52, 0.43, 0.62)),
            screened(MICROPHONE, "s", 10.0, 90.0, 30.2, SobolIndex(0.12, -0.04, 0.2, 0.16, 0.1, 0.22)),
            screened(INSTALLED, "share", 0.1, 0.95, 41.3, SobolIndex(0.21, 0.1, 0.33, 0.29, 0.22, 0.36)),
            screened("witnessing.decision", "s", 5.0, 60.0, -6.0, reading="not selected"),
            screened("psap.connect", "s", 5.0, 9.0, 0.4, reading=none),
            screened("walking.adult", "m/s", 1.0, 1.4, 0.0, reading=none),
        ),
        others=SobolIndex(0.03, -0.02, 0.08, 0.06, 0.04, 0.09),
        joint=JointEstimate(512, 17.0, 410.0, 12.0, (-21.0, 19.0, 51.0), 0.79, 0.58, 0.08),
        discovery=DISCOVERY,
        samples=build_samples(),
    )
    return replace(made, **given)

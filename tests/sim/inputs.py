"""Uncertain inputs for tests, written as a file writes them."""

from typing import Any

Data = dict[str, Any]
EVIDENCE = {"basis": "assumed", "note": "invented for a test"}


def always(value: str | int | float) -> Data:
    """The same value whoever asks; a number is seconds."""
    return {"fixed": value if isinstance(value, str) else f"{value} s", "evidence": EVIDENCE}


def share(value: float) -> Data:
    """A share, or another plain number, that is the same whoever asks."""
    return {"fixed": value, "evidence": EVIDENCE}


def chance(p: float, varies: str) -> Data:
    return {"chance": p, "varies": varies, "evidence": EVIDENCE}


def exponential(mean: float, varies: str = "event") -> Data:
    return {"exponential": {"mean": f"{mean} s"}, "varies": varies, "evidence": EVIDENCE}


def uniform(low: float, high: float, varies: str = "event") -> Data:
    return {"uniform": {"low": f"{low} s", "high": f"{high} s"}, "varies": varies, "evidence": EVIDENCE}


def lognormal(median: float, sigma: float, varies: str = "event") -> Data:
    distribution = {"median": f"{median} s", "sigma": sigma}
    return {"lognormal": distribution, "varies": varies, "evidence": EVIDENCE}


def assumed(of: Data, range_: str) -> Data:
    """The same input, now with a range that its median may be anywhere in."""
    return of | {"evidence": {"basis": "assumed", "range": range_}}

"""The agenda in clock times, the same on every paper."""

from datetime import time

import pytest

from reports.documents.model import Paper
from reports.handouts import build_handouts
from scenarios.library import list_shipped
from tests.reports.kit_documents import table
from tests.sim.exercise.exercises import ASSAILANT, opened


def begin_at(name: str, starts: time) -> dict[str, Paper]:
    return {one.stem.removeprefix(f"{name}-"): one.paper for one in build_handouts(opened(name), starts=starts)}


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_from_the_first_line_to_the_last_it_is_as_long_as_the_exercise(name: str) -> None:
    *parts, (ends, _, _) = table(begin_at(name, time(9))["slides"], "Agenda").rows
    exercise = opened(name).exercise
    assert sum(int(str(minutes)) for _, _, minutes in parts) == exercise.minutes
    assert ends == ("10:30 a.m." if exercise.minutes == 90 else f"9:{exercise.minutes} a.m.")


def test_it_begins_when_it_is_told_to_and_passes_noon_in_every_paper() -> None:
    """45 minutes are 6, 24, 7 and 8."""
    papers = begin_at(ASSAILANT, time(11, 45))
    times = ["11:45 a.m.", "11:51 a.m.", "12:15 p.m.", "12:22 p.m.", "12:30 p.m."]
    assert [row[0] for row in table(papers["situation-manual"], "Agenda").rows] == times
    assert [row[0] for row in table(papers["slides"], "Agenda").rows] == times
    assert [row[0] for row in table(papers["facilitators-guide"], "Parts, and what you do").rows] == times[:-1]

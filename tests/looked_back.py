"""Exercises that have ended, looked back at: the shipped scripts, one that was stopped at once, and one that is far too long."""

import json
from functools import cache

from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.evaluation import rate, settle
from sim.drill.facilitator import make_up
from sim.drill.headless import Headless
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.drill.split import Split, split, thousand
from tests.doubles import MemoryJournal
from tests.exercises import SEED, SHIPPED, conducted, opened, script, scripted

LEFT_AT = 400.0  # T+
FEW = 20  # replications, enough for a band
PERSON = "Wilhelmina Featherstonehaugh"
"""Who plays the principal; must be in no figure."""


@cache
def looked_back(name: str = "active-assailant") -> After:
    """A shipped script played to its end."""
    return After(scripted(script(name), SHIPPED[name][1]))


@cache
def with_names() -> After:
    """The same with somebody's name, and one that evaluates."""
    written, name = script("active-assailant"), script("active-assailant").exercise
    conduct = Conduct(opened(name), MemoryJournal(*header_of(opened(name), SEED)))
    Headless(conduct, written).play(Setup(name, SEED, dict.fromkeys(written.played, PERSON)))
    return After(conduct)


@cache
def rated() -> After:
    """With final ratings for some objectives and tasks, and proposals that were not settled."""
    conduct = scripted(script())
    for objective, grade in (("warn", "S"), ("inform-911", "P"), ("coordinate", "U"), ("overview", "M")):
        settle(conduct, rate(conduct, objective, grade, by="second evaluator"))
    settle(conduct, rate(conduct, "warn", "P", task=conduct.state.exercise.objectives[0].tasks[0]))
    rate(conduct, "families", "P")
    return After(conduct)


@cache
def a_few(name: str = "active-assailant") -> Split:
    """What some replications give; not enough for any answer."""
    after = looked_back(name)
    found = split(thousand(after.state), after.one_play, FEW, workers=1)
    assert found is not None
    return found


@cache
def stopped_at_once() -> After:
    """Ended in the briefing."""
    name = script().exercise
    conduct = Conduct(opened(name), MemoryJournal(*header_of(opened(name), SEED)))
    conduct.begin(Setup(name, SEED, {}))
    conduct.end()
    return After(conduct)


@cache
def left_early() -> After:
    """The laboratory fire, ended in its played module: it still burns, and one class is not out."""
    whole = looked_back("laboratory-fire").state
    conduct = conducted(script("laboratory-fire").played, *SHIPPED["laboratory-fire"])
    begun = [entry for entry in whole.log if entry.incident_time <= LEFT_AT]
    journal = MemoryJournal(conduct.journal.header.scenario, conduct.journal.header.seed)
    for entry in begun:
        journal.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    conduct = Conduct(conduct.opened, journal)
    conduct.end()
    return After(conduct)


@cache
def far_too_long() -> After:
    """Ninety minutes in which something is noted every other second and something made up every fourth; no question is answered."""
    conduct = conducted(["principal", "secretary"], name="active-assailant-90", seed=1)
    while not conduct.over:
        for window in conduct.state.open_windows():
            conduct.no_decision(window.decision.id)
        conduct.play()
        conduct.second()
        if conduct.state.time % 2 == 0:
            conduct.note("mark" if conduct.state.time % 3 else "observe", text="something")
        if conduct.state.time % 4 == 0:
            make_up(conduct, "a parent", ["principal"], "phone", "What is going on?")
    for _ in range(2):
        conduct.next_segment()
        for _ in range(30):
            conduct.note("mark", text="something")
            make_up(conduct, "a parent", ["principal"], "phone", "What is going on?")
    conduct.end()
    return After(conduct)

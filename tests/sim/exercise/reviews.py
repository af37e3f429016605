"""Exercises that have ended, looked back at: the shipped scripts, one that was stopped at once, and one that is far too long."""

from functools import cache

from sim.exercise.counterfactual import Counterfactual, build_replication_task, run_counterfactual
from sim.exercise.evaluation import finalize_rating, propose_rating
from sim.exercise.events import Setup
from sim.exercise.facilitator import improvise_inject
from sim.exercise.review import Review
from sim.exercise.scripted import ScriptedRun
from tests.sim.exercise import exercises

FEW = 20  # replications, enough for a band
PERSON = "Wilhelmina Featherstonehaugh"
"""Who plays; must be in no figure."""


@cache
def looked_back(name: str = "active-assailant") -> Review:
    """A shipped script played to its end."""
    return Review(exercises.finished(name))


@cache
def with_names(name: str) -> Review:
    """The same, in which every played role is played by PERSON."""
    written, (exercise, seed) = exercises.script(name), exercises.SHIPPED[name]
    conductor = exercises.prepared(exercises.opened(exercise), seed)
    ScriptedRun(conductor, written).play(Setup(exercise, seed, dict.fromkeys(written.played, PERSON)))
    return Review(conductor)


@cache
def rated() -> Review:
    """With final ratings for some objectives and tasks, and proposals that were not settled."""
    conductor = exercises.scripted(exercises.script())
    for objective, grade in (("warn", "S"), ("inform-911", "P"), ("coordinate", "U"), ("overview", "M")):
        finalize_rating(conductor, propose_rating(conductor, objective, grade, by="second evaluator"))
    task = conductor.state.exercise.objectives[0].tasks[0]
    finalize_rating(conductor, propose_rating(conductor, "warn", "P", task=task))
    propose_rating(conductor, "families", "P")
    return Review(conductor)


@cache
def a_few(name: str = "active-assailant") -> Counterfactual:
    """What some replications give; not enough for any answer."""
    after = looked_back(name)
    return exercises.known(run_counterfactual(build_replication_task(after.state), after.observed_play, FEW, workers=1))


@cache
def stopped_at_once() -> Review:
    name = exercises.script().exercise
    conductor = exercises.begun(Setup(name, exercises.SEED))
    conductor.end()
    return Review(conductor)


@cache
def far_too_long() -> Review:
    """Ninety minutes in which something is noted every other second and something made up every fourth; no question is answered."""
    conductor = exercises.conducted(["principal", "secretary"], name="active-assailant-90", seed=1)
    while not conductor.is_over:
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
        conductor.play()
        conductor.play_second()
        if conductor.state.time % 2 == 0:
            conductor.add_note("mark" if conductor.state.time % 3 else "observe", text="something")
        if conductor.state.time % 4 == 0:
            improvise_inject(conductor, "a parent", ["principal"], "phone", "What is going on?")
    for _ in range(2):
        conductor.next_segment()
        for _ in range(30):
            conductor.add_note("mark", text="something")
            improvise_inject(conductor, "a parent", ["principal"], "phone", "What is going on?")
    conductor.end()
    return Review(conductor)

"""The thousand replications behind the hot wash: the room's decisions at cue + cost, and what each arm brought."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scenarios.conditions import Condition
from sim.draws import Block
from sim.drill.after import After
from sim.drill.arms import NAMES
from sim.drill.conduct import Conduct
from sim.drill.course import Course, Planned, plan_of
from sim.drill.cues import Cue, cue_of
from sim.drill.one_play import Improvement, OnePlay
from sim.drill.seeds import fit, longer_than, satisfies
from sim.drill.split import Compared, Split, Thousand, shown, split, thousand
from sim.measures import measure_all
from sim.model.interventions import from_json
from sim.model.replication import Engine
from sim.pool import Progress
from sim.trace import Kind
from tests.exercises import conducted, opened, script, scripted, traces

SCRIPTS = ("active-assailant", "cardiac-arrest", "too-late")


@cache
def finished(name: str) -> Conduct:
    """A script played to its end."""
    return scripted(script(name))


def followed(work: Thousand, replication: int) -> tuple[list[list[tuple[float, ...]]], dict[str, float]]:
    """What happened in each arm of a replication, and when each cue came."""
    arms = work.arms(replication)
    came = Course(arms, work.plan, work.roles).run()
    return [[*engine.run().rows] for engine in arms], came


@pytest.mark.parametrize("name", SCRIPTS)
def test_replication_0_is_the_exercise_again_event_for_event(name: str) -> None:
    """Cue and cost give each decision back at the time at which the room gave it, what was done to the world too."""
    conduct = finished(name)
    rows, came = followed(thousand(conduct.state), 0)
    after = After(conduct)
    assert rows == [trace.rows for trace in after.traces.values()]
    opened_at = {name: window.opened for name, window in conduct.state.windows.items() if name in came}
    assert opened_at
    assert opened_at == {name: came[name] for name in opened_at}


def test_a_role_that_was_handed_back_is_modelled_from_that_time_on() -> None:
    """In replication 0 that is the exercise again; without it the role would have gone on doing nothing."""
    conduct = conducted(["secretary", "principal"])
    while not conduct.over:
        for window in conduct.state.open_windows():
            conduct.no_decision(window.decision.id)
        conduct.play()
        conduct.second()
        if conduct.state.time == 90.0:
            for role in ("secretary", "principal"):
                conduct.hand_back(role)
    work = thousand(conduct.state)
    for engine in conduct.state.engines:
        engine.run()
    assert followed(work, 0)[0] == traces(conduct)
    assert followed(replace(work, plan=()), 0)[0][0] != traces(conduct)[0]


def test_with_nobody_played_and_nothing_decided_the_room_is_the_autopilot() -> None:
    """Exactly, in every replication, so that the room's effect is 0 and its interval a point."""
    work = replace(thousand(finished("active-assailant").state), played=frozenset(), plan=())
    here = OnePlay({name: dict.fromkeys(work.names, 0.0) for name in NAMES}, 60.0, asked=True)
    found = split(work, here, replications=12, workers=1)
    assert found is not None
    assert all(effect.improvement == 0.0 for effect in found.room)
    assert all(effect.interval is not None and effect.interval.half_width == 0.0 for effect in found.room)
    assert any((effect.improvement or 0.0) > 0.0 for effect in found.alert)


def test_a_cue_that_never_comes_means_not_applied_and_is_counted() -> None:
    """A shock in an assailant's emergency; the decision does nothing in any replication."""
    work = thousand(finished("active-assailant").state)
    act = {"kind": "announce", "by": "principal"}
    never = Planned("never", Cue(after=(Condition(happened="shock"),)), cost=5.0, acts=(act,))
    always = Planned("always", Cue(10.0), cost=5.0, acts=(act,))
    applied = replace(work, plan=(never, always)).play(range(6))["applied"]
    assert applied.sum(axis=0).tolist() == [0, 6]
    alone = replace(work, plan=(always,))
    assert followed(replace(work, plan=(never, always)), 3)[0] == followed(alone, 3)[0]


def test_an_act_begins_at_cue_and_cost_and_reaches_the_room_alone() -> None:
    """By hand: at T+10 plus 5.25 s somebody calls 911; in the other arms nothing differs."""
    work = thousand(finished("active-assailant").state)
    call = Planned("call", Cue(10.0), cost=5.25, acts=({"kind": "call-911", "by": "secretary-1"},))
    rows, came = followed(replace(work, plan=(call,)), 1)
    quiet, _ = followed(replace(work, plan=()), 1)
    assert came == {"call": 10.0}
    differs = next(one for one, other in zip(rows[0], quiet[0], strict=False) if one != other)
    assert differs[0] >= 15.25
    assert rows[1:] == quiet[1:]
    by_hand = Engine(work.room, work.seed, 1, Block(work.seed, range(1, 2)), played=work.played)
    by_hand.run_until(15.25)
    by_hand.apply(from_json({"kind": "call-911", "by": "secretary-1"}))
    assert by_hand.run().rows == rows[0]


def test_guards_are_looked_at_when_the_cue_comes_and_owners_have_to_know() -> None:
    """What is not asked in another emergency is not answered there."""
    work = thousand(finished("active-assailant").state)
    aware = Condition(aware="principal")
    guarded = Planned("guarded", Cue(60.0, unless=(aware,)))
    owned = Planned("owned", Cue(0.0, owner="principal"), answered=30.0)
    then = Planned("then", Cue(after=(Condition(decided="owned"),)))
    for replication in range(4):
        _, came = followed(replace(work, plan=(guarded, owned, then)), replication)
        knows = first_aware(work, replication)
        assert ("guarded" in came) == (knows >= 60.0)
        if knows + 31.0 < math.inf and "then" in came:
            assert came["owned"] == math.floor(knows) + 1.0
            assert came["then"] == came["owned"] + 30.0


def first_aware(work: Thousand, replication: int) -> float:
    """When the principal knows in the room's arm if nothing is decided."""
    arms = work.arms(replication)
    course = Course(arms, [Planned("wait", Cue(after=(Condition(happened="shock"),)))])
    course.run()
    return course.moments.aware.get("principal", math.inf)


def test_effects_are_mean_differences_with_the_sign_of_sooner() -> None:
    """Three emergencies by hand: times fall by 10, 20 and 30 s, shares rise."""
    work = thousand(finished("active-assailant").state)
    measures = np.full((3, len(NAMES), len(work.names)), 100.0)
    report, share = work.names.index("first_report"), work.names.index("acknowledgement_rate")
    measures[:, 0, report] = (90.0, 80.0, 70.0)
    measures[:, :, share] = 0.25
    measures[:, 0, share] = 0.75
    here = {
        "room": {"first_report": 50.0, "acknowledgement_rate": 0.5},
        "autopilot": {"first_report": math.inf, "acknowledgement_rate": 0.25},
    }
    play = {arm: {**dict.fromkeys(work.names, 1.0), **here[arm]} for arm in here}
    compared = Compared(work, measures, OnePlay(play, 300.0, asked=True), np.ones(len(measures), np.bool_))
    effects = {effect.measure: effect for effect in compared.effects("autopilot", "room")}
    assert effects["first_report"].improvement == 20.0
    assert effects["first_report"].missed == (0, 0)
    assert effects["first_report"].here == Improvement(250.0, reached=False)  # at least: it ended at T+300 s
    interval = effects["first_report"].interval
    assert interval is not None
    assert (round(interval.low, 2), round(interval.high, 2)) == (-4.84, 44.84)  # t with 2 degrees of freedom
    assert effects["acknowledgement_rate"].improvement == 0.5
    assert effects["acknowledgement_rate"].here == Improvement(0.25)


def test_what_an_arm_does_not_reach_is_counted_and_is_no_measured_gain() -> None:
    """By hand, three emergencies: no report in one in the autopilot, and in two in the room, of which one is the same. In
    the last a decision never came up.

    The mean is of the one that is left, 40 s, whatever the horizon. Where none is left there is no mean; where all are, nothing is counted.
    """
    work = thousand(finished("active-assailant").state)
    measures = np.full((3, len(NAMES), len(work.names)), 100.0)
    report, scene = work.names.index("first_report"), work.names.index("first_unit_on_scene")
    measures[:, NAMES.index("autopilot"), report] = (100.0, math.inf, 100.0)
    measures[:, NAMES.index("room"), report] = (60.0, math.inf, work.room.horizon + 1.0)
    measures[:, NAMES.index("room"), scene] = math.inf
    ones = dict.fromkeys(work.names, 1.0)
    never = {**ones, "first_report": math.inf, "travel": math.inf, "acknowledgement_rate": math.nan}
    play = OnePlay({"autopilot": never, "room": {**ones, "first_report": math.inf}}, 300.0, asked=True)
    compared = Compared(work, measures, play, np.array([True, True, False]))
    effects = {one.measure: one for one in compared.effects("autopilot", "room")}
    assert {one.unasked for one in compared.effects("room", "autopilot")} == {
        0
    }  # what brought this is not the room
    assert [effects[name].unasked for name in ("first_report", "first_unit_on_scene", "call_answered")] == [
        1,
        1,
        0,
    ]
    assert (effects["first_report"].missed, effects["first_report"].improvement) == ((1, 2), 40.0)
    assert effects["first_report"].interval is None  # of one there is none
    assert (effects["first_unit_on_scene"].missed, effects["first_unit_on_scene"].improvement) == (
        (0, 3),
        None,
    )
    assert (effects["call_answered"].missed, effects["call_answered"].improvement) == ((0, 0), 0.0)
    assert effects["first_report"].here == Improvement(reached=False)
    assert effects["travel"].here == Improvement(reached=False)  # a duration has no limit that is known
    assert effects["acknowledgement_rate"].here == Improvement()


def test_nothing_that_comes_after_the_end_is_a_fact_of_the_play() -> None:
    """Against a reading of the events by hand: the exercise is left a minute after onset."""
    conduct = conducted(["principal"])
    conduct.play()
    while conduct.state.time < 60.0:
        conduct.second()
    after = After(conduct)
    trace, here = after.traces["twin"], after.here["twin"]
    seen = {row[1]: row[0] for row in reversed(trace.rows)}
    assert here["call_answered"] == seen[Kind.ANSWERED] <= 60.0
    assert seen[Kind.ON_SCENE] > 60.0
    assert here["first_unit_on_scene"] == here["travel"] == math.inf
    assert after.played_on["twin"]["first_unit_on_scene"] == seen[Kind.ON_SCENE]
    assert any(row[1] == Kind.ACKNOWLEDGED and row[0] > 60.0 for row in after.traces["autopilot"].rows)
    assert math.isnan(after.here["autopilot"]["acknowledgement_rate"])


def test_where_nobody_was_asked_anything_the_room_brought_nothing() -> None:
    conduct = conducted(["principal"])
    conduct.end()
    after = After(conduct)
    found = split(thousand(after.state), after.one_play, replications=3, workers=1)
    assert found is not None
    assert found.room == ()
    assert all(not effect.here.value for effect in found.alert)


def test_how_far_this_emergency_was_chosen_is_what_the_seeds_say() -> None:
    """How many fit, by each need and all; every need was left out in drawing them."""
    conduct, number = finished("active-assailant"), 8
    work = thousand(conduct.state)
    found = split(work, After(conduct).one_play, replications=number, workers=1)
    fits = [fit(conduct.state.exercise, [work.room, work.twin], work.seed, one) for one in range(number)]
    assert found is not None
    assert found.fitting is not None
    assert found.fitting.here
    assert found.fitting.longer == longer_than(fits, fits[0])
    assert found.fitting.share == sum(one.fits for one in fits) / number < 1.0
    needs = enumerate(conduct.state.exercise.needs)
    met = [sum(all(satisfies(need, v) for v in one.values[n]) for one in fits) for n, need in needs]
    assert found.fitting.by_need == tuple(count / number for count in met)


def test_how_an_emergency_was_chosen_has_nothing_of_what_the_exercise_does_to_the_world() -> None:
    """A unit that is held up by an inject comes late in every arm; the emergency was chosen without that."""
    work = thousand(finished("active-assailant").state)
    late = {"kind": "delay-unit", "unit": work.room.units.ids[0], "seconds": 600.0}
    delayed = replace(work, plan=(Planned("late", Cue(0.0), acts=(late,)),))
    assert delayed.play(range(3))["needed"].tolist() == work.play(range(3))["needed"].tolist()


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    """Stopped after the first three there are three; before the first there is nothing to say."""
    conduct = finished("cardiac-arrest")
    work, here, told = thousand(conduct.state), After(conduct).one_play, list[Progress]()
    whole = split(work, here, replications=5, workers=1, on_progress=told.append)
    assert isinstance(whole, Split)
    assert (told[-1].done, told[-1].total, whole.replications, whole.interrupted) == (5, 5, 5, False)
    assert split(work, here, replications=5, workers=1, stop=lambda: True) is None


def test_measures_of_the_play_are_those_of_its_traces_and_no_count_of_people_is_shown() -> None:
    """Survival and person-minutes are for planners."""
    after = After(finished("cardiac-arrest"))
    room = after.state.engines.room
    assert after.played_on["room"] == measure_all(room.trace, room.tables)
    hidden = {name for name in after.here["room"] if not shown(name)}
    assert hidden == {"survival_larsen", "survival_valenzuela"}
    assert {name for name in After(finished("active-assailant")).here["room"] if not shown(name)} == {
        "unprotected_person_minutes",
        "exposed_person_minutes",
    }


def test_talk_only_and_unanswered_questions_are_not_in_the_plan_unless_something_waits_for_them() -> None:
    """Inject 4 is there because D3 waits for it; inject 1 is not; the plan survives being written and read."""
    plan = {planned.id: planned for planned in plan_of(finished("active-assailant").state)}
    assert set(plan) == {"D1", "D2", "D3", "D4", "inject-4"}
    assert all(Cue.from_json(one.cue.to_json()) == one.cue for one in plan.values())
    assert opened().exercise.exercise == "active-assailant-45"


def half_know(work: Thousand, replication: int) -> float:
    """The first second at which half the staff have been told, if nothing is decided; infinite if none is."""
    engine, second = work.arms(replication).room, 0.0
    while second < engine.tables.horizon and not engine.ended:
        second += 1.0
        engine.run_until(second)
        if 2 * engine.view().staff_aware >= engine.view().staff:
            return second
    return math.inf


def is_in_b(work: Thousand, replication: int, second: float) -> bool:
    """Whether the hazard is in building B then, if nothing is decided."""
    engine = work.arms(replication).room
    engine.run_until(second)
    return engine.view().hazard_goes_on and engine.view().hazard.startswith("b")


def test_shares_and_places_are_part_of_a_cue() -> None:
    """By hand, in emergencies in which nothing is decided: asked at the second at which half the staff know, held where they did not."""
    work = thousand(finished("active-assailant").state)
    half, elsewhere = Condition(aware_share=0.5), Condition(hazard_in=["b*"])
    plan = (
        Planned("half", Cue(after=(half,))),
        Planned("guarded", Cue(60.0, when=(half,))),
        Planned("not-yet", Cue(60.0, unless=(half,))),
        Planned("in-b", Cue(30.0, when=(elsewhere,))),
        Planned("pa-down", Cue(10.0, when=(Condition(world="pa-failed"),))),
        Planned("officer-away", Cue(10.0, when=(Condition(world="sro-away"),))),
        Planned("played", Cue(10.0, when=(Condition(played="principal"),))),
        Planned("modelled", Cue(10.0, unless=(Condition(played="principal"),))),
    )
    seen = set()
    for replication in range(8):
        _, came = followed(replace(work, plan=plan), replication)
        told, there = half_know(work, replication), is_in_b(work, replication, 30.0)
        assert came.get("half", math.inf) == told
        assert ("guarded" in came, "not-yet" in came) == (told <= 60.0, told > 60.0)
        assert ("in-b" in came) == there
        assert {"pa-down", "officer-away", "played", "modelled"} & {*came} == {"officer-away", "played"}
        seen |= {("early", told <= 60.0), ("there", there)}
    assert len(seen) == 4


def test_a_cue_of_an_exercise_file_has_every_condition_of_it() -> None:
    """Times, guards and people, as the roster names them; it survives being written and read."""
    conduct = conducted(["principal"])
    inject = (
        opened()
        .exercise.injects[0]
        .model_copy(
            update={
                "at": 12.0,
                "when": [Condition(aware="secretary"), Condition(aware_share=0.25)],
                "unless": [Condition(hazard_in=["gym"]), Condition(decided="D1", option="pa")],
            }
        )
    )
    cue = cue_of(inject, conduct.state)
    assert cue.at == 12.0
    assert cue.when == (Condition(aware="secretary-1"), Condition(aware_share=0.25))
    assert cue.unless == (Condition(hazard_in=["gym"]), Condition(decided="D1", option="pa"))
    assert Cue.from_json(cue.to_json()) == cue


def test_a_question_to_a_role_that_was_handed_back_before_it_comes_is_not_answered() -> None:
    """In an emergency in which it comes later than in the exercise."""
    work = thousand(finished("active-assailant").state)
    back = Planned("hand-back-principal", Cue(20.0), hands_back=("principal",))
    asked = Planned("D", Cue(30.0, role="principal"))
    unplayed = Planned("E", Cue(30.0, role="sro"))
    assert set(followed(replace(work, plan=(asked, unplayed)), 1)[1]) == {"D"}
    assert set(followed(replace(work, plan=(back, asked)), 1)[1]) == {"hand-back-principal"}


@pytest.mark.parametrize(
    ("id_", "decided"), [("D1", True), ("inject-11", False), ("rule-D1", False), ("hand-back-nurse", False)]
)
def test_what_was_not_delivered_is_no_decision_that_never_came_up(id_: str, decided: bool) -> None:
    assert Planned(id_, Cue(0.0)).is_decision == decided

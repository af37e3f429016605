"""Effects over 1,000 replications: decisions at trigger + cost, and the difference between arms."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.exercise import Condition, Need
from sim.engine import SimpyEngine
from sim.exercise import counterfactual
from sim.exercise.arms import ARM_NAMES, build_tables
from sim.exercise.counterfactual import ReplicationTask, build_replication_task, compute_effects
from sim.exercise.decisions import DecisionResponse
from sim.exercise.fitting import FittingEmergencies
from sim.exercise.journal import Header
from sim.exercise.replay import PlannedAction, Replay, extract_plan
from sim.exercise.review import Improvement, ObservedPlay, Review
from sim.exercise.triggers import Trigger
from sim.experiment.executor import RunOutcome
from sim.experiment.time_curves import time_grid
from sim.measures import MEASURES, compute_measures
from sim.model.interventions import from_json
from sim.model.trace import EventKind
from sim.sampling.streams import DrawBlock
from tests.sim.exercise.decisions_by_hand import unplayed
from tests.sim.exercise.exercises import SEED, conducted, finished, known, opened, play_seconds, to_a_question, traces

SCRIPTS = ("active-assailant", "cardiac-arrest", "too-late")


def followed(task: ReplicationTask, replication: int) -> tuple[list[list[tuple[float, ...]]], dict[str, float]]:
    arms = task.create_arms(replication)
    came = Replay(arms, task.plan, task.roles).run()
    return [[*engine.run().rows] for engine in arms], came


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_replication_0_is_the_exercise_again_event_for_event(name: str) -> None:
    conductor = finished(name, SEED)
    rows, came = followed(build_replication_task(conductor.state), 0)
    assert rows == [trace.rows for trace in Review(conductor).traces.values()]
    opened_at = {name: window.opened_at for name, window in conductor.state.decision_points.items() if name in came}
    assert opened_at
    assert opened_at == {name: came[name] for name in opened_at}


@pytest.mark.slow
def test_a_role_that_was_handed_back_is_modeled_from_that_time_on() -> None:
    """In replication 0 that is the exercise again; without it the role would have gone on doing nothing."""
    conductor = conducted(["secretary", "principal"])
    to_a_question(conductor)
    conductor.submit_decision("D1", DecisionResponse(talk_only="we wait"))
    play_seconds(conductor, 90.0)
    for role in ("secretary", "principal"):
        conductor.return_to_simulation(role)
    play_seconds(conductor, math.inf)
    work = build_replication_task(conductor.state)
    for engine in conductor.state.running_arms:
        engine.run()
    assert followed(work, 0)[0] == traces(conductor)
    assert followed(replace(work, plan=()), 0)[0][0] != traces(conductor)[0]


def test_an_act_begins_at_cue_and_cost_and_reaches_the_room_alone() -> None:
    work = bare_task()
    call = PlannedAction("call", Trigger(10.0), cost=5.25, actions=({"kind": "call-911", "by": "secretary-1"},))
    rows, came = followed(replace(work, plan=(call,)), 1)
    quiet, _ = followed(replace(work, plan=()), 1)
    assert came == {"call": 10.0}
    differs = next(one for one, other in zip(rows[0], quiet[0], strict=False) if one != other)
    assert differs[0] >= 15.25
    assert rows[1:] == quiet[1:]
    by_hand = SimpyEngine(work.player_tables, work.seed, 1, DrawBlock(work.seed, range(1, 2)))
    by_hand.run_until(15.25)
    by_hand.apply(from_json({"kind": "call-911", "by": "secretary-1"}))
    assert by_hand.run().rows == rows[0]


@pytest.mark.slow
@pytest.mark.parametrize("is_compiled", [False, True])
def test_at_the_models_pace_each_emergency_has_its_own_decision_time_which_is_taken_once(is_compiled: bool) -> None:
    work = replace(build_replication_task(finished("active-assailant").state), is_compiled=is_compiled)
    owner = "librarian"
    call, again = (
        PlannedAction(name, Trigger(time, owner=owner), cost=None, actions=({"kind": kind, "by": owner},))
        for name, time, kind in (("call", 0.0, "call-911"), ("again", 1.0, "press"))
    )
    starts = []
    for replication in range(4):
        arms = work.create_arms(replication)
        course = Replay(arms, [call, again])
        drawn = arms.player.decision_delay(owner)
        for planned in (call, again):
            course.schedule(planned, 10.0)
        began = {due.source_id: due.start for due in course.due}
        assert began == {"call": 10.0 + drawn, "again": 10.0 + drawn}
        starts.append(drawn)
    assert len(set(starts)) == 4


@pytest.mark.slow
def test_guards_are_looked_at_when_the_cue_comes_and_owners_have_to_know() -> None:
    work = build_replication_task(finished("active-assailant").state)
    aware = Condition(aware="principal")
    guarded = PlannedAction("guarded", Trigger(60.0, unless=(aware,)))
    owned = PlannedAction("owned", Trigger(0.0, owner="principal"), decided_after=30.0)
    then = PlannedAction("then", Trigger(after=(Condition(decided="owned"),)))
    for replication in range(3):
        _, came = followed(replace(work, plan=(guarded, owned, then)), replication)
        course = Replay(
            work.create_arms(replication), [PlannedAction("wait", Trigger(after=(Condition(happened="shock"),)))]
        )
        course.run()
        knows = course.milestones.aware.get("principal", math.inf)  # in the room's arm if nothing is decided
        assert ("guarded" in came) == (knows >= 60.0)
        if knows + 31.0 < math.inf and "then" in came:
            assert (came["owned"], came["then"]) == (math.floor(knows) + 1.0, came["owned"] + 30.0)


def bare_task(*plan: PlannedAction, needs: Sequence[Need] = ()) -> ReplicationTask:
    """Of the shipped lockdown, with this plan; nothing of it is played."""
    return ReplicationTask(*build_tables(opened()), SEED, plan, needs=tuple(needs))


ACT = {"kind": "announce", "by": "principal"}
PLAN = (
    PlannedAction("D1", Trigger(), actions=(ACT,)),
    PlannedAction("D2", Trigger()),
    PlannedAction("inject-7", Trigger(), actions=(ACT,)),
    PlannedAction("D3", Trigger(), holds=("principal",)),
)
YES_NO = ("app_was_first_report", "siege")
NEEDS = [
    Need.model_validate({"measure": "hazard_lasts_alone", "at_least": "6 min", "says": "Words"}),
    Need.model_validate({"measure": "first_unit_on_scene", "at_most": "8 min", "says": "Words"}),
]


def six_columns(work: ReplicationTask) -> dict[str, Any]:
    """Of measure n a play of the room takes 101 and so on, the baseline n + 1 more, and the comparison 4n + 7 more; some are missing."""
    n = np.arange(len(work.names))
    room = 100.0 + np.arange(1, 7)[:, None] + 0.0 * n
    measures = np.stack([room, room + n + 1, room + 4 * n + 7], axis=1)
    measures[:, :, [work.names.index(name) for name in YES_NO]] = 0.0
    measures[2:4, 0, work.names.index("first_report")] = math.inf, work.player_tables.horizon + 0.5
    measures[:2, 0, work.names.index("call_answered")] = math.inf
    moments = np.arange(len(time_grid(1.0)))
    return {
        "measures": measures,
        "applied": np.array([(n != 2, 0, n not in (1, 3), n != 5) for n in range(6)], np.bool_),
        "needed": np.array([[(lasts, 400.0 + n), (lasts, 480.5 - n)] for n, lasts in enumerate(LASTS)]),
        "replication": np.arange(6),
        "fitting_share": np.full(6, math.nan),
        "aware": np.array([[np.minimum(moments, limit + row) for limit in (8, 5, 2)] for row in range(6)]),
        "staff": np.full((6, 3), 20),
        "protected": np.array([[np.minimum(moments, limit) for limit in (30, 20, 10)]] * 6),
        "heads": np.full((6, 3), 40),
    }


LASTS = (400.0, 350.0, 360.0, 500.0, 359.5, 390.0)


def test_the_effects_of_six_plays_are_worked_out_by_hand() -> None:
    """The alert brings the comparison less the baseline, and the team the baseline less its own; more is better where a measure says so."""
    work = bare_task(*PLAN, needs=NEEDS)
    own = {"room": 0.0, "autopilot": 10.0, "twin": 5.0}
    play = {arm: {name: 10.0 * n + more for n, name in enumerate(work.names)} for arm, more in own.items()}
    play["autopilot"]["first_report"] = math.inf
    found = compute_effects(work, ObservedPlay(play, 300.0, has_decision_points=True), six_columns(work), 6)
    signs = [MEASURES[name].sign * (name not in YES_NO) for name in work.names]
    assert [one.measure for one in found.alert_effects] == work.names
    both = found.alert_effects, found.team_effects
    alert, team = ({one.measure: one.improvement for one in effects} for effects in both)
    first = work.names.index("first_report")
    assert alert == {name: sign * (3 * n + 6) for n, (name, sign) in enumerate(zip(work.names, signs, strict=True))}
    assert {name: value for name, value in team.items() if name != "first_report"} == {
        name: sign * (n + 1) for n, (name, sign) in enumerate(zip(work.names, signs, strict=True)) if n != first
    }
    report = found.team_effects[first]
    assert (report.not_reached, report.never_asked, report.improvement) == ((0, 2), 1, first + 1.0)
    assert report.dots == (-math.inf, -math.inf, *[first + 1.0] * 4)
    assert [one.never_asked for one in (*found.alert_effects, *found.team_effects)].count(0) == 2 * len(work.names) - 1
    assert report.observed == Improvement(300.0 - play["room"]["first_report"], is_reached=False)
    assert found.alert_effects[0].observed == Improvement(signs[0] * -5.0)
    assert found.times_applied == {"D1": 5, "inject-7": 4, "D3": 5}
    assert found.seed_selection == counterfactual.SeedSelection(tuple(NEEDS), False, 3 / 6, (4 / 6, 5 / 6), 4 / 6)
    assert not found.is_fitting
    means = {(curve.strategy, curve.what): curve.mean[9] for curve in found.curves}
    shares = {"room": (8 + 5 * 9) / 6 / 20, "autopilot": (5 + 6 + 7 + 8 + 9 + 9) / 6 / 20}
    shares["twin"] = (2 + 3 + 4 + 5 + 6 + 7) / 6 / 20
    aware = {(arm, "aware"): pytest.approx(mean) for arm, mean in shares.items()}
    assert means == {**aware, **{(arm, "protected"): 9 / 40 for arm in shares}}


def test_where_all_plays_fit_only_the_share_of_those_that_do_is_known() -> None:
    work, here = bare_task(*PLAN, needs=NEEDS), ObservedPlay({}, 300.0, has_decision_points=False)
    for replication, is_own in ((0, True), (3, False)):
        columns = six_columns(work) | {"fitting_share": np.full(6, 0.2), "replication": np.arange(6) + replication}
        arms = {arm: dict.fromkeys(work.names, 1.0) for arm in ARM_NAMES}
        here = ObservedPlay(arms, 300.0, has_decision_points=False)
        found = compute_effects(work, here, columns, 6, interrupted=True)
        assert found.seed_selection == counterfactual.SeedSelection(tuple(NEEDS), is_own, 0.2, (), None)
        assert (found.is_fitting, found.team_effects, found.is_interrupted) == (True, (), True)


def test_plays_that_were_interrupted_go_on_where_they_were(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two of six are kept, then the other four are played; then none, until more are wanted or the file is damaged."""
    fitting, asked, most = FittingEmergencies(SEED, (2, 3, 5, 8, 13, 21), 40, 6), list[range](), [2]

    def run(task: ReplicationTask, places: range, **_: object) -> RunOutcome:
        assert task.fitting == fitting
        asked.append(places)
        rows = [*places][: most[0]]
        columns = {name: values[rows] for name, values in six_columns(task).items()}
        return RunOutcome(places, len(rows), columns, is_interrupted=len(rows) < len(places))

    monkeypatch.setattr(counterfactual, "select_emergencies", lambda *_: fitting)
    monkeypatch.setattr(counterfactual, "choose_engine", lambda task, _: task)
    monkeypatch.setattr(counterfactual, "run_task", run)
    state, work = unplayed(opened(), SEED), bare_task(needs=opened().exercise.needs[:2])
    here = ObservedPlay({arm: dict.fromkeys(work.names, 1.0) for arm in ARM_NAMES}, 300.0, has_decision_points=True)
    state.exercise = state.exercise.model_copy(update={"needs": opened().exercise.needs[:2]})
    header = Header("scenario", SEED, "model")
    load = partial(counterfactual.load_or_run_counterfactual, tmp_path / "x.journal", header, state, here)
    some = known(load(6))
    assert (some.replications, some.is_interrupted) == (2, True)
    most[0] = 9
    whole = load(6)
    assert whole == load(6) == compute_effects(work, here, six_columns(work), 6)
    assert asked == [range(6), range(2, 6)]
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    most[0] = 0
    assert load(6) is None
    assert asked[2:] == [range(6)]
    assert load(6, stop=lambda: True) is None


@pytest.mark.parametrize(
    ("measure", "first", "second", "improvement"),
    [
        ("first_report", 90.0, 50.0, Improvement(40.0)),
        ("acknowledgement_rate", 0.25, 0.75, Improvement(0.5)),
        ("first_report", math.inf, 50.0, Improvement(250.0, is_reached=False)),  # at least, until T+05:00
        ("first_report", 50.0, math.inf, Improvement(-250.0, is_reached=False)),
        ("first_report", math.inf, math.inf, Improvement(is_reached=False)),
        ("travel", math.inf, 50.0, Improvement(is_reached=False)),  # a duration has no limit that is known
        ("acknowledgement_rate", math.nan, 0.5, Improvement()),
    ],
)
def test_what_is_not_reached_is_no_gain(measure: str, first: float, second: float, improvement: Improvement) -> None:
    play = {"autopilot": {measure: first}, "room": {measure: second}}
    assert ObservedPlay(play, 300.0, has_decision_points=True).improvement(measure, "autopilot", "room") == improvement


def test_nothing_that_comes_after_the_end_is_a_fact_of_the_play() -> None:
    """Against a reading of the events by hand: the exercise is left a minute after onset."""
    conductor = conducted(["principal"])
    conductor.play()
    while conductor.state.time < 60.0:
        conductor.play_second()
    after = Review(conductor)
    trace, here = after.traces["twin"], after.observed_measures["twin"]
    seen = {row[1]: row[0] for row in reversed(trace.rows)}
    assert here["call_answered"] == seen[EventKind.ANSWERED] <= 60.0
    assert seen[EventKind.ON_SCENE] > 60.0
    assert here["first_unit_on_scene"] == here["travel"] == math.inf
    assert after.projected_measures["twin"]["first_unit_on_scene"] == seen[EventKind.ON_SCENE]
    assert any(row[1] == EventKind.ACKNOWLEDGED and row[0] > 60.0 for row in after.traces["autopilot"].rows)
    assert math.isnan(after.observed_measures["autopilot"]["acknowledgement_rate"])


def test_how_an_emergency_was_chosen_has_nothing_of_what_the_exercise_does_to_the_world() -> None:
    """A unit that is held up by an inject comes late in every arm; the emergency was chosen without that."""
    work = bare_task(needs=opened().exercise.needs)
    late = {"kind": "delay-unit", "unit": work.player_tables.units.ids[0], "seconds": 600.0}
    delayed = replace(work, plan=(PlannedAction("late", Trigger(0.0), actions=(late,)),))
    assert delayed.play(range(2))["needed"].tolist() == work.play(range(2))["needed"].tolist()


def test_measures_of_the_play_are_those_of_its_traces_and_no_count_of_people_is_shown() -> None:
    after = Review(finished("cardiac-arrest", SEED))
    room = after.state.running_arms.player
    assert after.projected_measures["room"] == compute_measures(room.trace, room.tables)
    hidden = {name for name in after.observed_measures["room"] if not counterfactual.is_reported(name)}
    assert hidden == {"survival_larsen", "survival_valenzuela"}
    names = Review(finished("active-assailant")).observed_measures["room"]
    hidden = {name for name in names if not counterfactual.is_reported(name)}
    assert hidden == {"unprotected_person_minutes", "exposed_person_minutes"}


def test_talk_only_and_unanswered_questions_are_not_in_the_plan_unless_something_waits_for_them() -> None:
    """Injects 3, 4 and 7 are there because D2, D3 and D5 wait for them; inject 1 is not; the plan survives being written and read."""
    plan = {planned.id: planned for planned in extract_plan(finished("active-assailant").state)}
    assert set(plan) == {"D1", "D2", "D3", "D4", "D5", "D9", "inject-3", "inject-4", "inject-7"}
    assert all(Trigger.from_json(one.trigger.to_json()) == one.trigger for one in plan.values())
    assert opened().exercise.exercise == "active-assailant-45"


def test_a_question_to_a_role_that_was_handed_back_before_it_comes_is_not_answered() -> None:
    """In an emergency in which it comes later than in the exercise."""
    work = replace(bare_task(), roles=frozenset({"principal"}))
    back = PlannedAction("hand-back-principal", Trigger(20.0), returned_roles=("principal",))
    asked = PlannedAction("D", Trigger(30.0, role="principal"))
    unplayed = PlannedAction("E", Trigger(30.0, role="sro"))
    assert set(followed(replace(work, plan=(asked, unplayed)), 1)[1]) == {"D"}
    assert set(followed(replace(work, plan=(back, asked)), 1)[1]) == {"hand-back-principal"}


@pytest.mark.parametrize(
    ("id_", "decided"), [("D1", True), ("inject-11", False), ("rule-D1", False), ("hand-back-nurse", False)]
)
def test_what_was_not_delivered_is_no_decision_that_never_came_up(id_: str, decided: bool) -> None:
    assert PlannedAction(id_, Trigger(0.0)).is_decision == decided

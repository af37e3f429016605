"""Levers: what an arm with one plays, which is named the best, and that nothing else of a comparison changes."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, list_levers, parse_setting
from scenarios.strategies import Strategy, add_to_practice
from sim.engine import SimpyEngine
from sim.experiment import levers
from sim.experiment.compare import compare
from sim.experiment.comparison import LEVERS_CUT_SHORT_NOTE, Comparison
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import PointTask, play_points
from sim.experiment.joint import FIRST_REPLICATION, JOINT_PAIRS
from sim.experiment.lever_arms import LeverArm
from sim.experiment.levers import select_best
from sim.experiment.result_store import ResultStore
from sim.measures import READERS
from sim.model.trace_reader import read_trace
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE, ask
from tests.sim.inputs import Data, chance, lognormal
from tests.sim.schools import small_campus, small_school
from tests.sim.worlds import Plain, app_strategy

PAIRS, SELECTED = 12, 30
LEVER = {"id": "microphone", "says": "Microphone within 12 s", "to": "12 s", "cost": "none", "note": "a test"}


def school(microphone: Mapping[str, Any] = LEVER, app: Data | None = None, **campus: Any) -> Emergency:
    """The small school, in which the microphone may be nearer. app: of a strategy that adds it to what the school does today."""
    reach = lognormal(30, 0.5, "replication") | {
        "evidence": {"basis": "assumed", "range": "10 s to 90 s", "control": "lever"},
        "lever": dict(microphone),
    }
    emergency = small_school(small_campus(**{"pa": Plain.pa(reach_microphone=reach)} | campus))
    if app is None:
        return emergency
    data = app_strategy("adds", ["pa", "word-of-mouth"], **app) | {"added": {}}
    data |= {"report": ["app"], "told": ["app"]}
    adds = add_to_practice(emergency.strategies["announces"], Strategy.model_validate(data))
    return replace(emergency, strategies={**emergency.strategies, "adds": adds})


@pytest.fixture(autouse=True)
def few_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levers, "SELECTION_PAIRS", SELECTED)


def play(emergency: Emergency, **asked: Any) -> Comparison:
    usual = {"replications": PAIRS, "input_pairs": 0, "levers": True, "workers": 1}
    return ask(compare, emergency, **usual | asked)


def play_by_hand(emergency: Emergency, strategy: str, overrides: Mapping[str, float] | None = None) -> list[float]:
    """The first primary measure of each replication, by the model alone."""
    tables = tabulate(emergency, strategy, (), overrides)
    readings = (read_trace(SimpyEngine(tables, 1, n).run(), tables) for n in range(PAIRS))
    return [READERS["aware_t90"](reading) for reading in readings]


def only(result: Comparison) -> LeverArm:
    (arm,) = result.levers
    return arm


# what is played


@pytest.mark.slow
def test_a_lever_that_is_always_kept_is_the_input_at_its_value_against_present_practice() -> None:
    emergency = school()
    arm = only(play(emergency))
    today = play_by_hand(emergency, "announces")
    moved = play_by_hand(emergency, "announces", {"pa.reach_microphone": 12.0})
    assert (arm.id, arm.title, arm.says) == (
        "today+microphone",
        "today, microphone within 12 s",
        "microphone within 12 s",
    )
    assert [contrast.measure for contrast in arm.contrasts] == ["aware_t90", "first_unit_on_scene"]
    first = arm.contrasts[0]
    assert (first.baseline, first.strategy, first.n, first.delta) == ("announces", arm.id, PAIRS, 5.0)
    assert first.exploratory
    assert first.reduction == pytest.approx(np.mean(np.subtract(today, moved)))
    assert first.reduction > 0.0
    assert [tuple(change) for change in arm.changes] == [("pa.reach_microphone", "12 s", "30 s")]


@pytest.mark.slow
def test_a_lever_that_is_never_kept_is_present_practice_in_every_pair() -> None:
    arm = only(play(school(LEVER | {"kept": "0%"})))
    for contrast in arm.contrasts:
        assert (contrast.same_share, contrast.reduction, contrast.reduction_p95) == (1.0, 0.0, 0.0)
    emergency = add_arm(school(LEVER | {"kept": 0}), parse_arm("x: microphone", [], ["microphone"]))
    assert replace(tabulate(emergency, "x"), strategy="announces") == tabulate(emergency, "announces")


def test_each_emergency_keeps_the_lever_or_is_as_today() -> None:
    emergency = add_arm(school(LEVER | {"kept": "50%"}), parse_arm("half: microphone", [], ["microphone"]))
    today = play_by_hand(emergency, "announces")
    moved = play_by_hand(emergency, "announces", {"pa.reach_microphone": 12.0})
    half = play_by_hand(emergency, "half")
    changed = [value for value, before in zip(half, today, strict=True) if value != before]
    assert 0 < len(changed) < PAIRS
    assert all(value in (before, after) for value, before, after in zip(half, today, moved, strict=True))


def test_a_chance_is_the_weighted_one_and_what_is_set_is_where_the_lever_begins() -> None:
    heard = {
        "kinds": ["classroom", "hall", "gym", "office"],
        "heard": chance(0.5, "zone")
        | {
            "evidence": {"basis": "assumed", "range": "0.2 to 0.9", "control": "lever"},
            "lever": LEVER | {"id": "horns", "to": 0.9, "kept": 0.75},
        },
    }
    emergency = school(pa=Plain.pa(audible=[heard]))
    name = "pa.audible.classroom+hall+gym+office.heard"
    for setting, chance_before in ((None, 0.5), (f"{name}=20%", 0.2)):
        set_first = emergency if setting is None else apply_settings(emergency, [parse_setting(setting)])
        wider = add_arm(set_first, parse_arm("x: horns", [], ["horns"]))
        (heard_by,) = {float(p) for p in tabulate(wider, "x").means.pa_chance}
        assert heard_by == pytest.approx(0.75 * 0.9 + 0.25 * chance_before)


def test_the_distribution_of_a_kept_lever_is_scaled_to_its_median_and_else_as_set() -> None:
    emergency = apply_settings(school(LEVER | {"kept": "80%"}), [parse_setting("pa.reach_microphone=40 s")])
    wider = add_arm(emergency, parse_arm("x: microphone", [], ["microphone"]))
    stream = tabulate(wider, "x").streams[Purpose.MICROPHONE]
    assert stream.distributions == (
        Distribution.adopted(0.8, Distribution.lognormal(12.0, 0.5), Distribution.lognormal(40.0, 0.5)),
    )


# which is the best


def test_the_best_is_named_with_those_within_two_standard_errors_and_not_if_nothing_helps() -> None:
    random = np.random.default_rng(3)
    noise = random.normal(0.0, 10.0, 400)
    other = random.normal(0.0, 10.0, 400)  # standard error of a mean 0.5, of a difference 0.7
    clear = [5.0 + noise, 2.0 + other, 4.9 + other, np.zeros(400)]
    assert select_best(clear, 1.0) == sorted([0, 2], key=lambda place: -clear[place].mean())
    assert select_best([0.5 + noise - noise.mean()], 0.1) == []
    assert select_best([np.zeros(400)], 0.0) == []
    assert select_best([np.full(400, 3.0), np.full(400, 2.999)], 1.0) == [0]
    assert select_best([np.full(400, 3.0)], 3.1) == []


@pytest.mark.slow
def test_the_best_is_chosen_on_replications_that_nothing_else_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[tuple[tuple[str, ...], set[int]]] = []

    def record(task: PointTask, *others: Any) -> Any:
        numbers = {number for point in task.points for number in point.replications}
        played.append((tuple(arm.strategy for arm in task.arms), numbers))
        return play_points(task, *others)

    monkeypatch.setattr(levers, "play_points", record)
    assert only(play(school())).is_best
    (choosing, chosen_on), (contrasting, contrasted_on) = played
    assert choosing == ("announces", "today+microphone")
    assert contrasting[-1] == "today+microphone"
    assert set(range(PAIRS)) <= contrasted_on
    assert len(chosen_on) >= SELECTED
    joint = range(FIRST_REPLICATION, FIRST_REPLICATION + 16_384 * JOINT_PAIRS)
    assert not chosen_on & contrasted_on
    assert not any(number in joint for number in chosen_on)
    assert min(chosen_on) >= 1_000_000  # beyond the pairs


# which levers


@pytest.mark.slow
def test_a_lever_is_left_out_and_named_where_it_is_pulled_already() -> None:
    for value in ("12 s", "9 s"):
        emergency = apply_settings(school(), [parse_setting(f"pa.reach_microphone={value}")])
        result = play(emergency)
        assert not result.levers
        assert [(entry.lever, entry.reason) for entry in result.levers_left_out] == [("microphone", "already")]
    farther = apply_settings(school(), [parse_setting("pa.reach_microphone=80 s")])
    assert only(play(farther)).contrasts[0].reduction > only(play(school())).contrasts[0].reduction


@pytest.mark.slow
def test_without_a_pa_there_is_no_lever_and_one_that_costs_something_is_not_played() -> None:
    without = play(school(pa=None))
    assert (without.levers, without.levers_left_out) == ((), ())
    costly = play(school(LEVER | {"cost": "some"}))
    assert (costly.levers, costly.levers_left_out) == ((), ())


@pytest.mark.slow
def test_a_lever_that_nothing_here_reads_is_left_out() -> None:
    result = play(school(), strategies=["dials", "alerts"])
    assert only(result).contrasts[0].baseline == "announces"  # which is played for it
    quiet = school(present_practice="dials")
    assert [entry.reason for entry in play(quiet).levers_left_out] == ["not used"]


def test_nothing_about_the_pa_is_a_lever_while_it_is_down() -> None:
    """The office would find out sooner that it is silent, which is no advice."""
    result = play(school(), conditions=["pa-failed"])
    assert (result.levers, [entry.reason for entry in result.levers_left_out]) == ((), ["not used"])


def added_app(**changes: Any) -> Data:
    roster = chance(0.5, "person") | {
        "evidence": {"basis": "assumed", "range": "0.2 to 1", "control": "lever"},
        "lever": LEVER | {"id": "installs", "says": "App on every phone", "to": 1},
    }
    return {"installed": roster} | changes


def test_the_best_is_played_with_the_app_and_a_lever_of_the_app_is_added_to_it() -> None:
    result = play(school(app=added_app()), strategies=["announces", "adds"], baseline="announces")
    by_id = {arm.id: arm for arm in result.levers}
    assert by_id.keys() == {"today+microphone", "adds+installs"}
    best, of_app = by_id["today+microphone"], by_id["adds+installs"]
    assert best.app_too is not None
    assert (best.app_too.id, best.app_too.title) == ("adds+microphone", "today, microphone within 12 s, app")
    assert best.app_too.contrasts[0].baseline == best.contrasts[0].baseline == "announces"
    assert of_app.contrasts[0].baseline == "adds"
    assert (of_app.title, of_app.is_best, of_app.app_too) == ("today, app, app on every phone", False, None)


def test_where_present_practice_has_an_app_it_is_pulled_there() -> None:
    emergency = school(app=added_app())
    today = emergency.strategies["adds"].model_copy(update={"added": None, "report": ["app"], "then": ["tell-office"]})
    campus = emergency.place.campus.model_copy(update={"present_practice": "adds"})
    emergency = replace(
        emergency, place=replace(emergency.place, campus=campus), strategies={**emergency.strategies, "adds": today}
    )
    result = play(emergency, strategies=["announces", "adds"])
    assert {arm.contrasts[0].baseline for arm in result.levers} == {"adds"}
    assert {arm.id for arm in result.levers} == {"today+microphone", "today+installs"}
    assert all(arm.app_too is None for arm in result.levers)


# as a part of a comparison


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "plays"),
    [
        ({"input_pairs": 2}, True),
        ({"input_pairs": 0}, False),
        ({"input_pairs": 2, "strategies": ["dials", "announces"]}, False),
        ({"input_pairs": 2, "levers": False}, False),
        ({"input_pairs": 0, "strategies": ["dials", "announces"], "levers": True}, True),
    ],
)
def test_levers_are_played_unless_something_else_was_asked_for(asked: dict[str, Any], plays: bool) -> None:
    result = ask(compare, school(), workers=1, replications=2, joint=0, **asked)
    assert bool(result.levers) == plays


def test_an_arm_of_ones_own_leaves_levers_out() -> None:
    wider = add_arm(school(), parse_arm("quick: pa.reach_microphone=12 s", []))
    assert not compare(Experiment(wider), ALONE, replications=2, input_pairs=1, joint=0).levers


@pytest.mark.slow
def test_levers_change_nothing_else() -> None:
    asked: dict[str, Any] = {"replications": 3, "input_pairs": 3, "joint": 4, "workers": 1}
    with_levers, without = (ask(compare, school(), levers=wanted, **asked) for wanted in (True, False))
    assert with_levers.levers
    assert replace(with_levers, levers=(), levers_left_out=()) == without


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bytes_and_so_does_the_store(tmp_path: Path) -> None:
    first, second = (play(school(), workers=workers).to_json() for workers in (1, 2))
    assert json.dumps(first) == json.dumps(second)
    store = ResultStore(tmp_path, b"a version of the program", 10**8)
    assert play(school(), store=store).to_json() == play(school(), store=store).to_json() == first


def test_stopping_among_the_levers_keeps_the_pairs() -> None:
    begun: list[str] = []
    result = play(school(), on_progress=lambda part, _: begun.append(part), stop=lambda: "levers" in begun)
    assert (result.replications, result.stopped, result.levers) == (PAIRS, "interrupted", ())
    assert LEVERS_CUT_SHORT_NOTE in result.notes


@pytest.mark.slow
def test_the_lines_of_json_say_what_was_changed_and_what_it_brought() -> None:
    result = play(school(app=added_app()), strategies=["announces", "adds"], baseline="announces")
    lines = result.to_json()["levers"]
    assert [(line["id"], line["measure"]) for line in lines] == list(
        itertools.product(["today+microphone", "adds+installs"], ["aware_t90", "first_unit_on_scene"])
    )
    line, contrast = lines[0], result.levers[0].contrasts[0]
    assert (line["lever"], line["input"], line["to"], line["kept"], line["cost"], line["baseline"]) == (
        "microphone",
        "pa.reach_microphone",
        "12 s",
        1.0,
        "none",
        "announces",
    )
    assert line["reduction"] == pytest.approx(contrast.reduction)
    assert line["with_app"] == "adds+microphone"
    assert list(result.to_frame("levers").columns)[3:] == list(line)


@pytest.fixture(scope="module")
def shipped() -> Emergency:
    return open_emergency("active-assailant-class")


@pytest.mark.slow
def test_both_engines_play_levers_alike(shipped: Emergency) -> None:
    results = [
        compare(Experiment(shipped), Execution(workers=1, engine=engine), replications=6, input_pairs=0, levers=True)
        for engine in ("simpy", "compiled")
    ]
    assert results[0].levers
    assert results[0].levers == results[1].levers


def test_titles_of_shipped_levers_have_no_and(shipped: Emergency) -> None:
    """A title that joins two changes would read as one arm of two."""
    names = ["active-assailant", "cardiac-arrest", "laboratory-fire"]
    for emergency in [shipped, *map(open_emergency, names[1:])]:
        for lever in list_levers(emergency).values():
            assert " and " not in lever.says
            assert len(lever.says) <= 45


@pytest.mark.parametrize(
    ("scenario", "lever", "changed", "purpose"),
    [
        ("bomb-threat", "decide-at-once", "hazard.order.takes", Purpose.ORDER_DECIDED),
        ("swatting", "center-phones", "hazard.center.phones", Purpose.CENTER_PHONES),
    ],
)
def test_a_decision_of_people_about_a_hazard_differs_in_its_arm_alone(
    scenario: str, lever: str, changed: str, purpose: Purpose
) -> None:
    """All else of the emergency, and every other draw, is as in present practice."""
    emergency = open_emergency(scenario, "suburban-elementary")
    arm = parse_arm(f"asked: {lever}", [], [lever])
    today, asked = (
        tabulate(add_arm(emergency, arm), strategy) for strategy in (emergency.place.campus.present_practice, "asked")
    )
    assert asked.hazard == today.hazard
    differing = [purpose for purpose in today.streams if today.streams[purpose] != asked.streams[purpose]]
    assert differing == [purpose]
    assert [change.name for change in list_levers(emergency)[lever].inputs] == [changed]

"""Levers: what an arm with one plays, which is named the best, and that nothing else of a comparison changes."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, list_levers, parse_setting
from scenarios.stated_levers import LeverSwitch, StatedLever
from scenarios.strategies import Strategy, add_to_practice
from sim.engine import SimpyEngine
from sim.experiment import levers
from sim.experiment.compare import compare
from sim.experiment.comparison import LEVERS_CUT_SHORT_NOTE, Comparison
from sim.experiment.execution import Execution
from sim.experiment.executor import Progress
from sim.experiment.input_points import PointTask
from sim.experiment.joint import FIRST_REPLICATION, JOINT_PAIRS
from sim.experiment.lever_arms import COLUMNS, LeftOutLever, list_lines
from sim.experiment.levers import LeverPlayer, LeverQuestion, LeverResult, is_pulled, play_levers, select_best
from sim.measures import MEASURES, READERS
from sim.model.trace_reader import read_trace
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm
from sim.tabulation import tabulate
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ask
from tests.sim.inputs import Data, chance, lognormal
from tests.sim.schools import small_campus, small_school
from tests.sim.worlds import Plain, app_strategy

PAIRS, SELECTED = 12, 30
LEVER = {"id": "microphone", "says": "Microphone within 12 s", "to": "12 s", "cost": "none", "note": "a test"}
TOP = np.array([11.0, 9.0, 14.0, 10.0])
"""Mean 11. Of four values, two standard errors are one standard deviation: of 1, 1, 1 and 5 it is 2, as their mean is."""
AT, BEYOND = np.array([1.0, 1.0, 1.0, 5.0]), np.array([1.2, 1.2, 1.2, 5.2])


def levered(distribution: Data, range_: str, **lever: Any) -> Data:
    """An input that the lever may move."""
    evidence = {"basis": "assumed", "range": range_, "control": "lever"}
    return distribution | {"evidence": evidence, "lever": LEVER | lever}


def school(microphone: Mapping[str, Any] = LEVER, app: Data | None = None, **campus: Any) -> Emergency:
    """The small school, in which the microphone may be nearer. app: of a strategy that adds it to what the school does today."""
    reach = levered(lognormal(30, 0.5, "replication"), "10 s to 90 s", **microphone)
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


def test_a_lever_never_kept_is_present_practice_and_else_each_emergency_keeps_it_or_is_as_today() -> None:
    emergency = add_arm(school(LEVER | {"kept": 0}), parse_arm("x: microphone", [], ["microphone"]))
    assert replace(tabulate(emergency, "x"), strategy="announces") == tabulate(emergency, "announces")
    emergency = add_arm(school(LEVER | {"kept": "50%"}), parse_arm("half: microphone", [], ["microphone"]))
    today = play_by_hand(emergency, "announces")
    moved = play_by_hand(emergency, "announces", {"pa.reach_microphone": 12.0})
    half = play_by_hand(emergency, "half")
    assert 0 < len([value for value, before in zip(half, today, strict=True) if value != before]) < PAIRS
    assert all(value in (before, after) for value, before, after in zip(half, today, moved, strict=True))


def test_what_is_set_is_where_a_lever_begins_a_chance_weighted_and_a_distribution_scaled() -> None:
    heard = {
        "kinds": ["classroom", "hall", "gym", "office"],
        "heard": levered(chance(0.5, "zone"), "0.2 to 0.9", id="horns", to=0.9, kept=0.75),
    }
    emergency = school(pa=Plain.pa(audible=[heard]))
    name = "pa.audible.classroom+hall+gym+office.heard"
    for setting, chance_before in ((None, 0.5), (f"{name}=20%", 0.2)):
        set_first = emergency if setting is None else apply_settings(emergency, [parse_setting(setting)])
        wider = add_arm(set_first, parse_arm("x: horns", [], ["horns"]))
        (heard_by,) = {float(p) for p in tabulate(wider, "x").means.pa_chance}
        assert heard_by == pytest.approx(0.75 * 0.9 + 0.25 * chance_before)
    emergency = apply_settings(school(LEVER | {"kept": "80%"}), [parse_setting("pa.reach_microphone=40 s")])
    wider = add_arm(emergency, parse_arm("x: microphone", [], ["microphone"]))
    stream = tabulate(wider, "x").streams[Purpose.MICROPHONE]
    assert stream.distributions == (
        Distribution.adopted(0.8, Distribution.lognormal(12.0, 0.5), Distribution.lognormal(40.0, 0.5)),
    )


NAMES = ("aware_t90", "first_unit_on_scene")
HORNS = "pa.audible.classroom+hall+gym+office.heard"
AWARE = {
    "announces": [100.0, 210.0, 320.0, 95.0, math.inf],  # not reached: the horizon, 3,600 s
    "today+microphone": [90.0, 195.0, 320.0, 99.0, 400.0],
    "today+horns": [101.0, 207.0, 313.0, 95.0, 3600.0],
    "adds": [80.0, 150.0, 290.0, 97.0, 700.0],
    "adds+installs": [70.0, 155.0, 288.0, 60.0, 600.0],
    "adds+microphone": [75.0, 140.0, 250.0, 96.0, 350.0],
}
ON_SCENE = {
    "announces": [300.0, 310.0, 330.0, 340.0, 350.0],
    "today+microphone": [299.0, 308.0, 333.0, 336.0, 350.0],
    "today+horns": [300.0, 310.0, 330.0, 340.0, 353.0],
    "adds": [280.0, 300.0, 310.0, 320.0, 330.0],
    "adds+installs": [281.0, 297.0, 310.0, 315.0, 329.0],
    "adds+microphone": [290.0, 300.0, 300.0, 339.0, 345.0],
}
SELECTION = {
    "announces": [50.0, 60.0, 70.0, 80.0, 0.0, 0.0],
    # gains 11, 9, 14, 10; what is played beyond four does not count
    "today+microphone": [39.0, 51.0, 56.0, 70.0, 9e5, 9e5],
    "today+horns": [40.0, 52.0, 57.0, 75.0, 0.0, 0.0],  # 10, 8, 13, 5: two standard errors less, to the second
}


def plays(_: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    if n >= levers.SELECTION_FIRST:
        return SELECTION[arm.strategy][n - levers.SELECTION_FIRST] if name == NAMES[0] else 0.0
    return (AWARE if name == NAMES[0] else ON_SCENE)[arm.strategy][n % 5]


def build_player(
    monkeypatch: pytest.MonkeyPatch, emergency: Emergency, played: tuple[str, ...], app: str | None = "adds",
    reads: Collection[str] = (HORNS, "pa.reach_microphone", "app.installed"), **execution: Any,
) -> LeverPlayer:  # fmt: skip
    """Contrasts of five pairs, of which a worker plays three in one go. played: in the comparison."""
    monkeypatch.setattr(levers, "CHUNK", 3)
    monkeypatch.setattr(levers, "SELECTION_PAIRS", 4)
    monkeypatch.setattr(levers, "find_read_inputs", lambda *_: set(reads))
    deltas = {MEASURES[NAMES[0]]: 20.0, MEASURES[NAMES[1]]: 7.0}
    question = LeverQuestion(emergency, 1, "announces", app, (), deltas)
    return LeverPlayer(question, hold([Arm(name) for name in played], NAMES, 5, plays), Execution(**execution))


def two_of_today() -> Emergency:
    horns = {"id": "horns", "says": "PA horns in halls", "to": 0.9, "kept": 0.75}
    heard = levered(chance(0.5, "zone"), "0.2 to 0.9", **horns)
    audible = [{"kinds": ["classroom", "hall", "gym", "office"], "heard": heard}]
    reach = levered(lognormal(30, 0.5, "replication"), "10 s to 90 s")
    return school(app=added_app(), pa=Plain.pa(reach_microphone=reach, audible=audible))


def test_each_lever_is_held_against_its_own_arm_the_best_also_with_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[tuple[list[str], list[range]]] = []
    counts: list[tuple[int, int]] = []

    def play_points(task: PointTask, execution: Execution, part: str) -> Any:
        tasks.append(([arm.strategy for arm in task.arms], [point.replications for point in task.points]))
        report = execution.progress_for(part)
        assert report is not None
        report(Progress(1, 2, 0.0, 1.0))
        return play_by(plays)(task)

    monkeypatch.setattr(levers, "play_points", play_points)
    told: Any = {"on_progress": lambda _, one: counts.append((one.done, one.total))}
    player = build_player(monkeypatch, two_of_today(), ("adds",), **told)
    result = play_levers(player)
    first = levers.SELECTION_FIRST
    today = ["announces", "today+microphone", "today+horns"]
    assert tasks == [
        (today, [range(first, first + 3), range(first + 3, first + 6)]),
        ([*today, "adds+installs", "adds+microphone"], [range(3), range(3, 6)]),
    ]
    assert counts == [(1, 4), (3, 4)]
    assert not set(range(first, first + 6)) & set(range(FIRST_REPLICATION, FIRST_REPLICATION + 16_384 * JOINT_PAIRS))
    microphone, horns, installs = result.arms
    assert [(arm.id, arm.title, arm.says, arm.kept, arm.is_best) for arm in result.arms] == [
        ("today+microphone", "today, microphone within 12 s", "microphone within 12 s", 1.0, True),
        ("today+horns", "today, PA horns in halls", "PA horns in halls", 0.75, True),
        ("adds+installs", "today, app, app on every phone", "app on every phone", 1.0, False),
    ]
    assert [arm.changes for arm in result.arms] == [
        (("pa.reach_microphone", "12 s", "30 s"),), ((HORNS, "90%", "50%"),), (("app.installed", "100%", "50%"),)
    ]  # fmt: skip
    assert (microphone.app_too is not None, horns.app_too, installs.app_too) == (True, None, None)
    assert microphone.app_too is not None
    assert (microphone.app_too.id, microphone.app_too.title) == (
        "adds+microphone", "today, microphone within 12 s, app"
    )  # fmt: skip
    # sums of five differences by hand: 10 + 15 + 0 - 4 + 3200, and 1 + 2 - 3 + 4 + 0
    contrasts = [*microphone.contrasts, *microphone.app_too.contrasts, *installs.contrasts]
    assert [(one.baseline, one.measure, one.delta) for one in contrasts] == [
        *(2 * [("announces", NAMES[0], 20.0), ("announces", NAMES[1], 7.0)]), ("adds", NAMES[0], 20.0), ("adds", NAMES[1], 7.0)
    ]  # fmt: skip
    sums = 3221, 4, 25 + 70 + 70 - 1 + 3250, 10 + 10 + 30 + 1 + 5, 10 - 5 + 2 + 37 + 100, -1 + 3 + 0 + 5 + 1
    assert [5 * one.reduction for one in contrasts] == pytest.approx(sums)
    assert {one.strategy for one in microphone.contrasts} == {"today+microphone"}
    assert {one.exploratory for one in contrasts} == {True}
    lines = list(list_lines(result.arms))
    assert [(line["id"], line["best"], line["with_app"], line["with_app_reduction"]) for line in lines[1:3]] == [
        ("today+microphone", True, "adds+microphone", pytest.approx(11.2)), ("today+horns", True, None, None)
    ]  # fmt: skip
    together = microphone.app_too.contrasts[1]
    assert (lines[1]["with_app_ci_low"], lines[1]["with_app_ci_high"]) == (together.ci_low, together.ci_high)
    assert (lines[1]["input"], lines[1]["to"], lines[1]["kept"], lines[1]["lever"], lines[1]["title"]) == (
        "pa.reach_microphone", "12 s", 1.0, "microphone", microphone.title
    )  # fmt: skip
    assert (tuple(lines[0]), lines[1]["baseline"], lines[1]["measure"]) == (COLUMNS, "announces", NAMES[1])


def test_what_was_played_is_not_played_again_and_no_app_means_no_arm_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[PointTask] = []

    def play_points(task: PointTask, *_: object) -> Any:
        tasks.append(task)
        return play_by(plays)(task)

    monkeypatch.setattr(levers, "play_points", play_points)
    (arm,) = play_levers(build_player(monkeypatch, school(), ("adds", "announces"), None)).arms
    assert [one.strategy for one in tasks[1].arms] == ["today+microphone"]
    assert arm.app_too is None
    assert 5 * arm.contrasts[0].reduction == pytest.approx(3221)
    player = build_player(monkeypatch, school(app=added_app()), ("announces", "adds"))
    deltas = dict.fromkeys(player.question.deltas, 1000000.0)  # so that a tenth of it is not reached
    arm, _ = play_levers(replace(player, question=replace(player.question, deltas=deltas))).arms
    assert (arm.is_best, arm.app_too) == (False, None)
    monkeypatch.setattr(levers, "play_points", lambda *_: None)
    assert play_levers(build_player(monkeypatch, school(), ("announces",), None)) == LeverResult((), (), True)


@pytest.mark.parametrize(
    ("lever", "setting", "conditions", "reads", "reason"),
    [
        ({}, None, (), ["pa.reach_microphone"], None),
        ({}, "12 s", (), ["pa.reach_microphone"], "already"),
        ({}, "9 s", (), ["pa.reach_microphone"], "already"),  # beyond it
        ({}, "12.5 s", (), ["pa.reach_microphone"], None),
        ({"to": "80 s"}, "79 s", (), ["pa.reach_microphone"], None),  # goes up, to the nearer end of 10 to 90 s
        ({"to": "80 s"}, "81 s", (), ["pa.reach_microphone"], "already"),
        ({}, None, (), ["psap.connect"], "not used"),
        ({}, None, ("pa-failed",), ["pa.reach_microphone"], "not used"),  # it would show sooner that the PA is silent
        ({}, None, ("radio-failed",), ["pa.reach_microphone"], None),
        ({"cost": "some"}, "12 s", (), [], ""),
    ],
)
def test_a_lever_is_left_out_where_it_is_pulled_already_or_nothing_reads_it(
    lever: Data, setting: str | None, conditions: tuple[str, ...], reads: list[str], reason: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """reason: None for one that is played, "" for one that is not even named."""
    emergency = school(LEVER | lever)
    if setting:
        emergency = apply_settings(emergency, [parse_setting(f"pa.reach_microphone={setting}")])
    player = build_player(monkeypatch, emergency, ("announces",), None, reads)
    player = replace(player, question=replace(player.question, conditions=conditions))
    left_out: list[LeftOutLever] = []
    _, candidates = levers._add_arms(player, left_out)
    assert [one.lever.id for one in candidates] == (["microphone"] if reason is None else [])
    assert [(one.lever, one.reason) for one in left_out] == ([("microphone", reason)] if reason else [])
    assert candidates or play_levers(player) == LeverResult((), tuple(left_out))


def test_a_lever_is_pulled_only_where_all_that_it_changes_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levers, "list_fields", lambda _: {"roster.a.keys": "yes", "roster.b.keys": "no"})
    emergency = school()
    change = list_levers(emergency)["microphone"].inputs
    for switches, inputs, pulled in (
        ({"a": True, "b": False}, (), True),
        ({"a": True, "b": True}, (), False),
        ({"a": True}, change, False),
    ):
        names = tuple(LeverSwitch(f"roster.{name}.keys", on) for name, on in switches.items())
        lever = StatedLever("keys", "Keys", "none", 1.0, None, None, inputs, names)
        assert is_pulled(emergency, lever) is pulled
    assert [tuple(one) for one in levers._list_changes(emergency, lever)] == [
        ("pa.reach_microphone", "12 s", "30 s"), ("roster.a.keys", "yes", "yes")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gains", "least", "best"),
    [
        ([TOP - BEYOND, TOP - AT, np.zeros(4), TOP, TOP - 0.5 * AT], 1.0, [3, 4, 1]),
        ([TOP], 11.0, [0]),
        ([TOP], 11.01, []),
        ([AT], 0.1, []),
        ([BEYOND], 0.1, [0]),
        ([np.zeros(4)], 0.0, []),
    ],
)
def test_the_best_is_named_with_those_within_two_standard_errors_of_the_paired_difference(
    gains: list[Array], least: float, best: list[int]
) -> None:
    assert select_best(gains, least) == best


@pytest.mark.parametrize(("delta", "found"), [(110.0, [0, 1]), (110.2, [])])
def test_a_tenth_of_what_matters_is_the_least(delta: float, found: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """More is better of a share of survivors: 0.1 x 110 is what the best of both gains."""
    player = build_player(monkeypatch, two_of_today(), ("announces",), None)
    player = replace(player, question=replace(player.question, deltas={MEASURES["survival_larsen"]: delta}))
    monkeypatch.setattr(levers, "play_points", play_by(lambda _, arm, n, __: -plays({}, arm, n, NAMES[0])))
    emergency, candidates = levers._add_arms(player, [])
    chosen = levers._choose_best(player, emergency, candidates, player.execution)
    assert chosen == [candidates[place] for place in found]


def added_app() -> Data:
    installs = {"id": "installs", "says": "App on every phone", "to": 1}
    return {"installed": levered(chance(0.5, "person"), "0.2 to 1", **installs)}


def test_where_present_practice_has_an_app_it_is_pulled_there() -> None:
    emergency = school(app=added_app())
    today = emergency.strategies["adds"].model_copy(update={"added": None, "report": ["app"], "then": ["tell-office"]})
    campus = emergency.place.campus.model_copy(update={"present_practice": "adds"})
    emergency = replace(
        emergency, place=replace(emergency.place, campus=campus), strategies={**emergency.strategies, "adds": today}
    )
    result = play(emergency, strategies=["announces", "adds"])
    assert {(arm.id, arm.contrasts[0].baseline, arm.app_too) for arm in result.levers} == {
        ("today+microphone", "adds", None), ("today+installs", "adds", None)
    }  # fmt: skip


@pytest.mark.slow
def test_levers_change_nothing_else() -> None:
    asked: dict[str, Any] = {"replications": 3, "input_pairs": 3, "joint": 4, "workers": 1}
    with_levers, without = (ask(compare, school(), levers=wanted, **asked) for wanted in (True, False))
    assert with_levers.levers
    assert replace(with_levers, levers=(), levers_left_out=()) == without


def test_stopping_among_the_levers_keeps_the_pairs() -> None:
    begun: list[str] = []
    result = play(school(), on_progress=lambda part, _: begun.append(part), stop=lambda: "levers" in begun)
    assert (result.replications, result.stopped, result.levers) == (PAIRS, "interrupted", ())
    assert LEVERS_CUT_SHORT_NOTE in result.notes


def test_titles_of_shipped_levers_have_no_and() -> None:
    """A title that joins two changes would read as one arm of two."""
    for emergency in map(open_emergency, ("active-assailant-class", "cardiac-arrest", "laboratory-fire")):
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
def test_a_decision_on_a_hazard_differs_in_its_arm(scenario: str, lever: str, changed: str, purpose: Purpose) -> None:
    """All else of the emergency, and every other draw, is as in present practice."""
    emergency = open_emergency(scenario, "suburban-elementary")
    arm = parse_arm(f"asked: {lever}", [], [lever])
    both = emergency.place.campus.present_practice, "asked"
    today, asked = (tabulate(add_arm(emergency, arm), strategy) for strategy in both)
    assert asked.hazard == today.hazard
    differing = [purpose for purpose in today.streams if today.streams[purpose] != asked.streams[purpose]]
    assert differing == [purpose]
    assert [change.name for change in list_levers(emergency)[lever].inputs] == [changed]

"""How staff first heard: counts of an exercise and of a comparison by another path, the claim, and where labels stand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from reports.figures import first_channels
from reports.figures.first_channels import UNAWARE, write_claim
from reports.figures.style import FRAME_POINTS
from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.experiment.first_channels import FirstChannels, play_first_channels
from sim.experiment.runner import build_arm_tables
from sim.model.channels import list_channels, list_groups
from sim.model.trace import Channel
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import draw_apart, present
from tests.sim.exercise.reviews import looked_back
from tests.sim.experiment.comparisons import ROWS, made

GROUP_OF = {channel.name.lower(): group.label for group in list_groups() for channel in list_channels(group)}
NAMES = [*(group.label for group in list_groups()), UNAWARE.label]


@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest"])
def test_an_exercise_counts_everyone_on_campus_once_by_the_names_in_the_trace(name: str) -> None:
    review = looked_back(name)
    data = present(first_channels.build_channels_of_exercise(review))
    for bar, arm in zip(data.bars, (PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM), strict=True):
        events = [*review.traces[arm].events()]
        told = [event for event in events if event.kind == "aware" and event.time <= review.stopped]
        first = {event.subject: GROUP_OF[event.object] for event in reversed(told)}
        absent = {event.subject for event in events if event.kind == "absent"}
        staff = {f"staff/{one}" for one in review.traces[arm].tables.staff.ids} - absent
        expected = Counter(first.get(person, UNAWARE.label) for person in staff)
        assert {label: count for label, count in bar.counts.items() if count} == expected, arm


def test_a_comparison_counts_what_the_people_of_each_play_remember() -> None:
    """The world at the end knows by whom each was told; the figure counts the trace."""
    emergency, replications = open_emergency("cardiac-arrest"), 3
    arms = [Arm("office-pa"), Arm("app")]
    played = play_first_channels(emergency, arms, 7, replications)
    for arm in arms:
        tables, remembered, staff = build_arm_tables(emergency, arm), Counter[Channel](), 0
        for replication in range(replications):
            engine = SimpyEngine(tables, 7, replication)
            engine.run()
            world = engine.world
            people = [person for person in range(tables.staff_count) if world.present[person]]
            staff += len(people)
            remembered.update(Channel(world.told_channel[person]) for person in people if world.aware[person])
        assert played[arm].staff == pytest.approx(staff / replications)
        expected = {channel: count / replications for channel, count in remembered.items()}
        assert played[arm].by_channel == pytest.approx(expected)


def counted(**channels: float) -> FirstChannels:
    """Of 100 staff."""
    return FirstChannels(100.0, {Channel[name.upper()]: count for name, count in channels.items()})


def test_the_claim_is_the_app_s_else_the_largest_change_else_none() -> None:
    without = counted(pa=60.2, voice=30.0)
    pushed, spoken = counted(push=20.4, text=1.2, pa=40.0), counted(pa=50.0, voice=35.0)
    assert write_claim(pushed, without, "the app", "today") == "The app told 22 of 100 staff first"
    assert write_claim(spoken, without, "the PA", "today") == "The PA told 10 fewer staff first than with today"
    assert write_claim(without, without, "the PA", "today") == "Staff first heard alike with the PA and today"


def test_a_comparison_shows_with_above_without_and_says_of_how_many_replications() -> None:
    with_, without = counted(push=20.0, pa=79.7), counted(pa=95.4)
    pairing = ROWS[1].pairing
    counts = {pairing.arms[0]: without, pairing.arms[1]: with_}
    data = first_channels.build_channels_of_comparison(made(), pairing, counts, 60)
    assert [bar.label for bar in data.bars] == ["App", "Office + PA (today)"]
    assert data.bars[0].counts[UNAWARE.label] == pytest.approx(0.3)
    assert "App: app 20, PA 80. Office + PA (today): PA 95, not aware 5. Means of the first 60 replications" in data.alt


@pytest.mark.slow
@given(st.lists(st.integers(0, 40), min_size=len(NAMES), max_size=len(NAMES)).filter(any))
def test_labels_above_a_bar_touch_neither_each_other_nor_a_stem(counts: list[int]) -> None:
    bar = first_channels.ChannelBar("your team", dict(zip(NAMES, map(float, counts), strict=True)))
    parts, labels = first_channels.lay_out_bar(bar, float(sum(counts)), 340.0)
    assert [part.group.label for part in parts] == [name for name in NAMES if bar.counts[name]]
    for number, label in enumerate(labels):
        assert label.left >= 0.0
        for other in labels[:number]:
            assert label.row != other.row or label.left >= other.right or other.left >= label.right
            low, high = sorted((label, other), key=lambda one: one.row)
            assert low.row == high.row or high.at is None or not low.left < high.at < low.right
    texts = " ".join([*(part.inside for part in parts), *(label.text for label in labels)])
    assert all(name in texts.replace("\n", " ") for name in NAMES if bar.counts[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest", "laboratory-fire"])
def test_bars_are_drawn_to_scale_and_every_text_stands_apart(name: str) -> None:
    data = present(first_channels.build_channels_of_exercise(looked_back(name)))
    figure = draw_apart(first_channels.draw_channels, data)
    widths = [one.get_width() for one in figure.axes[0].patches if isinstance(one, Rectangle)]
    counts = [count for bar in data.bars for count in bar.counts.values() if count]
    scale = (FRAME_POINTS - 96.0) / data.staff
    assert widths == pytest.approx([scale * count for count in counts])

"""Substitutes and access needs: what the app, codes, locks and legs of these people do, and that nobody else is touched."""

import numpy as np
import pytest

from scenarios.access import RosterChange
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.compiled.engine_comparison import assert_equal_plays

SUBSTITUTE, CLASS = "teacher@b112", "class@b205"
BY_PHONE = (Channel.PUSH, Channel.TEXT, Channel.EMAIL)


def changed(scenario: str, **properties: object) -> Emergency:
    change = RosterChange.model_validate({"id": SUBSTITUTE, "substitute": True, **properties})
    return open_emergency(scenario).change_roster([change, RosterChange(id=CLASS, needs="mobility")])


def draw(tables: Tables, purpose: Purpose, entity: int, count: int) -> list[float]:
    stream = tables.streams[purpose]
    return [float(DrawBlock(1, range(n, n + 1)).values(stream)[0, entity, 0]) for n in range(count)]


def channels_of_substitute(tables: Tables, replications: int) -> set[int]:
    person = tables.staff.ids.index(SUBSTITUTE)
    rows = (row for n in range(replications) for row in SimpyEngine(tables, 1, n).run().rows)
    return {row[3] for row in rows if row[1] == EventKind.AWARE and row[2] == person}


@pytest.mark.slow
def test_the_app_reaches_a_substitute_only_if_it_was_given() -> None:
    assert not channels_of_substitute(tabulate(changed("active-assailant-class"), "app"), 30) & {*BY_PHONE}
    given = changed("active-assailant-class", app=True)
    assert channels_of_substitute(tabulate(given, "app"), 30) & {*BY_PHONE}


def test_a_substitute_has_no_radio_no_keys_and_no_code_and_others_keep_theirs() -> None:
    before = tabulate(open_emergency("active-assailant-class"), "app")
    change = RosterChange(id="security@c1-hall-2", substitute=True)
    after = tabulate(open_emergency("active-assailant-class").change_roster([change]), "app")
    person = before.staff.ids.index(change.id)
    assert before.staff.radio[person]
    assert before.staff.keys[person]
    radios = zip(before.staff.radio, after.staff.radio, strict=True)
    assert [n for n, (was, is_) in enumerate(radios) if was != is_] == [person]
    keys = zip(before.staff.keys, after.staff.keys, strict=True)
    assert [n for n, (was, is_) in enumerate(keys) if was != is_] == [person]
    for purpose in (Purpose.CODE_KNOWN, Purpose.INSTALLED, Purpose.ON_ROSTER):
        drawn = [DrawBlock(1, range(40)).values(tables.streams[purpose])[:, :, 0] for tables in (before, after)]
        assert {int(n) for n in np.flatnonzero((drawn[0] != drawn[1]).any(axis=0))} == {person}
        assert not drawn[1][:, person].any()


def test_a_room_without_its_key_takes_longer_to_secure_and_a_mobility_need_is_one_speed() -> None:
    emergency = open_emergency("active-assailant-class")
    zones = {name: zone for zone, name in enumerate(emergency.place.list_zone_ids())}
    for room, median in (("b112", 60.0), ("a104", 8.0)):
        change = RosterChange(id=f"teacher@{room}", substitute=True)
        tables = tabulate(emergency.change_roster([change]), "app")
        drawn = draw(tables, Purpose.LOCKING, zones[room], 400)
        # the standard error of the mean logarithm is sigma / 20; sigma is at most 0.7
        assert abs(np.log(drawn).mean() - np.log(median)) < 4 * 0.7 / 20
    tables = tabulate(changed("laboratory-fire"), "app")
    speeds = draw(tables, Purpose.WALK_SPEED, tables.staff_count + tables.groups.ids.index(CLASS), 400)
    assert 0.4 <= min(speeds) <= max(speeds) <= 1.2
    assert abs(np.mean(speeds) - 0.8) < 4 * (0.4 / np.sqrt(6)) / 20  # sd of Tri(0.4, 0.8, 1.2)


@pytest.mark.slow
def test_a_class_with_a_mobility_need_is_out_later() -> None:
    plain, needs = (tabulate(one, "app") for one in (open_emergency("laboratory-fire"), changed("laboratory-fire")))
    unit = plain.staff_count + plain.groups.ids.index(CLASS)
    later = [find_out(needs, unit, n) - find_out(plain, unit, n) for n in range(30)]
    assert np.mean(later) > 3 * np.std(later) / np.sqrt(30)


def find_out(tables: Tables, unit: int, replication: int) -> float:
    rows = SimpyEngine(tables, 1, replication).run().rows
    return min((row[0] for row in rows if row[1] == EventKind.PROTECTED and row[2] == unit), default=tables.horizon)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["active-assailant-passing", "laboratory-fire", "false-alarm"])
def test_both_engines_play_the_same(scenario: str) -> None:
    assert_equal_plays(tabulate(changed(scenario), "app"), DrawBlock(20_262, range(3)))

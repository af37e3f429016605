"""Settings: what may be set, how it is read, and what is said of a wrong one."""

import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.library import open_emergency
from scenarios.scenario import Adoption, Emergency
from scenarios.settings import Setting, SettingError, apply_settings, list_levers, parse_setting

STRATEGIES = ("office-pa", "app", "practice+app")
MIXED = "{mixture: [{weight: 1, of: {fixed: 2 s}}, {weight: 3, of: {uniform: {low: 1 s, high: 9 s}}}]}"
PUSHED, LASTS = "lognormal (median 3 s, sigma 0.9)", "lognormal (median 2 min 32 s, sigma 1.25) from 30 s to 1 h"


@pytest.fixture(scope="module")
def emergency() -> Emergency:
    return open_emergency("active-assailant-class")


def set_one(emergency: Emergency, text: str) -> Emergency:
    return apply_settings(emergency, [parse_setting(text)])


@pytest.mark.parametrize(
    ("text", "value", "before", "note"),
    [
        ("witnessing.decision=10 s", "10 s", "20 s", ""),
        ("agencies.police.travel = 18 min", "18 min", "3 min", "outside its range, 90 s to 6 min"),
        ("pa.authority.needed=0", "0%", "30%", ""),
        ("psap.takers=3", "3", "4", ""),
        ("pa.reading=20 s", "20 s", "12 s", ""),
        ("roster.sro.radio=no", "no", "yes", ""),
        ("witnessing.common.recognition={fixed: 1}", "fixed 1", "lognormal (median 1, sigma 0.6)", ""),
        ("told_calls_911={chance: 0.6}", "chance 60%", "chance 15%", "outside its range, 0% to 50%"),
        (f"app.push.delay={MIXED}", "mixture (25% fixed 2 s, 75% uniform (low 1 s, high 9 s))", PUSHED, ""),
        ("hazard.lasts={exponential: {mean: 4 min}}", "exponential (mean 4 min)", LASTS, ""),
        ("everyday=[pa]", "[pa]", "[pa, radio, word-of-mouth]", ""),
        ("hazard.where=[{kinds: [gym]}]", "[{kinds: [gym]}]", "stated", ""),
    ],
)
def test_inputs_and_plain_fields_are_set_with_what_the_file_says_beside(
    emergency: Emergency, text: str, value: str, before: str, note: str
) -> None:
    (entry,) = set_one(emergency, text).set_inputs
    assert (entry.value, entry.before, entry.note) == (value, before, note)


def test_an_input_keeps_its_file_and_a_plain_field_changes_the_model_and_its_people(emergency: Emergency) -> None:
    moved = set_one(emergency, "app.installed=40%")
    assert moved.overrides == {"app.installed": 0.4}
    assert moved.strategies == emergency.strategies
    switched = set_one(emergency, "app.legs.staff=off").strategies
    assert {s.app.legs.staff for s in switched.values() if s.app} == {"off"}
    assert set_one(emergency, "pa.authority=none").place.campus.pa.authority is None  # type: ignore[union-attr]
    keys = {member.keys for member in set_one(emergency, "roster.sro.keys=no").place.staff if member.role == "sro"}
    assert keys == {False}


def test_a_distribution_keeps_what_is_not_given_and_replaces_a_median_that_was_set_before(emergency: Emergency) -> None:
    before = emergency.scenario.told_calls_911
    after = set_one(emergency, "told_calls_911={chance: 0.6}").scenario.told_calls_911
    assert before is not None
    assert after is not None
    assert (after.varies, after.evidence) == (before.varies, before.evidence)
    text = "told_calls_911={chance: 0, varies: site, evidence: {basis: assumed, note: none calls}}"
    given = set_one(emergency, text).scenario.told_calls_911
    assert given is not None
    assert (given.varies, given.evidence.note) == ("site", "none calls")
    wider = add_arm(
        set_one(emergency, "protocol.reaction=5 s"),
        parse_arm("slow: app, protocol.reaction={lognormal: {median: 9 s, sigma: 0.1}}", STRATEGIES),
    )
    assert "protocol.reaction" not in wider.as_played("slow").overrides
    assert wider.overrides == {"protocol.reaction": 5.0}
    set_to = set_one(emergency, "pa.reach_microphone={fixed: 70 s}")
    assert [change.to for change in list_levers(set_to)["microphone"].inputs] == [20.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("app.instaled=40%", 'nearest is "app.installed"'),
        ("agencies.sheriff.travel=18 min", 'on this campus there is "agencies.police.travel"'),
        ("app.installed=40 s", "no unit of share"),
        ("app.installed=140%", "between 0 and 1"),
        ("psap.takers=0", "it must be 1 or more"),
        ("walking.adult=0 m/s", "give a speed above 0"),
        ("pa.reading=20", 'write "20 s"'),
        ("period=lunch", "in a file of your own"),
        ("app.installed", "write name=value"),
        ("walking.adult=", "write name=value"),
        ("witnessing.recognition={fixd: 9 s}", 'nearest is "fixed"'),
        ("witnessing.recognition={fixed: 9}", 'write "9 s"'),
        ("witnessing.recognition={fixed: 9 s", "not valid YAML"),
        ("told_calls_911={chance: 0, varies: event}", "may vary by person or site"),
        ("report=[dial-911, tell-ofice]", 'nearest is "tell-office"'),
        ("report=[tell-office, tell-office]", "name each once"),
        ("report=[app]", "strategy office-pa: the app is used"),
        ("report=dial-911", "write it in brackets"),
        ("strategies=[app]", "in a file of your own"),
    ],
)
def test_a_wrong_setting_says_what_would_be_right(emergency: Emergency, text: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        set_one(emergency, text)


def test_a_name_is_set_once(emergency: Emergency) -> None:
    with pytest.raises(SettingError, match="more than once"):
        apply_settings(emergency, [Setting("psap.takers", "3"), Setting("psap.takers", "4")])


def test_an_arm_is_a_strategy_of_its_own_with_settings_that_hold_in_it_alone(emergency: Emergency) -> None:
    arm = parse_arm("Trained staff: app, active-assailant-training, psap.takers=3", STRATEGIES)
    wider = add_arm(emergency, arm)
    assert wider.strategies["trained-staff"].app == emergency.strategies["app"].app
    alone = wider.as_played("trained-staff")
    assert alone.overrides["protocol.reaction"] == 5.0
    assert (alone.place.campus.psap.takers, wider.place.campus.psap.takers) == (3, 4)
    assert wider.as_played("app") is wider
    assert not wider.overrides
    wider = add_arm(emergency, parse_arm("trained: protocol.reaction=5 s", STRATEGIES))
    assert wider.strategies["trained"].report == emergency.strategies["office-pa"].report
    wider = add_arm(emergency, parse_arm("late: app, report=[dial-911, app]", STRATEGIES))
    assert wider.strategies["late"].report == ["dial-911", "app"]
    assert wider.strategies["app"].report == ["app", "dial-911", "tell-office"]


def test_a_lever_in_an_arm_changes_all_its_inputs_and_switches_there_alone(emergency: Emergency) -> None:
    levers = list_levers(emergency)
    arm = parse_arm("Phones: microphone, phones, radios", STRATEGIES, levers)
    assert (arm.strategy, arm.levers) == (None, ("microphone", "phones", "radios"))
    wider = add_arm(emergency, arm)
    alone = wider.as_played("phones")
    assert dict(alone.adopted) == {
        "pa.reach_microphone": Adoption(20.0, 0.9),
        "phones.on_person": Adoption(0.95, 0.6),
        "phones.audible": Adoption(0.95, 0.6),
    }
    carry = {member.role for member in alone.place.staff if member.radio}
    assert carry - {member.role for member in wider.place.staff if member.radio} == {"aide", "counselor"}
    assert not wider.adopted
    noted = {entry.name: entry for entry in alone.set_inputs}
    assert noted["pa.reach_microphone"][1:] == ("20 s", "56.73 s", "kept with a chance of 90%")
    assert noted["roster.aide@{zone}.radio"].value == "yes"
    levers = list_levers(emergency)
    assert add_arm(emergency, parse_arm("all: app, roster", STRATEGIES, levers)).as_played("all").adopted
    with pytest.raises(SettingError, match='lever "roster" is of a strategy that this arm does not follow'):
        add_arm(emergency, parse_arm("all: roster", STRATEGIES, levers))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trained", "write TITLE: ITEM"),
        ("trained: ap", "neither a setting, a strategy, a lever nor a training set"),
        ("app: protocol.reaction=5 s", "rename the arm"),
        ("a: app, office-pa", "name one"),
        ("a: horizon=20 min", "the same in every arm"),
        ("a: app, hazard.lasts=4 min", "the same in every arm; use --set"),
        ("a: protocol.reacton=5 s", 'nearest is "protocol.reaction"'),
        ("!: app", "no letter or digit"),
    ],
)
def test_a_wrong_arm_says_what_would_be_right(emergency: Emergency, text: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        add_arm(emergency, parse_arm(text, STRATEGIES))

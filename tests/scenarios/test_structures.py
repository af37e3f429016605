"""Structures of a scenario: what each changes in every arm, what an arm keeps, and what a campus cannot have."""

import math

import pytest

from scenarios.arms import add_arm, parse_arm
from scenarios.distributions import Lognormal
from scenarios.library import Loader, Mention, find_file, open_emergency
from scenarios.scenario import Emergency, Structure
from scenarios.settings import AbsentError, SettingError, apply_settings, parse_setting
from scenarios.structures import apply_structure, find_structure

HAZARDS = ("active-assailant", "false-alarm", "cardiac-arrest", "laboratory-fire")
STRATEGIES = ("office-pa", "app", "practice+app")


@pytest.fixture(scope="module")
def emergency() -> Emergency:
    return open_emergency("active-assailant-class")


def structure(**settings: str) -> Structure:
    named = {name.replace("__", "."): value for name, value in settings.items()}
    return Structure(id="other", title="otherwise", asks="Is it so?", then="If not", settings=named)


SLOW_OFFICE = structure(pa__reading="30 s")


def test_a_structure_holds_in_every_arm_but_for_a_value_that_it_sets_or_cannot_have(emergency: Emergency) -> None:
    wider = add_arm(emergency, parse_arm("quick: app, pa.reading=5 s", STRATEGIES))
    wider = add_arm(wider, parse_arm("trained: app, protocol.reaction=5 s", STRATEGIES))
    under = apply_structure(wider, SLOW_OFFICE)
    readings = {arm: under.as_played(arm).place.campus.pa.reading for arm in ("app", "quick", "trained")}  # type: ignore[union-attr]
    assert readings == {"app": 30.0, "quick": 5.0, "trained": 30.0}
    assert under.as_played("trained").overrides == {"protocol.reaction": 5.0}
    wider = add_arm(emergency, parse_arm("trained: practice+app, protocol.reaction=5 s", STRATEGIES))
    under = apply_structure(wider, structure(added__press="last"))
    assert [under.strategies[name].added.press for name in ("practice+app", "trained")] == ["last", "last"]  # type: ignore[union-attr]
    assert under.as_played("trained").strategies["trained"] == under.strategies["trained"]
    strategies = apply_structure(emergency, structure(office__announces="after-call")).strategies
    assert strategies["office-pa"].office.announces == "after-call"
    assert strategies["app"].office == emergency.strategies["app"].office


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"pa__authority__needed": "0"}, "this campus has no pa.authority.needed"),
        ({"witnessing__common__misread__happens": "0"}, "this scenario has no witnessing.common.misread"),
        ({"app__email__delay": "9 s"}, "no strategy here has app.email.delay"),
        ({"told_calls_911": "0"}, "told_calls_911 is set to another value"),
    ],
)
def test_what_an_emergency_lacks_or_has_set_is_left_out(emergency: Emergency, given: dict[str, str], why: str) -> None:
    texts = ("pa.authority=none", "witnessing.common.misread=none", "app.email=none", "told_calls_911=0.1")
    without = apply_settings(emergency, [parse_setting(text) for text in texts])
    with pytest.raises(AbsentError, match=why):
        apply_structure(without, structure(**given))


def test_a_day_that_cannot_be_here_is_left_out_and_an_unknown_structure_refused(emergency: Emergency) -> None:
    emergency = apply_settings(open_emergency("active-assailant-class"), [parse_setting("pa=none")])
    pa_down = find_structure(emergency, "word-of-mouth-none-no-pa")
    with pytest.raises(AbsentError, match="this campus has no PA"):
        apply_structure(emergency, pa_down)
    with pytest.raises(SettingError, match='nearest is "word-of-mouth-none"'):
        find_structure(emergency, "word-of-mouth-non")


@pytest.mark.parametrize("scenario", HAZARDS)
def test_independent_witnesses_are_spread_as_widely_as_those_with_a_common_factor(scenario: str) -> None:
    """The logarithms of two factors add up, and so do their variances; the evidence table has two digits."""
    emergency = open_emergency(scenario)
    under = apply_structure(emergency, find_structure(emergency, "recognition-independent"))
    for part in ("recognition", "decision"):
        spreads = [
            math.hypot(*(find_sigma(getattr(held, part)) for held in (people.common, people)))
            for people in (emergency.scenario.witnessing, under.scenario.witnessing)
            if people is not None
        ]
        assert spreads[1] == pytest.approx(spreads[0], abs=0.005)


def find_sigma(source: object) -> float:
    distribution = source.distribution  # type: ignore[attr-defined]
    return distribution.sigma if isinstance(distribution, Lognormal) else 0.0


def notes_on(scenario: str, campus: str) -> set[str]:
    opening = Loader(checks_structures=True)
    opening.load_emergency(find_file("scenario", scenario, Mention()), campus)
    assert not opening.problems
    return {note.message for note in opening.notes if "structure" in note.message}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", HAZARDS)
def test_a_note_says_which_shipped_structures_a_campus_cannot_have(scenario: str) -> None:
    own = open_emergency(scenario)
    assert own.scenario.structures
    assert not notes_on(scenario, own.place.campus.campus)
    said = "the office makes no call that it could wait for"
    assert notes_on(scenario, "small-college") == {f'{said}, so structure "office-calls-first" will not be played'}


def test_a_structure_of_an_earlier_edition_which_exercises_carry_is_still_read() -> None:
    older = {"id": "few", "title": "each tells one", "about": "word of mouth", "settings": {"protocol.tell.most": "1"}}
    assert Structure.model_validate(older).asks is None

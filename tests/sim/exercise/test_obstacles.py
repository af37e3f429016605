"""What is known to stand against an answer is said before it is committed, and what participants cannot know is not."""

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse, preview_decision
from sim.model.interventions import SetChannel
from tests.sim.exercise.exercises import SHIPPED, all_roles, asked, conducted, known, to_a_question


def find_obstacles(conductor: Conductor, *acts: dict[str, str]) -> tuple[str, ...]:
    point = known(conductor.state.current_decision)
    return preview_decision(point, DecisionResponse(write_in=acts), conductor.state).obstacles


def test_a_pa_that_is_known_to_be_dead_is_warned_of_and_one_that_is_not_known_is_not() -> None:
    conductor = asked("D1")
    announce = {"kind": "announce", "by": "principal"}
    conductor.state.running_arms.apply(SetChannel("pa", False))
    before = find_obstacles(conductor, announce)
    assert not any("silent" in obstacle for obstacle in before)
    pa_fails = next(
        inject.number
        for inject in conductor.state.exercise.injects
        if any(act.kind == "channel" and act.channel == "pa" and not act.works for act in inject.world)
    )
    conductor.dispose_inject(pa_fails, "delivered")
    (warning,) = {*find_obstacles(conductor, announce)} - {*before}
    assert warning.startswith("the PA has been silent since 10:1")
    radio = {"kind": "radio", "by": "principal"}
    assert not any("silent" in obstacle for obstacle in find_obstacles(conductor, radio))


def test_who_does_not_know_of_the_emergency_cannot_act_before_someone_tells_them() -> None:
    conductor = asked("D1")
    people = [one for one in conductor.state.view.people if one.is_present and not one.is_aware]
    unaware = next(person.id for person in people if "teacher" in person.id)
    call = {"kind": "call-911", "by": unaware}
    (warning,) = find_obstacles(conductor, call)
    assert "does not know yet" in warning
    point = known(conductor.state.current_decision)
    tell = {"kind": "tell", "by": point.decision.of, "whom": unaware}
    assert find_obstacles(conductor, tell, call) == ()


def test_where_there_is_no_alert_no_one_has_to_be_told_first() -> None:
    name, seed = SHIPPED["reunification"]
    conductor = conducted(all_roles(name), name, seed)
    to_a_question(conductor)
    text = {"kind": "text-families", "by": "secretary"}
    assert find_obstacles(conductor, text) == ()

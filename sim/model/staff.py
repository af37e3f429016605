"""The response of an adult who is aware: believe the message or wait for a second one; then report, tell others, protect, respond."""

from collections.abc import Callable
from typing import cast

from sim.model import alerting, errands, office, psap, word_of_mouth
from sim.model.duty import start_duty
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY, Means, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def respond_as_staff(world: World, person: int) -> Process:
    """Handler: an adult is aware. A witness acts at once. A person who was told may doubt the message, and one without words always."""
    told = world.told_channel[person]
    is_wordless = told in (Channel.STROBE, Channel.CAMPUS_SIREN)
    believes = not is_wordless and bool(world.draw(Purpose.ACTS_AT_ONCE, person))
    if not (told == Channel.HAZARD or world.sure[person] or believes):
        world.doubting[person] = True
        world.log_event(EventKind.DOUBTS, person)
        yield world.wait(world.draw(Purpose.DOUBT, person), Rank.REACTION, person, Purpose.DOUBT)
    if not world.acting[person]:
        start_response(world, person)


def resolve_doubt(world: World, person: int) -> Process:
    """Handler: doubt has been resolved, so the person acts now, unless they act already."""
    if not world.acting[person]:
        start_response(world, person)
    yield from ()


def start_response(world: World, person: int) -> None:
    """Starts everything that an adult does once convinced."""
    world.acting[person] = True
    world.doubting[person] = False
    world.log_event(EventKind.ACTS, person, place=world.zone[person])
    played = world.played[person]
    if not (played or world.has_called[person]):
        call_for_help(world, person)
    if world.tables.staff.office[person] and (world.office_played or not played):
        tell_own_office(world, person)
    elif world.office_unanswered and not played:
        errands.send_to_office(world)
    if played or not is_a_witness(world, person) or world.tables.protocol.witness_protects_at_once:
        protect_group(world, person)


def tell_own_office(world: World, person: int) -> None:
    """Someone of the office acts: whoever is there tells the others at once, and who is elsewhere has to reach it."""
    if office.is_at_desk(world, person):
        if not world.office_knows:
            world.office_saw = world.seen_in[person]
        alerting.inform_office(world, NOBODY, Channel.VOICE)
    else:
        world.start(errands.reach_office(world, person), Rank.ACT, person, purpose=Purpose.REACH_OFFICE)


def await_order(world: World, person: int) -> None:
    """A person knows, and does not act before the office has decided. Someone of the office tells it."""
    world.awaits_order[person] = True
    world.doubting[person] = True
    world.log_event(EventKind.DOUBTS, person)
    if world.tables.staff.office[person]:
        tell_own_office(world, person)


def end_wait_for_order(world: World) -> None:
    """The office has decided: those of its people who waited act now."""
    for person in world.people:
        if world.awaits_order[person] and world.tables.staff.office[person] and not world.acting[person]:
            world.doubting[person] = False
            world.start(resolve_doubt(world, person), Rank.ACT, person, purpose=Purpose.DOUBT)


def is_a_witness(world: World, person: int) -> bool:
    """Whether their first source was the hazard itself."""
    return world.told_channel[person] == Channel.HAZARD


def call_for_help(world: World, person: int) -> None:
    """An officer reports by police radio, and a witness by the means of the strategy. Some of those who were told call 911."""
    has_radioed = reports_by_police_radio(world, person)
    if has_radioed:
        world.start(psap.report_by_police_radio(world, person), Rank.ACT, person, purpose=Purpose.OFFICER_REPORTS)
    if is_a_witness(world, person):
        world.start(report_as_witness(world, person), Rank.ACT, person, purpose=Purpose.DECISION)
    elif not has_radioed and world.draw(Purpose.TOLD_CALLS, person):
        world.start(report_as_told(world, person), Rank.ACT, person, purpose=Purpose.TOLD_CALLS)


def reports_by_police_radio(world: World, person: int) -> bool:
    """Whether they are an officer with a police radio who did not learn of it from the dispatcher, and it is a matter for the police."""
    has_radio = Purpose.OFFICER_REPORTS in world.tables.streams and world.tables.staff.police_radio[person]
    is_known = world.told_channel[person] == Channel.POLICE_RADIO or world.tables.means.calls_team
    return has_radio and not is_known


def protect_group(world: World, person: int) -> None:
    """Protects the own group and tells others; staff whose task it is respond to the hazard instead."""
    world.protecting[person] = True
    if world.on_errand[person]:
        return
    start_duty(world, person)
    if world.tables.staff.is_responder[person] or world.sent[person]:
        return
    if may_tell(world, person):
        world.start(word_of_mouth.spread_word(world, person), Rank.ACT, person, purpose=Purpose.TELL_WHOM)
    word_of_mouth.inform_room(world, person)


def may_tell(world: World, person: int) -> bool:
    """Whether they tell people in other rooms: not who is away from their own."""
    protocol = world.tables.protocol
    if world.is_out[person]:
        return False
    return protocol.tells and (is_a_witness(world, person) or not protocol.only_witnesses_tell)


MOST_TRIES = 100
"""Draws of a time to decide; where none is within the patience, it is the patience."""


class DecisionDraws:
    """What a time to decide is drawn from, apart from a world."""

    def __init__(self, tables: Tables, draw: Callable[[Purpose, int, int], float]) -> None:
        self.tables, self.draw = tables, draw
        is_common = Purpose.COMMON_DECISION in tables.streams
        self.decision_factor = draw(Purpose.COMMON_DECISION, 0, 0) if is_common else 1.0

    def scale(self, seconds: float, factor: float) -> float:
        """As the world."""
        return World.scale(cast(World, self), seconds, factor)


def draw_decision_time(world: World, person: int) -> float:
    """Seconds from recognizing to beginning to report: the first draw within the patience."""
    patience = world.tables.protocol.patience
    for index in range(MOST_TRIES):
        seconds = world.scale(world.draw(Purpose.DECISION, person, index), world.decision_factor)
        if seconds <= patience:
            return seconds
    return patience


def draw_decision_delay(tables: Tables, draw: Callable[[Purpose, int, int], float], person: int) -> float:
    """Seconds that a played person takes to decide: what the model would take, so that equal answers make equal arms.

    The office acts once one of its people is convinced: the time to the microphone, radio or line holds the decision, so they take 0. Where
    the office first decides on an order, that is the time of who may declare it.
    """
    if tables.staff.office[person]:
        decides = Purpose.ORDER_DECIDED in tables.streams and tables.staff.authority[person]
        return draw(Purpose.ORDER_DECIDED, 0, 0) if decides else 0.0
    if Purpose.DECISION not in tables.streams:
        return 0.0
    return draw_decision_time(cast(World, DecisionDraws(tables, draw)), person)


def report_as_told(world: World, person: int) -> Process:
    """Handler: a person who was told decides, then calls 911 by the first of the strategy's means that works. A person who has noticed
    the app's alert does not press again.
    """
    if world.tables.protocol.told_decide:
        seconds = draw_decision_time(world, person)
        yield world.wait(seconds, Rank.REACTION, person, Purpose.DECISION)
    for means in world.tables.means.told:
        if means == Means.APP and world.alerted[person]:
            continue
        if (yield from alerting.use_means(world, person, means)):
            return


def report_as_witness(world: World, person: int) -> Process:
    """Handler: a witness acts. Decides, uses the first means that works, then uses the further means that the strategy names. Where the
    office did not answer, someone goes there.
    """
    seconds = draw_decision_time(world, person)
    yield world.wait(seconds, Rank.REACTION, person, Purpose.DECISION)
    used = yield from alerting.report_by_first_means(world, person)
    if not (world.tables.protocol.witness_protects_at_once or world.protecting[person]):
        protect_group(world, person)
    yield from alerting.notify_others(world, person, used)
    if world.office_unanswered:
        errands.send_to_office(world, person)
